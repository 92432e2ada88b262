// Command floor is the least a server can do: it answers every request with the
// same status, headers and body, which it reads from a JSON file, and knows
// nothing of what it was asked. A request's body is read, not looked at.
//
//	floor 127.0.0.1:8361 answer.json
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
)

// answer is what every request gets.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

func main() {
	text, err := os.ReadFile(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(os.Args[1], a))
}

// ServeHTTP sends the answer.
func (a answer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	header := w.Header()
	for name, values := range a.Header {
		header[name] = values
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // the client is gone: nobody is left to tell
}
