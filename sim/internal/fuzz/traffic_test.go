package fuzz_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// traffic has clients of both vendors do everything once in the world as it
// stands, whatever it was made of. Its rules may make any answer fail, but none
// may break its contract without saying so.
func (h *house) traffic(t *testing.T) {
	t.Helper()
	for _, c := range letters(h.world(t).Snapshot()) {
		c.gone = true // no latency is waited for
		r, ok := c.request()
		if !ok {
			continue // an id that no path can hold
		}
		h.serveAborted(t, r)
	}
}

// serveAborted lets the simulator answer, or hang up.
func (h *house) serveAborted(t *testing.T, r *http.Request) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			for _, text := range h.said.take() {
				t.Error(text)
			}
		}
	}()
	h.serve(t, r, &answer{})
}

// letters are requests to every operation, with what the world knows.
func letters(s world.Snapshot) (out []call) {
	token, key, business, id, partner := metaToken, apiKey, business, "1", partner
	if len(s.Store.Tokens) > 0 {
		token, business = s.Store.Tokens[0].Value, s.Store.Tokens[0].Business
	}
	if len(s.Store.Keys) > 0 {
		key, partner = s.Store.Keys[0].Value, s.Store.Keys[0].Partner
	}
	if len(s.Store.Numbers) > 0 {
		id = s.Store.Numbers[len(s.Store.Numbers)-1].ID
	}
	meta := func(method, path, body string) {
		c := call{method: method, target: "/v23.0/" + path, body: body}
		out = append(out, c.withHeader("Authorization", "Bearer "+token))
	}
	meta("POST", business+"/add_phone_numbers", "phone_number=12025550143")
	meta("GET", business+"/preverified_numbers?limit=2&summary=true", "")
	meta("POST", id+"/request_code", "code_method=SMS&language=en_US")
	meta("POST", id+"/verify_code", "code=000000")
	meta("POST", id+"/verify_code", "code=123456")
	meta("GET", id+"?fields=phone_number,code_verification_time,verification_expiry_time,owner_business", "")
	meta("GET", id+"/partners", "")
	meta("GET", business, "")
	meta("POST", business+"/share_preverified_numbers", "preverified_id="+id+"&partner_business_id="+otherBusiness)
	meta("DELETE", business+"/share_preverified_numbers", "preverified_id="+id+"&partner_business_id="+otherBusiness)
	pool := "/api/v2/partners/" + partner + "/preverified-numbers"
	hub := func(method, path, body string) {
		c := call{method: method, target: path, body: body}
		out = append(out, c.withHeader("X-API-Key", key).withHeader("Content-Type", "application/json"))
	}
	if !slices.ContainsFunc(s.Faults, holds) { // what cannot be shared is taken back even when the client has gone
		hub("POST", pool, `{"phone_number":"12025550144"}`)
	}
	hub("GET", pool, "")
	for _, p := range s.Store.Partners {
		if len(p.Pool) > 0 {
			id = p.Pool[0].NumberID
		}
	}
	hub("POST", pool+"/"+id+"/request-otp", `{"code_method":"voice","language":"en"}`)
	hub("POST", pool+"/"+id+"/verify-otp", `{"code":"123456"}`)
	hub("DELETE", pool+"/"+id, "")
	hub("POST", "/api/v2/token", `{"username":"partner@example.com","password":"simulator"}`)
	meta("DELETE", id, "")
	return out
}

// holds tells whether a rule makes its requests take wall time.
func holds(f sim.Fault) bool {
	do := f.Do
	return do.Latency != nil || do.Connection == "hang" || do.Reply == "slow"
}

// live is what a world that was just accepted must stand: clients, time,
// everything that can be asked of it, being written down and put back, and a
// reset.
func (h *house) live(t *testing.T) {
	t.Helper()
	if a := h.ask(t, "POST", "/clock", `{"advance":"200d"}`); a.status != http.StatusOK && a.status != http.StatusBadRequest { // world time has an end
		t.Errorf("the clock: %d %s", a.status, a.body)
	}
	h.traffic(t)
	h.look(t)
	h.roundTrip(t)
	h.control(t, "POST", "/reset", "")
}

// look reads everything there is to read.
func (h *house) look(t *testing.T) {
	t.Helper()
	for _, path := range []string{"/numbers?include=deleted", "/codes", "/faults", "/limits", "/clock", "/scenario", "/coverage", "/requests", "/health", "/worlds"} {
		h.control(t, "GET", path, "")
	}
	h.control(t, "POST", "/verify", "")
}
