package main

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// The heap is collected once at most before the first answers, while libraries fill
// their tables, unless the environment says how often to collect.
func TestAStartIsHardlyCollected(t *testing.T) {
	t.Setenv("GODEBUG", "gctrace=1")
	for gogc, often := range map[string]bool{"": false, "100": false, "20": true} {
		t.Setenv("GOGC", gogc)
		r := start(t)
		for _, path := range []string{"/api/v2/partners/simul8PA/preverified-numbers", "/v23.0/506914307656634/preverified_numbers"} {
			if answer, body := fetch(t, http.DefaultClient, r.url+path); answer.StatusCode != http.StatusOK {
				t.Errorf("%s: %d %s", path, answer.StatusCode, body)
			}
		}
		r.signal(syscall.SIGTERM)
		if got := strings.Count("\n"+r.stderr.String(), "\ngc "); got > 1 != often {
			t.Errorf("GOGC=%s: a start is collected %d times", gogc, got)
		}
	}
}
