package httpapi

import (
	"bytes"
	"io"
	"net/http"
)

// hub is the transport between 360dialog and Meta. A request makes the whole
// trip through the Graph dialect of the caller's world, so Meta's faults,
// limits, latencies and lost answers reach 360dialog as they would in life.
type hub struct {
	trip   *Trip
	parent *Call
}

func (t *Trip) upstream(c *Call) http.RoundTripper { return hub{t, c} }

// RoundTrip implements http.RoundTripper. It returns an error where a fault
// took the connection or the answer.
func (h hub) RoundTrip(r *http.Request) (*http.Response, error) {
	entry := Entry{Path: r.URL.Path, Escaped: r.URL.EscapedPath(), Base: h.parent.Base}
	x := h.trip.begin(r, h.parent.world, h.trip.apis["meta"], entry, OriginHub, h.parent.id)
	x.travel()
	if err := x.transportError(); err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: x.reply.Status, Status: http.StatusText(x.reply.Status),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: x.reply.Header, Request: r,
		Body: io.NopCloser(bytes.NewReader(x.body)), ContentLength: int64(len(x.body)),
	}, nil
}
