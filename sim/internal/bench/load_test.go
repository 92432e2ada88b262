//go:build bench && linux

package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// connections is how many requests are in flight at any time.
const connections = 16

// request renders a request on a kept connection. A body is JSON.
func request(method, path, credential, body string) []byte {
	text := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: 127.0.0.1:8360\r\nUser-Agent: bench\r\nAccept: application/json\r\n%s\r\n", method, path, credential)
	if body != "" {
		text += fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	return []byte(text + "\r\n" + body)
}

// load is what a client does with a server: the requests of the n-th turn, sent
// one after the other by the connection of that number, and the status that every
// answer must have.
type load struct {
	next   func(n, connection int64) [][]byte
	status int
}

// each is the load of the requests in turn.
func each(status int, requests ...[]byte) load {
	return load{func(n, _ int64) [][]byte {
		i := n % int64(len(requests))
		return requests[i : i+1]
	}, status}
}

// result is what a load showed.
type result struct {
	each time.Duration // wall time for a turn
	p99  time.Duration
}

// run drives the server as long as -test.benchtime says.
func (l load) run(t *testing.T, s *server, sent *atomic.Int64) result {
	t.Helper()
	var failed error
	var latencies []time.Duration
	measured := testing.Benchmark(func(b *testing.B) {
		var lock sync.Mutex
		var opened atomic.Int64
		latencies = latencies[:0]
		b.SetParallelism(connections)
		b.RunParallel(func(pb *testing.PB) {
			took, err := l.connection(s.addr, sent, opened.Add(1)-1, pb.Next)
			lock.Lock()
			defer lock.Unlock()
			latencies = append(latencies, took...)
			if err != nil {
				failed = err
			}
		})
	})
	if failed != nil || measured.N == 0 {
		t.Fatalf("%s: %v", s.cmd.Path, failed)
	}
	slices.Sort(latencies)
	return result{measured.T / time.Duration(measured.N), latencies[len(latencies)*99/100]}
}

// connection takes turns on one connection while more says so, and returns how
// long each took. sent counts the turns of all connections.
func (l load) connection(addr string, sent *atomic.Int64, number int64, more func() bool) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp4", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for more() {
		began := time.Now()
		for _, request := range l.next(sent.Add(1), number) {
			if _, err := conn.Write(request); err != nil {
				return took, err
			}
			if err := readAnswer(reader, l.status); err != nil {
				return took, err
			}
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

var contentLength = []byte("Content-Length: ")

// readAnswer reads an answer as far as a generator must: status and length.
// http.ReadResponse would cost more than the floor it measures.
func readAnswer(r *bufio.Reader, status int) error {
	length := -1
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		switch line = bytes.TrimRight(line, "\r\n"); {
		case err != nil:
			return err
		case first && (len(line) < 12 || string(line[9:12]) != strconv.Itoa(status)):
			return fmt.Errorf("want status %d, got %q", status, line)
		case bytes.HasPrefix(line, contentLength):
			if length, err = strconv.Atoi(string(line[len(contentLength):])); err != nil {
				return err
			}
		case len(line) == 0 && length < 0:
			return errors.New("the answer has no Content-Length")
		case len(line) == 0:
			_, err = r.Discard(length)
			return err
		}
	}
}
