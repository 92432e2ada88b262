package bench

import (
	"bytes"
	"errors"
	"strconv"
)

// reply is what the generator looks at in an answer.
type reply struct {
	status int
	size   int // of head and body, in bytes
}

var (
	headEnd       = []byte("\r\n\r\n")
	contentLength = []byte("\r\nContent-Length: ")
)

// parseAnswer reads an HTTP/1.1 answer as far as a generator must: status and
// length. whole is false until all of it is in buf. An answer without a
// Content-Length, such as a chunked one, is an error: a generator that decodes
// chunks would cost more than the floor it measures.
func parseAnswer(buf []byte) (a reply, whole bool, err error) {
	head := bytes.Index(buf, headEnd)
	if head < 0 {
		return reply{}, false, nil
	}
	if len(buf) < 12 || string(buf[:9]) != "HTTP/1.1 " {
		return reply{}, false, errors.New("no HTTP/1.1 answer")
	}
	if a.status, err = strconv.Atoi(string(buf[9:12])); err != nil {
		return reply{}, false, err
	}
	at := bytes.Index(buf[:head], contentLength)
	if at < 0 {
		return a, false, errors.New("the answer has no Content-Length")
	}
	length := 0
	for _, c := range buf[at+len(contentLength) : head] {
		if c < '0' || c > '9' {
			break
		}
		length = 10*length + int(c-'0')
	}
	a.size = head + len(headEnd) + length
	return a, len(buf) >= a.size, nil
}
