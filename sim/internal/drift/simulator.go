package drift

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/client"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
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
type transport struct{ http.Handler }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(request *http.Request) (*http.Response, error) {
	served := request.Clone(request.Context())
	if served.Body == nil {
		served.Body = http.NoBody
	}
	served.RequestURI, served.RemoteAddr, served.Host = request.URL.RequestURI(), "127.0.0.1:1", request.URL.Host
	r := &recorder{status: http.StatusOK, header: http.Header{}}
	t.ServeHTTP(r, served)
	return &http.Response{
		StatusCode: r.status, Header: r.header, Request: request, Body: io.NopCloser(&r.Buffer), ContentLength: int64(r.Len()),
	}, nil
}

// recorder is a ResponseWriter that keeps the answer.
type recorder struct {
	bytes.Buffer
	status int
	header http.Header
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) { r.status = status }

func (s simulator) send(request *http.Request) (har.Answer, error) {
	request.Header.Set("X-Forwarded-Proto", "https") // as the vendors are reached
	response, err := s.http.Do(request)
	if err != nil {
		return har.Answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if request.Method == http.MethodHead {
		body = nil
	}
	return har.Answer{Status: response.StatusCode, Header: response.Header, Body: body}, err
}

// codes returns the newest pending code that was sent to the number of that id,
// and the newest in any state; "" for none.
func (s simulator) codes(ctx context.Context, id string) (pending, latest string, err error) {
	all, err := s.control.Codes(ctx, client.CodeFilter{NumberID: id})
	for _, c := range all {
		latest = cmp.Or(latest, c.Code)
		if c.State == sim.CodePending {
			pending = cmp.Or(pending, c.Code)
		}
	}
	return pending, latest, err
}

// requestCode has a code sent to a number.
func (s simulator) requestCode(ctx context.Context, id, token string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+metaHost+"/v23.0/"+id+"/request_code",
		strings.NewReader("code_method=SMS&language=en_US"))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", har.FormType)
	request.Header.Set("Authorization", "Bearer "+token)
	_, err = s.send(request)
	return err
}
