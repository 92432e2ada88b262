package bench

import (
	"fmt"
	"strings"
)

// source gives the bytes of the next request, which stay as they are until the
// next call.
type source func() []byte

// request renders an HTTP/1.1 request on a kept connection, with the headers a
// plain client sends. A body is JSON.
func request(method, path, credential, body string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:8360\r\nUser-Agent: bench\r\nAccept: application/json\r\n%s\r\n",
		method, path, credential)
	if body != "" {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	return []byte(b.String() + "\r\n" + body)
}

// firstPhone is the first number that is added: US numbers from here on are
// possible ones, and no scenario here has them.
const firstPhone = "12012000000"

// newPhones is a source of the request with a phone number that goes up with
// every call, in place of its one mention of firstPhone.
func newPhones(request []byte) source {
	at := strings.Index(string(request), firstPhone)
	digits := request[at : at+len(firstPhone)]
	return func() []byte {
		for i := len(digits) - 1; i >= 0; i-- {
			if digits[i]++; digits[i] <= '9' {
				break
			}
			digits[i] = '0'
		}
		return request
	}
}
