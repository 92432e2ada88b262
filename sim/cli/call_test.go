package cli

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

// call is curl as far as scripts and the README use it: -s, -X, -H and -d. With
// -w it writes the status to standard error.
func call() {
	request, status := readCall()
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		fail("%v", err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(os.Stdout, answer.Body); err != nil {
		fail("%v", err)
	}
	if status {
		fmt.Fprintln(os.Stderr, answer.StatusCode)
	}
}

// readCall turns the command line into a request.
func readCall() (request *http.Request, status bool) {
	method, target, data := "", "", []string(nil)
	header := http.Header{}
	for args := os.Args[1:]; len(args) > 0; args = args[1:] {
		value := func() string {
			if args = args[1:]; len(args) == 0 {
				fail("an option lacks its value")
			}
			return args[0]
		}
		switch arg := args[0]; {
		case arg == "-s":
		case arg == "-w":
			status = value() != ""
		case arg == "-X":
			method = value()
		case arg == "-d":
			data = append(data, value())
		case arg == "-H":
			name, text, _ := strings.Cut(value(), ":")
			header.Add(name, strings.TrimSpace(text))
		case strings.HasPrefix(arg, "-") || target != "":
			fail("it is not known what %q is", arg)
		default:
			target = arg
		}
	}
	if method == "" {
		method = http.MethodGet
		if data != nil {
			method = http.MethodPost
		}
	}
	var err error
	if data != nil && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	request, err = http.NewRequest(method, target, strings.NewReader(strings.Join(data, "&")))
	if err != nil {
		fail("%v", err)
	}
	request.Header = header
	return request, status
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "call: "+format+"\n", args...)
	os.Exit(1)
}
