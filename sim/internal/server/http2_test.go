package server_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// frames is an HTTP/2 client that says what it likes.
type frames struct {
	*http2.Framer
	t    testing.TB
	conn *tls.Conn
	head bytes.Buffer
	enc  *hpack.Encoder
}

// frames opens a connection by HTTP/2. settings are the client's.
func (r *rig) frames(settings ...http2.Setting) *frames {
	r.t.Helper()
	raw, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = raw.Close() })
	_ = raw.SetDeadline(time.Now().Add(patience))
	config := r.tls.Clone()
	config.NextProtos = []string{"h2"}
	f := &frames{t: r.t, conn: tls.Client(raw, config)}
	f.Framer = http2.NewFramer(f.conn, f.conn)
	f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	f.enc = hpack.NewEncoder(&f.head)
	if _, err := io.WriteString(f.conn, http2.ClientPreface); err != nil {
		r.t.Fatal(err)
	}
	f.must(f.WriteSettings(settings...))
	return f
}

func (f *frames) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// ask sends the head of a request, which is all of it.
func (f *frames) ask(stream uint32, path string, fields ...hpack.HeaderField) error {
	f.head.Reset()
	for _, h := range append([]hpack.HeaderField{
		{Name: ":method", Value: "GET"}, {Name: ":scheme", Value: "https"}, {Name: ":authority", Value: "sim"}, {Name: ":path", Value: path},
		{Name: "authorization", Value: "Bearer EAAJBsimulator"},
	}, fields...) {
		_ = f.enc.WriteField(h) // into memory
	}
	text := f.head.Bytes()
	first := text[:min(len(text), 16<<10)]
	err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: first, EndStream: true, EndHeaders: len(first) == len(text)})
	for text = text[len(first):]; err == nil && len(text) > 0; {
		part := text[:min(len(text), 16<<10)]
		text = text[len(part):]
		err = f.WriteContinuation(stream, len(text) == 0, part)
	}
	return err
}

// until reads frames until one is what was looked for, or the connection ends.
func (f *frames) until(found func(http2.Frame) bool) error {
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return err
		}
		if s, ok := frame.(*http2.SettingsFrame); ok && !s.IsAck() {
			f.must(f.WriteSettingsAck())
		}
		if found(frame) {
			return nil
		}
	}
}

// status wants the head of an answer.
func (f *frames) status(stream uint32, want string) {
	f.t.Helper()
	f.must(f.until(func(frame http2.Frame) bool {
		h, ok := frame.(*http2.MetaHeadersFrame)
		if ok && h.StreamID == stream && h.PseudoValue("status") != want {
			f.t.Errorf("stream %d is answered with %s, want %s", stream, h.PseudoValue("status"), want)
		}
		return ok && h.StreamID == stream
	}))
}

// The streams of a connection are bounded; one too many is refused and costs the
// others nothing.
func TestManyStreams(t *testing.T) {
	r := listenTLS(t, server.Options{})
	r.control(201, "POST", "/faults", `{"name": "hang", "on": {"operation": "meta.get_business"}, "do": {"connection": "hang"}}`)
	f := r.frames()
	most := uint32(0)
	f.must(f.until(func(frame http2.Frame) bool {
		s, ok := frame.(*http2.SettingsFrame)
		if ok {
			most, _ = s.Value(http2.SettingMaxConcurrentStreams)
		}
		return ok
	}))
	if most != 250 {
		t.Fatalf("the server allows %d streams", most)
	}
	for i := range most {
		f.must(f.ask(2*i+1, graphPath))
	}
	f.must(f.ask(2*most+1, "/v23.0/1"))
	f.must(f.until(func(frame http2.Frame) bool {
		reset, ok := frame.(*http2.RSTStreamFrame)
		if ok && (reset.StreamID != 2*most+1 || reset.ErrCode != http2.ErrCodeProtocol) { // the client was told the bound
			t.Errorf("stream %d is reset with %v", reset.StreamID, reset.ErrCode)
		}
		return ok
	}))
	f.must(f.WriteRSTStream(1, http2.ErrCodeCancel))
	until(t, "room for another stream", func() bool { return r.control(200, "GET", "/faults", "")["data"] != nil && f.room(2*most+3) })
	_ = f.conn.Close()
	r.control(204, "DELETE", "/faults", "")
}

// room asks for a number on a new stream and tells whether it was answered.
func (f *frames) room(stream uint32) bool {
	f.t.Helper()
	f.must(f.ask(stream, "/v23.0/1"))
	answered := false
	f.must(f.until(func(frame http2.Frame) bool {
		switch x := frame.(type) {
		case *http2.MetaHeadersFrame:
			answered = x.StreamID == stream
		case *http2.RSTStreamFrame:
			return x.StreamID == stream
		}
		return answered
	}))
	return answered
}

// A client that opens no window for its answers loses the stream, and the
// connection serves its other streams.
func TestUnreadStreams(t *testing.T) {
	r := listenTLS(t, server.Options{WriteTimeout: 10 * moment})
	f := r.frames(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 10})
	f.must(f.ask(1, "/_sim/v1/openapi/control"))
	f.must(f.until(func(frame http2.Frame) bool {
		reset, ok := frame.(*http2.RSTStreamFrame)
		return ok && reset.StreamID == 1
	}))
	f.must(f.ask(3, "/livez"))
	f.status(3, "200")
	_ = f.conn.Close()
}

// Nor does a deadline of writing cut what waits or dribbles by HTTP/2.
func TestSlowStreamsOutlastTheWriteTimeout(t *testing.T) {
	r := listenTLS(t, server.Options{WriteTimeout: 4 * moment})
	r.control(201, "POST", "/faults", `{"name": "slow", "on": {"operation": "meta.get_number"}, "do": {"reply": "slow", "latency": "1s"}}`)
	f := r.frames()
	f.must(f.ask(1, "/_sim/v1/requests/stream"))
	f.status(1, "200")
	f.must(f.ask(3, "/v23.0/1"))
	ends, events := false, 0
	f.must(f.until(func(frame http2.Frame) bool {
		if reset, ok := frame.(*http2.RSTStreamFrame); ok {
			t.Errorf("stream %d is reset with %v", reset.StreamID, reset.ErrCode)
			return true
		}
		data, ok := frame.(*http2.DataFrame)
		if ok && data.StreamID == 1 && bytes.Contains(data.Data(), []byte("event: request")) {
			events++
		}
		ends = ends || ok && data.StreamID == 3 && data.StreamEnded()
		return ends && events == 1
	}))
	_ = f.conn.Close()
	r.control(204, "DELETE", "/faults", "")
}

// Heads are bounded by HTTP/2 too, in one piece and in many.
func TestLongHeadsByHTTP2(t *testing.T) {
	r := listenTLS(t, server.Options{})
	f := r.frames()
	long := hpack.HeaderField{Name: "x-filler", Value: strings.Repeat("~", 31_000)}
	f.must(f.ask(1, "/v23.0/1", long, long))
	f.status(1, "431")
	f.must(f.ask(3, "/v23.0/1"))
	f.status(3, "404")
	long.Value = strings.Repeat("~", 200_000)
	_ = f.ask(5, "/v23.0/1", long) // the server may be gone before the end of it
	if err := f.until(func(http2.Frame) bool { return false }); err == nil {
		t.Error("a head of 200,000 bytes was read to the end")
	}
	flood := r.frames()
	var err error
	for i := 0; err == nil && i < 10_000; i++ {
		if i == 0 {
			err = flood.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: nil, EndStream: true})
			continue
		}
		err = flood.WriteContinuation(1, false, bytes.Repeat([]byte{0x00, 0x01, 'x', 0x01, 'y'}, 3000))
	}
	if err == nil {
		t.Error("a head without an end was read to the end")
	}
	for _, x := range []*frames{f, flood} {
		_ = x.conn.Close()
	}
	if n := r.records(); n != 1 {
		t.Errorf("%d records, want that of the one request", n)
	}
}

// Bytes that are no TLS are turned away at the port of TLS; plain HTTP gets a 400 that
// says so.
func TestGarbageOnTheTLSPort(t *testing.T) {
	r := listenTLS(t, server.Options{HeaderTimeout: 20 * moment}) // handshakes that are none of it have as long
	for name, sent := range map[string]string{
		"zeros": strings.Repeat("\x00", 1000), "text": "EHLO sim\r\n", "half a hello": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
		"a record too long": "\x16\x03\x01\xff\xff" + strings.Repeat("x", 70_000), "nothing": "",
	} {
		c, err := net.Dial("tcp", r.addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(patience))
		_, _ = io.WriteString(c, sent) // the server may be gone before the end of it
		if text, err := io.ReadAll(c); err != nil && !gone(err) || bytes.Contains(text, []byte("HTTP")) {
			t.Errorf("%s: answered with %q, %v", name, text, err)
		}
		_ = c.Close()
	}
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	r.say(c, request("GET", "/v23.0/1"))
	if all := replies(t, c); statuses(all) != "400" || !strings.Contains(all[0].body, "HTTPS") {
		t.Errorf("plain HTTP is answered with %+v", all)
	}
	if n := r.records(); n != 0 {
		t.Errorf("%d records", n)
	}
}
