package failures_test

import (
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

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
