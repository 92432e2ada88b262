package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// clients is how many connections BenchmarkServed keeps.
const clients = 16

// BenchmarkServed answers over a real listener what clients ask for most, by
// turns: lists and additions at both vendors. Its CPU profile is what the program
// is built with (make profile).
func BenchmarkServed(b *testing.B) {
	s, err := server.New(server.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for i := range 3 {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, hub("POST", fmt.Sprintf(`{"phone_number":"4915123456%03d"}`, i)))
		if w.Code != http.StatusCreated {
			b.Fatal(w.Body)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, server.Endpoint{Listener: listener, Handler: s.Handler()}) }()
	done := make(chan error, clients)
	for i := range clients {
		go func() { done <- converse(listener.Addr().String(), i, b.N/clients+1) }()
	}
	for range clients {
		if err := <-done; err != nil {
			b.Error(err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

// converse sends so many requests over one connection, each when the one before
// is answered.
func converse(addr string, client, requests int) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for i := range requests {
		if _, err := io.WriteString(conn, served(client, i)); err != nil {
			return err
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			return err
		}
		if answer.StatusCode >= http.StatusBadRequest {
			return fmt.Errorf("request %d: %s", i, answer.Status)
		}
	}
	return nil
}

// served is the request of a turn. What is added goes to another world, so that
// the lists stay short.
func served(client, turn int) string {
	const meta, hub = "Authorization: Bearer EAAJBsimulator", "X-API-Key: sim-api-key"
	const business, pool = "/v23.0/506914307656634/", "/api/v2/partners/simul8PA/preverified-numbers"
	number := clients*turn + client
	switch turn % 5 {
	case 0:
		return asking("POST", "/_world/more"+business+"add_phone_numbers", meta, fmt.Sprintf(`{"phone_number":"1201%07d"}`, 2_000_000+number))
	case 1:
		return asking("POST", "/_world/more"+pool, hub, fmt.Sprintf(`{"phone_number":"1202%07d"}`, 2_000_000+number))
	case 2:
		return asking("GET", business+"preverified_numbers", meta, "")
	default:
		return asking("GET", pool, hub, "")
	}
}

func asking(method, path, credential, body string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: sim\r\n%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		method, path, credential, len(body), body)
}
