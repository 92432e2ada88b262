package control_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// eventful is a scenario in which everything that a snapshot must keep counts.
const eventful = `
version: 1
name: eventful
summary: "Dice, windows, steps and late codes: ${SIM_PARTNER_ID}, $${NOT_A_NAME} 😀"
seed: 7
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
profile: embedded-signup
pool_sync: 6h
businesses:
  - {id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator, {token: EAAJBshort, expires: +30h}]}
partners:
  - {id: simul8PA, business: "506914307656634", api_keys: [sim-api-key]}
numbers:
  - {phone_number: "12115555105", business: "506914307656634", status: VERIFIED, verified: 44d ago}
  - {phone_number: "4915123456789", partner: simul8PA}
  - {phone_number: "447911123456", partner: simul8PA, status: VERIFIED, verified: 89d ago}
generate: [{count: 5, partner: simul8PA, countries: {US: 2, DE: 1}}]
limits:
  - {name: tries, operation: meta.verify_code, per: number, allow: 2, window: 24h}
faults:
  - {name: dice, on: {operation: meta.list_numbers}, when: {probability: 0.5}, do: {error: meta.unexpected_error}}
  - {name: third, on: {operation: meta.get_business}, when: {calls: 3}, do: {error: meta.temporarily_unavailable}}
  - {name: late, on: {operation: meta.request_code}, when: {every: 2}, do: {deliver: {late: 8h}}}
timeline:
  - {at: +5h, do: {claim: "12115555105"}}
  - {at: +20h, do: {set_dialect: observed}}
  - {at: +40h, do: {add_fault: {name: added, on: {operation: meta.list_partners}, do: {error: meta.rate_limited}}}}
expect: [{conforms: true}]
`

// house is a whole server without a listener.
type house struct {
	t *testing.T
	http.Handler
	srv *server.Server
}

func newHouse(t *testing.T) *house {
	t.Helper()
	srv := must[*server.Server](t)(server.New(server.Options{ScenarioFile: "eventful.yaml", ScenarioText: []byte(eventful)}))
	t.Cleanup(func() {
		srv.Close()
		if n := srv.Violations(); n > 0 {
			t.Errorf("%d answers break a contract", n)
		}
	})
	return &house{t, srv.Handler(), srv}
}

func (h *house) send(name, method, target, body string) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(method, "http://sim.test"+target, strings.NewReader(body))
	r.Header.Set("X-Sim-World", name)
	r.Header.Set("Content-Type", "application/json")
	switch {
	case strings.HasPrefix(target, "/api"):
		r.Header.Set("X-Api-Key", "sim-api-key")
	case !strings.HasPrefix(target, "/_sim"):
		r.Header.Set("Authorization", "Bearer EAAJBsimulator")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// aside is what may differ between two worlds that repeat each other: wall time,
// their names, and the ETags of pages whose links hold their names.
var aside = regexp.MustCompile(`"duration_ms":[0-9.]+|"world":"[^"]*"|"X-Sim-World":\["[^"]*"\]|/_world/[^/]+/|"Etag":\["[^\]]*\]`)

// tell sends a request and writes down all that came back.
func (h *house) tell(name, method, target, body string) string {
	h.t.Helper()
	w := h.send(name, method, target, body)
	var lines []string
	for header, values := range w.Header() {
		named := header == "Etag" && strings.Contains(w.Body.String(), "/_world/")
		if header != "Date" && header != "X-Sim-World" && header != "Content-Length" && !named {
			lines = append(lines, header+": "+strings.Join(values, ", "))
		}
	}
	slices.Sort(lines)
	return fmt.Sprintf("%s %s\n%d\n%s\n%s", method, target, w.Code, strings.Join(lines, "\n"),
		aside.ReplaceAllString(w.Body.String(), "-"))
}

// play drives a world through a part of its life; ids of numbers are looked up
// in the world itself.
func (h *house) play(name string, adds ...string) []string {
	h.t.Helper()
	var told []string
	tell := func(method, target, body string) {
		h.t.Helper()
		told = append(told, h.tell(name, method, target, body))
	}
	const meta, hub, pool = "/v23.0/506914307656634", "/v23.0/1360360360360360", "/api/v2/partners/simul8PA/preverified-numbers"
	for _, phone := range adds {
		tell("POST", pool, `{"phone_number": "`+phone+`"}`)
		tell("POST", meta+"/add_phone_numbers", `{"phone_number": "`+phone[:len(phone)-1]+`0"}`)
		tell("GET", meta+"/preverified_numbers?fields=id,phone_number,code_verification_status,verification_expiry_time&limit=3", "")
		tell("GET", meta, "")
		tell("GET", hub, "")
		for _, id := range h.ids(name) {
			tell("POST", "/v23.0/"+id+"/request_code", `{"code_method": "SMS", "language": "en_US"}`)
			tell("POST", "/v23.0/"+id+"/verify_code", `{"code": "`+h.code(name, id)+`"}`)
			tell("GET", "/v23.0/"+id+"/partners", "")
		}
		tell("GET", pool, "")
		tell("POST", "/_sim/v1/clock", `{"advance": "9h"}`)
	}
	tell("DELETE", "/v23.0/"+h.ids(name)[1], "")
	for _, target := range []string{
		"/numbers?include=deleted", "/codes", "/clock", "/faults", "/limits", "/requests", "/requests?limit=1", "/coverage", "/scenario",
	} {
		tell("GET", "/_sim/v1"+target, "")
	}
	tell("POST", "/_sim/v1/clock", `{"advance": "60d"}`)
	tell("POST", "/_sim/v1/verify", "")
	return told
}

func (h *house) ids(name string) (ids []string) {
	h.t.Helper()
	w := must[*world.World](h.t)(h.srv.Worlds().Get(name))
	_ = w.Store.Do(w.Now(), func(tx *store.Tx) error {
		all, _ := tx.AllNumbers(store.Query{Limit: 4})
		for _, n := range all {
			ids = append(ids, n.ID)
		}
		return nil
	})
	return ids
}

func (h *house) code(name, id string) string {
	h.t.Helper()
	w, value := must[*world.World](h.t)(h.srv.Worlds().Get(name)), "000000"
	_ = w.Store.Do(w.Now(), func(tx *store.Tx) error {
		if all, _ := tx.Codes(store.CodeFilter{NumberID: id}); len(all) > 0 {
			value = all[0].Code
		}
		return nil
	})
	return value
}

func (h *house) snapshot(name string) string {
	h.t.Helper()
	w := h.send(name, "GET", "/_sim/v1/snapshot", "")
	if w.Code != 200 || w.Header().Get("Content-Disposition") != `attachment; filename="preverified-sim-`+name+`.json"` {
		h.t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	return w.Body.String()
}

func (h *house) put(name, snapshot string) {
	h.t.Helper()
	if w := h.send(name, "PUT", "/_sim/v1/snapshot", snapshot); w.Code != 200 || !strings.Contains(w.Body.String(), `"name":"`+name+`"`) {
		h.t.Fatalf("%d %s", w.Code, w.Body)
	}
}

// TestRestoredWorldsRepeat: from a snapshot on, the same requests get the same
// answers, in the same world, in another one and in another process.
func TestRestoredWorldsRepeat(t *testing.T) {
	h, other := newHouse(t), newHouse(t)
	before := h.play("a", "+1 202 555 0181", "+49 1512 3456701")
	snapshot := h.snapshot("a")
	want := h.play("a", "+1 202 555 0192", "+44 7911 123457", "+1 202 555 0170")
	for _, again := range []struct {
		what string
		h    *house
		name string
	}{{"the same world", h, "a"}, {"another world", h, "b"}, {"another process", other, "c"}} {
		again.h.put(again.name, snapshot)
		got := again.h.play(again.name, "+1 202 555 0192", "+44 7911 123457", "+1 202 555 0170")
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s, answer %d:\n%s\nwant\n%s", again.what, i, got[i], want[i])
				break
			}
		}
	}
	for _, name := range []string{"a", "b"} { // and a reset goes back to the scenario's start
		h.send(name, "POST", "/_sim/v1/reset", "")
		if got := h.play(name, "+1 202 555 0181", "+49 1512 3456701"); !slices.Equal(got, before) {
			t.Errorf("after a reset %s begins with\n%s\nwant\n%s", name, got[0], before[0])
		}
	}
}

func TestSnapshotOfARestoredWorldIsTheSame(t *testing.T) {
	h := newHouse(t)
	h.play("a", "+1 202 555 0181")
	if w := h.send("a", "POST", "/api/v2/token", strings.Repeat(" ", 2<<20)); w.Code < 400 {
		t.Fatalf("a body too long: %d", w.Code)
	}
	first := h.snapshot("a")
	h.put("b", first)
	second := strings.ReplaceAll(h.snapshot("b"), `"world":"b"`, `"world":"a"`)
	if first != second {
		t.Errorf("took\n%s\nrestored and took\n%s", first, second)
	}
	if got := h.send("b", "POST", "/_sim/v1/snapshot/diff", `{"from": `+first+`}`).Body.String(); got != `{"data":[],"truncated":false}`+"\n" {
		t.Errorf("the restored world differs: %s", got)
	}
}

// TestARunningWorldGoesOnFromItsTime: the wall time that has passed between
// snapshot and restore does not.
func TestARunningWorldGoesOnFromItsTime(t *testing.T) {
	wall := epoch
	worlds := newRegistry(t, func() time.Time { return wall }, world.Setup{
		Mode: sim.Running, Rules: store.Rules{Profile: sim.Profiles[0], Codes: sim.CodeRules{}.Filled()}, Dialect: "documented",
	})
	t.Cleanup(worlds.Close)
	w := must[*world.World](t)(worlds.Get("a"))
	wall = wall.Add(time.Minute)
	s := w.Snapshot()
	wall = wall.Add(time.Hour)
	b := must[*world.World](t)(worlds.Restore("b", sim.Known{}, func() (world.Setup, *world.Snapshot, error) { return w.Setup(), &s, nil }))
	wall = wall.Add(time.Second)
	if got, want := b.Now(), epoch.Add(61*time.Second); !got.Equal(want) || !b.Started.Equal(epoch) || b.Clock.Mode() != sim.Running {
		t.Errorf("the clock shows %s, want %s", got, want)
	}
}

func TestDiffSnapshots(t *testing.T) {
	h := newHouse(t)
	from := h.snapshot("a")
	id := h.ids("a")[1]
	h.send("a", "POST", "/_sim/v1/events", `{"verify": "4915123456789"}`)
	h.send("a", "POST", "/_sim/v1/numbers", `{"phone_number": "12025550190"}`)
	for _, to := range []string{"", `, "to": null`, `, "to": ` + h.snapshot("a")} {
		w := h.send("a", "POST", "/_sim/v1/snapshot/diff", `{"from": `+from+to+`}`)
		var out struct {
			Data []struct {
				Path     string
				From, To any
			}
			Truncated bool
		}
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != 200 || out.Truncated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		var paths []string
		for _, d := range out.Data {
			paths = append(paths, d.Path)
		}
		at := func(path string) int { return slices.Index(paths, path) }
		verified := at("store.numbers[" + id + "].verified_at")
		if verified < 0 || out.Data[verified].From != nil || out.Data[verified].To != "2026-01-15T09:00:00Z" {
			t.Errorf("the verification is not among %v", paths)
		}
		for _, path := range []string{"store.numbers[" + h.newest("a") + "]", "store.steps.add", "store.steps.verify", "store.streams.ids"} {
			if at(path) < 0 {
				t.Errorf("%s is not among %v", path, paths)
			}
		}
		if verified > at("store.steps.add") || at("store.steps.verify") > at("store.streams.ids") {
			t.Errorf("not in order: %v", paths)
		}
	}
	for body, status := range map[string]int{
		"": 400, "{}": 400, `{"from": {}}`: 422, `{"from": ` + from + `, "two": 1}`: 400, `{"from": ` + from + `, "to": {"version": 9}}`: 422,
	} {
		if w := h.send("a", "POST", "/_sim/v1/snapshot/diff", body); w.Code != status {
			t.Errorf("%.30q: %d %s, want %d", body, w.Code, w.Body, status)
		}
	}
}

func (h *house) newest(name string) string {
	h.t.Helper()
	w, id := must[*world.World](h.t)(h.srv.Worlds().Get(name)), ""
	_ = w.Store.Do(w.Now(), func(tx *store.Tx) error {
		all, _ := tx.AllNumbers(store.Query{Limit: 1000})
		id = all[len(all)-1].ID
		return nil
	})
	return id
}

func TestDiffIsBounded(t *testing.T) {
	h := newHouse(t)
	from := h.snapshot("a")
	h.addMany("a", 1200)
	out := h.send("a", "POST", "/_sim/v1/snapshot/diff", `{"from": `+from+`}`)
	var view struct {
		Data      []json.RawMessage
		Truncated bool
	}
	if err := json.Unmarshal(out.Body.Bytes(), &view); err != nil || len(view.Data) != 1000 || !view.Truncated {
		t.Errorf("%d places, truncated %v", len(view.Data), view.Truncated)
	}
}

// addMany puts numbers into a world.
func (h *house) addMany(name string, count int) {
	h.t.Helper()
	w := must[*world.World](h.t)(h.srv.Worlds().Get(name))
	_ = w.Store.Do(w.Now(), func(tx *store.Tx) error {
		for i := range count {
			if _, err := tx.AddNumber("506914307656634", fmt.Sprintf("1202555%04d", i)); err != nil {
				h.t.Fatal(err)
			}
		}
		return nil
	})
}

// TestSnapshotsAreReadAsAStream: one of more than 64 MiB is taken, and is never in
// memory as a whole.
func TestSnapshotsAreReadAsAStream(t *testing.T) {
	h := newHouse(t)
	h.addMany("a", 1200)
	snapshot := h.snapshot("a")
	gap := strings.Repeat(" ", 60<<10)
	var parts []io.Reader
	length := 0
	for part := range strings.SplitAfterSeq(snapshot, `},{"id"`) {
		part = strings.TrimSuffix(part, `{"id"`)
		parts = append(parts, strings.NewReader(part), strings.NewReader(gap), strings.NewReader(`{"id"`))
		length += len(part) + len(gap)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := httptest.NewRequest("PUT", "http://sim.test/_world/b/_sim/v1/snapshot", io.MultiReader(parts[:len(parts)-2]...))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	runtime.ReadMemStats(&after)
	if w.Code != 200 || length < 65<<20 {
		t.Fatalf("%d bytes: %d %s", length, w.Code, w.Body)
	}
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 32<<20 {
		t.Errorf("reading %d bytes took %d", length, taken)
	}
	if got, want := aside.ReplaceAllString(h.snapshot("b"), "-"), aside.ReplaceAllString(snapshot, "-"); got != want {
		t.Error("the restored world differs")
	}
}

// TestManySettledEventsAreAllListed: an answer too long to be checked whole.
func TestManySettledEventsAreAllListed(t *testing.T) {
	h := newHouse(t)
	h.addMany("a", 250)
	var moved sim.Moved
	w := h.send("a", "POST", "/_sim/v1/clock", `{"advance": "91d"}`)
	if err := json.Unmarshal(w.Body.Bytes(), &moved); err != nil || w.Code != 200 || len(moved.Settled) < 250 {
		t.Errorf("%d, %d settled: %v", w.Code, len(moved.Settled), err)
	}
}

func TestSnapshotBodiesAreBounded(t *testing.T) {
	h := newHouse(t)
	for _, head := range []string{" ", `{"world":"x`, `{"scenario":{"document":"x`} {
		long := head + strings.Repeat(head[len(head)-1:], 66<<20)
		if w := h.send("a", "PUT", "/_sim/v1/snapshot", long); w.Code != 413 {
			t.Errorf("%.30q: %d %s", long, w.Code, w.Body)
		}
	}
	if w := h.send("a", "GET", "/_sim/v1/numbers", ""); w.Code != 200 {
		t.Errorf("the world does not answer as before: %d %s", w.Code, w.Body)
	}
}
