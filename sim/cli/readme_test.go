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

var update = flag.Bool("update", false, "write the table of scenarios into README.md")

const readmeFile = "../../README.md"

func readReadme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// shellBlocks are the README's shell examples, in their order.
func shellBlocks(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, m := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(readReadme(t), -1) {
		out = append(out, m[1])
	}
	if len(out) < 5 {
		t.Fatalf("the README has %d shell blocks, want at least 5", len(out))
	}
	return out
}

// Every example works for whoever tries that one alone, with the real curl
// where there is one.
func TestREADMEExamplesWorkAlone(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		curl = "call"
	}
	for i, block := range shellBlocks(t) {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) { newReader(t, curl).try(block) })
	}
}

// Every example works for whoever tries one after the other, and what the text
// says about time is true in the end.
func TestREADMEExamplesWorkInOrder(t *testing.T) {
	r := newReader(t, "call")
	for _, block := range shellBlocks(t) {
		r.try(block)
	}
	text, err := get(r.sim.url + "/_sim/v1/numbers?phone_number=15550783881")
	if err != nil || !strings.Contains(text, `"status":"EXPIRED"`) {
		t.Errorf("in the end, the first number is %s, %v, want it EXPIRED", text, err)
	}
}

// reader is somebody who pastes the README's examples into a shell.
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

// try runs a block and holds every answer against the comment behind its call.
func (r *reader) try(block string) {
	r.t.Helper()
	shell := []string{"bash", "-euo", "pipefail", "-c"}
	if _, err := exec.LookPath("bash"); err != nil {
		shell = []string{"sh", "-eu", "-c"}
	}
	c := exec.Command(shell[0], append(shell[1:], strings.ReplaceAll(block, defaultAddr, strings.TrimPrefix(r.sim.url, "http://")))...)
	c.Dir = r.dir
	c.Env = append(os.Environ(), "PATH="+filepath.Join(r.dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"), "no_proxy=127.0.0.1")
	out, err := c.CombinedOutput()
	if err != nil {
		r.t.Errorf("%s\nends with %v:\n%s", block, err, out)
	}
	text, err := os.ReadFile(r.statuses)
	if err != nil && !os.IsNotExist(err) {
		r.t.Fatal(err)
	}
	_ = os.Remove(r.statuses) // there is none when the block calls nobody
	got, want := strings.Fields(string(text)), promised(block)
	if len(got) != len(want) {
		r.t.Fatalf("%s\nmakes %d calls, answered with %q:\n%s", block, len(want), got, out)
	}
	for i := range want {
		if ok, _ := regexp.MatchString(want[i], got[i]); !ok {
			r.t.Errorf("%s\ncall %d is answered with %s, want %s:\n%s", block, i+1, got[i], want[i], out)
		}
	}
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

// tableAfter returns the rows between a marker and the next blank line, head and
// rule left out.
func tableAfter(t *testing.T, marker string) []string {
	t.Helper()
	_, rest, found := strings.Cut(readReadme(t), marker+"\n")
	table, _, _ := strings.Cut(rest, "\n\n")
	rows := strings.Split(table, "\n")
	if !found || len(rows) < 3 {
		t.Fatalf("there is no table after %s", marker)
	}
	return rows[2:]
}

func loaded(t *testing.T) *server.Server {
	t.Helper()
	s, err := server.New(server.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The README's names for what the documents of the vendors have in braces.
var inBraces = strings.NewReplacer(
	"{Version}", "{v}", "{Pre-Verified-Phone-Number-ID}", "{number-id}", "{Business-ID}", "{business-id}",
	"{partner_id}", "{partner}", "{preverified_phone_number_id}", "{id}",
)

func TestREADMEListsEveryOperation(t *testing.T) {
	var want, got []string
	for _, o := range loaded(t).Operations() {
		want = append(want, fmt.Sprintf("| `%s` | %s `%s` |", o.Operation, o.Method, inBraces.Replace(o.Contract.Path)))
	}
	for _, row := range tableAfter(t, "<!-- operations -->") {
		cells := strings.SplitAfter(row, "|")
		got = append(got, strings.Join(cells[:min(3, len(cells))], ""))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the README lists\n%s\nthe route tables have\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestREADMEListsEveryScenario(t *testing.T) {
	const marker = "<!-- scenarios -->\n"
	table := "| scenario | what happens |\n|---|---|\n"
	for _, l := range loaded(t).Library().List() {
		table += fmt.Sprintf("| `%s` | %s |\n", l.Name, strings.ReplaceAll(l.Summary, "|", `\|`))
	}
	readme := readReadme(t)
	before, rest, found := strings.Cut(readme, marker)
	if !found {
		t.Fatalf("the README lacks %q", marker)
	}
	old, after, _ := strings.Cut("\n"+rest, "\n\n")
	if old = strings.TrimPrefix(old+"\n", "\n"); old == table {
		return
	}
	if !*update {
		t.Fatal("the README's table of scenarios is not that of the library; run: go test ./cmd/preverified-sim -run README -update")
	}
	if err := os.WriteFile(readmeFile, []byte(before+marker+table+"\n"+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What the README calls a flag, a variable or a subcommand is one.
func TestREADMENamesWhatExists(t *testing.T) {
	root := newRoot(&process{stdout: io.Discard, stderr: io.Discard, lookup: os.LookupEnv})
	known := map[string]bool{
		"SIM_SCENARIO_YAML": true, "SIM_URL": true, "SIM_META_URL": true, "SIM_360DIALOG_URL": true, "SIM_CONTROL_TOKEN": true,
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
	readme := readReadme(t)
	for _, pattern := range []string{`--[a-z][a-z-]+`, `SIM_[0-9A-Z_]+`, "(?:`|^)preverified-sim [a-z]+(?: [a-z]+\\b)?"} {
		for _, name := range regexp.MustCompile("(?m)"+pattern).FindAllString(readme, -1) {
			name = strings.TrimPrefix(name, "`")
			short, _, _ := strings.Cut(strings.TrimPrefix(name, "preverified-sim "), " ")
			if !known[name] && !known["preverified-sim "+short] {
				t.Errorf("the README speaks of %q, which does not exist", name)
			}
		}
	}
}
