package simtest_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

func TestAnswersOfTheControlAPIHaveTags(t *testing.T) {
	l := newLab(t, simtest.Start(t), "tagged")
	ask := func(tag string) simtest.Answer {
		return l.do("GET", "/_sim/v1/faults", nil, "If-None-Match", tag)
	}
	tag := ask(`"-"`).Header.Get("ETag")
	same := ask(tag)
	alike(t, "the same rules", []any{same.Status, len(same.Body), same.Header.Get("ETag")}, []any{304, 0, tag})
	l.rule(`{"name": "new", "on": {"operation": "meta.get_number"}, "do": {"reply": "drop"}}`)
	changed := ask(tag)
	alike(t, "another rule", []any{changed.Status, changed.Header.Get("ETag") == tag}, []any{200, false})
}

func TestAStreamEndsWithItsWorld(t *testing.T) {
	l := newLab(t, simtest.Start(t), "followed")
	follower := *l.s.Client()
	follower.Timeout = 10 * time.Second
	a, err := follower.Get(l.s.URL + "/_sim/v1/requests/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	alike(t, "status", a.StatusCode, http.StatusOK)
	l.control(204, "DELETE", "/worlds/followed", nil)
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		t.Errorf("the stream broke off: %v", err)
	}
}
