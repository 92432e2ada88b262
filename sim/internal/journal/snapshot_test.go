package journal_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// TestSavedRecordsAreWhole fills every member of a record, so that one that is
// forgotten in a snapshot is noticed.
func TestSavedRecordsAreWhole(t *testing.T) {
	full := &journal.Record{}
	v := reflect.ValueOf(full).Elem()
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("text " + v.Type().Field(i).Name)
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int, reflect.Int64:
			f.SetInt(int64(i) + 1000)
		}
	}
	draw := 0.25
	full.Status, full.Origin, full.Dialect = 200, "client", "observed"
	full.At = time.Date(2026, 1, 15, 9, 0, 0, 1_000_000, time.UTC)
	full.RequestBody, full.ResponseBody = []byte{0xff, 0}, []byte("{}")
	full.RequestHeader = map[string][]string{"A": {"b", "c"}}
	full.ResponseHeader = journal.Header{{Name: "X-Sim-Request", Values: []string{"r1"}}}
	full.Violations = []sim.Violation{{Direction: "request", In: "body", Message: "m"}}
	full.Decisions = []sim.FaultDecision{{Rule: "r", Draw: &draw}}
	full.Cause = &sim.Cause{Text: "t", Record: "r", Operation: "o", Fault: "f", Limit: "l", State: "s"}
	full.Duration, full.RetryAfter = 1234*time.Microsecond, 5*time.Second
	j := journal.New(0, nil)
	full.Seq, full.ID = j.Open()
	j.Open() // a request that has not ended
	j.Close(full)
	text, err := json.Marshal(j.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	var st journal.State
	if err := json.Unmarshal(text, &st); err != nil {
		t.Fatal(err)
	}
	again, err := journal.Restore(0, nil, "elsewhere", st)
	if err != nil {
		t.Fatal(err)
	}
	got := again.All(sim.RecordFilter{})
	want := *full
	want.World = "elsewhere"
	if len(got) != 1 || !reflect.DeepEqual(got[0], &want) {
		t.Errorf("restored %+v, want %+v", got[0], want)
	}
	if _, id := again.Open(); id != "r3" {
		t.Errorf("the numbering goes on with %s, want r3", id)
	}
}

func TestRestoreKeepsTheBounds(t *testing.T) {
	j := journal.New(3, nil)
	for range 5 {
		j.Close(&journal.Record{At: time.Unix(1, 0), Origin: "client", Dialect: "documented", Method: "GET"})
	}
	st := j.Snapshot()
	if again, err := journal.Restore(2, nil, "w", st); err != nil || again.Dropped() != 3 || again.Count(sim.RecordFilter{}) != 2 {
		t.Errorf("%v: %d kept, %d dropped, want 2 and 3", err, again.Count(sim.RecordFilter{}), again.Dropped())
	}
	for text, spoil := range map[string]func(*journal.State){
		"records[2].id: must be":          func(st *journal.State) { st.Last-- },
		"records[1].id: r3 is used twice": func(st *journal.State) { st.Records[1].ID = "r3" },
		"records[0].at: must":             func(st *journal.State) { st.Records[0].At = "yesterday" },
		"records[0].origin: must be":      func(st *journal.State) { st.Records[0].Origin = "nobody" },
		"records[0].dialect: must":        func(st *journal.State) { st.Records[0].Dialect = "spoken" },
		"records[0].status: must be":      func(st *journal.State) { st.Records[0].Status = 600 },
		"records[0].method: is":           func(st *journal.State) { st.Records[0].Method = "" },
		"records[0].duration_ms: sizes":   func(st *journal.State) { st.Records[0].DurationMS = -1 },
		"records[0].id: must be fro":      func(st *journal.State) { st.Records[0].ID = "r0" },
		"records[0].response.body: ": func(st *journal.State) {
			st.Records[0].Response.Encoding, st.Records[0].Response.Body = "base64", "?"
		},
	} {
		st := j.Snapshot()
		spoil(&st)
		if _, err := journal.Restore(0, nil, "w", st); err == nil || !strings.HasPrefix(err.Error(), text) {
			t.Errorf("got %v, want %s", err, text)
		}
	}
}
