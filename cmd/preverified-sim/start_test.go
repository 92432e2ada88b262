package main

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// The heap is collected once at most before the first answers, while libraries fill
// their tables, unless the environment says how much of it there may be.
func TestAStartIsHardlyCollected(t *testing.T) {
	t.Setenv("GODEBUG", "gctrace=1")
	for _, c := range []struct {
		name, value string
		often       bool
	}{{"GOGC", "", false}, {"GOGC", "20", true}, {"GOMEMLIMIT", "8MiB", true}} {
		t.Run(c.name+"="+c.value, func(t *testing.T) {
			t.Setenv(c.name, c.value)
			r := start(t)
			for _, path := range []string{"/api/v2/partners/simul8PA/preverified-numbers", "/v23.0/506914307656634/preverified_numbers"} {
				if answer, body := fetch(t, http.DefaultClient, r.url+path); answer.StatusCode != http.StatusOK {
					t.Errorf("%s: %d %s", path, answer.StatusCode, body)
				}
			}
			r.signal(syscall.SIGTERM)
			if got := strings.Count("\n"+r.stderr.String(), "\ngc "); got > 1 != c.often {
				t.Errorf("collected %d times", got)
			}
		})
	}
}
