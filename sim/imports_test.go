package sim_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/preverified-sim/preverified-sim"

// allowed is the shape of the house: each package, named from the root of the
// module, with the packages of the project it may import. Imports run one way,
// from the bottom of this table to its top. Tests may import what they like,
// since a test of a low room often needs the whole house.
var allowed = map[string][]string{
	// Embedded files.
	"specs":     {},
	"scenarios": {},

	// The language, and the one client of the control API.
	"sim":        {},
	"sim/client": {"sim"},

	// Rooms that know the language and little else.
	"sim/internal/wire":     {},
	"sim/internal/pattern":  {},
	"sim/internal/entries":  {"sim"},
	"sim/internal/strict":   {"sim", "sim/internal/pattern"},
	"sim/internal/contract": {"sim", "sim/internal/wire"},
	"sim/internal/failures": {"sim", "sim/internal/wire", "sim/internal/pattern", "sim/internal/strict"},
	"sim/internal/store":    {"sim", "sim/internal/entries"},
	"sim/internal/fault":    {"sim"},
	"sim/internal/limit":    {"sim"},
	"sim/internal/journal":  {"sim", "sim/internal/pattern"},
	"sim/internal/har":      {"sim"},

	// One world, the file that describes it, and the judgement of a client.
	"sim/internal/world": append([]string{"sim", "sim/internal/wire", "sim/internal/entries"}, parts...),
	"sim/internal/scenario": append([]string{"sim", "sim/internal/wire", "sim/internal/strict", "sim/internal/world",
		"scenarios"}, parts...),
	"sim/internal/grade": append([]string{"sim", "sim/internal/world", "sim/internal/scenario"}, parts...),

	// The trip of a request, and the two vendors.
	"sim/internal/trip":      append([]string{"sim", "sim/internal/wire", "sim/internal/contract", "sim/internal/world"}, parts...),
	"sim/internal/meta":      dialect,
	"sim/internal/dialog360": dialect,

	// The control API, the console and the server.
	"sim/internal/control": append([]string{"sim", "sim/internal/wire", "sim/internal/pattern", "sim/internal/strict",
		"sim/internal/entries", "sim/internal/contract", "sim/internal/world", "sim/internal/scenario", "sim/internal/grade", "sim/internal/trip", "sim/internal/har", "sim/internal/signup", "specs"}, parts...),
	"sim/internal/server": below,

	// The messages and calls to clients that Embedded Signup brings, and its window.
	"sim/internal/signup": append([]string{"sim", "sim/internal/wire", "sim/internal/world"}, parts...),
	"sim/internal/popup":  append([]string{"sim", "sim/internal/pattern", "sim/internal/world", "sim/internal/signup"}, parts...),

	// Recorded answers against ours, from outside.
	"sim/internal/drift": {"sim", "sim/client", "sim/internal/pattern", "sim/internal/har"},

	// Tests of the whole from outside.
	"sim/internal/bench":   {},
	"sim/internal/fuzz":    {},
	"sim/internal/soak":    {},
	"sim/internal/model":   {},
	"sim/internal/history": {},

	// The doors.
	"sim/simtest":         append([]string{"sim/client", "sim/internal/server"}, below...),
	"sim/cli":             append([]string{"sim/client", "sim/simtest", "sim/internal/server", "sim/internal/drift"}, below...),
	"cmd/preverified-sim": {"sim/cli"},
}

// parts are the rooms a world is made of.
var parts = []string{"sim/internal/store", "sim/internal/fault", "sim/internal/limit", "sim/internal/journal", "sim/internal/failures"}

// dialect is what a vendor's dialect may import: neither the other one nor
// faults, limits, journal or control API.
var dialect = []string{"sim", "sim/internal/wire", "sim/internal/pattern", "sim/internal/failures", "sim/internal/contract",
	"sim/internal/store", "sim/internal/trip"}

// below is every room under the server.
var below = append([]string{
	"specs", "scenarios", "sim", "sim/internal/wire", "sim/internal/pattern", "sim/internal/entries", "sim/internal/contract", "sim/internal/strict",
	"sim/internal/world", "sim/internal/scenario", "sim/internal/grade", "sim/internal/trip", "sim/internal/meta",
	"sim/internal/dialog360", "sim/internal/har", "sim/internal/control", "sim/internal/signup", "sim/internal/popup",
}, parts...)

// forbidden lists what packages may not import from outside the project. A
// path stands for everything under it too.
var forbidden = map[string][]string{
	"sim": {"net/http", "github.com/gorilla/mux", "github.com/getkin/kin-openapi",
		"go.yaml.in/yaml", "gopkg.in/yaml.v2", "gopkg.in/yaml.v3", "sigs.k8s.io/yaml"},
	"sim/internal/contract": {"github.com/gorilla/mux", "github.com/getkin/kin-openapi/routers/gorillamux",
		"github.com/getkin/kin-openapi/routers/legacy"},
}

// commandOnly is what only a program may import: a library that reads flags
// surprises the program it is part of.
var commandOnly = []string{"flag", "github.com/spf13/cobra", "github.com/spf13/pflag"}

// uses names functions of a package of the standard library.
type uses struct {
	path  string
	names []string
}

// processWide reads or ends the process, which only cmd may do.
var processWide = []uses{
	{"os", []string{"Args", "Exit", "Getenv", "LookupEnv", "Environ", "ExpandEnv"}},
	{"os/signal", []string{"Notify", "NotifyContext", "Ignore"}},
	{"log", []string{"Fatal", "Fatalf", "Fatalln"}},
	{"syscall", []string{"Exit", "Getenv", "Environ"}},
}

// wallClock is what packages that are told the time may not use.
var wallClock = []uses{{"time", []string{
	"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep"}}}

func TestImportsRunOneWay(t *testing.T) {
	for _, p := range listPackages(t) {
		for _, violation := range importViolations(p) {
			t.Error(violation)
		}
	}
}

func TestTableOfImportsNamesItsOwnPackages(t *testing.T) {
	for name, imports := range allowed {
		for _, to := range imports {
			if _, known := allowed[to]; !known {
				t.Errorf("%s may import %s, which has no line of its own in the table", name, to)
			}
		}
	}
}

func TestOnlyCommandsTouchTheProcess(t *testing.T) {
	for _, f := range parseFiles(t) {
		if f.test || strings.HasPrefix(f.name, "cmd/") || strings.HasPrefix(f.name, "sim/cli/") {
			continue
		}
		for _, use := range f.find(processWide...) {
			t.Errorf("%s: only cli reads flags and environment, handles signals or exits", use)
		}
	}
}

func TestFaultAndLimitAreToldTheTime(t *testing.T) {
	for _, f := range parseFiles(t) {
		if dir := path.Dir(f.name); f.test || dir != "sim/internal/fault" && dir != "sim/internal/limit" {
			continue
		}
		for _, use := range f.find(wallClock...) {
			t.Errorf("%s: now is an argument here", use)
		}
	}
}

func TestTestsNeitherSleepNorSkip(t *testing.T) {
	for _, f := range parseFiles(t) {
		if !f.test {
			continue
		}
		for _, use := range f.find(uses{"time", []string{"Sleep"}}) {
			t.Errorf("%s: move the world's clock, or wait for an event", use)
		}
		for _, skip := range f.findSkips() {
			t.Errorf("%s: a test that is not run tells nothing", skip)
		}
	}
}

// No file of the program is longer than 600 lines.
func TestFilesStayReadable(t *testing.T) {
	const most = 600
	for _, f := range parseFiles(t) {
		if lines := f.set.File(f.ast.FileStart).LineCount(); !f.test && lines > most {
			t.Errorf("%s has %d lines, more than %d: split it", f.name, lines, most)
		}
	}
}

func TestPackagesAreNamedAfterWhatTheyHold(t *testing.T) {
	vague := []string{"util", "utils", "common", "helper", "helpers"}
	for _, f := range parseFiles(t) {
		named := append(strings.Split(path.Dir(f.name), "/"), strings.TrimSuffix(f.ast.Name.Name, "_test"))
		for _, name := range named {
			if slices.Contains(vague, name) {
				t.Errorf("%s: the name %q says nothing", f.name, name)
			}
		}
	}
}

// TestRulesSeeViolations breaks each rule on purpose, so that a rule that
// stopped seeing anything is noticed.
func TestRulesSeeViolations(t *testing.T) {
	imports := map[string]struct{ from, to, want string }{
		"upward":       {"sim", module + "/sim/internal/world", "sim may not import sim/internal/world"},
		"sideways":     {"sim/internal/fault", module + "/sim/internal/limit", "sim/internal/fault may not import sim/internal/limit"},
		"dialects":     {"sim/internal/meta", module + "/sim/internal/dialog360", "sim/internal/meta may not import sim/internal/dialog360"},
		"root package": {"sim/internal/wire", module, "sim/internal/wire may not import ."},
		"outside":      {"sim", "net/http", "sim may not import net/http"},
		"below a path": {"sim", "go.yaml.in/yaml/v4", "sim may not import go.yaml.in/yaml/v4"},
		"contract":     {"sim/internal/contract", "github.com/gorilla/mux", "sim/internal/contract may not import github.com/gorilla/mux"},
		"flags":        {"sim/internal/server", "flag", "sim/internal/server may not import flag"},
		"unknown":      {"sim/attic", "fmt", "sim/attic is not in the table"},
	}
	for name, c := range imports {
		got := importViolations(pkg{ImportPath: module + "/" + c.from, Imports: []string{c.to}})
		if len(got) != 1 || !strings.Contains(got[0], c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	if got := importViolations(pkg{ImportPath: module + "/sim/cli", Imports: []string{"flag"}}); len(got) != 0 {
		t.Errorf("cli may import flag: %q", got)
	}

	f := parseFile(t, "sim/x_test.go", `package x
import (
	clock "time"
	"os"
)
func f(t *testing.T, time thing, d decoder) {
	clock.Sleep(1); time.Sleep(1); os.Exit(1); t.Skipf("later"); d.Skip()
	after := clock.After
}`)
	for want, got := range map[string][]string{
		"sim/x_test.go:7: time.Sleep sim/x_test.go:8: time.After": f.find(wallClock...),
		"sim/x_test.go:7: os.Exit":                                f.find(processWide...),
		"sim/x_test.go:7: t.Skipf":                                f.findSkips(),
	} {
		if strings.Join(got, " ") != want {
			t.Errorf("found %q, want %q", got, want)
		}
	}
}

// pkg is what go list tells of a package.
type pkg struct {
	ImportPath string
	Imports    []string // of the files that are not tests
}

// listPackages returns the packages of the module.
func listPackages(t *testing.T) []pkg {
	t.Helper()
	// The go command's reads are not seen by the cache of test results, ours are.
	parseFiles(t)
	list := exec.Command("go", "list", "-json=ImportPath,Imports", module+"/...")
	out, err := list.Output()
	if err != nil {
		if exit, ok := err.(*exec.ExitError); ok {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var packages []pkg
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p pkg
		if err := decoder.Decode(&p); err != nil {
			t.Fatalf("what go list said: %v", err)
		}
		packages = append(packages, p)
	}
	return packages
}

// importViolations returns a sentence for each import that p should not have.
func importViolations(p pkg) []string {
	name := fromRoot(p.ImportPath)
	edges, known := allowed[name]
	if !known {
		return []string{name + " is not in the table: say in sim/imports_test.go what it may import and who may import it"}
	}
	barred := forbidden[name]
	if !strings.HasPrefix(name, "sim/cli") {
		barred = append(slices.Clone(barred), commandOnly...)
	}
	var violations []string
	for _, to := range p.Imports {
		if within(to, module) && !slices.Contains(edges, fromRoot(to)) ||
			slices.ContainsFunc(barred, func(root string) bool { return within(to, root) }) {
			violations = append(violations, name+" may not import "+fromRoot(to))
		}
	}
	return violations
}

// fromRoot names a package of the module from its root, and leaves others.
func fromRoot(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

func within(importPath, root string) bool {
	return importPath == root || strings.HasPrefix(importPath, root+"/")
}

// file is a parsed file of the module.
type file struct {
	name string // from the root of the module, with slashes
	test bool
	set  *token.FileSet
	ast  *ast.File
}

// parseFiles reads every Go file of the module, whatever its build tags. It
// walks the directories itself, so that a cached result of these tests is
// dropped when a file is added anywhere.
func parseFiles(t *testing.T) []file {
	t.Helper()
	const root = ".."
	var files []file
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != root && hidden(entry.Name()):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		relative, err := filepath.Rel(root, name)
		if err == nil {
			files = append(files, parseFile(t, filepath.ToSlash(relative), nil))
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("read %d Go files: %v", len(files), err)
	}
	return files
}

// hidden tells whether the go command leaves a directory out.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" ||
		name == "node_modules"
}

// parseFile parses src, or the file of that name if src is nil.
func parseFile(t *testing.T, name string, src any) file {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, filepath.Join("..", filepath.FromSlash(name)), src, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return file{name: name, test: strings.HasSuffix(name, "_test.go"), set: set, ast: tree}
}

// find returns where the file uses one of the functions, called or not. It
// knows an import by its path, under whatever name the file has for it.
func (f file) find(wanted ...uses) []string {
	names := map[string][]string{} // local name of the import → names looked for
	paths := map[string]string{}
	for _, spec := range f.ast.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		local := path.Base(imported)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		for _, use := range wanted {
			if use.path == imported {
				names[local], paths[local] = use.names, imported
			}
		}
	}
	return f.selectors(func(on, name string) (string, bool) {
		return path.Base(paths[on]) + "." + name, slices.Contains(names[on], name)
	})
}

// findSkips returns where a test skips itself. Testing values have the names
// t, tb, b and f in this project.
func (f file) findSkips() []string {
	return f.selectors(func(on, name string) (string, bool) {
		testing := slices.Contains([]string{"t", "tb", "b", "f"}, on)
		return on + "." + name, testing && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, name)
	})
}

// selectors returns "file:line: what" for each expression on.name that match
// accepts.
func (f file) selectors(match func(on, name string) (what string, ok bool)) []string {
	var found []string
	ast.Inspect(f.ast, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if on, ok := selector.X.(*ast.Ident); ok {
			if what, ok := match(on.Name, selector.Sel.Name); ok {
				line := f.set.Position(selector.Pos()).Line
				found = append(found, f.name+":"+strconv.Itoa(line)+": "+what)
			}
		}
		return true
	})
	return found
}
