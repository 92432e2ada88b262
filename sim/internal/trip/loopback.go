package trip

import (
	"bytes"
	"io"
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
)

// loopback is a transport whose requests make the whole trip through a vendor's
// dialect in the caller's world, as children of the caller's call. So Meta's
// faults, limits, latencies and lost answers reach 360dialog as they would over
// a network, and the parts of a batch are requests like any other.
type loopback struct {
	trip   *Trip
	parent *Call
	api    string
	origin sim.Origin
}

// RoundTrip implements http.RoundTripper. It returns an error where a fault took the
// connection or the answer, or more time than the request's context has.
func (l loopback) RoundTrip(r *http.Request) (*http.Response, error) {
	entry := Entry{Path: r.URL.Path, Escaped: r.URL.EscapedPath(), Base: l.parent.Base}
	x := l.trip.begin(r, l.parent.world, l.trip.apis[l.api], entry, l.origin, l.parent.id)
	x.run()
	err := x.transportError()
	failed := err != nil || x.reply.Status >= http.StatusBadRequest || alterations[x.outcome()] != nil
	l.parent.children = append(l.parent.children, child{x.record, failed})
	if err != nil {
		return nil, err
	}
	header := x.reply.Header.HTTP()
	if header.Get(HintHeader) != x.call.Hint {
		header.Set(HintHeader, x.call.Hint) // also where clients do not get it
	}
	return &http.Response{
		StatusCode: x.reply.Status, Status: http.StatusText(x.reply.Status),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Request: r,
		Body: io.NopCloser(bytes.NewReader(x.body)), ContentLength: int64(len(x.body)),
	}, nil
}
