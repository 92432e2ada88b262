package journal

import (
	"net/http"
	"reflect"
	"testing"
)

func TestHeader(t *testing.T) {
	var h Header
	h.Set("content-type", "text/html")
	h.Set("X-Sim-World", "default")
	h.Set("Content-Type", "application/json")
	expect(t, "a name in any case", h.Get("CONTENT-TYPE"), "application/json")
	expect(t, "an unknown name", h.Get("Etag"), "")
	want := http.Header{"Content-Type": {"application/json"}, "X-Sim-World": {"default"}}
	if got := h.HTTP(); !reflect.DeepEqual(got, want) {
		t.Errorf("as a map: %v, not %v", got, want)
	}
	if again := HeaderOf(want); !reflect.DeepEqual(again.HTTP(), want) {
		t.Errorf("from a map and back: %v", again)
	}
	h.Del("content-type")
	h.Del("content-type")
	expect(t, "a deleted one", h.Get("Content-Type"), "")
	expect(t, "what is left", len(h), 1)
	if Header(nil).HTTP() != nil || HeaderOf(nil) != nil {
		t.Error("no headers at all did not stay none")
	}
}
