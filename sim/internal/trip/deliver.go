package trip

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// slowReply is how long a slow reply takes when its rule gives no latency, and
// slowParts in how many pieces it comes.
const (
	slowReply = 5 * time.Second
	slowParts = 10
)

// deliver sends the answer to a client, spoiled as a rule may have it.
func (x *exchange) deliver(rw http.ResponseWriter) {
	switch x.spoil() {
	case "reset":
		hangUp(rw, true)
	case "close", "drop":
		hangUp(rw, false)
	case "hang":
		x.hang()
		hangUp(rw, false)
	case "truncate":
		x.head(rw, len(x.body))
		_, _ = rw.Write(x.body[:len(x.body)/2])
		_ = http.NewResponseController(rw).Flush()
		hangUp(rw, false)
	case "slow":
		x.dribble(rw)
	default:
		x.send(rw)
	}
}

func (x *exchange) spoil() string {
	if x.cut == nil {
		return ""
	}
	return string(x.cut.Connection) + string(x.cut.Reply)
}

func (x *exchange) head(rw http.ResponseWriter, length int) {
	h := rw.Header()
	x.reply.Header.CopyTo(h)
	if x.reply.Status != http.StatusNoContent && x.reply.Status != http.StatusNotModified {
		h["Content-Length"] = []string{strconv.Itoa(length)}
	}
	rw.WriteHeader(x.reply.Status)
}

func (x *exchange) send(rw http.ResponseWriter) {
	x.head(rw, len(x.body))
	if x.call.Request.Method != http.MethodHead {
		_, _ = rw.Write(x.body) // a client that has gone needs no answer
	}
}

// dribble sends the body in pieces over the time drawn: the headers at once,
// the last piece when the time is over.
func (x *exchange) dribble(rw http.ResponseWriter) {
	total := x.slowness()
	x.head(rw, len(x.body))
	flush := http.NewResponseController(rw).Flush
	for i := range slowParts {
		_ = flush()
		if !x.wait(total / slowParts) {
			hangUp(rw, false)
			return
		}
		_, _ = rw.Write(x.body[len(x.body)*i/slowParts : len(x.body)*(i+1)/slowParts])
	}
}

// hang waits for the client, the world or the server to go.
func (x *exchange) hang() { x.until(nil) }

// hangUp ends the connection under a client: with a TCP reset, or in order.
// Where the connection cannot be had, as on HTTP/2, the server aborts the
// stream.
func hangUp(rw http.ResponseWriter, reset bool) {
	conn, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if reset {
		raw := conn
		if t, ok := conn.(*tls.Conn); ok {
			raw = t.NetConn()
		}
		if tcp, ok := raw.(interface{ SetLinger(int) error }); ok {
			_ = tcp.SetLinger(0) // unsent bytes are discarded and the peer gets RST
			conn = raw
		}
	}
	_ = conn.Close()
}

// Errors of a transport whose answer was spoiled on purpose.
var (
	errReset  = errors.New("connection reset by peer")
	errClosed = io.ErrUnexpectedEOF
)

// transportError is what an in-process caller gets in the place of an answer,
// or nil when it gets one.
func (x *exchange) transportError() error {
	switch x.spoil() {
	case "reset":
		return errReset
	case "close", "drop", "truncate":
		return x.gone()
	case "hang":
		x.hang()
		return x.gone()
	case "slow":
		if !x.wait(x.slowness()) {
			return x.gone()
		}
	}
	return nil
}

// gone is what a caller in process makes of a connection that has ended.
func (x *exchange) gone() error {
	if x.late {
		return context.DeadlineExceeded
	}
	return errClosed
}

// slowness is the wall time a slow reply takes.
func (x *exchange) slowness() time.Duration {
	if x.drawn == 0 {
		return slowReply
	}
	return x.drawn
}
