package journal

import (
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// State is everything a journal holds, in a form that can be written down and
// read back ([Restore]). The secrets of its records are masked.
type State struct {
	// Last is the number given last, Dropped how many records were dropped.
	Last    uint64 `json:"last"`
	Dropped uint64 `json:"dropped"`
	// Records are those that are kept, in the order in which they were closed.
	Records []sim.Record `json:"records"`
}

// Snapshot returns everything the journal holds.
func (j *Journal) Snapshot() State {
	j.mu.Lock()
	recs, dropped, last := slices.Clone(j.records), j.dropped, j.last.Load()
	j.mu.Unlock()
	st := State{Last: last, Dropped: dropped, Records: make([]sim.Record, len(recs))}
	for i, r := range recs {
		st.Records[i] = View(r)
	}
	return st
}

// Restore makes a journal that continues the one that gave the state. The bounds
// are those of [New]: records beyond them are dropped and counted. It returns an
// error for an id that is used twice or was not given yet, and for a record that
// no request could have left.
func Restore(size int, secrets func() []string, world string, st State) (*Journal, error) {
	j := New(size, secrets)
	seen := make(map[uint64]bool, len(st.Records))
	for i := range st.Records {
		r, err := restored(&st.Records[i], world)
		switch {
		case err != nil:
			return nil, fmt.Errorf("records[%d].%w", i, err)
		case r.Seq > st.Last:
			return nil, fmt.Errorf("records[%d].id: must be from r1 to r%d", i, st.Last)
		case seen[r.Seq]:
			return nil, fmt.Errorf("records[%d].id: %s is used twice", i, r.ID)
		}
		seen[r.Seq] = true
		r.cutBodies()
		j.take(r)
	}
	j.last.Store(st.Last)
	j.dropped += st.Dropped
	return j, nil
}

// restored reads a record back. Its error names a member that no record of the
// journal has so.
func restored(v *sim.Record, world string) (*Record, error) {
	seq, ok := ParseID(v.ID)
	at, err := time.Parse(sim.StampLayout, v.At)
	switch {
	case !ok:
		return nil, fmt.Errorf("id: must be from r1 on")
	case err != nil:
		return nil, fmt.Errorf("at: must be a time such as 2026-01-15T09:00:00.000Z")
	case !slices.Contains(sim.Origins, v.Origin):
		return nil, fmt.Errorf("origin: must be client, 360dialog or meta")
	case v.Dialect != "" && v.Dialect != "documented" && v.Dialect != "observed": // the answer to a body that is too long has none
		return nil, fmt.Errorf("dialect: must be documented or observed")
	case v.Status < 0 || v.Status > 599:
		return nil, fmt.Errorf("status: must be from 0 to 599")
	case v.Method == "":
		return nil, fmt.Errorf("method: is missing")
	case min(v.Request.Size, v.Response.Size) < 0, v.DurationMS < 0, v.RetryAfter < 0:
		return nil, fmt.Errorf("duration_ms: sizes and durations are not negative")
	case v.DurationMS > float64(sim.MaxDuration/time.Millisecond):
		return nil, fmt.Errorf("duration_ms: must be at most 100 years")
	case slices.ContainsFunc(v.Violations, func(v sim.Violation) bool { return v.Direction != "request" && v.Direction != "response" }):
		return nil, fmt.Errorf("violations: each has direction request or response")
	}
	r := &Record{
		Seq: seq, ID: v.ID, At: at.UTC(), World: world,
		Operation: orEmpty(v.Operation), API: v.API, Origin: v.Origin, Parent: orEmpty(v.Parent),
		Method: v.Method, Path: v.Path, Query: v.Request.Query,
		RequestHeader: v.Request.Headers, RequestSize: v.Request.Size, RequestCut: v.Request.Truncated,
		Status: v.Status, ResponseHeader: HeaderOf(v.Response.Headers), ResponseSize: v.Response.Size, ResponseCut: v.Response.Truncated,
		Dialect: v.Dialect, Error: v.Error, Fault: orEmpty(v.Fault), Limit: orEmpty(v.Limit), Hint: v.Hint, Cause: v.Cause,
		Outcome: v.Outcome, Violates: v.Violates, Conforms: v.Conforms, Violations: v.Violations, Decisions: v.Decisions,
		NumberID: v.NumberID, PhoneNumber: v.PhoneNumber, Business: v.Business, Partner: v.Partner,
		NumberStatus: v.NumberStatus, RetryAfter: time.Duration(v.RetryAfter), Transient: v.Transient, Inferred: v.Inferred,
		Duration: time.Duration(v.DurationMS * float64(time.Millisecond)).Round(time.Microsecond),
	}
	if r.RequestBody, err = bodyOf(&v.Request.RecordMessage); err != nil {
		return nil, fmt.Errorf("request.body: %w", err)
	}
	if r.ResponseBody, err = bodyOf(&v.Response); err != nil {
		return nil, fmt.Errorf("response.body: %w", err)
	}
	return r, nil
}

func bodyOf(m *sim.RecordMessage) ([]byte, error) {
	if m.Encoding == "base64" {
		return base64.StdEncoding.DecodeString(m.Body)
	}
	return []byte(m.Body), nil
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
