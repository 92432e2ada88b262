package trip_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// What a trip leaves behind is its own: the next ones, which use again what it
// needed on the way, change neither its answer nor its record, nor those of the
// calls within it.
func TestNextTripsLeaveTheLastAlone(t *testing.T) {
	s, err := server.New(server.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w, err := s.Worlds().Get(world.Default)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{} // by the id of the record
	for i := range 40 {            // of the same lengths, so that nothing has to grow
		for _, q := range []struct{ method, path, body string }{
			{"GET", fmt.Sprintf("/v23.0/10000000%02d", i), ""},
			{"POST", pool, fmt.Sprintf(`{"phone_number":"120120000%02d"}`, i)},
			{"POST", "/v23.0/", fmt.Sprintf(`{"batch":"[{\"method\":\"GET\",\"relative_url\":\"20000000%02d\"}]"}`, i)},
		} {
			r := httptest.NewRequest(q.method, q.path, strings.NewReader(q.body))
			r.Header.Set("Authorization", "Bearer EAAJBsimulator")
			r.Header.Set("X-API-Key", "sim-api-key")
			r.Header.Set("Content-Type", "application/json")
			answer := httptest.NewRecorder()
			s.Handler().ServeHTTP(answer, r)
			answers[answer.Header().Get("X-Sim-Request")] = answer.Body.String()
		}
	}
	for id, answer := range answers {
		record, kept := w.Journal.Get(id)
		if !kept || string(record.ResponseBody) != answer {
			t.Errorf("%s: answered with %q, its record says %q", id, answer, record.ResponseBody)
		}
	}
	for _, record := range w.Journal.All(sim.RecordFilter{Origin: "360dialog", Operation: "meta.add_number"}) {
		if asked := string(record.RequestBody); !strings.Contains(asked, record.PhoneNumber) || !strings.Contains(string(record.ResponseBody), record.NumberID) {
			t.Errorf("%s adds %s as %s, its record says %q and %q", record.ID, record.PhoneNumber, record.NumberID, asked, record.ResponseBody)
		}
	}
}
