package trip

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// slowReply is how long a slow reply takes when its rule gives no latency, and
// slowParts in how many pieces it comes.
const (
	slowReply = 5 * time.Second
	slowParts = 10
)

// outcomes are the journal's words for what a connection or reply of a fault rule does
// to an answer.
var outcomes = map[string]string{
	string(sim.ConnectionReset): "reset", string(sim.ConnectionClose): "closed", string(sim.ConnectionHang): "hung",
	string(sim.ReplyDrop): "dropped", string(sim.ReplyTruncate): "truncated", string(sim.ReplySlow): "slow",
	string(sim.ReplyGarbage): "garbage", string(sim.ReplyEmpty): "empty",
}

// alterations change the answer before it is checked, so that the journal has what was
// sent.
var alterations = map[string]func(*Reply){
	"garbage": func(r *Reply) {
		r.Value, r.Newline, r.Indent, r.Tagged = garbagePage, false, false, false
		r.Header.Set("Content-Type", "text/html")
	},
	"empty": func(r *Reply) { r.Value, r.Newline, r.Tagged = nil, false, false },
}

// outcome is what a rule does to the connection or the answer, "" without one.
func (x *exchange) outcome() string {
	if x.act == nil {
		return ""
	}
	return outcomes[string(x.act.Connection)+string(x.act.Reply)]
}

// deliver sends the answer to a client, spoiled as a rule may have it.
func (x *exchange) deliver(rw http.ResponseWriter) {
	outcome := x.outcome()
	switch outcome {
	case "", "garbage", "empty":
		x.send(rw)
		return
	case "slow":
		if x.dribble(rw) {
			return
		}
	case "hung":
		x.until(nil)
	case "truncated":
		x.head(rw, len(x.body))
		_, _ = rw.Write(x.body[:len(x.body)/2])
		_ = http.NewResponseController(rw).Flush()
	}
	hangUp(rw, outcome == "reset")
}

// transportError is what an in-process caller gets in the place of an answer, or nil
// when it gets one: a slow reply whole.
func (x *exchange) transportError() error {
	switch x.outcome() {
	case "", "garbage", "empty":
		return nil
	case "reset":
		return errReset
	case "slow":
		if x.wait(x.slowness()) {
			return nil
		}
	case "hung":
		x.until(nil)
	}
	if errors.Is(x.ctx.Err(), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return io.ErrUnexpectedEOF
}

// garbagePage is the page that a broken proxy sends in place of the answer.
const garbagePage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"

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

// dribble sends the body in pieces over the time drawn: the headers at once, the last
// piece when the time is over. It returns false when the client went away first.
func (x *exchange) dribble(rw http.ResponseWriter) bool {
	x.head(rw, len(x.body))
	flush := http.NewResponseController(rw).Flush
	for i := range slowParts {
		_ = flush()
		if !x.wait(x.slowness() / slowParts) {
			return false
		}
		_, _ = rw.Write(x.body[len(x.body)*i/slowParts : len(x.body)*(i+1)/slowParts])
	}
	return true
}

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

// errReset is the error of a transport whose connection was reset on purpose.
var errReset = errors.New("connection reset by peer")

// slowness is the wall time a slow reply takes.
func (x *exchange) slowness() time.Duration { return cmp.Or(x.drawn, slowReply) }
