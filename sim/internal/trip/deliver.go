package trip

import (
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

// spoiling is what a connection or reply of a fault rule does to an answer. A nil part
// does nothing of its own.
type spoiling struct {
	// outcome is the journal's word for it.
	outcome string
	// alter changes the answer before it is checked, so that the journal has what was
	// sent.
	alter func(*Reply)
	// send sends what a client gets.
	send func(*exchange, http.ResponseWriter)
	// lose returns what a caller in process gets in the place of an answer.
	lose func(*exchange) error
}

// spoilings are those of all rules; adding one to the language of rules takes a row here.
var spoilings = map[string]spoiling{
	string(sim.ConnectionReset): {"reset", nil, func(_ *exchange, rw http.ResponseWriter) { hangUp(rw, true) }, func(*exchange) error { return errReset }},
	string(sim.ConnectionClose): {"closed", nil, (*exchange).cutOff, (*exchange).gone},
	string(sim.ConnectionHang):  {"hung", nil, (*exchange).hang, (*exchange).hung},
	string(sim.ReplyDrop):       {"dropped", nil, (*exchange).cutOff, (*exchange).gone},
	string(sim.ReplyTruncate):   {"truncated", nil, (*exchange).truncate, (*exchange).gone},
	string(sim.ReplyGarbage):    {"garbage", garble, nil, nil},
	string(sim.ReplyEmpty):      {"empty", func(r *Reply) { r.Value, r.Newline, r.Tagged = nil, false, false }, nil, nil},
	string(sim.ReplySlow):       {"slow", nil, (*exchange).dribble, (*exchange).dribbled},
}

// spoiling is what a rule does to the answer.
func (x *exchange) spoiling() spoiling {
	if x.cut == nil {
		return spoiling{}
	}
	return spoilings[string(x.cut.Connection)+string(x.cut.Reply)]
}

// deliver sends the answer to a client, spoiled as a rule may have it.
func (x *exchange) deliver(rw http.ResponseWriter) {
	if send := x.spoiling().send; send != nil {
		send(x, rw)
		return
	}
	x.send(rw)
}

// transportError is what an in-process caller gets in the place of an answer,
// or nil when it gets one.
func (x *exchange) transportError() error {
	if lose := x.spoiling().lose; lose != nil {
		return lose(x)
	}
	return nil
}

// garbagePage is the page that a broken proxy sends in place of the answer.
const garbagePage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"

func garble(r *Reply) {
	r.Value, r.Newline, r.Indent, r.Tagged = garbagePage, false, false, false
	r.Header.Set("Content-Type", "text/html")
}

func (x *exchange) cutOff(rw http.ResponseWriter) { hangUp(rw, false) }

// hang waits for the client, the world or the server to go.
func (x *exchange) hang(rw http.ResponseWriter) {
	x.until(nil)
	hangUp(rw, false)
}

func (x *exchange) hung() error {
	x.until(nil)
	return x.gone()
}

// truncate sends half of the body.
func (x *exchange) truncate(rw http.ResponseWriter) {
	x.head(rw, len(x.body))
	_, _ = rw.Write(x.body[:len(x.body)/2])
	_ = http.NewResponseController(rw).Flush()
	hangUp(rw, false)
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

// dribbled is a slow reply for a caller in process, which gets it whole.
func (x *exchange) dribbled() error {
	if !x.wait(x.slowness()) {
		return x.gone()
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
