package model

import (
	"encoding/json"
	"net/url"
)

// How tests look at a part of a world.

// filterNumbers lists the living numbers that fit.
func (x *machine) filterNumbers(w *side, phone, status string) {
	x.t.Helper()
	q := url.Values{}
	for name, value := range map[string]string{"phone_number": phone, "status": status} {
		if value != "" {
			q.Set(name, value)
		}
	}
	got := x.steer(control(w.name, "GET", "/numbers?"+q.Encode(), ""), 200, "")
	var want []string
	for i, line := range w.numberLines() {
		if n := &w.numbers[i]; n.lives() && (phone == "" || n.phone == phone) && (status == "" || n.statusAt(w.now) == status) {
			want = append(want, line)
		}
	}
	sameList[numberSeen](x, got, want)
}

// filterCodes lists messages, newest first.
func (x *machine) filterCodes(w *side, number int, state string) {
	x.t.Helper()
	q, id := url.Values{}, ""
	if state != "" {
		q.Set("state", state)
	}
	if number >= 0 {
		id = w.numbers[number].id
		q.Set("number_id", id)
	}
	got := x.steer(control(w.name, "GET", "/codes?"+q.Encode(), ""), 200, "")
	var want []string
	for at, line := range w.codeLines() {
		c := &w.codes[len(w.codes)-1-at]
		if (id == "" || c.number == number) && (state == "" || c.stateAt(w.now) == state) {
			want = append(want, line)
		}
	}
	sameList[codeSeen](x, got, want)
}

// latest is the newest message that has arrived at a telephone number.
func (x *machine) latest(w *side, phone string) {
	x.t.Helper()
	r := control(w.name, "GET", "/codes/latest?phone_number="+phone, "")
	for at, line := range w.codeLines() {
		c := &w.codes[len(w.codes)-1-at]
		if w.numbers[c.number].phone == phone && !c.arrives.IsZero() && !c.arrives.After(w.now) {
			sameOne[codeSeen](x, x.steer(r, 200, ""), line)
			return
		}
	}
	x.steer(r, 404, "no-code")
}

// one is a number by its id, also one that is gone.
func (x *machine) one(w *side, number int) {
	x.t.Helper()
	if number < 0 {
		x.steer(control(w.name, "GET", "/numbers/"+unknownID, ""), 404, "unknown-number")
		return
	}
	r := control(w.name, "GET", "/numbers/"+w.numbers[number].id, "")
	sameOne[numberSeen](x, x.steer(r, 200, ""), w.numberLines()[number])
}

func sameList[T any](x *machine, got response, want []string) {
	x.t.Helper()
	var page struct {
		Data []T `json:"data"`
	}
	err := json.Unmarshal(got.body, &page)
	if wrong := differ(lines(page.Data), want); wrong != "" || err != nil {
		x.fail("the list is not what it should be (%v): %s", err, wrong)
	}
}

func sameOne[T any](x *machine, got response, want string) {
	x.t.Helper()
	var one T
	err := json.Unmarshal(got.body, &one)
	if wrong := differ(lines([]T{one}), []string{want}); wrong != "" || err != nil {
		x.fail("the answer is not what it should be (%v): %s", err, wrong)
	}
}
