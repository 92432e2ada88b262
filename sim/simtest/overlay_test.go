package simtest_test

import (
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// TestWrongOverlaysAreRefused: a catalogue's overlay that is wrong keeps the
// simulator from starting, and each line that is wrong is named.
func TestWrongOverlaysAreRefused(t *testing.T) {
	for _, row := range []struct{ text, line, message string }{
		{"meta.code_wrogn: {transient: true}", "1", `the catalogue has no failure "meta.code_wrogn"`},
		{"meta.code_wrong: {status: 400}", "1", `"status"`},
		{"meta.code_wrong:\n  observed: {status: 700}", "2", "from 100 to 599"},
		{"meta.code_wrong:\n  observed: {status: 99}", "2", "from 100 to 599"},
		{"meta.code_wrong:\n  observed: {status: x}", "2", "want a whole number"},
		{"meta.code_wrong:\n  observed: {body: {code: 5}}", "2", "the body of meta.code_wrong has no message"},
		{"meta.code_wrong:\n  observed: {body: {message: x, code: \"5\"}}", "2", "code must be a whole number"},
		{"meta.code_wrong:\n  observed: {body: {message: x, fbtrace_id: A}}", "2", "fbtrace_id is added when the answer is written"},
		{"meta.code_wrong:\n  observed: {body: {message: \"{feld}\"}}", "2", "unknown placeholder {feld}"},
		{"meta.code_wrong:\n  observed: {body: {message: \"a } b\"}}", "2", "single brace"},
		{"meta.code_wrong:\n  observed: {headers: {\"X Gone\": a}}", "2", `"X Gone" is no header`},
		{"meta.code_wrong:\n  source: hearsay", "2", `"hearsay"`},
		{"360dialog.forbidden:\n  documented: {body: {message: No}}", "2", "the body of 360dialog.forbidden has no developer_message"},
		{"meta.code_wrong:\n  operations: [360dialog.add_number]", "2", `meta.code_wrong cannot come from "360dialog.add_number"`},
		{"meta.code_wrong:\n  observed: {per_operation: {meta.add_number: {code: 5}}}", "2", `meta.code_wrong does not come from "meta.add_number"`},
		{"meta.code_wrong: {transient: true}\nmeta.code_wrong: {transient: false}", "2", "meta.code_wrong"},
		{"meta.code_wrong: {transient: never}", "1", "want true or false"},
		{"meta.code_wrong: 5", "1", "meta.code_wrong"},
		{"{", "1", ""},
	} {
		s, err := simtest.RunInProcess(simtest.Options{ErrorsFile: "mine.yaml", ErrorsText: []byte(row.text)})
		if err == nil {
			_ = s.Close()
			t.Errorf("%s: taken", row.text)
			continue
		}
		if !strings.Contains(err.Error(), "mine.yaml:"+row.line+":") || !strings.Contains(err.Error(), row.message) {
			t.Errorf("%s\n got %v\nwant line %s: %s", row.text, err, row.line, row.message)
		}
	}
}

// TestAReportNamesWhatFellOut: a check of a journal that has lost records says
// so, and JUnit has their number among its properties.
func TestAReportNamesWhatFellOut(t *testing.T) {
	s := simtest.StartInProcess(t, simtest.Options{JournalSize: 2, ScenarioText: []byte(twoPartners +
		"expect: [{calls: {operation: meta.get_business, max: 2}}]\n")})
	c := caller{t, s}
	for range 3 {
		c.meta(200, simtest.MetaToken, "GET", "/"+simtest.BusinessID, nil)
	}
	if got, want := column(t, c.control(200, "GET", "/requests", nil), "id"), "r3 r2"; got != want {
		t.Errorf("the journal has %s, not %s", got, want)
	}
	report := string(c.control(200, "POST", "/verify", nil).Body)
	junit := string(c.do("POST", "/_sim/v1/verify", nil, "Accept", "application/xml").Body)
	for _, want := range []string{`"dropped":1`, "was called 2 times (1 older record fell out of the journal and could not be judged)"} {
		if !strings.Contains(report, want) {
			t.Errorf("%s lacks %s", report, want)
		}
	}
	for _, want := range []string{`name="seed" value="42"`, `name="scenario" value="two-partners"`, `name="world" value="default"`, `name="dropped" value="1"`} {
		if !strings.Contains(junit, want) {
			t.Errorf("%s lacks %s", junit, want)
		}
	}
}
