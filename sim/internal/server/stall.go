package server

import (
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"
)

// stallPiece is how many bytes of an answer must get through within the write timeout: a
// client that reads nothing may not hold it up for ever.
const stallPiece = 64 << 10

// answer is a response whose writes get through, piece by piece, or fail.
type answer struct {
	http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration // of each piece
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (n int, err error) {
	for {
		piece := p[:min(len(p), stallPiece)]
		_ = a.control.SetWriteDeadline(time.Now().Add(a.timeout)) // a writer without deadlines has no network behind it
		done, err := a.ResponseWriter.Write(piece)
		if n, p = n+done, p[len(piece):]; err != nil || len(p) == 0 {
			return n, err
		}
	}
}

// FlushError implements what http.ResponseController looks for. It ends the deadline,
// since the next write may be long in coming.
func (a *answer) FlushError() error {
	err := a.control.Flush()
	_ = a.control.SetWriteDeadline(time.Time{})
	return err
}

// Unwrap leads http.ResponseController to the rest.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// connections are the open ones, so that a stop can cut them.
type connections struct {
	mu   sync.Mutex
	open map[net.Conn]struct{}
}

func (c *connections) track(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.open[conn] = struct{}{}
	case http.StateClosed, http.StateHijacked:
		delete(c.open, conn)
	}
}

// cut closes the connections below TLS: closing through TLS would wait for a client
// that reads nothing.
func (c *connections) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.open {
		if secure, ok := conn.(*tls.Conn); ok {
			conn = secure.NetConn()
		}
		_ = conn.Close()
	}
}
