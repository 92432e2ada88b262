package journal

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Record is one request and its answer. The caller of [Journal.Open] fills it in and
// hands it over with [Journal.Close]; from then on neither it nor what it points to may
// change.
type Record struct {
	// Seq and ID come from [Journal.Open]. ID is "r" and Seq in decimal.
	Seq uint64
	ID  string
	// At is the world's time when the request arrived.
	At time.Time
	// Arrived is the wall time when it arrived. Judging pauses needs it; it leaves
	// the process nowhere, and a record out of a snapshot has none.
	Arrived time.Time

	World     string // name of the world
	Operation string // for instance "meta.verify_code"; "" when none was recognised
	API       string // "meta", "360dialog" or ""
	Origin    sim.Origin
	Parent    string // id of the record whose request caused this one, or ""

	Method string
	Path   string
	Query  string // raw, without the question mark

	RequestHeader http.Header
	RequestBody   []byte
	RequestSize   int64 // bytes received; 0 means the length of RequestBody

	Status         int // HTTP status; 0 when no answer was begun
	ResponseHeader Header
	ResponseBody   []byte
	ResponseSize   int64 // bytes of the whole answer's body; 0 means the length of ResponseBody

	// RequestCut and ResponseCut tell that less than the whole body is kept.
	RequestCut, ResponseCut bool

	Dialect string // dialect of the answer: "documented" or "observed"
	Error   string // catalogue id of the failure answered, "" on success
	Fault   string // name of the fault rule that acted, or ""
	Limit   string // name of the limit that refused the call, or ""
	Hint    string // what the request nearly was, or ""

	Cause *sim.Cause // what decided the answer; nil for a plain success

	// Outcome is "replied", or how a fault rule spoiled the reply, such as "dropped".
	Outcome string
	// Violates is the declared reason when a fault broke the contract on
	// purpose.
	Violates string
	// Conforms tells whether the request met the vendor's contract. Violations
	// of the response are listed but do not count here.
	Conforms   bool
	Violations []sim.Violation
	Decisions  []sim.FaultDecision

	// The subjects of the call. PhoneNumber is an MSISDN, digits only;
	// NumberStatus is the status the number had when the call arrived.
	NumberID, PhoneNumber, Business, Partner, NumberStatus string

	// RetryAfter is how long the answer told the client to wait, in world
	// time. 0 means it said nothing.
	RetryAfter time.Duration
	// Transient is true when the failure answered may be retried.
	Transient bool
	// Inferred is true when no source shows the wording of the failure answered.
	Inferred bool
	// Duration is how long the answer took, in wall time.
	Duration time.Duration

	known func() []string // credentials of the world, to be masked
}

// mostID is how much is kept of an id or a telephone number that a request
// gave: real ones are far shorter.
const mostID = 256

// smallBody is the length, in bytes, up to which a body may stay in memory for
// an id that is a piece of its text.
const smallBody = 1 << 10

// cutIDs shortens what the call was about, and lets go of the body it may be a
// piece of. Path and ids become valid UTF-8, as JSON shows them.
func (r *Record) cutIDs() {
	r.Path = strings.ToValidUTF8(r.Path, "\uFFFD")
	for _, id := range []*string{&r.NumberID, &r.PhoneNumber, &r.Business, &r.Partner} {
		if len(*id) > mostID || r.RequestSize > smallBody {
			*id = strings.Clone((*id)[:min(len(*id), mostID)])
		}
		*id = strings.ToValidUTF8(*id, "\uFFFD")
	}
}

// cut sets the sizes that were left open and shortens ids and bodies.
func (r *Record) cut() {
	if r.RequestSize == 0 {
		r.RequestSize = int64(len(r.RequestBody))
	}
	if r.ResponseSize == 0 {
		r.ResponseSize = int64(len(r.ResponseBody))
	}
	r.cutIDs()
	r.RequestCut = r.RequestSize > int64(min(len(r.RequestBody), mostBody))
	r.ResponseCut = r.ResponseSize > int64(min(len(r.ResponseBody), mostBody))
	r.cutBodies()
}

func (r *Record) cutBodies() {
	r.RequestBody = cutBody(r.RequestBody, mostBody, r.RequestCut)
	r.ResponseBody = cutBody(r.ResponseBody, mostBody, r.ResponseCut)
}

// cutBody returns at most limit bytes of body. It copies only where a larger
// slice would stay in memory otherwise. Text is never cut within a character,
// because it would be taken for binary when it is read.
func cutBody(body []byte, limit int, cut bool) []byte {
	kept := body[:min(len(body), limit)]
	if cut {
		kept = wholeRunes(kept)
	}
	if cap(body) <= limit {
		return kept
	}
	return append(make([]byte, 0, len(kept)), kept...)
}

// wholeRunes drops a character that b ends in the middle of.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if end := b[len(b)-i:]; utf8.RuneStart(end[0]) {
			if !utf8.FullRune(end) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// recordCost is about what a record costs beside its bodies and texts, in bytes.
const recordCost = 1 << 10

// size is about what r costs in memory, in bytes.
func (r *Record) size() int {
	n := recordCost + len(r.Method) + len(r.Path) + len(r.Query) + len(r.Hint) + cap(r.RequestBody) + cap(r.ResponseBody)
	for name, values := range r.RequestHeader {
		for _, v := range values {
			n += len(name) + len(v)
		}
	}
	for i := range r.Violations {
		n += len(r.Violations[i].Message)
	}
	return n
}
