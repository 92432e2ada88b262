//go:build linux

package cli

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestLogRequests: one line a request, with its cause, where the flag asks for it.
func TestLogRequests(t *testing.T) {
	r := start(t, "--log-requests", "--log-format", "json")
	addRule(t, http.DefaultClient, r.url, `{"name": "no-share", "on": {"operation": "meta.share_number"}, "do": {"connection": "reset"}}`)
	add360(t, r.url)
	r.signal(syscall.SIGTERM)
	for _, want := range []string{
		`"msg":"request","world":"default","id":"r1","operation":"360dialog.add_number","method":"POST","path":"/api/v2/partners/simul8PA/preverified-numbers","status":502,"error":"360dialog.`,
		`"parent":"r1","operation":"meta.share_number"`, `"status":0,"fault":"no-share"`, `"outcome":"reset"`,
	} {
		if !strings.Contains(r.stderr.String(), want) {
			t.Errorf("%s lacks %s", r.stderr.String(), want)
		}
	}
}

// add360 adds a number through 360dialog.
func add360(t *testing.T, url string) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/api/v2/partners/simul8PA/preverified-numbers", strings.NewReader(`{"phone_number":"12125550123"}`))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("X-API-Key", "sim-api-key")
	q.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	_ = a.Body.Close()
}

// terminal opens a pseudo-terminal: the end of a person and that of a program.
func terminal(t *testing.T) (ours, theirs *os.File) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ours.Close() })
	n, err := unix.IoctlGetInt(int(ours.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(ours.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		theirs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = theirs.Close() })
	return ours, theirs
}

// TestTerminalShowsWhatAPersonNeeds: addresses, credentials, changed settings, and a
// line a request with those of its calls below it.
func TestTerminalShowsWhatAPersonNeeds(t *testing.T) {
	t.Run("in colour", func(t *testing.T) { showsWhatAPersonNeeds(t, "", "\x1b[31m502\x1b[0m") })
	t.Run("plain", func(t *testing.T) { showsWhatAPersonNeeds(t, "1", "502") })
}

func showsWhatAPersonNeeds(t *testing.T, noColor, failed string) {
	t.Helper()
	t.Setenv("NO_COLOR", noColor)
	ours, theirs := terminal(t)
	var shown output
	go func() { _, _ = io.Copy(&shown, ours) }() // until the terminal is closed
	r := startTo(t, theirs, "--seed", "7")
	addRule(t, http.DefaultClient, r.url, `{"name": "no-share", "on": {"operation": "meta.share_number"}, "do": {"connection": "reset"}}`)
	add360(t, r.url)
	r.until("the request", func() bool { return strings.Contains(shown.String(), "fault no-share") })
	if code, _ := r.signal(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d", code)
	}
	text := strings.ReplaceAll(shown.String(), "\r", "")
	at := 0
	for _, want := range []string{
		"url        " + r.url + "\n", "console    " + r.url + "/_sim/\n", "business 506914307656634, token EAAJBsimulator\n", "partner simul8PA, API key sim-api-key\n",
		`seed=7 (flag)`, "\nr1 ", "360dialog.add_number: POST /api/v2/partners/simul8PA/preverified-numbers -> " + failed + ", ", "\n  r2 ", "meta.add_number", "\n  r3 ", "meta.share_number", "fault no-share",
	} {
		found := strings.Index(text[at:], want)
		if found < 0 {
			t.Fatalf("%q does not follow in\n%s", want, text)
		}
		at += found
	}
	if strings.Contains(text, "msg=") || strings.Contains(text, "max-worlds") {
		t.Errorf("the terminal shows a log or defaults:\n%s", text)
	}
}

// TestOutputsThatGoAwayEndNothing: the reader of the log is gone, or the disk is full.
func TestOutputsThatGoAwayEndNothing(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	read, gone, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = read.Close()
	defer gone.Close()
	for name, out := range map[string]*os.File{"closed": gone, "full": full} {
		t.Run(name, func(t *testing.T) {
			r := startTo(t, out, "--log-requests", "--log-level", "debug")
			for range 3 {
				if _, err := get(r.url + "/v23.0/1"); err != nil {
					t.Fatal(err)
				}
			}
			if code, _ := r.signal(syscall.SIGTERM); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// TestAddrFileReplacesNoDevice: nothing but a regular file is replaced, and nothing
// listens when the address cannot be written.
func TestAddrFileReplacesNoDevice(t *testing.T) {
	dir := t.TempDir()
	link, pipe := filepath.Join(dir, "link"), filepath.Join(dir, "pipe")
	if err := os.Symlink(filepath.Join(dir, "target"), link); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{link, pipe, dir, "/dev/null", "/proc/addr", filepath.Join(dir, "none", "addr")} {
		r := launch(t, "--addr", "127.0.0.1:0", "--addr-file", file)
		if code := r.wait(); code != exitUsage || !strings.Contains(r.stderr.String(), "--addr-file: ") || strings.Contains(r.stderr.String(), "listening") {
			t.Errorf("%s: exit %d: %s", file, code, r.stderr.String())
		}
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".addr-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestReloadReadsRegularFilesOnly: a pipe or a device in the place of the scenario
// is refused with its name, and the next change is read.
func TestReloadReadsRegularFilesOnly(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "boot.yaml"), fmt.Sprintf(named, "first"))
	r := start(t, "--scenario", file, "--watch")
	r.scenarioIs("first")
	place := func(make func(name string) error) {
		t.Helper()
		said := strings.Count(r.stderr.String(), "not reloaded")
		aside := filepath.Join(dir, "aside")
		if err := make(aside); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(aside, file); err != nil {
			t.Fatal(err)
		}
		r.until("a refusal", func() bool { return strings.Count(r.stderr.String(), "not reloaded") > said })
	}
	place(func(name string) error { return unix.Mkfifo(name, 0o600) })
	place(func(name string) error { return os.Symlink("/dev/zero", name) })
	place(func(name string) error { return os.WriteFile(name, bytes.Repeat([]byte("#"), longestFile+1), 0o600) })
	for _, want := range []string{"boot.yaml: it is no regular file", "longer than 8388608 bytes"} {
		if !strings.Contains(r.stderr.String(), want) {
			t.Errorf("%s lacks %s", r.stderr.String(), want)
		}
	}
	if err := r.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	write(t, file, fmt.Sprintf(named, "second"))
	r.scenarioIs("second")
}

// TestSignalsAtAnyMoment: while a pipe keeps the start waiting, a signal ends it; one
// to reload does not. A pipe in the directory of scenarios stops nothing.
func TestSignalsAtAnyMoment(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "boot.yaml")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, s := range []os.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT} {
		r := launch(t, "--addr", "127.0.0.1:0", "--scenario", pipe)
		var into *os.File
		r.until("a reader", func() bool {
			var err error
			into, err = os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0) // there is a reader once it opens
			return err == nil
		})
		if err := r.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		if code, took := r.signal(s); code != 0 || took > time.Second {
			t.Errorf("%v ends the start with %d after %s", s, code, took)
		}
		_ = into.Close()
		r = start(t, "--scenario-dir", dir)
		if text, err := get(r.url + "/_sim/v1/scenarios"); err != nil || !strings.Contains(text, `"default"`) {
			t.Errorf("the scenarios: %v %s", err, text)
		}
		if code, took := r.signal(s); code != 0 || took > time.Second {
			t.Errorf("%v ends with %d after %s", s, code, took)
		}
	}
}

// TestTokensThatCannotBeSent are refused at the start.
func TestTokensThatCannotBeSent(t *testing.T) {
	for _, text := range []string{"s3cret\n", "s3cret\r\n", " s3cret", "two words", "tab\t"} {
		t.Setenv("SIM_CONTROL_TOKEN", text)
		r := launch(t, "--addr", "127.0.0.1:0")
		if code := r.wait(); code != exitUsage || !strings.Contains(r.stderr.String(), "SIM_CONTROL_TOKEN: ") || !strings.Contains(r.stderr.String(), "line ends") {
			t.Errorf("%q: exit %d: %s", text, code, r.stderr.String())
		}
	}
}
