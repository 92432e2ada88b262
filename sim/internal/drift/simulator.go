package drift

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/client"
)

// simulator reaches a handler as a client would, without a network.
type simulator struct {
	http    *http.Client
	control client.Client
}

func newSimulator(handler http.Handler) simulator {
	direct := &http.Client{
		Transport:     transport{handler},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return simulator{direct, client.Client{URL: "http://localhost", HTTP: direct}}
}

// transport has a handler answer a request.
type transport struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(request *http.Request) (*http.Response, error) {
	served := request.Clone(request.Context())
	if served.Body == nil {
		served.Body = http.NoBody
	}
	served.RequestURI, served.RemoteAddr, served.Host = request.URL.RequestURI(), "127.0.0.1:1", request.URL.Host
	r := &recorder{header: http.Header{}}
	t.handler.ServeHTTP(r, served)
	if r.status == 0 {
		return nil, errors.New("the simulator gave no answer")
	}
	return &http.Response{
		StatusCode: r.status, Status: fmt.Sprint(r.status), Header: r.header, Request: request,
		Body: io.NopCloser(&r.body), ContentLength: int64(r.body.Len()),
	}, nil
}

// recorder is a ResponseWriter that keeps the answer.
type recorder struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

func (s simulator) send(request *http.Request) (Answer, error) {
	response, err := s.http.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if request.Method == http.MethodHead {
		body = nil
	}
	return Answer{Status: response.StatusCode, Header: response.Header, Body: body}, err
}

// codes returns the newest pending code that was sent to the number of that id,
// and the newest in any state; "" for none.
func (s simulator) codes(ctx context.Context, id string) (pending, latest string, err error) {
	all, err := s.control.Codes(ctx, client.CodeFilter{NumberID: id})
	for _, c := range all {
		latest = orElse(latest, c.Code)
		if c.State == sim.CodePending {
			pending = orElse(pending, c.Code)
		}
	}
	return pending, latest, err
}

// failure is an entry of the catalogue.
type failure struct {
	ID         string     `json:"id"`
	Documented *rendering `json:"documented"`
	Observed   *rendering `json:"observed"`
}

// rendering is how a failure is answered, in general and by single operations.
type rendering struct {
	Status       int            `json:"status"`
	Body         map[string]any `json:"body"`
	PerOperation []rendering    `json:"per_operation"`
}

func (s simulator) catalogue(ctx context.Context) ([]failure, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.control.URL+"/_sim/v1/errors", nil)
	if err != nil {
		return nil, err
	}
	answer, err := s.send(request)
	if err != nil {
		return nil, err
	}
	var list struct {
		Data []failure `json:"data"`
	}
	err = json.Unmarshal(answer.Body, &list)
	return list.Data, err
}

// fits tells whether the failure may be the recorded one: the code names Meta's
// failures, the status 360dialog's.
func (f failure) fits(c *call) bool {
	if !strings.HasPrefix(f.ID, c.vendor+".") {
		return false
	}
	for _, r := range []*rendering{f.Documented, f.Observed} {
		if r == nil {
			continue
		}
		for _, one := range append(r.PerOperation, *r) {
			if code, ok := one.Body["code"].(float64); ok && int64(code) == c.code || c.vendor == dialog && one.Status == c.Answer.Status {
				return true
			}
		}
	}
	return false
}

// raise sends a request, made by the given function, that a fault answers with a
// failure of the catalogue. raised is false where the operation cannot fail like
// that.
func (s simulator) raise(ctx context.Context, id string, c *call, request func(context.Context, *call) (*http.Request, error)) (a Answer, raised bool, err error) {
	const name = "drift"
	_, err = s.control.AddFault(ctx, sim.FaultRule{
		Name: name, On: sim.FaultMatch{Operation: c.operation}, Do: sim.FaultAction{Error: id},
	})
	var refused *sim.Problem
	if errors.As(err, &refused) {
		return Answer{}, false, nil
	}
	if err != nil {
		return Answer{}, false, err
	}
	again, err := request(ctx, c)
	if err == nil {
		a, err = s.send(again)
	}
	return a, true, errors.Join(err, s.control.RemoveFault(ctx, name))
}
