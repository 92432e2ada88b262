package journal

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
	"unsafe"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Record is one request and its answer. The one who opened it fills it in;
// [Journal.Close] hands it over, and from then on nobody may change it or what
// it points to.
type Record struct {
	// Seq and ID come from [Journal.Open]. ID is "r" and Seq in decimal.
	Seq uint64
	ID  string
	// At is the world's time when the request arrived.
	At time.Time

	World     string // name of the world
	Operation string // for instance "meta.verify_code"; "" when none was recognised
	API       string // "meta", "360dialog" or ""
	Origin    string // "client", or "360dialog" for its own calls to Meta
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

	Dialect string // dialect of the answer: "documented" or "observed"
	Error   string // catalogue id of the failure answered, "" on success
	Fault   string // name of the fault rule that acted, or ""
	Limit   string // name of the limit that refused the call, or ""
	Hint    string // what the request nearly was, or ""

	// Outcome is "replied", or how the reply was cut: "reset", "closed",
	// "hung", "dropped", "truncated", "garbage" or "slow".
	Outcome string
	// Violates is the declared reason when a fault broke the contract on
	// purpose.
	Violates string
	// Conforms tells whether the request met the vendor's contract. Violations
	// of the response are listed but do not count here.
	Conforms   bool
	Violations []sim.Violation
	Decisions  []sim.FaultDecision

	// What the call was about. PhoneNumber is an MSISDN, digits only;
	// NumberStatus is the status the number had when the call arrived.
	NumberID, PhoneNumber, Business, Partner, NumberStatus string

	// RetryAfter is how long the answer told the client to wait, in world
	// time. 0 means it said nothing.
	RetryAfter time.Duration
	// Transient is true when the failure answered may be retried.
	Transient bool
	// Duration is how long the answer took, in wall time.
	Duration time.Duration
}

// Truncated tells whether the record keeps less than the whole request body
// and less than the whole response body.
func (r *Record) Truncated() (request, response bool) {
	return r.RequestSize > int64(len(r.RequestBody)), r.ResponseSize > int64(len(r.ResponseBody))
}

// mostID is how much is kept of an id or a telephone number that a request
// gave: real ones are far shorter.
const mostID = 256

// smallBody is the length, in bytes, up to which a body may stay in memory for
// an id that is a piece of its text.
const smallBody = 1 << 10

// cutIDs shortens what the call was about, and lets go of the body it may be a
// piece of.
func (r *Record) cutIDs() {
	for _, id := range []*string{&r.NumberID, &r.PhoneNumber, &r.Business, &r.Partner} {
		if len(*id) > mostID || r.RequestSize > smallBody {
			*id = strings.Clone((*id)[:min(len(*id), mostID)])
		}
	}
}

// cut sets the sizes that were left open and shortens ids and bodies, these to
// limit bytes.
func (r *Record) cut(limit int) {
	if r.RequestSize == 0 {
		r.RequestSize = int64(len(r.RequestBody))
	}
	if r.ResponseSize == 0 {
		r.ResponseSize = int64(len(r.ResponseBody))
	}
	r.cutIDs()
	r.RequestBody = cutBody(r.RequestBody, limit, r.RequestSize)
	r.ResponseBody = cutBody(r.ResponseBody, limit, r.ResponseSize)
}

// cutBody returns at most limit bytes of body. It copies only what would
// otherwise keep a larger slice alive. Text is never cut within a character,
// or it would be taken for binary when read.
func cutBody(body []byte, limit int, size int64) []byte {
	kept := body[:min(len(body), limit)]
	if int64(len(kept)) < size {
		kept = wholeRunes(kept)
	}
	if cap(body) <= limit {
		return kept
	}
	if len(kept) == 0 {
		return nil
	}
	return append(make([]byte, 0, len(kept)), kept...)
}

// wholeRunes drops a character that b ends in the middle of.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		c := b[len(b)-i]
		if utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// size is about what r costs in memory, in bytes. Text that comes from a small
// fixed set, such as names of operations, is shared and not counted.
func (r *Record) size() int {
	n := int(unsafe.Sizeof(*r)) + len(r.ID) + len(r.Method) + len(r.Path) + len(r.Query) + len(r.Hint) +
		len(r.NumberID) + len(r.PhoneNumber) + len(r.Business) + len(r.Partner) +
		cap(r.RequestBody) + cap(r.ResponseBody) +
		headerSize(r.RequestHeader) + r.ResponseHeader.size() +
		len(r.Decisions)*int(unsafe.Sizeof(sim.FaultDecision{}))
	for i := range r.Violations {
		v := &r.Violations[i]
		n += int(unsafe.Sizeof(*v)) + len(v.Name) + len(v.SchemaPath) + len(v.Message)
	}
	return n
}

// slotSize is what a header costs beside its texts: a string header and a slice
// header.
const slotSize = 40

func headerSize(h http.Header) int {
	n := 0
	for name, values := range h {
		n += slotSize + len(name)
		for _, v := range values {
			n += 16 + len(v)
		}
	}
	return n
}

// size is what the list costs in memory, in bytes. The names are shared texts;
// so are many values, but no reader can tell which.
func (h Header) size() int {
	n := cap(h) * slotSize
	for i := range h {
		for _, v := range h[i].Values {
			n += 16 + len(v)
		}
	}
	return n
}
