package server

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// stallPiece is how much of an answer, in bytes, must get through within the
// write timeout: an answer may take as long as it is long, not as long as its
// reader likes.
const stallPiece = 64 << 10

// listener gives out connections that do not wait for ever for a client that
// reads nothing, and can end all of them at once.
type listener struct {
	net.Listener
	patience time.Duration

	mu    sync.Mutex
	conns map[*conn]struct{}
}

func newListener(l net.Listener, patience time.Duration) *listener {
	return &listener{Listener: l, patience: patience, conns: map[*conn]struct{}{}}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, home: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[c] = struct{}{}
	return c, nil
}

// cut ends the connections below TLS, where nothing is said to the other side
// any more: a client that does not read would hold up even the farewell.
func (l *listener) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		_ = c.Conn.Close()
	}
}

// conn is a connection whose writes get through, piece by piece, or fail.
type conn struct {
	net.Conn
	home  *listener
	armed atomic.Int64 // the deadline of writes, in wall nanoseconds; told when somebody else has set one
}

// told marks a deadline that is not ours.
const told = -1

// Write implements net.Conn.
func (c *conn) Write(p []byte) (n int, err error) {
	for len(p) > stallPiece {
		done, err := c.write(p[:stallPiece])
		n += done
		if err != nil {
			return n, err
		}
		p = p[stallPiece:]
	}
	done, err := c.write(p)
	return n + done, err
}

func (c *conn) write(p []byte) (int, error) {
	c.arm()
	return c.Conn.Write(p)
}

// arm puts the deadline off. One that has most of its time left may stay: to set
// it costs more than to ask for the time.
func (c *conn) arm() {
	armed, now := c.armed.Load(), time.Now().UnixNano()
	if armed == told || armed-now > int64(c.home.patience-c.home.patience/8) {
		return
	}
	c.armed.Store(now + int64(c.home.patience))
	_ = c.Conn.SetWriteDeadline(time.Unix(0, now).Add(c.home.patience)) // without deadlines there is no network behind it
}

// SetWriteDeadline implements net.Conn: who sets one knows better. To take away
// ours is for nothing, the next write would set it again; net/http does so after
// every request.
func (c *conn) SetWriteDeadline(t time.Time) error {
	switch {
	case !t.IsZero():
		c.armed.Store(told)
	case !c.armed.CompareAndSwap(told, 0):
		return nil
	}
	return c.Conn.SetWriteDeadline(t)
}

// SetDeadline implements net.Conn.
func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

// SetLinger passes on what a TCP connection can do.
func (c *conn) SetLinger(seconds int) error {
	if tcp, ok := c.Conn.(interface{ SetLinger(int) error }); ok {
		return tcp.SetLinger(seconds)
	}
	return errors.ErrUnsupported
}

// CloseWrite ends what is sent and leaves the other direction open, where the
// connection can: net/http does so for a client that is still sending when it is
// refused, which would lose the answer to a reset.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// Close implements net.Conn.
func (c *conn) Close() error {
	c.home.mu.Lock()
	delete(c.home.conns, c)
	c.home.mu.Unlock()
	return c.Conn.Close()
}

// stream is an answer by HTTP/2, where a client holds one stream up and lets the
// others pass. Its deadline stands until what was written is flushed.
type stream struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
}

// Write implements http.ResponseWriter.
func (s *stream) Write(p []byte) (n int, err error) {
	for len(p) > stallPiece {
		done, err := s.write(p[:stallPiece])
		n += done
		if err != nil {
			return n, err
		}
		p = p[stallPiece:]
	}
	done, err := s.write(p)
	return n + done, err
}

func (s *stream) write(p []byte) (int, error) {
	_ = s.control.SetWriteDeadline(time.Now().Add(s.patience))
	return s.ResponseWriter.Write(p)
}

// FlushError implements what http.ResponseController looks for.
func (s *stream) FlushError() error {
	err := s.control.Flush()
	_ = s.control.SetWriteDeadline(time.Time{}) // what comes next may be long in coming
	return err
}

// Unwrap leads http.ResponseController to the rest.
func (s *stream) Unwrap() http.ResponseWriter { return s.ResponseWriter }
