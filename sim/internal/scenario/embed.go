package scenario

import (
	"bytes"
	_ "embed" // the two files below
)

//go:embed schema.json
var schema []byte

//go:embed example.yaml
var example []byte

// JSONSchema is the JSON Schema (draft 2020-12) of a scenario, made from the types and
// comments of package sim. It is looser than [Parse], which also knows what fits together.
func JSONSchema() []byte { return bytes.Clone(schema) }

// Example is a commented scenario to start from. Its identities are ${SIM_…}
// variables.
func Example() []byte { return bytes.Clone(example) }
