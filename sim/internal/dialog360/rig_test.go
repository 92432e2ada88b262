package dialog360

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/meta"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
	"github.com/preverified-sim/preverified-sim/specs"
)

const (
	partnerID  = "simul8PA"
	apiKey     = "sim-api-key"
	business   = "506914307656634"
	otherID    = "otherPA"
	otherKey   = "other-api-key"
	username   = "partner@example.com"
	password   = "simulator"
	germany    = "4915123456789"
	portugal   = "351912345678"
	freephone  = "80012345678" // +800, of no country
	collection = "/api/v2/partners/" + partnerID + "/preverified-numbers"
)

var start = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

// rig is one world behind both vendors.
type rig struct {
	t     *testing.T
	trip  *trip.Trip
	hub   *Dialog
	world *world.World
}

func newRig(t *testing.T, change ...func(*world.Setup)) *rig {
	t.Helper()
	setup := world.Setup{
		Seed: 42, Mode: sim.Frozen, At: start,
		Settings: world.Settings{Dialect: sim.Documented},
		Rules:    store.Rules{Profile: sim.Profiles[0], Codes: sim.DefaultCodeRules},
		Populate: populate,
	}
	for _, f := range change {
		f(&setup)
	}
	wall := func() time.Time { return start }
	w, err := world.New("default", wall, setup)
	must(t, err)
	errors := have(t, allFailures)
	hub, err := New(have(t, hubDocument), errors)
	must(t, err)
	facebook, err := meta.New(have(t, metaDocument), errors)
	must(t, err)
	trip := trip.New(trip.Options{MaxBody: 1 << 16, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Wall: wall})
	trip.Add(hub)
	trip.Add(facebook)
	t.Cleanup(func() {
		if n := trip.Violations(); n != 0 {
			t.Errorf("%d answers broke their contract", n)
		}
	})
	return &rig{t: t, trip: trip, hub: hub, world: w}
}

func populate(tx *store.Tx, _ *store.Stream) error {
	tx.AddBusiness(store.HubBusiness, "360dialog")
	tx.AddToken(sim.Token{Value: "EAAJBhub", Business: store.HubBusiness, Permissions: []string{sim.ManagePermission}})
	tx.AddBusiness(business, "Lucky Shrub")
	tx.AddPartner(sim.Partner{
		ID: partnerID, Business: business, Keys: []string{apiKey, "revoked-key"},
		Users: []sim.User{{Username: username, Password: password}},
	})
	tx.AddBusiness("9876543210987654", "Second")
	tx.AddPartner(sim.Partner{ID: otherID, Business: "9876543210987654", Keys: []string{otherKey}})
	return tx.RevokeKey("revoked-key")
}

// The documents and the catalogue are read-only once loaded, so all tests
// share them.
var (
	hubDocument  = sync.OnceValues(func() (*contract.Spec, error) { return load("360dialog.yaml") })
	metaDocument = sync.OnceValues(func() (*contract.Spec, error) { return load("meta.yaml") })
	allFailures  = sync.OnceValues(loadFailures)
)

func load(name string) (*contract.Spec, error) {
	text, err := specs.FS.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return contract.Load(name, text)
}

func loadFailures() (*failures.Catalogue, error) {
	var files []failures.File
	for _, name := range []string{"meta.errors.yaml", "360dialog.errors.yaml"} {
		text, err := specs.FS.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files = append(files, failures.File{Name: name, Data: text})
	}
	return failures.Load(files...)
}

// have returns what a loader gives, or ends the test.
func have[T any](t *testing.T, loader func() (T, error)) T {
	t.Helper()
	v, err := loader()
	must(t, err)
	return v
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got is an answer as a client sees it.
type got struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// send makes one request; headers are name and value in turn.
func (r *rig) send(method, target, body string, headers ...string) got {
	r.t.Helper()
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	r.trip.ServeHTTP(rec, req, r.world, Name, trip.Entry{
		Path: req.URL.Path, Escaped: req.URL.EscapedPath(), Base: "http://sim.example",
	})
	text, err := io.ReadAll(rec.Result().Body)
	must(r.t, err)
	return got{r.t, rec.Code, rec.Result().Header, string(text)}
}

// do makes a request with the partner's key and a JSON body.
func (r *rig) do(method, target, body string) got {
	r.t.Helper()
	return r.send(method, target, body, "X-API-Key", apiKey, "Content-Type", "application/json")
}

func (r *rig) add(phone string) (id string) {
	r.t.Helper()
	a := r.do("POST", collection, `{"phone_number":"`+phone+`"}`)
	a.is(201)
	return a.text("preverified_phone_number_id")
}

func (r *rig) list(query string) []string {
	r.t.Helper()
	a := r.do("GET", collection+query, "")
	a.is(200)
	var rows []struct {
		Phone string `json:"phone_number"`
	}
	must(r.t, json.Unmarshal([]byte(a.body), &rows))
	out := []string{}
	for _, row := range rows {
		out = append(out, row.Phone)
	}
	return out
}

func (r *rig) lists(query string, want ...string) {
	r.t.Helper()
	if got := r.list(query); !slices.Equal(got, want) {
		r.t.Errorf("list %s: %v, want %v", query, got, want)
	}
}

// code is the newest code sent to a phone.
func (r *rig) code(phone string) (code string) {
	r.t.Helper()
	must(r.t, r.world.Store.Do(r.world.Now(), func(tx *store.Tx) error {
		code = tx.Codes(store.CodeFilter{Phone: phone})[0].Code
		return nil
	}))
	return code
}

func (r *rig) move(d time.Duration) {
	r.t.Helper()
	_, err := r.world.MoveTo(r.world.Now().Add(d))
	must(r.t, err)
}

// fail puts a rule in place for one operation.
func (r *rig) fail(operation string, do sim.FaultAction) {
	r.world.Faults.Add(sim.FaultRule{Name: operation, On: sim.FaultMatch{Operation: operation}, Do: do}, r.world.Now())
}

func (r *rig) heal() { r.world.Faults.Clear() }

// records lists the journal, oldest first.
func (r *rig) records() []*journal.Record {
	all := slices.Clone(r.world.Journal.All(sim.RecordFilter{}))
	slices.SortFunc(all, func(a, b *journal.Record) int { return int(int64(a.Seq) - int64(b.Seq)) })
	return all
}

// atMeta tells whether Meta has a live number with this MSISDN.
func (r *rig) atMeta(phone string) bool { return r.world.Store.PeekPhone(phone) != "" }

func (a got) is(status int) got {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

func (a got) says(body string) got {
	a.t.Helper()
	if a.body != body {
		a.t.Errorf("body\n got %s\nwant %s", a.body, body)
	}
	return a
}

func (a got) text(name string) string {
	a.t.Helper()
	var object map[string]any
	must(a.t, json.Unmarshal([]byte(a.body), &object))
	text, _ := object[name].(string)
	return text
}

// meta is the envelope of an error.
func (a got) meta() map[string]any {
	a.t.Helper()
	var object struct {
		Meta map[string]any `json:"meta"`
	}
	must(a.t, json.Unmarshal([]byte(a.body), &object))
	return object.Meta
}

// details is the JSON text of the envelope's details, "" without any.
func (a got) details() string {
	a.t.Helper()
	value, there := a.meta()["details"]
	if !there {
		return ""
	}
	text, err := json.Marshal(value)
	must(a.t, err)
	return string(text)
}

// fails checks an error's envelope: status, message and that a trace id is
// there.
func (a got) fails(status int, message string) got {
	a.t.Helper()
	a.is(status)
	m := a.meta()
	trace, _ := m["360dialog_trace_id"].(string)
	if m["developer_message"] != message || m["http_code"] != float64(status) || m["success"] != false || len(trace) != 19 {
		a.t.Errorf("envelope %v, want %d %q and a trace id of 19 characters", m, status, message)
	}
	return a
}

func item(id string, rest ...string) string {
	return collection + "/" + url.PathEscape(id) + strings.Join(rest, "")
}
