package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(status int)      { s.status = status }

// drive sends the requests make gives, without a network, and demands a status.
func drive(b *testing.B, want int, make func(i int) *http.Request) {
	srv, err := server.New(server.Options{})
	if err != nil {
		b.Fatal(err)
	}
	h := srv.Handler()
	for i := range 3 {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, hub("POST", fmt.Sprintf(`{"phone_number":"4915123456%03d"}`, i)))
		if w.Code != http.StatusCreated {
			b.Fatal(w.Body)
		}
	}
	requests := [256]*http.Request{}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(requests) == 0 {
			b.StopTimer()
			for j := range requests {
				requests[j] = make(i + j)
			}
			b.StartTimer()
		}
		w := sink{header: http.Header{}}
		h.ServeHTTP(&w, requests[i%len(requests)])
		if w.status != want {
			b.Fatalf("request %d: %d", i, w.status)
		}
	}
}

func hub(method, body string) *http.Request {
	r := httptest.NewRequest(method, "/api/v2/partners/simul8PA/preverified-numbers", bytes.NewBufferString(body))
	r.Header.Set("X-API-Key", "sim-api-key")
	r.Header.Set("Content-Type", "application/json")
	return r
}

func meta(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, path, bytes.NewBufferString(body))
	r.Header.Set("Authorization", "Bearer EAAJBsimulator")
	r.Header.Set("Content-Type", "application/json")
	return r
}

func BenchmarkHubList(b *testing.B) {
	drive(b, http.StatusOK, func(int) *http.Request { return hub("GET", "") })
}

func BenchmarkHubAdd(b *testing.B) {
	drive(b, http.StatusCreated, func(i int) *http.Request {
		return hub("POST", fmt.Sprintf(`{"phone_number":"1201%07d"}`, i+2000000))
	})
}

func BenchmarkMetaAdd(b *testing.B) {
	drive(b, http.StatusOK, func(i int) *http.Request {
		return meta("POST", "/v23.0/506914307656634/add_phone_numbers", fmt.Sprintf(`{"phone_number":"1201%07d"}`, i+2000000))
	})
}

func BenchmarkMetaList(b *testing.B) {
	drive(b, http.StatusOK, func(int) *http.Request {
		return meta("GET", "/v23.0/506914307656634/preverified_numbers", "")
	})
}

// BenchmarkCreateWorld makes a world of the default scenario and ends it.
func BenchmarkCreateWorld(b *testing.B) {
	srv, err := server.New(server.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := srv.Worlds().Get("w"); err != nil {
			b.Fatal(err)
		}
		if err := srv.Worlds().End("w"); err != nil {
			b.Fatal(err)
		}
	}
}
