package soak_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// call is a request as a client has drawn it, without the world it is for.
type call struct {
	method, target string // target is path and query
	header         [][2]string
	body           string
	byHeader       bool // the world is named in a header, not in the path
	fresh          bool // on a connection of its own
	hangs          bool // a rule may let it hang: the client leaves when it does
}

func (c call) with(name, value string) call {
	c.header = append(slices.Clip(c.header), [2]string{name, value})
	return c
}

// control tells calls of the control API from those of vendors' clients.
func (c call) control() bool { return strings.HasPrefix(c.target, controlPath) }

const controlPath = "/_sim/v1"

// bytes is the request on the wire. The Host is always the same, since links in
// answers repeat it.
func (c call) bytes(world string) []byte {
	prefix := "/_world/" + world
	if c.byHeader {
		prefix = ""
		c = c.with("X-Sim-World", world)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s%s HTTP/1.1\r\nHost: sim.test\r\n", c.method, prefix, c.target)
	for _, h := range c.header {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	if c.body != "" || c.method == "POST" || c.method == "PUT" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(c.body))
	}
	b.WriteString("\r\n")
	b.WriteString(c.body)
	return []byte(b.String())
}

// answer is what a client saw.
type answer struct {
	status int
	header http.Header // see foreseen
	body   []byte      // so too
	end    ending
}

// ending says how an answer ended.
type ending string

const (
	whole ending = ""
	cut   ending = "cut"       // within the body
	lost  ending = "lost"      // before there was one
	left  ending = "abandoned" // the client went, since its request hung
)

// same tells whether both are the same answer. How much of a broken one arrives
// is up to the network.
func (a answer) same(b answer) bool {
	if a.end != b.end || a.status != b.status || len(a.header) != len(b.header) {
		return false
	}
	for name, values := range a.header {
		if !slices.Equal(values, b.header[name]) {
			return false
		}
	}
	return a.end != whole || string(a.body) == string(b.body)
}

func (a answer) String() string {
	body := a.body
	if len(body) > 4<<10 {
		body = append(slices.Clip(body[:4<<10]), "..."...)
	}
	return fmt.Sprintf("%s %d %v\n%s", a.end, a.status, a.header, body)
}

// line is a client's connection. It writes and reads HTTP/1.1 as it stands: Go's
// own client repeats some requests whose answer was lost, and refuses to send what
// is wrong.
type line struct {
	addr    string // host:port
	kept    bool   // connections are used again
	patient time.Duration
	conn    net.Conn
	in      *bufio.Reader
	opened  int
}

func (l *line) close() {
	if l.conn != nil {
		_ = l.conn.Close()
		l.conn = nil
	}
}

// open makes sure that there is a connection with a deadline.
func (l *line) open() error {
	if l.conn == nil {
		conn, err := net.Dial("tcp", l.addr)
		if err != nil {
			return err
		}
		l.opened++
		l.conn, l.in = conn, bufio.NewReader(conn)
	}
	return l.conn.SetDeadline(time.Now().Add(l.patient))
}

// An answer also tells how long something took, and which other worlds know an id.
// Both depend on more than its own world.
var (
	wallTime  = regexp.MustCompile(`("duration(?:_ms)?":\s*)[0-9.e-]+`)
	elsewhere = regexp.MustCompile(`"(?:hint|X-Sim-Hint)":\[?"(?:[^"\\]|\\.)* is known in world (?:[^"\\]|\\.)*"\]?,?`)
)

// foreseen takes from an answer what may be otherwise when the same is asked
// again.
func (a *answer) foreseen() {
	a.header.Del("Date")
	if strings.Contains(a.header.Get("X-Sim-Hint"), " is known in world ") {
		a.header.Del("X-Sim-Hint")
	}
	a.body = elsewhere.ReplaceAll(wallTime.ReplaceAll(a.body, []byte("${1}0")), nil)
}

// send carries a call out. An error means that the server is gone or does not
// answer in time; a lost answer is none.
func (l *line) send(c call, world string) (answer, error) {
	if c.fresh {
		l.close()
	}
	if err := l.open(); err != nil {
		return answer{}, err
	}
	_, writing := l.conn.Write(c.bytes(world)) // a server may answer before it has read all
	response, err := http.ReadResponse(l.in, &http.Request{Method: c.method})
	if err != nil {
		l.close()
		return answer{end: lost}, broken(err, c)
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	a := answer{status: response.StatusCode, header: response.Header, body: body}
	if a.foreseen(); c.control() {
		a.header.Del("Content-Length") // of the body with all that was taken away; it was read to its end
	}
	if err != nil {
		a.end = cut
	}
	if err != nil || writing != nil || response.Close || !l.kept || c.fresh {
		l.close()
	}
	return a, late(err, c)
}

// broken is the error of an answer that did not begin in time or is no HTTP, else
// nil: the connection has ended.
func broken(err error, c call) error {
	var ended net.Error
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &ended) && !ended.Timeout() {
		return nil
	}
	return fmt.Errorf("%s %s: %w", c.method, c.target, err)
}

// late is the error of an answer that did not come in time, else nil.
func late(err error, c call) error {
	if isLate(err) {
		return fmt.Errorf("%s %s: %w", c.method, c.target, err)
	}
	return nil
}

func isLate(err error) bool {
	var slow net.Error
	return errors.As(err, &slow) && slow.Timeout()
}
