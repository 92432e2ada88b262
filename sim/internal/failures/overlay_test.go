package failures_test

import (
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
)

func overlay(t testing.TB, c *failures.Catalogue, data string) *failures.Catalogue {
	t.Helper()
	out, err := c.Overlay("mine.yaml", []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOverlayReplacesWhatItNames(t *testing.T) {
	base := shipped(t)
	c := overlay(t, base, `
meta.code_wrong:
  observed:
    body: {message: "(#136025) Verify code error", type: OAuthException, code: 136025, error_subcode: 2388092}
meta.invalid_token:
  transient: true
  documented: {status: 400}
`)
	wrong := entry(t, c, "meta.code_wrong")
	a := wrong.Answer(sim.Observed, "meta.verify_code", nil)
	if got := text(t, a); a.Status != 400 || !strings.Contains(got, `"(#136025) Verify code error"`) || !strings.Contains(got, "2388092") {
		t.Errorf("observed is %d %s", a.Status, got)
	}
	if wrong.Observed.Source != failures.SeenInWild || wrong.Observed.Where != "mine.yaml" {
		t.Errorf("a capture is marked %s, %s", wrong.Observed.Source, wrong.Observed.Where)
	}
	if a := wrong.Answer(sim.Documented, "meta.verify_code", nil); a.Status != 422 {
		t.Errorf("documented became %d", a.Status)
	}
	token := entry(t, c, "meta.invalid_token")
	if a := token.Answer(sim.Documented, "meta.get_number", nil); a.Status != 400 || !strings.Contains(text(t, a), "463") {
		t.Errorf("documented is %d %s", a.Status, text(t, a))
	}
	if !token.Transient || token.Source != failures.SeenInWild || token.Observed.Where == "mine.yaml" {
		t.Errorf("token: transient %v, source %s, observed where %q", token.Transient, token.Source, token.Observed.Where)
	}
	if old := entry(t, base, "meta.code_wrong").Answer(sim.Observed, "meta.verify_code", nil); strings.Contains(text(t, old), "2388092") {
		t.Error("the receiver changed")
	}
	if entry(t, base, "meta.invalid_token").Transient || len(c.Entries()) != len(base.Entries()) {
		t.Error("the receiver or the set of entries changed")
	}
}

func TestOverlayBodyReplacesTheWordingsOfOperations(t *testing.T) {
	c := overlay(t, shipped(t), `
meta.number_not_found: {source: docs, where: a page, documented: {body: {message: Gone, type: GraphMethodException, code: 803}}}
`)
	e := entry(t, c, "meta.number_not_found")
	for _, op := range []string{"meta.get_number", "meta.verify_code"} {
		if message, _ := e.Answer(sim.Documented, op, nil).Members.Get("message"); message != "Gone" {
			t.Errorf("%s says %q", op, message)
		}
	}
	if e.Source != failures.Docs || e.Where != "a page" {
		t.Errorf("provenance is %s, %s", e.Source, e.Where)
	}
}

func TestOverlayCompletesADialectFromTheDocumentedOne(t *testing.T) {
	base := mustLoad(t, good)
	first := overlay(t, base, "meta.gone: {observed: {status: 400, source: docs, headers: {X-Gone: yes!}}}")
	e := entry(t, first, "meta.gone")
	a := e.Answer(sim.Observed, "meta.get_number", nil)
	if !e.HasObserved || a.Status != 400 || text(t, a) != text(t, e.Answer(sim.Documented, "meta.get_number", nil)) || a.Headers[0][1] != "yes!" {
		t.Errorf("observed is %d %s %v", a.Status, text(t, a), a.Headers)
	}
	if e.Observed.Source != failures.Docs || e.Observed.Where != "mine.yaml" {
		t.Errorf("observed is marked %s, %s", e.Observed.Source, e.Observed.Where)
	}
	second := entry(t, overlay(t, first, "meta.gone: {summary: Lost., operations: [meta.*], observed: {per_operation: {meta.add_number: {code: 1}}}}"), "meta.gone")
	if a := second.Answer(sim.Observed, "meta.add_number", nil); a.Status != 400 || !strings.Contains(text(t, a), `"code":1,`) {
		t.Errorf("a second overlay gives %d %s", a.Status, text(t, a))
	}
	if second.Summary != "Lost." || !second.MayComeFrom("meta.list_numbers") || entry(t, base, "meta.gone").HasObserved {
		t.Error("the overlay did not reach the entry, or reached the receiver")
	}
}

func TestAnEmptyOverlayChangesNothing(t *testing.T) {
	base := shipped(t)
	if c := overlay(t, base, "# nothing yet\n"); len(c.Entries()) != len(base.Entries()) {
		t.Errorf("%d entries of %d", len(c.Entries()), len(base.Entries()))
	}
}

func TestWrongOverlaysAreRefused(t *testing.T) {
	base := shipped(t)
	for _, row := range []struct{ data, want string }{
		{"meta.code_wrogn: {transient: true}", `mine.yaml:1:18: ["meta.code_wrogn"]: the catalogue has no failure "meta.code_wrogn"`},
		{"meta.code_wrong: {status: 400}", `mine.yaml:1:19: ["meta.code_wrong"]: unknown key "status"`},
		{"meta.code_wrong:\n  observed: {status: 700}", `mine.yaml:2:22: ["meta.code_wrong"].observed.status: must be from 100 to 599, not 700`},
		{"meta.code_wrong:\n  observed: {body: {code: 5}}", `mine.yaml:2:13: ["meta.code_wrong"].observed: the body of meta.code_wrong has no message`},
		{"360dialog.forbidden:\n  documented: {body: {message: No}}", `mine.yaml:2:15: ["360dialog.forbidden"].documented: the body of 360dialog.forbidden has no developer_message`},
		{"meta.code_wrong:\n  operations: [360dialog.add_number]", `mine.yaml:2:16: ["meta.code_wrong"].operations[0]: meta.code_wrong cannot come from "360dialog.add_number"`},
		{"meta.code_wrong:\n  observed: {per_operation: {meta.add_number: {code: 5}}}", `mine.yaml:2:47: ["meta.code_wrong"].observed.per_operation["meta.add_number"]: meta.code_wrong does not come from "meta.add_number"`},
		{"meta.code_wrong: {transient: true}\nmeta.code_wrong: {transient: false}", `mine.yaml:2:1: duplicate key "meta.code_wrong", already on line 1`},
		{"meta.code_wrong: 5", `mine.yaml:1:18: ["meta.code_wrong"]: want a mapping, got 5`},
		{"{", "mine.yaml:1:1: not valid YAML"},
	} {
		if c, err := base.Overlay("mine.yaml", []byte(row.data)); err == nil || c != nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s\n got %v\nwant %s", row.data, err, row.want)
		}
	}
}

// Whatever a user's file holds, it is taken or refused, and what is taken can be
// rendered.
func FuzzOverlay(f *testing.F) {
	f.Add([]byte("meta.code_wrong: {observed: {status: 400, body: {message: '{id} {{x}}'}}}"))
	f.Add([]byte("meta.code_wrong: &a {documented: *a}"))
	f.Add([]byte("meta.code_wrong: {<<: {transient: true}}"))
	f.Add([]byte("? [a]\n: b\n"))
	for _, s := range []string{
		"", "\xef\xbb\xbfmeta.code_wrong: {transient: true}\r\n", "\xff\xfe", "\x00", "meta.code_wrong: {observed: {status: 1e999}}", "meta.code_wrong: {observed: {status: 400, body: {message: \"\\ud800\\u0000\", code: 1e999}}}",
		"meta.code_wrong: " + strings.Repeat("[", 1000), "meta.code_wrong: &a {observed: {body: {message: &b [*a, *b]}}}", "meta.code_wrong: {observed: {headers: {\"a\\r\\nb\": \"c\\r\\nd\"}}}", "---\n---\n", "meta.code_wrong: {observed: {status: 400, body: {message: \"{\"}}}",
	} {
		f.Add([]byte(s))
	}
	base := shipped(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := base.Overlay("mine.yaml", data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "mine.yaml:") {
				t.Errorf("no file and line: %v", err)
			}
			return
		}
		for _, e := range c.Entries() {
			for _, d := range []sim.Dialect{sim.Documented, sim.Observed} {
				if a := e.Answer(d, "meta.verify_code", args); a.Status < 100 || len(a.Members) == 0 {
					t.Errorf("%s %s is %+v", e.ID, d, a)
				}
			}
		}
	})
}
