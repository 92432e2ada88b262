package control_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/control"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
	"github.com/preverified-sim/preverified-sim/specs"
)

// small is a scenario with a bit of everything.
const small = `
version: 1
name: small
summary: A bit of everything.
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses:
  - {id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator]}
  - {id: "9876543210987654", name: Another, tokens: [EAAJBother]}
partners:
  - {id: simul8PA, business: "506914307656634", api_keys: [sim-api-key]}
numbers:
  - {phone_number: "12115555105", business: "506914307656634", status: VERIFIED, verified: 13d ago}
  - {phone_number: "4915123456789", partner: simul8PA}
limits:
  - {name: by-token, operation: meta.verify_code, per: token, allow: 2, window: 1h}
faults:
  - {name: never-there, on: {operation: meta.add_number}, do: {error: meta.unexpected_error}}
expect:
  - conforms: true
`

var epoch = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

// rig is an API on real worlds. Every answer is held against the contract; a
// breach fails the test.
type rig struct {
	*control.API
	t        testing.TB
	worlds   *world.Registry
	mistakes trip.Mistakes
	options  control.Options
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func spec(t testing.TB, file string) *contract.Spec {
	t.Helper()
	return must[*contract.Spec](t)(contract.Load(file, must[[]byte](t)(specs.FS.ReadFile(file))))
}

func catalogueOf(t testing.TB) *failures.Catalogue {
	t.Helper()
	var files []failures.File
	for _, name := range []string{"meta.errors.yaml", "360dialog.errors.yaml"} {
		files = append(files, failures.File{Name: name, Data: must[[]byte](t)(specs.FS.ReadFile(name))})
	}
	return must[*failures.Catalogue](t)(failures.Load(files...))
}

func knownOf(ops []sim.Operation, errs *failures.Catalogue) sim.Known {
	known := sim.Known{
		Method: func(string) string { return "" },
		Operations: func(name string) (string, bool) {
			for _, o := range ops {
				if name == o.Name || name == string(o.ID) {
					return o.Name, true
				}
			}
			return "", false
		},
		ErrorIDs: func(id string) ([]string, bool) {
			e, ok := errs.Entry(id)
			if !ok {
				return nil, false
			}
			var from []string // a wildcard of the catalogue is written out
			for _, o := range ops {
				if e.MayComeFrom(o.Name) {
					from = append(from, o.Name)
				}
			}
			return from, true
		},
	}
	for _, o := range ops {
		known.OperationNames = append(known.OperationNames, o.Name)
	}
	for _, e := range errs.Entries() {
		known.ErrorNames = append(known.ErrorNames, e.ID)
	}
	return known
}

// newRig builds an API; change may alter its options first.
func newRig(t testing.TB, change ...func(*control.Options)) *rig {
	t.Helper()
	r := &rig{t: t}
	errs := catalogueOf(t)
	var ops []sim.Operation
	for _, file := range []string{"meta.yaml", "360dialog.yaml"} {
		for _, o := range spec(t, file).Operations() {
			ops = append(ops, sim.Operation{
				Name: o.Name, Method: o.Method, Path: o.Path, ID: sim.OptionalText(o.ID), Summary: o.Summary, Statuses: o.Statuses(),
			})
		}
	}
	library := &scenario.Library{
		Dir: fstest.MapFS{
			"small.yaml":  {Data: []byte(small)},
			"broken.yaml": {Data: []byte("version: 1\nclok: {}\nseed: x\n")},
		},
		Env: func(name string) (string, bool) {
			if name == "SIM_BUSINESS_ID" {
				return "506914307656634", true
			}
			return strings.ToLower(name), true
		},
		Known: knownOf(ops, errs),
	}
	r.worlds = newRegistry(t, time.Now, must[world.Setup](t)(library.Load("small")))
	t.Cleanup(r.worlds.Close)
	r.options = control.Options{
		Worlds: r.worlds, Errors: errs, Operations: ops, Scenarios: library,
		Spec: spec(t, "control.yaml"), Version: "test",
		Started: epoch, Wall: func() time.Time { return epoch.Add(1500 * time.Millisecond) },
		Mistakes: &r.mistakes,
		Warnings: func() []string { return nil },
		Log:      slog.New(slog.DiscardHandler),
	}
	for _, f := range change {
		f(&r.options)
	}
	r.API = must[*control.API](t)(control.New(r.options))
	t.Cleanup(func() {
		if n := r.mistakes.Violations.Load(); n > 0 {
			t.Errorf("%d places of answers break the contract", n)
		}
	})
	return r
}

func (r *rig) world() *world.World {
	r.t.Helper()
	return must[*world.World](r.t)(r.worlds.Lookup(world.Default))
}

// send carries a request through; target is path and query behind /_sim/v1. A
// body is sent as JSON unless a header says otherwise.
func (r *rig) send(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r.t.Helper()
	req := httptest.NewRequest(method, "http://sim.test/_sim/v1"+target, strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	r.ServeHTTP(rec, req, req.Header.Get("X-Sim-World"), strings.TrimPrefix(req.URL.Path, "/_sim/v1"))
	return rec
}

// object is a decoded JSON object.
type object = map[string]any

// want sends a request and decodes the answer of the given status.
func (r *rig) want(status int, method, target, body string, headers ...string) object {
	r.t.Helper()
	rec := r.send(method, target, body, headers...)
	if rec.Code != status {
		r.t.Fatalf("%s %s %s answered %d, want %d: %s", method, target, body, rec.Code, status, rec.Body)
	}
	if status == http.StatusNoContent {
		if rec.Body.Len() > 0 {
			r.t.Errorf("%s %s: 204 with a body %s", method, target, rec.Body)
		}
		return nil
	}
	media := "application/json"
	if status >= 400 {
		media = "application/problem+json"
	}
	if got := rec.Header().Get("Content-Type"); got != media {
		r.t.Errorf("%s %s: media type %s, want %s", method, target, got, media)
	}
	var out object
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		r.t.Fatalf("%s %s: %v in %s", method, target, err, rec.Body)
	}
	return out
}

// wantProblem sends a request that must fail with the kind, and with messages
// that hold the texts.
func (r *rig) wantProblem(status int, kind, method, target, body string, texts ...string) object {
	r.t.Helper()
	p := r.want(status, method, target, body)
	if p["type"] != "/problems/"+kind || p["status"] != float64(status) {
		r.t.Errorf("%s %s %s: problem %v %v, want %s", method, target, body, p["type"], p["status"], kind)
	}
	all := must[[]byte](r.t)(json.Marshal(p))
	for _, text := range texts {
		if quoted := must[[]byte](r.t)(json.Marshal(text)); !strings.Contains(string(all), strings.Trim(string(quoted), `"`)) {
			r.t.Errorf("%s %s %s: %s does not say %q", method, target, body, all, text)
		}
	}
	return p
}

// data is the list of an answer.
func data(o object) []object {
	var out []object
	for _, e := range o["data"].([]any) {
		out = append(out, e.(object))
	}
	return out
}

// place puts a number into the default world and returns its id.
func (r *rig) place(phone string) string {
	r.t.Helper()
	return r.want(201, "POST", "/numbers", `{"phone_number": "`+phone+`"}`)["id"].(string)
}

// sendCode has Meta send a code for a number.
func (r *rig) sendCode(id string, d sim.FaultDelivery) {
	r.t.Helper()
	w := r.world()
	err := w.Store.Do(w.Now(), func(tx *store.Tx) error {
		return tx.RequestCode(id, sim.Token{Open: true}, "SMS", "en_US", d)
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// record puts a record into the journal of the default world.
func (r *rig) record(rec journal.Record) {
	r.t.Helper()
	w := r.world()
	rec.Seq, rec.ID = w.Journal.Open()
	rec.At, rec.World, rec.Dialect, rec.Outcome, rec.Duration = w.Now(), w.Name, "documented", "replied", 1500*time.Microsecond
	w.Journal.Close(&rec)
}

// newRegistry opens a registry of at most 4 worlds and builds its default world.
func newRegistry(t testing.TB, wall func() time.Time, boot world.Setup) *world.Registry {
	t.Helper()
	r := world.NewRegistry(wall, 4, boot, func(sim.Building, time.Duration, bool) {})
	must[*world.World](t)(r.Get(world.Default))
	return r
}
