package simtest_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// onTheWire sends a request byte by byte as it is written, over a connection of
// its own, and reads the answer. In the head, lines end with a newline and HOST
// stands for the server's address; Content-Length is left out where there is no
// body and no line asks for it.
func onTheWire(t testing.TB, s *simtest.Sim, head, body string) simtest.Answer {
	t.Helper()
	host := strings.TrimPrefix(s.URL, "http://")
	host, _, _ = strings.Cut(host, "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	head = strings.TrimSpace(strings.ReplaceAll(head, "HOST", host))
	if body != "" {
		head += fmt.Sprintf("\nContent-Length: %d", len(body))
	}
	if _, err := io.WriteString(conn, strings.ReplaceAll(head, "\n", "\r\n")+"\r\n\r\n"+body); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(head, " ")
	answer, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatalf("%s: %v", head, err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("%s: %v", head, err)
	}
	return simtest.Answer{Status: answer.StatusCode, Header: answer.Header, Body: text}
}

// jsonObject decodes an object, or ends the test.
func jsonObject(t testing.TB, text []byte) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return out
}
