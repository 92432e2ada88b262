package httpapi

import (
	"net/http"
	"net/url"

	"github.com/preverified-sim/preverified-sim/sim/wire"
)

// workspace is what a trip needs on the way and nobody keeps.
type workspace struct {
	probe http.Request
	url   url.URL
	plain wire.Scratch
	text  []byte
}

// mostText bounds the text that is kept for the next trip, in bytes.
const mostText = 64 << 10

// tidy makes the workspace ready for the next trip.
func (w *workspace) tidy() {
	w.plain.Reset()
	if cap(w.text) > mostText {
		w.text = nil
	}
	w.probe, w.url = http.Request{}, url.URL{}
}

// Probe returns a request that holds method and path and nothing else, to ask a
// router with. escaped is the path as it was sent, "" where that does not
// matter. The request is good until the next one is asked for.
func (c *Call) Probe(method, path, escaped string) *http.Request {
	w := c.room
	if w == nil { // the call is not on its way
		w = new(workspace)
	}
	w.url = url.URL{Path: path, RawPath: escaped}
	w.probe = http.Request{Method: method, URL: &w.url}
	return &w.probe
}
