package cli

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/preverified-sim/preverified-sim/sim"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

var update = flag.Bool("update", false, "write the tables of scenarios, operations and switches into the READMEs")

const (
	mainReadme      = "README.md"
	scenariosReadme = "scenarios/README.md"
	specsReadme     = "specs/README.md"
)

// readmes are all documents whose names and links are checked.
var readmes = []string{mainReadme, scenariosReadme, specsReadme, "deploy/README.md", "sim/README.md"}

func inRepository(name string) string { return filepath.Join("..", "..", filepath.FromSlash(name)) }

func readReadme(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(inRepository(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// example is a shell block of the README.
type example struct {
	script string
	// prints are the lines of the block without a language that follows; … stands
	// for any text.
	prints []string
}

// examples are the README's shell blocks, a list for each section that has any.
func examples(t *testing.T) (sections [][]example) {
	t.Helper()
	fences := regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")
	for _, section := range strings.Split(readReadme(t, mainReadme), "\n## ") {
		var blocks []example
		for _, m := range fences.FindAllStringSubmatch(section, -1) {
			switch last := len(blocks) - 1; {
			case m[1] == "sh":
				blocks = append(blocks, example{script: m[2]})
			case m[1] == "" && last >= 0:
				blocks[last].prints = strings.Split(strings.TrimSpace(m[2]), "\n")
			}
		}
		if blocks != nil {
			sections = append(sections, blocks)
		}
	}
	if len(sections) < 5 {
		t.Fatalf("%d sections of the README have shell blocks, want at least 5", len(sections))
	}
	return sections
}

// Each section works alone, with the real curl where there is one, and again.
func TestREADMEExamplesWorkAlone(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		curl = "call"
	}
	for i, section := range examples(t) {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			t.Parallel()
			newReader(t, curl).tryTwice(section)
		})
	}
}

// All sections work in their order, and again.
func TestREADMEExamplesWorkInOrder(t *testing.T) {
	t.Parallel()
	newReader(t, "call").tryTwice(slices.Concat(examples(t)...))
}

func TestREADMEIsShort(t *testing.T) {
	if size := len(readReadme(t, mainReadme)); size > 16000 {
		t.Errorf("README.md has %d bytes, want at most 16000", size)
	}
}

// reader runs the README's examples in a shell.
type reader struct {
	t        *testing.T
	sim      *running
	dir      string
	statuses string // the file that curl's wrapper writes to
}

func newReader(t *testing.T, curl string) *reader {
	t.Helper()
	r := &reader{t: t, sim: start(t), dir: t.TempDir()}
	r.statuses = filepath.Join(r.dir, "statuses")
	wrapper := fmt.Sprintf("#!/bin/sh\nexec %s -w '%%{stderr}%%{http_code}\\n' \"$@\" 2>>%s\n", curl, r.statuses)
	if err := os.Mkdir(filepath.Join(r.dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, "bin", "curl"), []byte(wrapper), 0o755); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *reader) tryTwice(blocks []example) {
	r.t.Helper()
	for range 2 {
		for _, block := range blocks {
			r.try(block)
		}
	}
}

// try runs a block, looks for what the README says it prints, and holds every
// answer against the comment behind its call.
func (r *reader) try(block example) {
	r.t.Helper()
	out := r.run(block.script)
	for _, line := range block.prints {
		pattern := strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*")
		if ok, err := regexp.MatchString("(?m)^"+pattern+"$", out); !ok {
			r.t.Errorf("%s\ndoes not print %q (%v), but:\n%s", block.script, line, err, out)
		}
	}
	text, err := os.ReadFile(r.statuses)
	if err != nil && !os.IsNotExist(err) {
		r.t.Fatal(err)
	}
	_ = os.Remove(r.statuses) // there is none when the block makes no call
	if strings.Contains(block.script, "preverified-sim exec") {
		return // the calls are the client's; what it prints was checked
	}
	got, want := strings.Fields(string(text)), promised(block.script)
	if len(got) != len(want) {
		r.t.Fatalf("%s\nmakes %d calls, answered with %q:\n%s", block.script, len(want), got, out)
	}
	for i := range want {
		if ok, _ := regexp.MatchString(want[i], got[i]); !ok {
			r.t.Errorf("%s\ncall %d is answered with %s, want %s:\n%s", block.script, i+1, got[i], want[i], out)
		}
	}
}

// run returns what the script prints to both outputs.
func (r *reader) run(script string) string {
	r.t.Helper()
	shell := []string{"bash", "-euo", "pipefail", "-c"}
	if _, err := exec.LookPath("bash"); err != nil {
		shell = []string{"sh", "-eu", "-c"}
	}
	c := exec.Command(shell[0], append(shell[1:], strings.ReplaceAll(script, defaultAddr, strings.TrimPrefix(r.sim.url, "http://")))...)
	c.Dir = r.dir
	c.Env = append(os.Environ(), "PATH="+filepath.Join(r.dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"), "no_proxy=127.0.0.1")
	out, err := c.CombinedOutput()
	if err != nil {
		r.t.Errorf("%s\nends with %v:\n%s", script, err, out)
	}
	return string(out)
}

// promised are the statuses a block says its calls are answered with: that of
// the comment behind a call, else success.
func promised(block string) []string {
	var out []string
	for _, call := range strings.Split(block, "curl -s ")[1:] {
		want := "^2..$"
		if m := regexp.MustCompile(`# ([1-5][0-9]{2})\b`).FindStringSubmatch(call); m != nil {
			want = "^" + m[1] + "$"
		}
		out = append(out, want)
	}
	return out
}

// holdTable compares the table behind a marker in a document with the one that
// the code gives; with -update it writes it.
func holdTable(t *testing.T, document, marker, table string) {
	t.Helper()
	marker = "<!-- " + marker + " -->\n"
	before, rest, found := strings.Cut(readReadme(t, document), marker)
	if !found {
		t.Fatalf("%s lacks %q", document, marker)
	}
	old, after, _ := strings.Cut("\n"+rest, "\n\n")
	if old = strings.TrimPrefix(old+"\n", "\n"); old == table {
		return
	}
	if !*update {
		t.Fatalf("the table of %s in %s is not that of the code; run: go test ./sim/cli -run README -update",
			strings.Trim(marker, "<!->\n "), document)
	}
	if err := os.WriteFile(inRepository(document), []byte(before+marker+table+"\n"+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func loaded(t *testing.T) *server.Server {
	t.Helper()
	s, err := server.New(server.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestREADMEListsEveryOperation(t *testing.T) {
	table := "| operation | request | what it does |\n|---|---|---|\n"
	for _, o := range loaded(t).Operations() {
		table += fmt.Sprintf("| `%s` | %s `%s` | %s |\n", o.Operation, o.Method, o.Contract.Path, o.Contract.Summary)
	}
	holdTable(t, specsReadme, "operations", table)
}

func TestREADMEListsEveryScenario(t *testing.T) {
	short := "| scenario | API | task |\n|---|---|---|\n"
	whole := "| scenario | what happens | what the client has to do |\n|---|---|---|\n"
	for _, l := range loaded(t).Library().List() {
		if l.Task == nil {
			continue
		}
		api := "both"
		if len(l.Task.For) == 1 {
			api = l.Task.For[0]
		}
		short += fmt.Sprintf("| `%s` | %s | %s |\n", l.Name, api, duties(l.Task))
		whole += fmt.Sprintf("| `%s` | %s | %s |\n", l.Name, strings.ReplaceAll(l.Summary, "|", `\|`), l.Task.Say)
	}
	holdTable(t, mainReadme, "scenarios", short)
	holdTable(t, scenariosReadme, "library", whole)
}

// duties are a task in a word or two; one without an outcome is to read.
func duties(task *sim.Task) string {
	var out []string
	for _, d := range []struct {
		name string
		n    int
	}{{"add", len(task.Add)}, {"verify", len(task.Verify)}, {"share", len(task.Share)}, {"claim", len(task.Claim)}, {"delete", len(task.Delete)}} {
		if d.n > 0 {
			out = append(out, d.name)
		}
	}
	if out == nil {
		return "read"
	}
	return strings.Join(out, ", ")
}

func TestREADMEListsEverySwitch(t *testing.T) {
	table := "| switch | values, the default first | sources |\n|---|---|---|\n"
	for _, w := range sim.AllSwitches {
		var values, sources []string
		for _, v := range w.Values {
			values = append(values, "`"+v.Value+"`")
			sources = append(sources, v.Source)
		}
		table += fmt.Sprintf("| `%s` | %s | %s |\n", w.Name, strings.Join(values, ", "), strings.Join(sources, ", "))
	}
	holdTable(t, scenariosReadme, "switches", table)
}

// Every relative link leads to a file of the repository.
func TestLinksLeadToFiles(t *testing.T) {
	links := 0
	for _, document := range append([]string{"CHANGELOG.md", "deploy/testcontainers.md", "specs/FIDELITY.md"}, readmes...) {
		for _, m := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(readReadme(t, document), -1) {
			file, _, _ := strings.Cut(m[1], "#")
			if file == "" || strings.Contains(file, "://") {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(inRepository(document)), filepath.FromSlash(file))); err != nil {
				t.Errorf("%s links to %s: %v", document, m[1], err)
			}
		}
	}
	if links < 15 {
		t.Errorf("only %d links found", links)
	}
}

// Every flag, variable and subcommand that a README names exists.
func TestREADMENamesWhatExists(t *testing.T) {
	root := newRoot(&process{stdout: io.Discard, stderr: io.Discard, lookup: os.LookupEnv})
	known := map[string]bool{
		"SIM_SCENARIO_YAML": true, "SIM_URL": true, "SIM_META_URL": true, "SIM_360DIALOG_URL": true, "SIM_CONTROL_TOKEN": true,
		"SIM_SCENARIO": true, "SIM_TASK": true, "SIM_TASK_ADD": true, "SIM_TASK_VERIFY": true,
		"SIM_TASK_DELETE": true, "SIM_TASK_SHARE": true, "SIM_TASK_CLAIM": true,
	}
	for _, v := range sim.Identity {
		known[v.Name] = true
	}
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		known[c.CommandPath()] = true
		c.InitDefaultHelpFlag()
		c.Flags().VisitAll(func(f *pflag.Flag) { known["--"+f.Name] = true })
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(root)
	root.Flags().VisitAll(func(f *pflag.Flag) { known[variable(f.Name)] = true })
	for _, document := range readmes {
		text := readReadme(t, document)
		for _, pattern := range []string{`--[a-z][a-z-]+`, `SIM_[0-9A-Z_]+`, "(?:`|^)preverified-sim [a-z]+(?: [a-z]+\\b)?"} {
			for _, name := range regexp.MustCompile("(?m)"+pattern).FindAllString(text, -1) {
				name = strings.TrimPrefix(name, "`")
				short, _, _ := strings.Cut(strings.TrimPrefix(name, "preverified-sim "), " ")
				if !known[name] && !known["preverified-sim "+short] {
					t.Errorf("%s speaks of %q, which does not exist", document, name)
				}
			}
		}
	}
}
