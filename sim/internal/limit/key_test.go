package limit

import (
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// TestLongKeys: a credential that is too long to be kept is counted by itself,
// and people see the end of it.
func TestLongKeys(t *testing.T) {
	now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	s := New([]sim.LimitRule{{Name: "few", Operations: sim.LimitOperations{"360dialog.*"}, Per: "token", Allow: 1, Window: 3_600_000_000_000}})
	long := func(end string) string { return strings.Repeat("x", 600) + end }
	for _, token := range []string{long("abcd"), "other" + long("abcd"), long("\xffabc"), "short"} {
		if v := s.Take(now, "360dialog.list_numbers", Keys{Token: token}); !v.Allowed {
			t.Errorf("the first call with %.20s… was refused", token)
		}
		if v := s.Take(now, "360dialog.list_numbers", Keys{Token: token}); v.Allowed {
			t.Errorf("the second call with %.20s… was admitted", token)
		}
	}
	ends := 0
	for _, u := range s.Usage(now) {
		if len(u.Key) > longestKey || !strings.HasPrefix(u.Key, "sha256:") && u.Key != "short" {
			t.Errorf("the key is kept as %s", u.Key)
		}
		if strings.HasSuffix(u.Key, "abcd") {
			ends++
		}
	}
	if ends != 2 {
		t.Errorf("%d keys show their end, not 2", ends)
	}
	if err := s.Exhaust(now.Add(2*time.Hour), "few", long("abcd")); err != nil {
		t.Fatal(err)
	}
	if v := s.Take(now.Add(2*time.Hour), "360dialog.list_numbers", Keys{Token: long("abcd")}); v.Allowed {
		t.Error("a token whose limit was exhausted was admitted")
	}
}
