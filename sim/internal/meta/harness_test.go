package meta_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/meta"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
	"github.com/preverified-sim/preverified-sim/specs"
)

const (
	owner      = "506914307656634"
	other      = "9876543210987654"
	ownToken   = "EAAJBsimulator"
	otherToken = "EAAJBother"
)

var start = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

// bench is one frozen world behind the Graph dialect.
type bench struct {
	t     *testing.T
	trip  *trip.Trip
	world *world.World
}

func newBench(t *testing.T) *bench {
	t.Helper()
	var files []failures.File
	for _, name := range []string{"meta.errors.yaml", "360dialog.errors.yaml"} {
		files = append(files, failures.File{Name: name, Data: read(t, name)})
	}
	errs, err := failures.Load(files...)
	check(t, err)
	spec, err := contract.Load("meta.yaml", read(t, "meta.yaml"))
	check(t, err)
	g, err := meta.New(spec, errs)
	check(t, err)
	b := &bench{t: t, trip: trip.New(trip.Options{
		MaxBody: 1 << 20, BodyTimeout: time.Minute, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Wall: time.Now,
	})}
	b.trip.Add(g)
	b.world, err = world.New("default", time.Now, world.Setup{
		Seed: 42, Mode: sim.Frozen, At: start,
		Settings: world.Settings{Dialect: sim.Documented},
		Rules:    store.Rules{Profile: sim.Profiles[0], Codes: sim.DefaultCodeRules},
		Populate: func(tx *store.Tx, _ *store.Stream) error {
			tx.AddBusiness(owner, "Lucky Shrub")
			tx.AddBusiness(other, "Other")
			manage := []string{sim.ManagePermission}
			tx.AddToken(sim.Token{Value: ownToken, Business: owner, Permissions: manage})
			tx.AddToken(sim.Token{Value: otherToken, Business: other, Permissions: manage})
			tx.AddToken(sim.Token{Value: "EAAJBweak", Business: owner})
			tx.AddToken(sim.Token{Value: "EAAJBshort", Business: owner, Permissions: manage, ExpiresAt: start.Add(time.Hour)})
			tx.AddToken(sim.Token{Value: "EAAJBapp", Business: owner, Permissions: manage, AppSecret: "s3cret"})
			return nil
		},
	})
	check(t, err)
	t.Cleanup(func() {
		if n := b.trip.Violations(); n != 0 {
			t.Errorf("%d answers broke their contract", n)
		}
	})
	return b
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := specs.FS.ReadFile(name)
	check(t, err)
	return data
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   map[string]any
	text   string
}

// send makes the trip for a request without a token of its own: headers are
// "Name: value" lines.
func (b *bench) send(method, target, body string, headers ...string) answer {
	b.t.Helper()
	w := b.raw(method, target, body, headers...)
	a := answer{status: w.Code, header: w.Header(), text: w.Body.String()}
	if err := json.Unmarshal(w.Body.Bytes(), &a.body); err != nil {
		b.t.Fatalf("%s %s: %v in %q", method, target, err, a.text)
	}
	return a
}

func (b *bench) raw(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, "http://sim.test"+target, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.trip.ServeHTTP(w, r, b.world, meta.Name, trip.Entry{Path: r.URL.Path, Base: "http://sim.test"})
	return w
}

// as sends JSON with the token of the owner.
func (b *bench) as(method, target, body string) answer {
	b.t.Helper()
	return b.send(method, target, body, "Authorization: Bearer "+ownToken, "Content-Type: application/json")
}

func (b *bench) add(phone string) string {
	b.t.Helper()
	a := b.as("POST", "/v23.0/"+owner+"/add_phone_numbers", `{"phone_number":"`+phone+`"}`)
	if a.status != 200 {
		b.t.Fatalf("add %s: %d %s", phone, a.status, a.text)
	}
	return a.body["id"].(string)
}

// code returns the newest message's digits.
func (b *bench) code(id string) string {
	b.t.Helper()
	var out string
	_ = b.world.Store.Do(b.world.Now(), func(tx *store.Tx) error {
		out = tx.Codes(store.CodeFilter{NumberID: id})[0].Code
		return nil
	})
	return out
}

func (b *bench) advance(d time.Duration) {
	b.t.Helper()
	_, err := b.world.MoveTo(b.world.Now().Add(d))
	check(b.t, err)
}

func (b *bench) verified(phone string) string {
	b.t.Helper()
	id := b.add(phone)
	b.as("POST", "/v23.0/"+id+"/request_code", `{"code_method":"SMS","language":"en_US"}`)
	if a := b.as("POST", "/v23.0/"+id+"/verify_code", `{"code":"`+b.code(id)+`"}`); a.status != 200 {
		b.t.Fatalf("verify %s: %d %s", phone, a.status, a.text)
	}
	return id
}

// problem sums an error answer up.
func (a answer) problem() string {
	e, ok := a.body["error"].(map[string]any)
	if !ok {
		return a.text
	}
	return e["message"].(string)
}
