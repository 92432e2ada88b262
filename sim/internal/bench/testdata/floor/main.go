// Command floor is the least a server can do: it answers every request with the
// same status and JSON body. The body of a request is read and not looked at.
//
//	floor ADDRESS STATUS BODY
//
// Without arguments it is the least a client can be: 20 requests to SIM_URL.
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
)

func main() {
	if len(os.Args) == 1 {
		ask()
		return
	}
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

func ask() {
	for range 20 {
		r, err := http.Get(os.Getenv("SIM_URL") + "/v23.0/506914307656634/preverified_numbers?access_token=" + os.Getenv("SIM_META_TOKEN"))
		if err != nil {
			continue // a connection that breaks is what some scenarios are about
		}
		_, _ = io.Copy(io.Discard, r.Body) // as above
		_ = r.Body.Close()
	}
}
