package server_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

var update = flag.Bool("update", false, "write specs/FIDELITY.md anew")

const fidelityFile = "../../../specs/FIDELITY.md"

// evidence is specs/fidelity.yaml.
type evidence struct {
	Operations []operationEvidence `yaml:"operations"`
	Furniture  []furnitureEvidence `yaml:"furniture"`
	Headers    []headerEvidence    `yaml:"headers"`
	Missing    []missingEvidence   `yaml:"missing"`
}

type operationEvidence struct {
	Name    string   `yaml:"name"`
	Seeds   []string `yaml:"seeds"`
	Source  string   `yaml:"source"`
	Where   string   `yaml:"where"`
	Assumed []string `yaml:"assumed"`
}

type furnitureEvidence struct {
	API    string `yaml:"api"`
	What   string `yaml:"what"`
	Source string `yaml:"source"`
	Where  string `yaml:"where"`
}

type headerEvidence struct {
	API    string `yaml:"api"`
	Name   string `yaml:"name"`
	On     string `yaml:"on"`
	Source string `yaml:"source"`
	Where  string `yaml:"where"`
}

type missingEvidence struct {
	API  string `yaml:"api"`
	What string `yaml:"what"`
	Here string `yaml:"here"`
}

func loadEvidence(t *testing.T) evidence {
	t.Helper()
	data, err := os.ReadFile("../../../specs/fidelity.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var e evidence
	if err := strict.Decode("fidelity.yaml", data, &e, strict.Options{}); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestFidelityTable holds specs/FIDELITY.md against what it is made from.
func TestFidelityTable(t *testing.T) {
	want := fidelityDocument(startOffline(t, server.Options{}), loadEvidence(t))
	if *update {
		if err := os.WriteFile(fidelityFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(fidelityFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what its sources make; run go test ./sim/internal/server -run Fidelity -update", fidelityFile)
	}
}

func startOffline(t *testing.T, o server.Options) *server.Server {
	t.Helper()
	s, err := server.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

var sourceWords = []string{"seed", "openapi", "docs", "observed", "inferred"}

func TestFidelityEvidenceIsComplete(t *testing.T) {
	e := loadEvidence(t)
	var want, got []string
	for _, r := range startOffline(t, server.Options{}).Operations() {
		want = append(want, r.Operation)
	}
	for _, o := range e.Operations {
		got = append(got, o.Name)
		if !slices.Contains(sourceWords, o.Source) || o.Where == "" || (o.Source == "seed") != (len(o.Seeds) > 0) {
			t.Errorf("%s: source %q, seeds %v, where %q", o.Name, o.Source, o.Seeds, o.Where)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("evidence for %v, want %v", got, want)
	}
	for _, f := range e.Furniture {
		if !slices.Contains(sourceWords, f.Source) || f.What == "" || f.Where == "" {
			t.Errorf("furniture %+v", f)
		}
	}
	for _, w := range sim.AllSwitches {
		for _, v := range w.Values {
			if !slices.Contains(sourceWords, v.Source) || v.Where == "" {
				t.Errorf("switch %s: %+v", w.Name, v)
			}
		}
	}
	for _, m := range e.Missing {
		if m.API != "meta" && m.API != "360dialog" || m.What == "" || m.Here == "" {
			t.Errorf("missing %+v", m)
		}
	}
}

// TestFidelityHeadersAreSent holds the list of headers against real answers,
// both ways.
func TestFidelityHeadersAreSent(t *testing.T) {
	e := loadEvidence(t)
	s := startOffline(t, server.Options{QuietHeaders: true, ScenarioFile: "h.yaml", ScenarioText: []byte(headerScenario)})
	const pool = "/api/v2/partners/simul8PA/preverified-numbers"
	mine := "/v23.0/506914307656634"
	kinds := map[string]map[string]http.Header{
		"meta": {
			"success":  answerOf(s, "GET", mine+"?access_token=EAAJBsimulator"),
			"error":    answerOf(s, "GET", "/v23.0/1?access_token=EAAJBsimulator"),
			"limited":  answerOf(s, "GET", mine+"/preverified_numbers?access_token=EAAJBsimulator"),
			"observed": answerOf(s, "GET", "/v23.0/1?access_token=EAAJBsimulator", "X-Sim-Dialect", "observed"),
			"upgraded": answerOf(s, "GET", "/v18.0/1?access_token=EAAJBsimulator", "X-Sim-Dialect", "observed"),
		},
		"360dialog": {
			"success": answerOf(s, "GET", pool, "X-API-Key", "sim-api-key"),
			"error":   answerOf(s, "GET", pool),
			"method":  answerOf(s, "PUT", pool),
		},
	}
	for api, answers := range kinds {
		for kind, header := range answers {
			for name := range header {
				if name != "Content-Length" && !slices.ContainsFunc(e.Headers, func(h headerEvidence) bool { return h.API == api && h.Name == name }) {
					t.Errorf("%s sends %s on %s, which is not listed", api, name, kind)
				}
			}
			for _, h := range e.Headers {
				if h.API == api && (h.On == kind || h.On == "both") && header.Get(h.Name) == "" {
					t.Errorf("%s does not send %s on %s", api, h.Name, kind)
				}
			}
		}
	}
}

const headerScenario = `
version: 1
name: headers
summary: Two limits.
businesses: [{id: "506914307656634", name: Mine, tokens: [EAAJBsimulator]}]
partners: [{id: simul8PA, business: "506914307656634", api_keys: [sim-api-key]}]
limits:
  - {operation: meta.list_numbers, per: business, allow: 10, window: 1h}
  - {operation: meta.list_numbers, per: app, allow: 10, window: 1h}
`

func answerOf(s *server.Server, method, target string, headers ...string) http.Header {
	r := httptest.NewRequest(method, target, http.NoBody)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	_, _ = io.Copy(io.Discard, w.Body)
	return w.Header()
}

// page writes the document.
type page struct{ bytes.Buffer }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// row is a row of a table; pipes in cells are escaped.
func (p *page) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(c, "|", `\|`)
	}
	p.line("| %s |", strings.Join(cells, " | "))
}

func (p *page) head(cells ...string) {
	p.row(cells...)
	p.line("|%s", strings.Repeat("---|", len(cells)))
}

func fidelityDocument(s *server.Server, e evidence) []byte {
	p := &page{}
	p.line("# What is simulated, and how well it is known\n")
	p.line("Made from the route tables, the failure catalogues, the switches and `fidelity.yaml` by")
	p.line("`go test ./sim/internal/server -run Fidelity -update`; a test keeps it. Do not edit it by hand.\n")
	p.line("Every behaviour has a source, the strongest first: **seed** (the vendor documents the product is")
	p.line("made from), **openapi** (the vendor's published file), **docs** (other pages of the vendor),")
	p.line("**observed** (real answers in public material), **inferred** (a conclusion, not a sighting).")
	p.line("The short names are explained in [README.md](README.md).\n")
	overview(p, s, e)
	common(p, s)
	for _, r := range s.Operations() {
		perOperation(p, s.Catalogue(), r, e)
	}
	choices(p)
	surroundings(p, e)
	return p.Bytes()
}

func evidenceOf(e evidence, operation string) operationEvidence {
	i := slices.IndexFunc(e.Operations, func(o operationEvidence) bool { return o.Name == operation })
	if i < 0 {
		return operationEvidence{}
	}
	return e.Operations[i]
}

func overview(p *page, s *server.Server, e evidence) {
	p.line("## Operations\n")
	p.head("operation", "request", "documented answers", "source", "seeds", "failures")
	for _, r := range s.Operations() {
		o := evidenceOf(e, r.Operation)
		failures := 0
		for _, entry := range s.Catalogue().Entries() {
			if entry.MayComeFrom(r.Operation) {
				failures++
			}
		}
		p.row("`"+r.Operation+"`", r.Method+" `"+r.Contract.Path+"`", answers(r), o.Source, strings.Join(o.Seeds, ", "), fmt.Sprint(failures))
	}
}

func answers(r *trip.Route) string {
	return strings.Trim(fmt.Sprint(r.Contract.Statuses()), "[]")
}

// common lists the failures that any operation of a vendor may answer, and
// those of requests that fit none.
func common(p *page, s *server.Server) {
	for _, vendor := range []string{"meta", "360dialog"} {
		p.line("\n## Failures of every operation of %s\n", vendor)
		p.line("Those marked belong to requests that fit no operation.\n")
		p.head("failure", "documented", "source", "where", "observed", "source", "where")
		for _, e := range s.Catalogue().Entries() {
			if e.Vendor() == vendor && wide(e) {
				failure(p, e, "")
			}
		}
	}
}

// wide tells whether a failure belongs to no operation in particular.
func wide(e *failures.Entry) bool {
	return len(e.Operations) == 0 || slices.Contains(e.Operations, e.Vendor()+".*")
}

func failure(p *page, e *failures.Entry, operation string) {
	d := e.Rendering(sim.Documented).For(operation)
	cells := []string{"`" + e.ID + "`", fmt.Sprint(d.Status), string(d.Source), d.Where, "the same", "", ""}
	if e.Observed != nil {
		o := e.Observed.For(operation)
		cells[4], cells[5], cells[6] = fmt.Sprint(o.Status), string(o.Source), o.Where
	}
	if len(e.Operations) == 0 {
		cells[0] += " (no operation)"
	}
	p.row(cells...)
}

func perOperation(p *page, errs *failures.Catalogue, r *trip.Route, e evidence) {
	o := evidenceOf(e, r.Operation)
	p.line("\n## `%s`\n", r.Operation)
	p.line("%s `%s`. Success: %s, %s.", r.Method, r.Contract.Path, o.Source, o.Where)
	if len(o.Assumed) > 0 {
		p.line("Inferred: %s.", strings.Join(o.Assumed, "; "))
	}
	p.line("")
	p.head("failure", "documented", "source", "where", "observed", "source", "where")
	for _, entry := range errs.Entries() {
		if entry.MayComeFrom(r.Operation) && !wide(entry) {
			failure(p, entry, r.Operation)
		}
	}
}

func choices(p *page) {
	p.line("\n## Switches\n")
	p.line("Where sources disagree or are silent a scenario chooses; the first value is the default.\n")
	p.head("switch", "value", "source", "where")
	for _, w := range sim.AllSwitches {
		for _, v := range w.Values {
			p.row("`"+w.Name+"`", v.Value, v.Source, v.Where)
		}
	}
}

// sentAlong words when a header comes.
var sentAlong = map[string]string{
	"both": "always", "success": "success of a GET", "limited": "operations with a limit",
	"upgraded": "versions that are answered by another, in the observed dialect",
	"observed": "refusals in the observed dialect", "method": "405 and OPTIONS",
}

func surroundings(p *page, e evidence) {
	p.line("\n## Around the operations\n")
	p.head("vendor", "what", "source", "where")
	for _, f := range e.Furniture {
		p.row(f.API, f.What, f.Source, f.Where)
	}
	p.line("\n## Headers of the answers\n")
	p.head("vendor", "header", "when", "source", "where")
	for _, h := range e.Headers {
		p.row(h.API, "`"+h.Name+"`", sentAlong[h.On], h.Source, h.Where)
	}
	p.line("\n## What no source tells\n")
	p.head("vendor", "unknown", "here")
	for _, m := range e.Missing {
		p.row(m.API, m.What, m.Here)
	}
}
