package compiled_test

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/preverified-sim/preverified-sim/sim/catalogue"
	"github.com/preverified-sim/preverified-sim/sim/contract"
	"github.com/preverified-sim/preverified-sim/specs"
	"github.com/preverified-sim/preverified-sim/specs/compiled"
)

var update = flag.Bool("update", false, "write the Go files anew")

// documents are the generated files by their source.
var documents = map[string]struct {
	name, file string
	build      func() *openapi3.T
}{
	"meta.yaml":      {"Meta", "meta.go", compiled.Meta},
	"360dialog.yaml": {"Dialog360", "dialog360.go", compiled.Dialog360},
	"control.yaml":   {"Control", "control.go", compiled.Control},
}

func TestCompiledDocuments(t *testing.T) {
	for source, c := range documents {
		data := read(t, source)
		if _, err := contract.Load(source, data); err != nil {
			t.Errorf("a document that is compiled must be valid: %v", err)
		}
		doc, err := openapi3.NewLoader().LoadFromData(data)
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		want := document(t, source, c.name, doc)
		compare(t, c.file, want)
		if *update {
			continue // the old one is compiled in
		}
		if got := document(t, source, c.name, c.build()); !bytes.Equal(got, want) {
			t.Errorf("%s builds another document than it reads", c.file)
		}
	}
}

func TestCompiledFailures(t *testing.T) {
	loaded, err := catalogue.Load(
		catalogue.File{Name: "meta.errors.yaml", Data: read(t, "meta.errors.yaml")},
		catalogue.File{Name: "360dialog.errors.yaml", Data: read(t, "360dialog.errors.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	var entries []catalogue.Entry
	for _, e := range loaded.Entries() {
		entries = append(entries, *e)
	}
	compare(t, "failures.go", failures(t, entries))
	if *update {
		return // the old one is compiled in
	}
	made := catalogue.New(compiled.Failures(), nil)
	if !reflect.DeepEqual(made.Entries(), loaded.Entries()) {
		t.Error("failures.go makes another catalogue than it reads")
	}
	for _, e := range loaded.Entries() {
		if got, ok := made.Entry(e.ID); !ok || !reflect.DeepEqual(got, e) {
			t.Errorf("%s is not found by its id", e.ID)
		}
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	data, err := specs.FS.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// compare holds a generated file against what it has to be, or writes it.
func compare(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what its source says (%v); run go generate ./specs/compiled", file, err)
	}
}
