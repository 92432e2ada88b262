package cli

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// TestMain puts the program on the PATH of scripts and of the processes tests
// start, and beside it a small HTTP client, so that tests need nothing but Go.
func TestMain(m *testing.M) {
	if err := os.Setenv("GORACE", promptly); err != nil {
		panic(err)
	}
	testscript.Main(tight{m}, map[string]func(){
		"preverified-sim": program, "call": call, "await-signal": awaitSignal, "show-env": showEnv, "read-number": readNumber,
	})
}

// tight fails the package when a test has left something running in this process.
type tight struct{ *testing.M }

// Run implements testscript.TestingM.
func (m tight) Run() int {
	code := m.M.Run()
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// promptly keeps the race detector from holding every process up for a second
// at its end.
const promptly = "atexit_sleep_ms=5"

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("GORACE", promptly)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": scriptExits, "serving": scriptServing, "until": scriptUntil,
		},
	})
}

// TestHealthcheckTellsWhatItWaitsFor: a wait for a large world shows that it
// grows.
func TestHealthcheckTellsWhatItWaitsFor(t *testing.T) {
	asked := 0
	starting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintf(w, "building the world default: %d of 3 numbers\nmore", asked)
		}
	}))
	defer starting.Close()
	for _, c := range []struct {
		args []string
		code int
		text string
	}{
		{[]string{}, 1, "/readyz answers 503 Service Unavailable: building the world default: 1 of 3 numbers\n"},
		{[]string{"--wait"}, 0, "building the world default: 2 of 3 numbers\n"},
		{[]string{}, 0, ""},
	} {
		var stderr strings.Builder
		p := &process{stdin: strings.NewReader(""), stdout: io.Discard, stderr: &stderr, lookup: os.LookupEnv}
		code := run(t.Context(), append([]string{"healthcheck", "--url", starting.URL}, c.args...), p)
		if code != c.code || !strings.HasSuffix(stderr.String(), c.text) || c.text == "" && stderr.Len() > 0 {
			t.Errorf("%v: exit %d, %q; want %d, %q", c.args, code, stderr.String(), c.code, c.text)
		}
	}
}

// A simulator that takes the connection and says nothing is given up.
func TestSilentSimulator(t *testing.T) {
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer silent.Close()
	for _, args := range [][]string{{"numbers"}, {"reset"}, {"clock", "--advance", "1h"}, {"snapshot", "get"}, {"codes", "--latest", "--wait", "10ms"}, {"requests", "--tail"}} {
		var stderr strings.Builder
		p := &process{stdin: strings.NewReader(""), stdout: io.Discard, stderr: &stderr, lookup: noEnv, patience: 20 * time.Millisecond}
		if code := run(t.Context(), append(args, "--url", silent.URL), p); code != 1 || !strings.Contains(stderr.String(), "no simulator answers") {
			t.Errorf("%v: exit %d, %q", args, code, stderr.String())
		}
	}
}

// patience bounds every wait for something that must happen.
const patience = 20 * time.Second

// eventually asks again and again until there is an answer.
func eventually(what string, done func() bool) error {
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	late := time.After(patience)
	for !done() {
		select {
		case <-again.C:
		case <-late:
			return fmt.Errorf("%s did not happen within %s", what, patience)
		}
	}
	return nil
}

// scriptExits is "exits CODE command...": it runs a command to its end and
// demands that exit code.
func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got, err := 0, ts.Exec(args[1], args[2:]...)
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// scriptServing is "serving FILE": it waits for the base URL in the file and
// puts it into SIM_URL, and its host and port into ADDR.
func scriptServing(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: serving FILE")
	}
	ts.Check(eventually("a base URL in "+args[0], func() bool {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil {
			url := strings.TrimSpace(string(text))
			_, addr, _ := strings.Cut(url, "://")
			ts.Setenv("SIM_URL", url)
			ts.Setenv("ADDR", addr)
		}
		return err == nil
	}))
}

// scriptUntil is "until PATH PATTERN": it waits until the answer to a GET at
// SIM_URL matches.
func scriptUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: until PATH PATTERN")
	}
	want := regexp.MustCompile(args[1])
	ts.Check(eventually(args[1]+" at "+args[0], func() bool {
		text, err := get(ts.Getenv("SIM_URL") + args[0])
		return err == nil && want.MatchString(text)
	}))
}

func get(url string) (string, error) {
	answer, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

// The rest are commands for exec to run.

// showEnv prints the variables that are its arguments, and its input.
func showEnv() {
	for _, name := range os.Args[1:] {
		fmt.Printf("%s=%s\n", name, os.Getenv(name))
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		fail("%v", err)
	}
	fmt.Printf("stdin: %s", text)
}

// readNumber is a client that reads one number from Meta.
func readNumber() {
	text, err := get(os.Getenv("SIM_META_URL") + "/v23.0/100200300?access_token=" + os.Getenv("SIM_META_TOKEN"))
	if err != nil {
		fail("%v", err)
	}
	fmt.Println(text)
}

// awaitSignal waits for a signal and tells it by its exit code.
func awaitSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	fmt.Println("ready")
	got := <-signals
	text, err := get(os.Getenv("SIM_URL") + "/readyz")
	if err != nil {
		fail("%v", err)
	}
	fmt.Println("simulator:", text)
	if got == syscall.SIGINT {
		os.Exit(41)
	}
	os.Exit(42)
}

// program is the binary as scripts run it.
func program() {
	os.Exit(Main(os.Args[1:], os.LookupEnv, Streams{os.Stdin, os.Stdout, os.Stderr}))
}
