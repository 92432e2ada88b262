package history

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

// crowdSize is how many clients want the same thing at once.
const crowdSize = 12

// race has many clients ask at the same moment.
func (w *universe) race(choose func(i int) ask) []exchange {
	var (
		all   sync.WaitGroup
		begin = make(chan struct{})
		out   = make([]exchange, crowdSize)
	)
	for i := range out {
		all.Go(func() {
			<-begin
			out[i] = w.do(i, choose(i))
		})
	}
	w.together(begin, &all)
	return out
}

// wins counts the steps of an operation that went well, and all of them.
func (h *history) wins(what string) (won, all int) {
	for _, s := range h.steps {
		if s.Input.(ask).what == what {
			all++
			if s.Output.(outcome).failure == "" {
				won++
			}
		}
	}
	return won, all
}

// answered counts the clients of 360dialog who were told of a success.
func (h *history) answered(what string) (won int) {
	for _, x := range h.exchanges {
		if x.what == what && x.status/100 == 2 {
			won++
		}
	}
	return won
}

// TestExactlyOneWins: of many who add a number, enter a code or delete a number
// at once, through Meta and through 360dialog, one does.
func TestExactlyOneWins(t *testing.T) {
	w := newWorld(t)
	for range max(1, *histories/10) {
		w.reset()
		phone := phones[0]
		added := w.race(func(i int) ask { return addBy(i, phone) })
		id, row := w.theNumber(phone)
		h := w.split(added)
		w.oneWinner(h, "meta.add_number")
		if got := h.answered("360dialog.add_number"); got > 1 || got == 1 != row {
			t.Fatalf("%d partners were told that they have the number; there is a row: %v", got, row)
		}
		if !row {
			continue
		}
		partner := partners[map[bool]int{false: 0, true: 1}[h.winner() == "betaPA"]]
		prepared := append(added, w.do(0, ask{what: "meta.request_code", actor: hub, phone: phone, id: id}))
		code := read[sim.Code](w, "/codes?phone_number="+phone)[0].Code
		prepared = append(prepared, w.race(func(i int) ask { return byBoth(i, "verify", ask{phone: phone, id: id, code: code}, partner) })...)
		w.oneWinner(w.split(prepared), "meta.verify_code")
		prepared = append(prepared, w.race(func(i int) ask { return byBoth(i, "delete", ask{phone: phone, id: id}, partner) })...)
		h = w.split(prepared)
		w.oneWinner(h, "meta.delete_number")
		if got := h.answered("360dialog.delete_number"); got != 1 {
			t.Fatalf("%d clients of 360dialog were told that they deleted the row", got)
		}
	}
}

// TestPartnersMeetAConflict: where no other partner wants a number, one
// gets it and all others are told that it is taken, never that Meta refused it.
func TestPartnersMeetAConflict(t *testing.T) {
	w := newWorld(t)
	for range max(1, *histories/10) {
		w.reset()
		h := w.split(w.race(func(i int) ask { return addBy(2*i+1, phones[0]) }))
		conflicts := 0
		for _, x := range h.exchanges {
			if x.status == 409 {
				conflicts++
			}
		}
		if won := h.answered("360dialog.add_number"); won != 1 || conflicts != crowdSize-1 {
			t.Fatalf("%d partners have the number and %d were told of it", won, conflicts)
		}
		if err := h.check(); err != nil {
			t.Fatal(err)
		}
	}
}

// addBy has every second client add at Meta, every other at 360dialog.
func addBy(i int, phone string) ask {
	if i%2 == 0 {
		return ask{what: "meta.add_number", actor: businesses[i/2%2], phone: phone}
	}
	return ask{what: "360dialog.add_number", actor: partners[i/2%2], phone: phone}
}

// byBoth makes one call of a, alternately at both vendors.
func byBoth(i int, verb string, a ask, partner string) ask {
	a.what, a.actor = map[string]string{"verify": "meta.verify_code", "delete": "meta.delete_number"}[verb], hub
	if i%2 == 1 {
		a.what, a.actor = map[string]string{"verify": "360dialog.verify_otp", "delete": "360dialog.delete_number"}[verb], partner
	}
	return a
}

// theNumber is the one that lives, and whether it is in a pool.
func (w *universe) theNumber(phone string) (id string, pooled bool) {
	w.t.Helper()
	all := read[struct {
		ID      string `json:"id"`
		Partner string `json:"partner_id"`
	}](w, "/numbers?phone_number="+phone)
	if len(all) != 1 {
		w.t.Fatalf("%d numbers %s", len(all), phone)
	}
	return all[0].ID, all[0].Partner != ""
}

// winner is the partner who was told first that it has the number.
func (h *history) winner() string {
	for _, x := range h.exchanges {
		if x.what == "360dialog.add_number" && x.status == 201 {
			return x.actor
		}
	}
	return ""
}

// oneWinner checks a history and that one of all who tried an operation did it.
func (w *universe) oneWinner(h *history, what string) {
	w.t.Helper()
	if won, all := h.wins(what); won != 1 || all < crowdSize/2 {
		w.t.Fatalf("%d of %d steps %s went well:\n%s", won, all, what, told(h.steps))
	}
	if err := h.check(); err != nil {
		w.t.Fatal(err)
	}
	for _, s := range h.steps {
		if failure := s.Output.(outcome).failure; strings.HasSuffix(failure, "unexpected_error") || strings.HasSuffix(failure, "internal_error") {
			w.t.Fatalf("%v: %s", s.Input, failure)
		}
	}
}

// TestLimitsAndFaultsCountTogether: of many calls at once a limit lets through
// as many as it allows, and a fault acts as often as it may.
func TestLimitsAndFaultsCountTogether(t *testing.T) {
	w := newWorld(t)
	for range max(1, *histories/10) {
		w.reset()
		made := decoded[node](w.do(0, ask{what: "meta.add_number", actor: alpha, phone: phones[0]}).body)
		w.put("PUT", "/limits", `{"data": [{"operation": "meta.get_number", "per": "business", "allow": 5, "window": "1h"}]}`)
		w.put("POST", "/faults", `{"name": "twice", "on": {"operation": "meta.request_code"}, "when": {"times": 2}, "do": {"error": "meta.unexpected_error"}}`)
		for what, few := range map[string]int{"meta.get_number": crowdSize - 5, "meta.request_code": 2} {
			refused := 0
			for _, x := range w.race(func(int) ask { return ask{what: what, actor: alpha, phone: phones[0], id: made.ID} }) {
				if x.status != http.StatusOK {
					refused++
				}
			}
			if refused != few {
				t.Fatalf("%s: %d of %d were refused, not %d", what, refused, crowdSize, few)
			}
		}
	}
}

// put steers the world.
func (w *universe) put(method, path, body string) {
	w.t.Helper()
	r := requestOf(method, "/_sim/v1"+path, json.RawMessage(body))
	if got, err := w.send(r); err != nil || got.status/100 != 2 {
		w.t.Fatalf("%s: %v, %d %s", path, err, got.status, got.body)
	}
}
