package sim_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

func TestIsName(t *testing.T) {
	form := regexp.MustCompile(`\A[A-Za-z0-9._-]{1,64}\z`)
	texts := []string{"", "default", "a.b_c-D9", strings.Repeat("x", 64), strings.Repeat("x", 65), "é", "a\n", "a b"}
	for b := range 256 {
		texts = append(texts, string([]byte{byte(b)}), string([]byte{'a', byte(b), 'z'}))
	}
	for _, s := range texts {
		if sim.IsName(s) != (form.MatchString(s) && s != "." && s != "..") {
			t.Errorf("IsName(%q) is %v", s, sim.IsName(s))
		}
	}
}
