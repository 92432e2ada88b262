package history

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

// TestNoNumberIsClaimedTwice: of many who claim one number at once, by signups that are
// open already, by new ones, over Graph and by events, one gets it.
func TestNoNumberIsClaimedTwice(t *testing.T) {
	for _, claimed := range []string{"in_use", "replaced"} {
		w := worldOf(t, strings.Replace(scenario, "in_use", claimed, 1))
		for range max(1, *histories/10) {
			w.oneClaim(phones[0])
		}
	}
}

func (w *universe) oneClaim(phone string) {
	w.t.Helper()
	w.reset()
	made := decoded[node](w.do(0, ask{what: "meta.add_number", actor: alpha, phone: phone}).body)
	opened := make([]string, crowdSize)
	for i := range opened {
		got, err := w.send(requestOf("POST", "/_sim/v1/signups", map[string]any{"ids": []string{made.ID}}))
		if err != nil || got.status != http.StatusCreated {
			w.t.Fatalf("%v, %d %s", err, got.status, got.body)
		}
		opened[i] = decoded[sim.Signup](got.body).ID
	}
	claims := make([]bool, crowdSize)
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i := range claims {
		all.Go(func() {
			<-begin
			claims[i] = w.claims(i, opened[i], ask{actor: alpha, phone: phone, id: made.ID})
		})
	}
	w.together(begin, &all)
	won := 0
	for _, claimed := range claims {
		if claimed {
			won++
		}
	}
	taken := 0
	for _, s := range read[sim.Signup](w, "/signups?limit=1000") {
		if s.PhoneNumberID != "" {
			taken++
		}
		if s.State == sim.SignupFailed && (s.Code != "" || s.PhoneNumberID != "") {
			w.t.Fatalf("a signup that failed has a code or a number: %+v", s)
		}
	}
	if won != 1 || taken > 1 {
		w.t.Fatalf("%d of %d claims went well, %d signups have the number", won, crowdSize, taken)
	}
}

// claims takes the number in one of four ways, and tells whether it got it.
func (w *universe) claims(way int, signup string, a ask) bool {
	switch way % 4 {
	case 0:
		got, err := w.send(requestOf("POST", "/_sim/v1/signups/"+signup+"/finish", map[string]string{"outcome": "finish"}))
		if err != nil || got.status != http.StatusOK {
			w.t.Errorf("%v, %d %s", err, got.status, got.body)
		}
		return decoded[sim.Signup](got.body).PhoneNumberID != ""
	case 1:
		a.what = "signup"
	case 2:
		a.what = "meta.add_waba_number"
	default:
		a.what = "claim"
	}
	got := w.do(way, a)
	if got.status >= http.StatusInternalServerError {
		w.t.Errorf("%v: %d %s", a, got.status, got.body)
	}
	return got.status/100 == 2
}
