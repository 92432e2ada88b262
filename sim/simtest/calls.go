package simtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/client"
)

// Answer is what a call got back.
type Answer struct {
	// Status, Header and Body are the answer's.
	Status int
	Header http.Header
	Body   []byte
}

// JSON decodes the body; the test fails when it is not JSON.
func (a Answer) JSON(t testing.TB) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(a.Body, &out); err != nil {
		t.Fatalf("%v in %q", err, a.Body)
	}
	return out
}

// Do sends one request: body may be nil, a string, or what encodes as JSON; headers are
// pairs of name and value. It fails the test when there is no answer.
func (s *Sim) Do(method, path string, body any, headers ...string) Answer {
	s.t.Helper()
	a, err := s.Try(method, path, body, headers...)
	s.must(err)
	return a
}

// Try is [Sim.Do] with the client's error, for calls whose answer may be lost.
func (s *Sim) Try(method, path string, body any, headers ...string) (Answer, error) {
	reader, err := bodyOf(body)
	if err != nil {
		return Answer{}, err
	}
	r, err := http.NewRequestWithContext(context.Background(), method, s.URL+path, reader)
	if err != nil {
		return Answer{}, err
	}
	if reader != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := s.Client().Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return Answer{answer.StatusCode, answer.Header, text}, err
}

func bodyOf(body any) (io.Reader, error) {
	switch b := body.(type) {
	case nil:
		return nil, nil
	case string:
		return bytes.NewReader([]byte(b)), nil
	default:
		encoded, err := json.Marshal(b)
		return bytes.NewReader(encoded), err
	}
}

// Meta calls the Graph API as the business of the default scenario.
func (s *Sim) Meta(method, path string, body any) Answer {
	s.t.Helper()
	return s.Do(method, path, body, "Authorization", "Bearer "+MetaToken)
}

// Dialog360 calls the Partner API as the partner of the default scenario.
func (s *Sim) Dialog360(method, path string, body any) Answer {
	s.t.Helper()
	return s.Do(method, path, body, "X-API-Key", APIKey)
}

// Control calls the control API; path begins behind /_sim/v1. An answer of 400
// or more fails the test. [Sim.Controls] has typed calls.
func (s *Sim) Control(method, path string, body any) Answer {
	s.t.Helper()
	var headers []string
	if s.token != "" {
		headers = []string{"Authorization", "Bearer " + s.token}
	}
	a := s.Do(method, "/_sim/v1"+path, body, headers...)
	if a.Status >= http.StatusBadRequest {
		s.t.Fatalf("%s %s%s: %d %s", method, "/_sim/v1", path, a.Status, a.Body)
	}
	return a
}

// Advance moves the world's clock forward; everything due has happened when it
// returns. What is below a millisecond is left out.
func (s *Sim) Advance(d time.Duration) {
	s.t.Helper()
	_, err := s.Controls().Advance(context.Background(), d)
	s.must(err)
}

// must ends the test when a call has failed.
func (s *Sim) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("simtest: %v", err)
	}
}

// Code returns the newest code that was delivered to a phone number.
func (s *Sim) Code(phone string) string {
	s.t.Helper()
	code, err := s.Controls().LatestCode(context.Background(), client.LatestFilter{PhoneNumber: phone})
	s.must(err)
	return code.Code
}

// Signup runs Embedded Signup to its end: a customer takes the number. It returns the
// message of Meta's window, the code and the new ids.
func (s *Sim) Signup(phone string) sim.Signup {
	s.t.Helper()
	done, err := s.Controls().OpenSignup(context.Background(), sim.SignupRequest{
		PhoneNumbers: []string{phone}, SignupEnd: sim.SignupEnd{Outcome: sim.OutcomeFinish},
	})
	s.must(err)
	return done
}
