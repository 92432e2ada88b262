package bench

import (
	"bytes"
	"strings"
	"testing"
)

func TestAnswerIsWholeWithItsLastByte(t *testing.T) {
	const answer = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 12\r\nDate: now\r\n\r\n{\"id\":\"123\"}"
	for i := range len(answer) {
		if a, whole, err := parseAnswer([]byte(answer[:i])); whole || err != nil {
			t.Fatalf("after %d bytes: %+v, whole %v, %v", i, a, whole, err)
		}
	}
	a, whole, err := parseAnswer([]byte(answer))
	if !whole || err != nil || a != (reply{201, len(answer)}) {
		t.Errorf("got %+v, whole %v, %v", a, whole, err)
	}
}

func TestAnswerThatCannotBeMeasuredIsRefused(t *testing.T) {
	for _, answer := range []string{
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"HTTP/2 200\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
		"HTTP/\r\n\r\n",
	} {
		if _, _, err := parseAnswer([]byte(answer)); err == nil {
			t.Errorf("no error for %q", answer)
		}
	}
}

func TestEveryPhoneNumberIsANewOne(t *testing.T) {
	next := newPhones(request("POST", "/add", "X-API-Key: k", `{"phone_number":"`+firstPhone+`"}`))
	seen := map[string]bool{}
	for range 2345 {
		head, body, _ := bytes.Cut(next(), []byte("\r\n\r\n"))
		if !strings.Contains(string(head), "\r\nContent-Length: 30") || len(body) != 30 {
			t.Fatalf("a body of %d bytes: %s\n%s", len(body), head, body)
		}
		seen[string(body)] = true
	}
	if len(seen) != 2345 || !seen[`{"phone_number":"12012002345"}`] {
		t.Errorf("%d different numbers in 2345 requests", len(seen))
	}
}
