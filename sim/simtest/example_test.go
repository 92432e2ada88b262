package simtest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	control "github.com/preverified-sim/preverified-sim/sim/client"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// A simulator for one test: give the code under test its address, let time
// pass, and look.
func ExampleStart() {
	var t *testing.T // the one of your test

	s := simtest.Start(t, simtest.Options{Scenario: "pool-half-expired"})
	newPool := func(base, token string) { /* the code under test */ }
	newPool(s.URL, simtest.MetaToken)

	s.Advance(14 * 24 * time.Hour) // a verification lasts two weeks
	expired, err := s.Controls().Numbers(t.Context(), control.NumberFilter{Status: sim.Expired})
	if err != nil {
		t.Fatal(err)
	}
	if len(expired) > 0 {
		t.Errorf("%d numbers were not renewed", len(expired))
	}
}

// Without a port, in a bubble of testing/synctest: the slow answer below takes
// five minutes of the bubble's time and none of yours.
func ExampleStartInProcess() {
	var t *testing.T // the one of your test

	synctest.Test(t, func(t *testing.T) {
		s := simtest.StartInProcess(t, simtest.Options{Scenario: "slow-meta"})
		_, err := s.Controls().AddFault(t.Context(), sim.FaultRule{
			On: sim.FaultMatch{Operation: "meta.get_business"},
			Do: sim.FaultAction{Latency: &sim.Latency{Fixed: sim.Duration(5 * time.Minute)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Client().Get(s.URL + "/v23.0/" + simtest.BusinessID + "?access_token=" + simtest.MetaToken); err != nil {
			t.Error(err)
		}
	})
}

// One simulator for a whole package, and a world for each of its tests. It is
// started in TestMain, or like this, by the first test that needs it.
func ExampleSim_NewWorld() {
	var shared *simtest.Sim // TestMain: shared, err = simtest.Run()
	var t *testing.T        // the one of your test

	t.Parallel()
	w := shared.NewWorld(t, simtest.WorldOptions{Scenario: "throttled"})
	newPool := func(base, token string) { /* the code under test */ }
	newPool(w.URL, simtest.MetaToken)
	w.Advance(time.Hour) // in this world alone
}

// A simulator outside of a test, such as in TestMain. A test calls
// [simtest.Start] and need not close it.
func ExampleRun() {
	s, err := simtest.Run()
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()

	answer, err := http.Get(s.URL + "/livez")
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	fmt.Println(answer.Status)
	// Output: 200 OK
}

// frozen runs a simulator whose clock stands still, for the examples below.
func frozen() *simtest.Sim {
	s, err := simtest.RunInProcess(simtest.Options{ScenarioText: []byte(frozenScenario)})
	if err != nil {
		log.Fatal(err)
	}
	return s
}

// Code with the vendors' addresses built in reaches the simulator through its
// client.
func ExampleSim_Client() {
	s := frozen()
	defer s.Close()

	answer, err := s.Client().Get("https://graph.facebook.com/v23.0/" + simtest.BusinessID + "?access_token=" + simtest.MetaToken)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	fmt.Println(answer.Status)
	// Output: 200 OK
}

// A number loses its verification, and a customer takes it.
func Example_controls() {
	s := frozen()
	defer s.Close()
	ctx, c := context.Background(), s.Controls()

	number, err := c.AddNumber(ctx, sim.NumberInput{PhoneNumber: "+1 211-555-5105", Partner: simtest.PartnerID, Status: sim.Verified})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(number.DisplayPhoneNumber, number.Status, number.ExpiresAt.Format(time.DateOnly))
	for _, event := range []sim.Event{{Expire: number.PhoneNumber}, {Claim: &sim.Claim{PhoneNumber: number.PhoneNumber}}} {
		if _, err := c.Happen(ctx, event); err != nil {
			log.Fatal(err)
		}
	}
	if number, err = c.Number(ctx, number.ID); err != nil {
		log.Fatal(err)
	}
	fmt.Println(number.Status, number.Availability)
	// Output:
	// +1 211-555-5105 VERIFIED 2026-01-29
	// EXPIRED IN_USE
}

// Time passes, and the answer lists what became due.
func Example_advance() {
	s := frozen()
	defer s.Close()
	ctx, c := context.Background(), s.Controls()

	if _, err := c.AddNumber(ctx, sim.NumberInput{PhoneNumber: "12115555105", Status: sim.Verified}); err != nil {
		log.Fatal(err)
	}
	moved, err := c.Advance(ctx, 15*24*time.Hour)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("now", moved.Now.Format(time.RFC3339))
	for _, due := range moved.Settled {
		fmt.Println(due.At.Format(time.RFC3339), due.Event, due.PhoneNumber)
	}
	// Output:
	// now 2026-01-30T09:00:00Z
	// 2026-01-29T09:00:00Z number_expired 12115555105
}

// The reply to the first "add" is lost after the change was made.
func Example_addFault() {
	s := frozen()
	defer s.Close()
	ctx, c := context.Background(), s.Controls()

	_, err := c.AddFault(ctx, sim.FaultRule{
		Name: "reply-lost",
		On:   sim.FaultMatch{Operation: "meta.add_number"},
		When: sim.FaultTrigger{Times: 1},
		Do:   sim.FaultAction{Reply: "drop"},
	})
	if err != nil {
		log.Fatal(err)
	}
	add := func() {
		answer, err := s.Client().PostForm("https://graph.facebook.com/v23.0/"+simtest.BusinessID+"/add_phone_numbers",
			url.Values{"phone_number": {"12115555105"}, "access_token": {simtest.MetaToken}})
		if err != nil {
			fmt.Println("no answer")
			return
		}
		defer answer.Body.Close()
		fmt.Println(answer.Status)
	}
	add()
	add() // what a careless retry meets
	// Output:
	// no answer
	// 422 Unprocessable Entity
}

// The code that a phone would show, as soon as it has arrived there.
func Example_latestCode() {
	s := frozen()
	defer s.Close()
	ctx, c := context.Background(), s.Controls()

	number, err := c.AddNumber(ctx, sim.NumberInput{PhoneNumber: "12115555105"})
	if err != nil {
		log.Fatal(err)
	}
	graph := func(call string, form url.Values) {
		form.Set("access_token", simtest.MetaToken)
		answer, err := s.Client().PostForm("https://graph.facebook.com/v23.0/"+number.ID+"/"+call, form)
		if err != nil {
			log.Fatal(err)
		}
		_ = answer.Body.Close()
		fmt.Println(call, answer.Status)
	}
	graph("request_code", url.Values{"code_method": {"SMS"}, "language": {"en_US"}})
	code, err := c.LatestCode(ctx, control.LatestFilter{PhoneNumber: "12115555105", Wait: 5 * time.Second})
	if err != nil {
		log.Fatal(err)
	}
	graph("verify_code", url.Values{"code": {code.Code}})
	// Output:
	// request_code 200 OK
	// verify_code 200 OK
}

// A limit is full before the client has done anything.
func Example_exhaustLimit() {
	s := frozen()
	defer s.Close()
	ctx, c := context.Background(), s.Controls()

	_, err := c.SetLimits(ctx, sim.LimitRule{
		Name: "reads", Operations: []string{"meta.*"}, Per: "business", Allow: 200, Window: sim.Duration(time.Hour),
	})
	if err != nil {
		log.Fatal(err)
	}
	full, err := c.ExhaustLimit(ctx, "reads", simtest.BusinessID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d used, again in %s\n", full.Usage[0].Used, full.Allow, full.Usage[0].Regain)
	// Output: 200 of 200 used, again in 1h
}

// Requests lists the calls of the code under test, with their answers.
func Example_requests() {
	s := frozen()
	defer s.Close()

	s.Dialog360("POST", "/api/v2/partners/"+simtest.PartnerID+"/preverified-numbers", map[string]string{"phone_number": "12115555105"})
	records, err := s.Controls().Requests(context.Background(), sim.RecordFilter{Status: "2xx"})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range records {
		fmt.Println(r.ID, r.Origin, *r.Operation, r.Status)
	}
	// Output:
	// r3 360dialog meta.share_number 200
	// r2 360dialog meta.add_number 200
	// r1 client 360dialog.add_number 201
}

// A scenario says what it expects of the client.
func Example_verify() {
	s, err := simtest.RunInProcess(simtest.Options{Scenario: "code-expires-then-retry"})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()

	var report sim.Report
	if report, err = s.Controls().Verify(context.Background()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Passed, len(report.Checks) > 0)
	// Output: false true
}

// A refusal says what is wrong, all at once.
func Example_problem() {
	s := frozen()
	defer s.Close()

	_, err := s.Controls().PutScenario(context.Background(), "version: 1\nseed: many\nprofile: other\n")
	var p *sim.Problem
	if errors.As(err, &p) {
		fmt.Println(p.Status, p.Title)
		for _, e := range p.Errors {
			fmt.Printf("line %d: %s\n", e.Line, e.Path)
		}
	}
	// Output:
	// 422 The scenario is not valid
	// line 2: seed
	// line 3: profile
}
