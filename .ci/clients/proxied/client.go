// Command proxied is Go's net/http with its default transport, over the version of
// HTTP in its argument.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
)

const graph = "https://graph.facebook.com/v23.0/"

func main() {
	if os.Args[1] == "1" {
		transport, _ := http.DefaultTransport.(*http.Transport)
		transport.Protocols = &http.Protocols{}
		transport.Protocols.SetHTTP1(true)
	}
	var made, code struct{ ID, Code string }
	var listed struct{ Data []struct{ ID string } }
	var pool []any
	ask(graph+"506914307656634/add_phone_numbers", url.Values{"phone_number": {"15550783881"}}, &made)
	ask(graph+made.ID+"/request_code", url.Values{"code_method": {"SMS"}, "language": {"en_US"}}, nil)
	ask(os.Getenv("SIM_URL")+"/_sim/v1/codes/latest", nil, &code)
	ask(graph+made.ID+"/verify_code", url.Values{"code": {code.Code}}, nil)
	ask(graph+"506914307656634/preverified_numbers?code_verification_status=VERIFIED", nil, &listed)
	ask("https://hub.360dialog.io/api/v2/partners/simul8PA/preverified-numbers", nil, &pool)
	if len(listed.Data) != 1 || listed.Data[0].ID != made.ID || len(pool) > 0 {
		fail("listed", listed, pool)
	}
}

// ask posts the form, or gets without one, and reads the answer.
func ask(address string, form url.Values, into any) {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	q, err := http.NewRequest(method, address, body)
	if err != nil {
		fail(err)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("X-Sim-World", os.Getenv("WORLD"))
	if strings.HasPrefix(address, graph) {
		q.Header.Set("Authorization", "Bearer EAAJBsimulator")
	}
	q.Header.Set("X-API-Key", "sim-api-key")
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		fail(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || q.URL.Scheme == "https" && fmt.Sprint(answer.ProtoMajor) != os.Args[1] {
		fail(address, answer.Proto, answer.Status, string(text), err)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			fail(err)
		}
	}
}

func fail(what ...any) {
	fmt.Fprintln(os.Stderr, what...)
	os.Exit(1)
}
