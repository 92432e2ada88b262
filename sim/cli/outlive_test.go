//go:build linux

package cli

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

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
		`"parent":"r1","operation":"meta.share_number"`, `"status":0,"fault":"no-share"`, `"outcome":"reset"`, `"console":"` + r.url + `/_sim/#r3"`,
	} {
		if !strings.Contains(r.stderr.String(), want) {
			t.Errorf("%s lacks %s", r.stderr.String(), want)
		}
	}
}

// TestTail prints requests as they end, each with its calls below it.
func TestTail(t *testing.T) {
	r := start(t)
	var shown output
	tail := exec.CommandContext(t.Context(), "preverified-sim", "requests", "--tail", "--url", r.url)
	tail.Stdout = &shown
	if err := tail.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tail.Process.Kill(); _ = tail.Wait() }()
	r.until("the tail has begun", func() bool {
		_, err := get(r.url + "/v23.0/1")
		return err == nil && strings.Contains(shown.String(), "meta.get_number")
	})
	add360(t, r.url)
	r.until("the calls", func() bool { return strings.Contains(shown.String(), "meta.share_number") })
	text, at := shown.String(), 0
	for _, want := range []string{"360dialog.add_number", "\n  r", "meta.add_number", "\n  r", "meta.share_number"} {
		found := strings.Index(text[at:], want)
		if found < 0 {
			t.Fatalf("%q does not follow in\n%s", want, text)
		}
		at += found + len(want)
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
	link := func(url, id string) string {
		return "\x1b]8;;" + url + "/_sim/#" + id + "\x1b\\" + id + "\x1b]8;;\x1b\\"
	}
	t.Run("in colour", func(t *testing.T) { showsWhatAPersonNeeds(t, "", "\x1b[31m502\x1b[0m", link) })
	t.Run("plain", func(t *testing.T) { showsWhatAPersonNeeds(t, "1", "502", func(_, id string) string { return id }) })
}

// TestTerminalColoursVerdictsNotNames: a word that is part of a name stays plain.
func TestTerminalColoursVerdictsNotNames(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	ours, theirs := terminal(t)
	var shown output
	go func() { _, _ = io.Copy(&shown, ours) }() // until the terminal is closed
	for _, c := range []struct {
		code int
		args []string
	}{
		{0, []string{"scenario", "list"}},
		{3, []string{"exec", "--scenario", "share-ends", "--", "true"}},
		{0, []string{"errors"}},
	} {
		if code := launchTo(t, theirs, c.args...).wait(); code != c.code {
			t.Fatalf("%v: exit code %d", c.args, code)
		}
	}
	if err := eventually("the tables", func() bool { return strings.Contains(shown.String(), "360dialog.") }); err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(shown.String(), "\r", "")
	for _, want := range []string{"\ndelete-done-but-told-failed ", "\nexpired-during-signup ", "\n\x1b[31mFAIL\x1b[0m ", " \x1b[31m404\x1b[0m "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if at := regexp.MustCompile(`.*[\w-]\x1b\[3.*|.*\x1b\[0m[\w-].*`).FindString(text); at != "" {
		t.Errorf("a part of a name is coloured: %s", at)
	}
}

func showsWhatAPersonNeeds(t *testing.T, noColor, failed string, link func(url, id string) string) {
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
		`seed=7 (flag)`, "\n" + link(r.url, "r1") + " ", " " + failed + " 360dialog.add_number ", "360dialog.meta_failed:", "\n    meta.share_number r3: fault no-share\n",
		"  " + link(r.url, "r2") + " ", "meta.add_number", "\n  " + link(r.url, "r3") + " ", "meta.share_number", "fault no-share",
	} {
		found := strings.Index(text[at:], want)
		if found < 0 {
			t.Fatalf("%q does not follow in\n%s", want, text)
		}
		at += found
	}
	for line := range strings.Lines(text) {
		if noColor != "" && utf8.RuneCountInString(line) > 81 && !strings.HasPrefix(line, "setting ") {
			t.Errorf("longer than 80 columns: %s", line)
		}
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

// TestTextsThatCannotBeWrittenFail: the exit code tells that the disk is full, once.
func TestTextsThatCannotBeWrittenFail(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for _, line := range []string{"--help", "help serve", "serve --help", "exec --help", "help", "scenario", "--version", "completion bash", "version", "operations"} {
		c := exec.Command("preverified-sim", strings.Fields(line)...)
		var said strings.Builder
		c.Stdout, c.Stderr = full, &said
		_ = c.Run()
		if code := c.ProcessState.ExitCode(); code != 1 || said.String() != "preverified-sim: write /dev/stdout: no space left on device\n" {
			t.Errorf("%s: exit code %d, %s", line, code, said.String())
		}
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
	for _, want := range []string{file + ": it is no regular file", file + ": it is longer than 8388608 bytes"} {
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
		into := r.readerOf(pipe)
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

// readerOf waits until the program reads a pipe.
func (r *running) readerOf(pipe string) (into *os.File) {
	r.t.Helper()
	r.until("a reader", func() bool {
		var err error
		into, err = os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0) // there is a reader once it opens
		return err == nil
	})
	return into
}

// TestExecEndsBeforeItsChild: a signal that comes while the scenario is read or built
// ends exec as a shell has it, and no child runs.
func TestExecEndsBeforeItsChild(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.yaml")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	big := write(t, filepath.Join(dir, "big.yaml"), "version: 1\nname: big\nbusinesses: [{id: \"1\", tokens: [t]}]\ngenerate: [{count: 500000}]\n")
	for s, want := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGINT: 130, syscall.SIGHUP: 129, syscall.SIGQUIT: 131} {
		r := launch(t, "exec", "--scenario", pipe, "--", "show-env")
		into := r.readerOf(pipe)
		if code, took := r.signal(s); code != want || took > time.Second || r.stdout.String() != "" {
			t.Errorf("%v ends the reading with %d after %s, want %d: %s", s, code, took, want, r.stdout.String())
		}
		_ = into.Close()
		r = launch(t, "exec", "--log-level", "info", "--scenario", big, "--", "show-env")
		r.until("the building", func() bool { return strings.Contains(r.stderr.String(), "building a world") })
		if code, took := r.signal(s); code != want || took > time.Second || r.stdout.String() != "" {
			t.Errorf("%v ends the building with %d after %s, want %d: %s", s, code, took, want, r.stdout.String())
		}
	}
}

// TestCommandsEndWhileTheyRead: a signal ends a command that waits for its input.
func TestCommandsEndWhileTheyRead(t *testing.T) {
	dir := t.TempDir()
	sim := start(t)
	for _, command := range []string{"events -", "faults add -", "snapshot put -", "snapshot diff PIPE", "scenario lint PIPE", "drift PIPE"} {
		pipe := filepath.Join(dir, strings.ReplaceAll(command, " ", "-")+".yaml")
		if err := unix.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		args := strings.Fields(strings.ReplaceAll(command, "PIPE", pipe))
		if !strings.HasPrefix(command, "scenario") && args[0] != "drift" {
			args = append(args, "--url", sim.url)
		}
		in, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		c := exec.Command("preverified-sim", args...)
		c.Stdin = in
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(command, "PIPE") {
			defer (&running{t: t}).readerOf(pipe).Close()
		}
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		err = c.Wait()
		if state, _ := c.ProcessState.Sys().(syscall.WaitStatus); state.Signal() != syscall.SIGTERM {
			t.Errorf("%s ends with %v", command, err)
		}
		_, _ = in.Close(), writer.Close()
	}
}

// TestInputsWithoutAnEndAreRefused by name, at a bound.
func TestInputsWithoutAnEndAreRefused(t *testing.T) {
	zeros, err := os.Open("/dev/zero")
	if err != nil {
		t.Fatal(err)
	}
	defer zeros.Close()
	for command, want := range map[string]string{
		"scenario lint /dev/zero": "/dev/zero: it is longer than 8388608 bytes", "faults add /dev/zero": "/dev/zero: it is longer than 8388608 bytes",
		"events -": "standard input: it is longer than 8388608 bytes", "faults add -": "standard input: it is longer than 8388608 bytes",
	} {
		c := exec.Command("preverified-sim", strings.Fields(command)...)
		c.Stdin = zeros
		said, err := c.CombinedOutput()
		if c.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(said), want) {
			t.Errorf("%s: %v\n%s", command, err, said)
		}
	}
}

// TestLongWorkShowsProgress at a terminal, and nothing of it elsewhere.
func TestLongWorkShowsProgress(t *testing.T) {
	sim := start(t)
	r := launch(t, "snapshot", "get", "--url", sim.url)
	if code := r.wait(); code != 0 || r.stderr.String() != "" {
		t.Fatalf("exit code %d: %s", code, r.stderr.String())
	}
	pipe := filepath.Join(t.TempDir(), "snapshot.json")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ours, theirs := terminal(t)
	var shown output
	go func() { _, _ = io.Copy(&shown, ours) }() // until the terminal is closed
	p := launchTo(t, theirs, "snapshot", "put", pipe, "--url", sim.url)
	into := p.readerOf(pipe)
	snapshot := r.stdout.String()
	half := len(snapshot) / 2
	_, _ = into.WriteString(snapshot[:half])
	p.until("progress", func() bool { return strings.Contains(shown.String(), "0.0 MB sent") })
	_, _ = into.WriteString(snapshot[half:])
	_ = into.Close()
	if code := p.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	p.until("the end of it", func() bool {
		return strings.Contains(shown.String(), "sent\r\x1b[K") && strings.Contains(shown.String(), "the world default goes on at")
	})
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
