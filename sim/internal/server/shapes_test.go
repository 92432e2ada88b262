package server_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// shape is something on the wire that is not, or hardly, a request.
type shape struct {
	name string
	// sent follows as it is; the client then closes its half.
	sent string
	// statuses are those of all answers until the connection ends, and records
	// how many requests the journal took down.
	statuses string
	records  int
}

const (
	addPath   = graphPath + "/add_phone_numbers"
	metaToken = "Authorization: Bearer EAAJBsimulator\r\n"
	addHead   = "POST " + addPath + " HTTP/1.1\r\nHost: sim\r\n" + metaToken
	getHead   = "GET /v23.0/1 HTTP/1.1\r\nHost: sim\r\n"
	// hidden is what smugglers want to be taken for a request of its own.
	hidden = "GET /v23.0/2 HTTP/1.1\r\nHost: sim\r\n\r\n"
)

// The framing of a body, where two servers in a row must not disagree.
var framings = []shape{
	{"a length and chunks", addHead + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400", 1},
	{"a request within the length, behind the chunks", addHead + "Content-Length: 64\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, "400 401", 2},
	{"a request within the chunks", addHead + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n", len(hidden)) + hidden + "\r\n0\r\n\r\n", "400", 1},
	{"a request within the length", addHead + "Content-Length: " + length(hidden) + "\r\n\r\n" + hidden, "400", 1},
	{"two lengths", addHead + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "400", 0},
	{"the same length twice", addHead + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "400", 1},
	{"a list of lengths", addHead + "Content-Length: 5, 5\r\n\r\nhello", "400", 0},
	{"a length with a sign", addHead + "Content-Length: +5\r\n\r\nhello", "400", 0},
	{"a length below nothing", addHead + "Content-Length: -5\r\n\r\nhello", "400", 0},
	{"a length in hexadecimal", addHead + "Content-Length: 0x5\r\n\r\nhello", "400", 0},
	{"a length beyond 64 bits", addHead + "Content-Length: 99999999999999999999\r\n\r\nhello", "400", 0},
	{"another coding", addHead + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden, "501", 0},
	{"a coding behind chunks", addHead + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden, "501", 0},
	{"a coding before chunks", addHead + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + hidden, "501", 0},
	{"chunks twice", addHead + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, "501", 0},
	{"a blank before the colon", addHead + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden, "400", 0},
	{"a control character before the coding", addHead + "Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + hidden, "400", 0},
	{"chunks by HTTP/1.0", "POST " + addPath + " HTTP/1.0\r\n" + metaToken + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden, "400", 1},
	{"a chunk with an extension", addHead + "Transfer-Encoding: chunked\r\n\r\n1;a=\"b\"\r\n{\r\n0;c\r\nX-Trailer: 1\r\n\r\n", "400", 1},
	{"a trailer that would be a credential", "GET /v23.0/1 HTTP/1.1\r\nHost: sim\r\nTrailer: Authorization\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + metaToken + "\r\n", "401", 1},
	{"chunks with bare line ends", addHead + "Transfer-Encoding: chunked\r\n\r\n1\n{\n0\n\n", "400", 1},
	{"a chunk's length with a prefix", addHead + "Transfer-Encoding: chunked\r\n\r\n0x1\r\n{\r\n0\r\n\r\n" + hidden, "400", 1},
	{"a chunk's length beyond 64 bits", addHead + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{\r\n0\r\n\r\n" + hidden, "400", 1},
	{"a chunk longer than it says", addHead + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n" + hidden, "400", 1},
	{"chunks that break off", addHead + "Transfer-Encoding: chunked\r\n\r\n5\r\n{", "400", 1},
	{"a length beyond the body", addHead + "Content-Length: 100\r\n\r\n{", "400", 1},
}

// Lines and headers.
var heads = []shape{
	{"a folded header", getHead + "X-Fold: a\r\n b\r\n\r\n", "401", 1},
	{"a fold before the first header", "GET /v23.0/1 HTTP/1.1\r\n Host: sim\r\n\r\n", "400", 0},
	{"bare line feeds", strings.ReplaceAll(getHead, "\r\n", "\n") + "\n", "401", 1},
	{"bare carriage returns", strings.ReplaceAll(getHead, "\r\n", "\r") + "\r", "400", 0},
	{"NUL in a value", getHead + "X-Nul: a\x00b\r\n\r\n", "400", 0},
	{"NUL in a name", getHead + "X\x00: a\r\n\r\n", "400", 0},
	{"NUL in the path", "GET /v23.0/1\x00 HTTP/1.1\r\nHost: sim\r\n\r\n", "400", 0},
	{"a carriage return in a value", getHead + "X-Split: a\rX-Other: b\r\n\r\n", "400", 0},
	{"a header without a name", getHead + ": a\r\n\r\n", "400", 0},
	{"a header without a colon", getHead + "nonsense\r\n\r\n", "400", 0},
	{"an unknown expectation", getHead + "Expect: 200-ok\r\n\r\n", "417", 0},
	{"an upgrade to HTTP/2", getHead + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", "401", 1},
	{"no host", "GET /v23.0/1 HTTP/1.1\r\n\r\n", "400", 0},
	{"an empty host", "GET /v23.0/1 HTTP/1.1\r\nHost:\r\n\r\n", "401", 1},
	{"two hosts", getHead + "Host: graph.facebook.com\r\n\r\n", "400", 0},
	{"a host with a blank", "GET /v23.0/1 HTTP/1.1\r\nHost: a b\r\n\r\n", "400", 0},
	{"a host with a user", "GET /v23.0/1 HTTP/1.1\r\nHost: graph.facebook.com@sim\r\n\r\n", "400", 0},
}

// Request lines.
var lines = []shape{
	{"an absolute address", "GET http://graph.facebook.com/v23.0/1 HTTP/1.1\r\nHost: sim\r\n\r\n", "401", 1},
	{"an absolute address beats the host", "GET http://graph.facebook.com/_sim/v1/health HTTP/1.1\r\nHost: sim\r\n\r\n", "404", 0},
	{"two slashes in front", "GET //sim/v23.0/1 HTTP/1.1\r\nHost: sim\r\n\r\n", "401", 1},
	{"a path without a slash", "GET v23.0/1 HTTP/1.1\r\nHost: sim\r\n\r\n", "400", 0},
	{"a broken escape", "GET /v23.0/%zz HTTP/1.1\r\nHost: sim\r\n\r\n", "400", 0},
	{"CONNECT to a host", "CONNECT graph.facebook.com:443 HTTP/1.1\r\nHost: graph.facebook.com:443\r\n\r\n", "405", 0},
	{"CONNECT to a path", "CONNECT /v23.0/1 HTTP/1.1\r\nHost: sim\r\n\r\n", "405", 0},
	{"OPTIONS of the server", "OPTIONS * HTTP/1.1\r\nHost: sim\r\n\r\n", "200", 0},
	{"GET of the server", "GET * HTTP/1.1\r\nHost: sim\r\n\r\n", "401", 1},
	{"a method that is no word", "G@T /v23.0/1 HTTP/1.1\r\nHost: sim\r\n\r\n", "400", 0},
	{"two blanks", "GET  /v23.0/1 HTTP/1.1\r\nHost: sim\r\n\r\n", "400", 0},
	{"empty lines in front", "\r\n\r\n" + hidden, "400", 0},
	{"HTTP/1.0", "GET /v23.0/1 HTTP/1.0\r\n\r\n", "401", 1},
	{"HTTP/1.0 that stays", "GET /v23.0/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + "GET /v23.0/1 HTTP/1.0\r\n\r\n", "401 401", 2},
	{"HTTP/0.9", "GET /v23.0/1\r\n", "400", 0},
	{"HTTP/0.9 by name", "GET /v23.0/1 HTTP/0.9\r\n\r\n", "505", 0},
	{"HTTP/2 without a preface", "GET /v23.0/1 HTTP/2.0\r\nHost: sim\r\n\r\n", "505", 0},
	{"a handshake of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400", 0},
	{"NUL bytes", strings.Repeat("\x00", 1000) + "\r\n\r\n", "400", 0},
	{"nothing", "", "", 0},
	{"half a line", "GET /v23", "400", 0},
}

// Whatever is on the wire is taken for one thing: a request that is answered and
// taken down, or none. What a smuggler hides in a body stays in it, unless it
// stands behind what both lengths agree on.
func TestShapesOnTheWire(t *testing.T) {
	r := listen(t, server.Options{})
	for _, group := range [][]shape{framings, heads, lines} {
		for _, x := range group {
			t.Run(strings.ReplaceAll(x.name, " ", "-"), func(t *testing.T) {
				before := r.records()
				c := r.dial()
				r.say(c, x.sent)
				_ = c.(*net.TCPConn).CloseWrite() //nolint:forcetypeassert // a plain listener; the server may have closed it
				if got := statuses(replies(t, c)); got != x.statuses {
					t.Errorf("answered with %q, want %q", got, x.statuses)
				}
				if got := r.records() - before; got != x.records {
					t.Errorf("%d records, want %d", got, x.records)
				}
			})
		}
	}
	if n := r.get("/_sim/v1/numbers")["data"]; len(n.([]any)) != 0 {
		t.Errorf("numbers were added: %v", n)
	}
}

// Answers come in the order of the requests, none is lost, and each has its own
// record.
func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	r := listen(t, server.Options{})
	const many = 200
	c := r.dial()
	go func() {
		for i := range many {
			body := `{"phone_number": "` + phone(i) + `"}`
			_, _ = io.WriteString(c, request("POST", hubPath, "Content-Type: "+asJSON, "Content-Length: "+length(body))+body)
		}
		_, _ = io.WriteString(c, request("GET", "/v23.0/1", "Connection: close"))
	}()
	all := replies(t, c)
	if len(all) != many+1 || all[many].status != 404 {
		t.Fatalf("%d answers, the last %d", len(all), all[len(all)-1].status)
	}
	for i, a := range all[:many] {
		if a.status != 201 || !strings.Contains(a.body, `"phone_number":"`+phone(i)+`"`) {
			t.Errorf("answer %d is %d %s", i, a.status, a.body)
		}
	}
	if n := r.control(200, "GET", "/requests/count?origin=client", "")["count"]; n != float64(many+1) {
		t.Errorf("%v records of clients, want %d", n, many+1)
	}
}
