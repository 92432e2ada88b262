package simtest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	control "github.com/preverified-sim/preverified-sim/sim/client"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// fetch sends a GET with the token of the default scenario.
func fetch(ctx context.Context, c *http.Client, url string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	r.Header.Set("Authorization", "Bearer "+simtest.MetaToken)
	a, err := c.Do(r)
	if err != nil {
		return "", err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	return string(body), err
}

// both runs a test on a port and without one.
func both(t *testing.T, f func(t *testing.T, s *simtest.Sim)) {
	t.Helper()
	t.Run("port", func(t *testing.T) { f(t, simtest.Start(t)) })
	t.Run("in process", func(t *testing.T) { f(t, simtest.StartInProcess(t)) })
}

func TestInProcessHasNoPort(t *testing.T) {
	s := simtest.StartInProcess(t)
	if a := s.Meta("GET", "/v23.0/"+simtest.BusinessID, nil); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if _, err := fetch(t.Context(), &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, s.URL); err == nil {
		t.Error("another client reaches it")
	}
	done(t, s.Close())
	if _, err := s.Try("GET", "/livez", nil); err == nil {
		t.Error("it answers after its end")
	}
}

// Every way in which a connection can break is an error of the client, never an
// answer, and the change is made exactly when the reply was what broke.
func TestBrokenConnectionsAreErrorsOfTheClient(t *testing.T) {
	both(t, func(t *testing.T, s *simtest.Sim) {
		for _, x := range []struct {
			name  string
			do    sim.FaultAction
			added int
		}{
			{"reset", sim.FaultAction{Connection: "reset"}, 0},
			{"close", sim.FaultAction{Connection: "close"}, 0},
			{"hang", sim.FaultAction{Connection: "hang"}, 0},
			{"drop", sim.FaultAction{Reply: "drop"}, 1},
			{"truncate", sim.FaultAction{Reply: "truncate", Violates: "the line broke"}, 1},
		} {
			t.Run(x.name, func(t *testing.T) {
				w := s.NewWorld(t)
				got[sim.Fault](t)(w.Controls().AddFault(t.Context(), sim.FaultRule{On: sim.FaultMatch{Operation: "meta.add_number"}, Do: x.do}))
				c := w.Client()
				if x.name == "hang" {
					c.Timeout = 200 * time.Millisecond
				}
				form := strings.NewReader("phone_number=12115555105&access_token=" + simtest.MetaToken)
				a, err := c.Post(w.URL+"/v23.0/"+simtest.BusinessID+"/add_phone_numbers", "application/x-www-form-urlencoded", form)
				if err == nil {
					_, err = io.ReadAll(a.Body)
					_ = a.Body.Close()
				}
				if err == nil {
					t.Error("the client was answered")
				}
				if all := got[[]sim.Number](t)(w.Controls().Numbers(t.Context(), control.NumberFilter{})); len(all) != x.added {
					t.Errorf("%d numbers, not %d", len(all), x.added)
				}
			})
		}
	})
}

func TestClientTakesTheVendorsAddressesIntoItsWorld(t *testing.T) {
	both(t, func(t *testing.T, s *simtest.Sim) {
		w := s.NewWorld(t)
		for _, phone := range []string{"12115555105", "12115555106"} {
			got[sim.Number](t)(w.Controls().AddNumber(t.Context(), sim.NumberInput{PhoneNumber: phone}))
		}
		first := "https://graph.facebook.com/v23.0/" + simtest.BusinessID + "/preverified_numbers?limit=1"
		body, err := fetch(t.Context(), w.Client(), first)
		done(t, err)
		_, next, found := strings.Cut(strings.ReplaceAll(body, `\/`, "/"), `"next":"`)
		next, _, _ = strings.Cut(next, `"`)
		if !found || !strings.HasPrefix(next, "https://graph.facebook.com/_world/"+w.World+"/") {
			t.Fatalf("the next page is at %q in %s", next, body)
		}
		if body, err = fetch(t.Context(), w.Client(), next); err != nil || !strings.Contains(body, "data") || strings.Contains(body, "error") {
			t.Errorf("%s %v", body, err)
		}
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://hub.360dialog.io"+poolOf(simtest.PartnerID), nil)
		r.Header.Set("X-API-Key", simtest.APIKey)
		a, err := w.Client().Do(r)
		done(t, err)
		if _ = a.Body.Close(); a.StatusCode != 200 || a.Header.Get("X-Sim-World") != w.World || r.Header.Get("X-Sim-World") != "" {
			t.Errorf("%d in world %s", a.StatusCode, a.Header.Get("X-Sim-World"))
		}
		if n := got[int](t)(w.Controls().CountRequests(t.Context(), filterAll)); n != 3 {
			t.Errorf("the world saw %d requests", n)
		}
	})
}

// In a bubble a slow answer takes no time, and a hung one ends at the client's
// deadline.
func TestInProcessKeepsTimeInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := simtest.StartInProcess(t)
		c := s.Controls()
		done(t, c.ClearFaults(t.Context()))
		got[sim.Fault](t)(c.AddFault(t.Context(), sim.FaultRule{
			On: sim.FaultMatch{Operation: "meta.get_business"}, When: sim.FaultTrigger{Times: 1},
			Do: sim.FaultAction{Latency: &sim.Latency{Fixed: 300_000_000_000}},
		}))
		business := s.URL + "/v23.0/" + simtest.BusinessID
		began := time.Now()
		if _, err := fetch(t.Context(), s.Client(), business); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != 5*time.Minute {
			t.Errorf("an answer held back for 5m took %s", took)
		}
		got[sim.Fault](t)(c.AddFault(t.Context(), sim.FaultRule{
			On: sim.FaultMatch{Operation: "meta.get_business"}, Do: sim.FaultAction{Connection: "hang"},
		}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if _, err := fetch(ctx, s.Client(), business); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a call that hangs ended with %v", err)
		}
	})
}
