package journal

import (
	"fmt"
	"net/http"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// State is everything a journal holds, in a form that can be written down and
// read back ([Restore]). Records are whole: with their secrets.
type State struct {
	// Last is the number given last, Dropped how many records have fallen out.
	Last    uint64 `json:"last"`
	Dropped uint64 `json:"dropped"`
	// Records are those that are kept, in the order in which they were closed.
	Records []SavedRecord `json:"records"`
}

// SavedRecord is a record of a [State]; see [Record]. The world's name is left
// out: it is that of the world the state is restored into. Bodies are Base64,
// durations nanoseconds.
type SavedRecord struct {
	Seq            uint64              `json:"seq"`
	At             time.Time           `json:"at"`
	Operation      string              `json:"operation,omitempty"`
	API            string              `json:"api,omitempty"`
	Origin         string              `json:"origin"`
	Parent         string              `json:"parent,omitempty"`
	Method         string              `json:"method"`
	Path           string              `json:"path"`
	Query          string              `json:"query,omitempty"`
	RequestHeader  http.Header         `json:"request_header,omitempty"`
	RequestBody    []byte              `json:"request_body,omitempty"`
	RequestSize    int64               `json:"request_size,omitempty"`
	Status         int                 `json:"status"`
	ResponseHeader http.Header         `json:"response_header,omitempty"`
	ResponseBody   []byte              `json:"response_body,omitempty"`
	ResponseSize   int64               `json:"response_size,omitempty"`
	Dialect        string              `json:"dialect,omitempty"`
	Error          string              `json:"error,omitempty"`
	Fault          string              `json:"fault,omitempty"`
	Limit          string              `json:"limit,omitempty"`
	Hint           string              `json:"hint,omitempty"`
	Outcome        string              `json:"outcome,omitempty"`
	Violates       string              `json:"violates,omitempty"`
	Conforms       bool                `json:"conforms"`
	Violations     []sim.Violation     `json:"violations,omitempty"`
	Decisions      []sim.FaultDecision `json:"decisions,omitempty"`
	NumberID       string              `json:"number_id,omitempty"`
	PhoneNumber    string              `json:"phone_number,omitempty"`
	Business       string              `json:"business,omitempty"`
	Partner        string              `json:"partner,omitempty"`
	NumberStatus   string              `json:"number_status,omitempty"`
	RetryAfter     time.Duration       `json:"retry_after,omitempty"`
	Transient      bool                `json:"transient,omitempty"`
	Duration       time.Duration       `json:"duration,omitempty"`
}

// Snapshot returns everything the journal holds. Header maps and bodies are
// shared with the records and must not be changed.
func (j *Journal) Snapshot() State {
	j.mu.Lock()
	recs, dropped, last := j.copyRecords(), j.dropped, j.last.Load()
	j.mu.Unlock()
	st := State{Last: last, Dropped: dropped, Records: make([]SavedRecord, len(recs))}
	for i, r := range recs {
		st.Records[i] = SavedRecord{
			Seq: r.Seq, At: r.At, Operation: r.Operation, API: r.API, Origin: r.Origin, Parent: r.Parent,
			Method: r.Method, Path: r.Path, Query: r.Query,
			RequestHeader: r.RequestHeader, RequestBody: r.RequestBody, RequestSize: r.RequestSize,
			Status: r.Status, ResponseHeader: r.ResponseHeader.HTTP(), ResponseBody: r.ResponseBody, ResponseSize: r.ResponseSize,
			Dialect: r.Dialect, Error: r.Error, Fault: r.Fault, Limit: r.Limit, Hint: r.Hint,
			Outcome: r.Outcome, Violates: r.Violates, Conforms: r.Conforms, Violations: r.Violations, Decisions: r.Decisions,
			NumberID: r.NumberID, PhoneNumber: r.PhoneNumber, Business: r.Business, Partner: r.Partner,
			NumberStatus: r.NumberStatus, RetryAfter: r.RetryAfter, Transient: r.Transient, Duration: r.Duration,
		}
	}
	return st
}

// Restore makes a journal that goes on where the one went that gave the state.
// The bounds are the given ones: what is beyond them falls out and is counted.
// It returns an error for a number that stands twice or has not been given yet,
// and for a record that no request could have left.
func Restore(o Options, world string, st State) (*Journal, error) {
	j := New(o)
	seen := make(map[uint64]bool, len(st.Records))
	for i := range st.Records {
		saved := &st.Records[i]
		switch {
		case saved.Seq == 0 || saved.Seq > st.Last:
			return nil, fmt.Errorf("records[%d].seq: must be from 1 to last", i)
		case seen[saved.Seq]:
			return nil, fmt.Errorf("records[%d].seq: %d stands twice", i, saved.Seq)
		}
		if wrong := saved.wrong(); wrong != "" {
			return nil, fmt.Errorf("records[%d].%s", i, wrong)
		}
		seen[saved.Seq] = true
		j.Close(saved.record(world))
	}
	j.last.Store(st.Last)
	j.dropped += st.Dropped
	return j, nil
}

// wrong says what no record has: a member and what is the matter with it.
func (s *SavedRecord) wrong() string {
	switch {
	case s.Origin != "client" && s.Origin != "360dialog":
		return "origin: must be client or 360dialog"
	case s.Dialect != "" && s.Dialect != "documented" && s.Dialect != "observed": // a body too long has none, and no time
		return "dialect: must be documented or observed"
	case s.Status < 0 || s.Status > 599:
		return "status: must be from 0 to 599"
	case s.Method == "":
		return "method: is missing"
	case min(s.RequestSize, s.ResponseSize) < 0, s.Duration < 0, s.RetryAfter < 0:
		return "duration: sizes and durations are not negative"
	default:
		return ""
	}
}

func (s *SavedRecord) record(world string) *Record {
	return &Record{
		Seq: s.Seq, ID: formatID(s.Seq), At: s.At.UTC(), World: world,
		Operation: s.Operation, API: s.API, Origin: s.Origin, Parent: s.Parent, Method: s.Method, Path: s.Path, Query: s.Query,
		RequestHeader: s.RequestHeader, RequestBody: s.RequestBody, RequestSize: s.RequestSize,
		Status: s.Status, ResponseHeader: HeaderOf(s.ResponseHeader), ResponseBody: s.ResponseBody, ResponseSize: s.ResponseSize,
		Dialect: s.Dialect, Error: s.Error, Fault: s.Fault, Limit: s.Limit, Hint: s.Hint,
		Outcome: s.Outcome, Violates: s.Violates, Conforms: s.Conforms, Violations: s.Violations, Decisions: s.Decisions,
		NumberID: s.NumberID, PhoneNumber: s.PhoneNumber, Business: s.Business, Partner: s.Partner,
		NumberStatus: s.NumberStatus, RetryAfter: s.RetryAfter, Transient: s.Transient, Duration: s.Duration,
	}
}
