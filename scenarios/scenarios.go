// Package scenarios is the library of scenarios that come with the simulator,
// one YAML file each; the name of a scenario is its file's without .yaml. The
// form is described in package sim/scenario.
package scenarios

import "embed"

// FS holds the files at its root, for example "default.yaml". Reading a name
// that does not exist returns an error that wraps fs.ErrNotExist.
//
//go:embed *.yaml
var FS embed.FS
