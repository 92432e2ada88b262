package trip

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// inward is a transport whose requests make the whole trip through a vendor's
// dialect in the caller's world, as children of the caller's call. So Meta's
// faults, limits, latencies and lost answers reach 360dialog as they would in
// life, and the parts of a batch are requests like any other.
type inward struct {
	trip   *Trip
	parent *Call
	api    string
	origin string
	// patience is the wall time the caller waits for an answer; zero waits as
	// long as its context lasts.
	patience time.Duration
}

// RoundTrip implements http.RoundTripper. It returns an error where a fault
// took the connection or the answer, or more time than the caller has.
func (h inward) RoundTrip(r *http.Request) (*http.Response, error) {
	entry := Entry{Path: r.URL.Path, Escaped: r.URL.EscapedPath(), Base: h.parent.Base}
	x := h.trip.begin(r, h.parent.world, h.trip.apis[h.api], entry, h.origin, h.parent.id)
	defer x.free()
	x.patience = h.patience
	x.travel()
	if err := x.transportError(); err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: x.reply.Status, Status: http.StatusText(x.reply.Status),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: hinted(x), Request: r,
		Body: io.NopCloser(bytes.NewReader(x.body)), ContentLength: int64(len(x.body)),
	}, nil
}

// ViolatesHeader tells the caller within, and nobody else, why a rule says that
// the answer may break the vendor's contract.
const ViolatesHeader = "X-Sim-Violates"

// hinted are the headers for the caller within: they tell the hint also where
// clients are not told.
func hinted(x *exchange) http.Header {
	h := x.reply.Header.HTTP()
	if x.record.Violates != "" {
		h.Set(ViolatesHeader, x.record.Violates)
	}
	if x.call.Hint != "" {
		h.Set(HintHeader, headerSafe(x.call.Hint))
	}
	return h
}
