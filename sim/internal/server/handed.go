package server

import (
	"context"
	"net"
)

// Handed is a listener whose connections are handed to it, by the process itself. Its
// zero value is none: [NewHanded] makes one.
type Handed struct {
	incoming chan net.Conn
	open     context.Context
	close    context.CancelFunc
}

// NewHanded opens a listener.
func NewHanded() *Handed {
	h := &Handed{incoming: make(chan net.Conn)}
	h.open, h.close = context.WithCancel(context.Background())
	return h
}

// Hand waits until the server takes the connection. It returns an error, and leaves the
// connection open, when the listener is closed or ctx ends first.
func (h *Handed) Hand(ctx context.Context, c net.Conn) error {
	select {
	case h.incoming <- c:
		return nil
	case <-h.open.Done():
		return net.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Accept implements net.Listener.
func (h *Handed) Accept() (net.Conn, error) {
	select {
	case c := <-h.incoming:
		return c, nil
	case <-h.open.Done():
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (h *Handed) Close() error {
	h.close()
	return nil
}

// Addr implements net.Listener.
func (*Handed) Addr() net.Addr { return &net.UnixAddr{Name: "this process", Net: "memory"} }
