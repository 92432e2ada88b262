package history

import (
	"net/http"
	"strings"
	"testing"

	"github.com/anishathalye/porcupine"

	"github.com/preverified-sim/preverified-sim/sim"
)

// lie is a server that answers something else than the simulator it may ask.
type lie func(r *http.Request, honest func() response) response

func answer(status int, body string) response { return response{status: status, body: []byte(body)} }

// unless says yes where the simulator says no.
func unless(method, path string, status int, yes response) lie {
	return func(r *http.Request, honest func() response) response {
		got := honest()
		if r.Method == method && strings.HasSuffix(r.URL.Path, path) && got.status == status {
			return yes
		}
		return got
	}
}

// forget says yes and does nothing.
func forget(method, path string) lie {
	return func(r *http.Request, honest func() response) response {
		if r.Method == method && strings.HasSuffix(r.URL.Path, path) {
			return answer(200, `{"success":true}`)
		}
		return honest()
	}
}

// repeat answers every later request with the first answer.
func repeat(method, path string) lie {
	first := map[string]response{}
	return func(r *http.Request, honest func() response) response {
		if r.Method != method || !strings.Contains(r.URL.Path, path) || strings.Contains(r.URL.Path, "/_sim") {
			return honest()
		}
		if _, known := first[r.URL.Path]; !known {
			first[r.URL.Path] = honest()
		}
		return first[r.URL.Path]
	}
}

const otherRow = `{"preverified_phone_number_id":"7777777","code_verification_status":"NOT_VERIFIED"}`

// lies are the ways in which a server could fail to be linearizable; each must
// be seen.
var lies = map[string]func() lie{
	"a number is registered twice": func() lie {
		return unless("POST", "/add_phone_numbers", 422, answer(200, `{"id":"7777777"}`))
	},
	"a code is taken twice": func() lie { return unless("POST", "/verify_code", 422, answer(200, `{"success":true}`)) },
	"a number is deleted twice": func() lie {
		return func(r *http.Request, honest func() response) response {
			got := honest()
			if r.Method == "DELETE" && strings.HasPrefix(r.URL.Path, "/v23.0/") && got.status == 404 {
				return answer(200, `{"success":true}`)
			}
			return got
		}
	},
	"a share is forgotten":    func() lie { return forget("POST", "/share_preverified_numbers") },
	"an unshare is forgotten": func() lie { return forget("DELETE", "/share_preverified_numbers") },
	"a request is forgotten":  func() lie { return forget("POST", "/request_code") },
	"an event is forgotten":   func() lie { return forget("POST", "/_sim/v1/events") },
	"an old number is shown":  func() lie { return repeat("GET", "/v23.0/") },
	"an old pool is shown":    func() lie { return repeat("GET", "/partners/") },
	"a row is made twice":     func() lie { return unless("POST", "/preverified-numbers", 409, answer(201, otherRow)) },
	"a row is deleted twice": func() lie {
		return func(r *http.Request, honest func() response) response {
			got := honest()
			if r.Method == "DELETE" && strings.HasPrefix(r.URL.Path, "/api/") && got.status == 404 {
				return answer(200, `{"status":"success"}`)
			}
			return got
		}
	},
}

// script is what one client does, one call after the other. ID and CODE stand
// for those of the number.
const script = `
	360dialog.list_numbers alphaPA
	360dialog.add_number alphaPA
	360dialog.add_number betaPA
	360dialog.list_numbers alphaPA
	meta.add_number alpha
	meta.get_number hub
	meta.request_code hub
	inbox -
	meta.verify_code hub
	meta.verify_code hub
	meta.get_number hub
	meta.share_number hub
	meta.list_numbers beta
	meta.unshare_number hub
	meta.list_numbers beta
	claim -
	meta.get_number hub
	restore -
	expire -
	360dialog.request_otp alphaPA
	inbox -
	360dialog.verify_otp alphaPA
	360dialog.list_numbers alphaPA
	360dialog.delete_number alphaPA
	360dialog.delete_number alphaPA
	meta.delete_number hub
	360dialog.list_numbers alphaPA`

// perform plays the script.
func (w *universe) perform() *history {
	w.t.Helper()
	w.reset()
	var done []exchange
	var c crowd
	business := map[string]string{"alpha": alpha, "beta": beta, "hub": hub}
	for line := range strings.Lines(strings.TrimSpace(script)) {
		words := strings.Fields(line)
		a := ask{what: words[0], actor: words[1], phone: phones[0], with: beta}
		if b := business[words[1]]; b != "" {
			a.actor = b
		}
		if len(c.known) > 0 {
			a.id = c.known[0].id
		}
		if messages := read[sim.Code](w, "/codes?phone_number="+a.phone); strings.Contains(a.what, "verify") && len(messages) > 0 {
			a.code = messages[0].Code
		}
		if !strings.Contains(a.what, "share") {
			a = a.trimmed()
		}
		x := w.do(0, a)
		c.learn(x)
		done = append(done, x)
	}
	return w.split(done)
}

// TestLiesAreSeen: the same script passes when the simulator is asked, and fails
// for each lie.
func TestLiesAreSeen(t *testing.T) {
	w := newWorld(t)
	if err := w.perform().check(); err != nil {
		t.Fatal(err)
	}
	honest := w.send
	for name, begin := range lies {
		t.Run(name, func(t *testing.T) {
			lie := begin()
			w.send = func(r *http.Request) (response, error) {
				var err error
				got := lie(r, func() (out response) {
					out, err = honest(r)
					return out
				})
				return got, err
			}
			h := w.perform()
			if err := h.check(); err == nil || !strings.Contains(err.Error(), string(porcupine.Illegal)) {
				t.Errorf("the lie was not noticed (%v):\n%s\n%s", err, told(h.steps), told(h.pool))
			}
		})
	}
}
