// Command floor is the least a server can do: it answers every request with the
// same status and JSON body. The body of a request is read and not looked at.
//
//	floor ADDRESS STATUS BODY
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
)

func main() {
	status, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	body := []byte(os.Args[3])
	log.Fatal(http.ListenAndServe(os.Args[1], http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return // the client is gone
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(body) // a client that is gone needs no answer
	})))
}
