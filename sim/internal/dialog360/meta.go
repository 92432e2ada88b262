package dialog360

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// Refusals that have their reason at Meta; see the catalogue.
const (
	metaRefused sim.ErrorCode = "meta_refused"
	metaFailed  sim.ErrorCode = "meta_failed"
	otpFailed   sim.ErrorCode = "otp_failed"
)

// metaBase is where 360dialog finds the Graph API: the version of Meta's
// published document, at a host that exists in this process only.
const metaBase = "http://graph.internal/v23.0/"

// answer has the members of Meta's answers that 360dialog reads.
type answer struct {
	ID      string          `json:"id"`
	Success bool            `json:"success"`
	Error   json.RawMessage `json:"error"`
}

// failure is a call to Meta that did not succeed, as far as 360dialog can tell:
// it may have done its work and only the answer was lost.
type failure struct {
	status        int // 0 when there was no answer
	code, subcode int
	transient     bool // Meta says that the same call may work later
	object        any  // Meta's error object as package wire knows it; nil when there was none
	cause         string
	hint          string // the simulator's, beside Meta's refusal
}

// refusal tells whether Meta refused for good what the partner asked for: a 4xx
// that a retry cannot mend. That trouble with 360dialog's own rights and objects
// at Meta is an upstream failure is inferred.
func (f *failure) refusal() bool {
	rights := f.status == http.StatusUnauthorized || f.status == http.StatusForbidden ||
		f.code == 10 || f.code == 190 || f.code >= 200 && f.code < 300
	return !f.passing() && !rights && !f.vanished()
}

// vanished tells whether Meta does not know the number: 404 with code 803 as
// documented, 400 with 100 and 33 as observed.
func (f *failure) vanished() bool {
	return f.status == http.StatusNotFound && f.code == 803 ||
		f.status == http.StatusBadRequest && f.code == 100 && f.subcode == 33
}

// as words the failure for the partner, with Meta's error object in details.
func (f *failure) as(code sim.ErrorCode) *refusal {
	out := &refusal{cause: &sim.Error{Code: code, Detail: f.cause}, from: f}
	if f.object != nil {
		out.details = map[string]any{"error": f.object}
	}
	return out
}

// passing tells whether the failure is one that goes by: an outage, a lost or
// broken answer, throttling. The contract leaves 400 for it on the code
// operations, so the partner's status does not tell.
func (f *failure) passing() bool {
	throttled := slices.Contains([]int{4, 17, 613, 80007, 80008}, f.code) ||
		f.code == 136024 && (f.subcode == 2388367 || f.subcode == 2388091) // without them it may mean: verified already
	return f.object == nil || f.status/100 != 4 || f.transient || throttled
}

// change is a call whose answer says success and nothing else.
func change(ctx context.Context, c *trip.Call, method, path string, body wire.Object) *failure {
	got, f := ask(ctx, c, method, path, body)
	if f == nil && !got.Success {
		return &failure{status: http.StatusOK, cause: "Meta did not answer success"}
	}
	return f
}

// ask calls Meta on behalf of a partner's call.
func ask(ctx context.Context, c *trip.Call, method, path string, body wire.Object) (answer, *failure) {
	ctx, cancel := context.WithTimeout(ctx, upstreamTimeout)
	defer cancel()
	var content io.Reader
	if body != nil {
		text, _ := wire.Append(nil, body) // texts can be sent
		content = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, metaBase+path, content)
	if err != nil {
		return answer{}, &failure{cause: err.Error()}
	}
	r.Header.Set("Authorization", "Bearer "+c.Store().Token360dialog())
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if asked := c.Request.Header.Values(trip.DialectHeader); asked != nil {
		r.Header[trip.DialectHeader] = asked // details quote Meta, so the choice is Meta's to follow
	}
	reply, err := c.Upstream().RoundTrip(r)
	if err != nil {
		return answer{}, &failure{cause: err.Error()}
	}
	text, _ := io.ReadAll(reply.Body) // it lies in memory
	got, failed := read(reply.StatusCode, text)
	if failed != nil {
		failed.hint = reply.Header.Get(trip.HintHeader)
	}
	return got, failed
}

// read tells a success from a failure. A success without a JSON object, as from a
// broken proxy, leaves open whether the change was made.
func read(status int, text []byte) (answer, *failure) {
	var got answer
	err := json.Unmarshal(text, &got)
	if status/100 == 2 && err == nil {
		return got, nil
	}
	f := &failure{status: status, cause: fmt.Sprintf("Meta answered %d", status)}
	if len(got.Error) == 0 {
		return answer{}, f
	}
	f.object, _ = wire.Read(got.Error) // the service decodes Meta's object and prints it anew
	var codes struct {
		Code    int  `json:"code"`
		Subcode int  `json:"error_subcode"`
		Again   bool `json:"is_transient"`
	}
	if json.Unmarshal(got.Error, &codes) == nil {
		f.code, f.subcode, f.transient = codes.Code, codes.Subcode, codes.Again
	}
	return answer{}, f
}
