package cli

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// output collects what a process writes while it runs.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String is everything so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// running is the program in a process of its own.
type running struct {
	t              *testing.T
	url            string
	stdout, stderr output
	cmd            *exec.Cmd
	ended          chan error
}

// launch starts the program, and kills it at the end of the test if it still
// runs.
func launch(t *testing.T, args ...string) *running {
	t.Helper()
	return launchTo(t, nil, args...)
}

// launchTo is launch with standard output and error of the test's own.
func launchTo(t *testing.T, out *os.File, args ...string) *running {
	t.Helper()
	r := &running{t: t, cmd: exec.Command("preverified-sim", args...), ended: make(chan error, 1)}
	r.cmd.Stdout, r.cmd.Stderr = &r.stdout, &r.stderr
	if out != nil {
		r.cmd.Stdout, r.cmd.Stderr = out, out
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		r.ended <- r.cmd.Wait()
		close(gone)
	}()
	t.Cleanup(func() {
		_ = r.cmd.Process.Kill()
		<-gone
		if t.Failed() {
			t.Logf("%s\n%s%s", r.cmd, r.stdout.String(), r.stderr.String())
		}
	})
	return r
}

// start runs serve on a free port. It returns when the base URL is there.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	return startTo(t, nil, args...)
}

// startTo is start with standard output and error of the test's own.
func startTo(t *testing.T, out *os.File, args ...string) *running {
	t.Helper()
	file := filepath.Join(t.TempDir(), "addr")
	r := launchTo(t, out, append([]string{"serve", "--addr", "127.0.0.1:0", "--addr-file", file}, args...)...)
	r.until("a base URL", func() bool {
		text, err := os.ReadFile(file)
		r.url = strings.TrimSpace(string(text))
		return err == nil
	})
	return r
}

func (r *running) until(what string, done func() bool) {
	r.t.Helper()
	if err := eventually(what, done); err != nil {
		r.t.Fatal(err)
	}
}

// signal sends one and returns the exit code and how long the end took.
func (r *running) signal(s os.Signal) (code int, took time.Duration) {
	r.t.Helper()
	began := time.Now()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
	return r.wait(), time.Since(began)
}

// wait returns the exit code.
func (r *running) wait() int {
	r.t.Helper()
	select {
	case <-r.ended:
		return r.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		r.t.Fatalf("the program still runs after %s", patience)
		return -1
	}
}

// scenarioIs waits until the default world runs that scenario.
func (r *running) scenarioIs(name string) {
	r.t.Helper()
	r.until("the scenario "+name, func() bool {
		text, err := get(r.url + "/_sim/v1/scenario")
		return err == nil && strings.Contains(text, `"name":"`+name+`"`)
	})
}

func TestStopsInTimeWithHungConnections(t *testing.T) {
	for _, s := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			r := start(t)
			hang(t, r)
			code, took := r.signal(s)
			if code != 0 || took >= time.Second {
				t.Errorf("exit code %d after %s, want 0 in under a second", code, took)
			}
		})
	}
}

// A second signal, and a third, change nothing: the stop is on its way and takes
// no longer.
func TestMoreSignalsChangeNothing(t *testing.T) {
	r := start(t)
	hang(t, r)
	began := time.Now()
	for _, s := range []os.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGTERM} {
		if err := r.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
	}
	if code, took := r.wait(), time.Since(began); code != 0 || took >= time.Second {
		t.Errorf("exit code %d after %s, want 0 in under a second", code, took)
	}
}

// Requests in flight when the program is told to stop are answered as usual, if they
// end soon enough.
func TestFinishesWhatIsInFlight(t *testing.T) {
	for name, do := range map[string]string{"late": `{"latency": "300ms"}`, "slow": `{"reply": "slow", "latency": "300ms"}`} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			addRule(t, http.DefaultClient, r.url, `{"name": "`+name+`", "on": {"operation": "meta.list_numbers"}, "do": `+do+`}`)
			answers := make(chan string, 1)
			go func() {
				text, err := get(r.url + "/v23.0/506914307656634/preverified_numbers?access_token=EAAJBsimulator")
				answers <- fmt.Sprint(text, err)
			}()
			r.until("a request in flight", func() bool {
				text, err := get(r.url + "/_sim/v1/faults")
				return err == nil && strings.Contains(text, `"matched":1`)
			})
			code, took := r.signal(syscall.SIGTERM)
			if code != 0 || took >= time.Second {
				t.Errorf("exit code %d after %s, want 0 in under a second", code, took)
			}
			if got := <-answers; !strings.HasPrefix(got, `{"data":[]`) || !strings.HasSuffix(got, "}<nil>") {
				t.Errorf("the request in flight is answered with %q", got)
			}
		})
	}
}

// By TLS and HTTP/2 it takes no longer: streams that hang, a stream of events, a
// client that has stopped reading, and connections that never spoke.
func TestStopsInTimeWithHungStreams(t *testing.T) {
	ca := filepath.Join(t.TempDir(), "ca.pem")
	r := start(t, "--tls", "--tls-ca-file", ca)
	address := strings.TrimPrefix(r.url, "https://")
	c := at(t, address, ca)
	c.Transport.(*http.Transport).DisableKeepAlives = false //nolint:forcetypeassert // at makes it
	t.Cleanup(c.CloseIdleConnections)
	addRule(t, c, r.url, hangRule)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	for range hungRequests {
		asked(ctx, t, c, r.url+"/v23.0/506914307656634/preverified_numbers?access_token=EAAJBsimulator")
	}
	asked(ctx, t, c, r.url+"/_sim/v1/requests/stream")
	asked(ctx, t, c, r.url+"/_sim/v1/codes/latest?wait=60s")
	dialled(t, address, "", "\x16\x03\x01")
	deaf := tls.Client(dialled(t, address, "")[0], &tls.Config{RootCAs: c.Transport.(*http.Transport).TLSClientConfig.RootCAs, ServerName: "localhost"}) //nolint:forcetypeassert // at makes it
	if err := deaf.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	fill(t, deaf)
	r.until("requests that hang", func() bool {
		answer, err := c.Get(r.url + "/_sim/v1/faults")
		if err != nil {
			return false
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		return err == nil && strings.Contains(string(text), fmt.Sprintf(`"matched":%d`, hungRequests))
	})
	if code, took := r.signal(syscall.SIGTERM); code != 0 || took >= time.Second {
		t.Errorf("exit code %d after %s, want 0 in under a second", code, took)
	}
}

// TestStopsWhileALargeWorldIsBuilt: the stop waits neither for the world nor for the
// requests that wait for it.
func TestStopsWhileALargeWorldIsBuilt(t *testing.T) {
	large := "version: 1\nbusinesses: [{id: 1, tokens: [EAAJB]}]\ngenerate: [{count: 1000000}]\n"
	r := start(t, "--scenario", write(t, filepath.Join(t.TempDir(), "large.yaml"), large))
	r.until("the building", func() bool { return strings.Contains(r.stderr.String(), "building a world") })
	asked(t.Context(), t, http.DefaultClient, r.url+"/v23.0/1/preverified_numbers?access_token=EAAJB")
	if code, took := r.signal(syscall.SIGTERM); code != 0 || took >= time.Second {
		t.Errorf("exit code %d after %s, want 0 in under a second", code, took)
	}
}

// fill asks for more than all buffers on the way hold, and reads nothing of it.
func fill(t *testing.T, c net.Conn) {
	t.Helper()
	const question = "GET /_sim/v1/openapi/control HTTP/1.1\r\nHost: sim\r\n\r\n"
	for range 500 {
		if _, err := io.WriteString(c, question); err != nil {
			t.Fatal(err)
		}
	}
}

// hungRequests is how many requests hang when the program is told to stop.
const hungRequests = 100

// hang opens connections that would never end by themselves: requests that a
// fault keeps, requests that wait, uploads that are sent by half, ones that were
// never begun or are over, a client that has stopped reading, and a stream.
func hang(t *testing.T, r *running) {
	t.Helper()
	addRule(t, http.DefaultClient, r.url, hangRule)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	for range hungRequests {
		asked(ctx, t, http.DefaultClient, r.url+"/v23.0/506914307656634/preverified_numbers?access_token=EAAJBsimulator")
	}
	for _, path := range []string{"/requests/stream", "/codes/latest?wait=60s", "/requests/count?wait=60s&min=1000000"} {
		asked(ctx, t, http.DefaultClient, r.url+"/_sim/v1"+path)
	}
	address := strings.TrimPrefix(r.url, "http://")
	dialled(t, address,
		"POST /v23.0/1/verify_code HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ncode=",
		"PUT /_sim/v1/snapshot HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{",
		"GET / HT", "", "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
	fill(t, dialled(t, address, "")[0])
	r.until("requests that hang", func() bool {
		text, err := get(r.url + "/_sim/v1/faults")
		return err == nil && strings.Contains(text, fmt.Sprintf(`"matched":%d`, hungRequests))
	})
}

const hangRule = `{"name": "hang", "do": {"connection": "hang"}, "on": {"operation": "meta.list_numbers"}}`

func addRule(t *testing.T, c *http.Client, url, rule string) {
	t.Helper()
	answer, err := c.Post(url+"/_sim/v1/faults", "application/json", strings.NewReader(rule))
	if err != nil || answer.StatusCode != http.StatusCreated {
		t.Fatal(answer, err)
	}
	answer.Body.Close()
}

// dialled are connections on which these texts were sent, and nothing is read.
func dialled(t *testing.T, address string, texts ...string) []net.Conn {
	t.Helper()
	out := make([]net.Conn, len(texts))
	for i, text := range texts {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
		out[i] = c
	}
	return out
}

// asked sends a request and does not wait for its answer.
func asked(ctx context.Context, t *testing.T, c *http.Client, url string) {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if answer, err := c.Do(request); err == nil {
			<-ctx.Done()
			answer.Body.Close()
		}
	}()
}

const named = "version: 1\nname: %s\n"

func write(t *testing.T, file, text string) string {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestHangupReloads(t *testing.T) {
	file := write(t, filepath.Join(t.TempDir(), "boot.yaml"), fmt.Sprintf(named, "first"))
	r := start(t, "--scenario", file)
	r.scenarioIs("first")
	write(t, file, fmt.Sprintf(named, "second"))
	if err := r.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	r.scenarioIs("second")

	write(t, file, "version: 1\nname: third\nnonsense: true\n")
	if err := r.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	r.until("a word about the mistake", func() bool { return strings.Contains(r.stderr.String(), "nonsense") })
	r.scenarioIs("second")
	if code, _ := r.signal(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d after a reload that failed, want 0", code)
	}
}

func TestWatchReloads(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "boot.yaml"), fmt.Sprintf(named, "first"))
	r := start(t, "--scenario", file, "--watch")
	r.scenarioIs("first")
	write(t, file, fmt.Sprintf(named, "in-place"))
	r.scenarioIs("in-place")

	// Editors and deployments put a new file in the place of the old.
	next := write(t, filepath.Join(dir, "next"), fmt.Sprintf(named, "renamed"))
	if err := os.Rename(next, file); err != nil {
		t.Fatal(err)
	}
	r.scenarioIs("renamed")
}

// A ConfigMap that is mounted as a directory changes by one link being turned
// over. The files may have one size and one time.
func TestWatchSeesMountedFilesChange(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"first", "other"} {
		if err := os.Mkdir(filepath.Join(dir, ".."+name), 0o755); err != nil {
			t.Fatal(err)
		}
		file := write(t, filepath.Join(dir, ".."+name, "boot.yaml"), fmt.Sprintf(named, name))
		if err := os.Chtimes(file, time.Unix(0, 0), time.Unix(0, 0)); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		t.Helper()
		temporary := filepath.Join(dir, "..tmp")
		if err := errors.Join(os.Symlink(to, temporary), os.Rename(temporary, filepath.Join(dir, name))); err != nil {
			t.Fatal(err)
		}
	}
	link("..first", "..data")
	link(filepath.Join("..data", "boot.yaml"), "boot.yaml")
	r := start(t, "--scenario-dir", dir, "--scenario", "boot", "--watch")
	r.scenarioIs("first")
	link("..other", "..data")
	r.scenarioIs("other")
}

func TestAddrFileIsWholeWhenItAppears(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "addr")
	r := launch(t, "serve", "--addr", "127.0.0.1:0", "--addr-file", file)
	var text []byte
	r.until("the file", func() bool {
		var err error
		text, err = os.ReadFile(file)
		return err == nil
	})
	if !regexp.MustCompile(`\Ahttp://127\.0\.0\.1:[1-9][0-9]*\n\z`).Match(text) {
		t.Fatalf("the file held %q when it appeared, want one line with the base URL", text)
	}
	if body, err := get(strings.TrimSpace(string(text)) + "/readyz"); err != nil || body != "ok\n" {
		t.Errorf("/readyz answers %q, %v as soon as the file is there, want ok", body, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the file is %v, %v, want one that everybody can read", info.Mode(), err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("the directory holds %v, %v, want the file alone", files, err)
	}
}

func TestControlAddrMovesTheControlAPI(t *testing.T) {
	r := start(t, "--control-addr", "127.0.0.1:0")
	var found []string
	r.until("where the control API is, on the first line of the log", func() bool { // the pipe may lag behind the file
		found = regexp.MustCompile(`\A.* control=(http://\S+)`).FindStringSubmatch(r.stderr.String())
		return found != nil
	})
	for url, want := range map[string]int{
		r.url + "/_sim/v1/health":    http.StatusNotFound,
		r.url + "/readyz":            http.StatusOK,
		found[1] + "/_sim/v1/health": http.StatusOK,
		found[1] + "/readyz":         http.StatusOK,
		found[1] + "/v23.0/1":        http.StatusNotFound,
	} {
		answer, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s answers %d, want %d", url, answer.StatusCode, want)
		}
	}
}

func TestLogIsOneLineAtTheStart(t *testing.T) {
	t.Setenv("SIM_MAX_WORLDS", "7")
	t.Setenv("SIM_SEED", "8")
	t.Setenv("SIM_META_TOKEN", "EAAJBsecret")
	r := start(t, "--seed", "9", "--control-token", "secret-token")
	_, err := get(r.url + "/v23.0/1?access_token=EAAJBsecret")
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := r.signal(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d", code)
	}
	said := r.stderr.String()
	for _, want := range []string{
		"url=" + r.url + " ", " seed=9 ", `settings.seed="9 (flag)"`, `settings.max-worlds="7 (env)"`, `settings.control-token="**** (flag)"`,
		`settings.SIM_META_TOKEN="****cret (env)"`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q lacks %q", said, want)
		}
	}
	for _, other := range []string{"secret-token", "EAAJBsecret", "sim-api-key", "(default)", "log-level"} {
		if strings.Contains(said, other) {
			t.Errorf("%q has %q", said, other)
		}
	}
	if strings.Count(said, "\n") != 1 {
		t.Errorf("%d lines, want one: %s", strings.Count(said, "\n"), said)
	}
}

// The child says that it is ready, and then waits until a signal ends it.
func TestExecPassesSignalsOn(t *testing.T) {
	for s, want := range map[syscall.Signal]int{syscall.SIGINT: 41, syscall.SIGTERM: 42} {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			r := launch(t, "exec", "--", "await-signal")
			r.until("a child", func() bool { return strings.Contains(r.stdout.String(), "ready") })
			if code, _ := r.signal(s); code != want {
				t.Errorf("exit code %d, want the child's %d", code, want)
			}
			if !strings.Contains(r.stdout.String(), "simulator: ok") {
				t.Errorf("the child said %q, want it to find the simulator after the signal", r.stdout.String())
			}
		})
	}
}

// A clock of --clock starts with the first request, however long the command takes.
func TestExecStartsItsClockWithTheFirstRequest(t *testing.T) {
	wall := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	x := &execution{settings: settings{Options: server.Options{Clock: &sim.ScenarioClock{Mode: sim.Running, Speed: 60}}}}
	srv, err := server.New(server.Options{Scenario: "outage-window", Clock: x.Clock, Wall: func() time.Time { return wall }})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	handler := x.handler(srv)
	for _, want := range []string{"09:00:00", "09:01:00"} {
		wall = wall.Add(time.Second)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest("GET", "http://localhost/_sim/v1/clock", nil))
		if !strings.Contains(answer.Body.String(), want) {
			t.Errorf("the clock shows %s, not %s", answer.Body, want)
		}
	}
}

func TestAddressInUseIsAFailureAtRunTime(t *testing.T) {
	taken := strings.TrimPrefix(start(t).url, "http://")
	for _, args := range [][]string{{"--addr", taken}, {"--addr", "127.0.0.1:0", "--control-addr", taken}} {
		r := launch(t, append([]string{"serve"}, args...)...)
		if code := r.wait(); code != 1 || !strings.Contains(r.stderr.String(), taken) {
			t.Errorf("serve %s ends with %d and %q, want 1 and the address", args, code, r.stderr.String())
		}
	}
}

func TestWatchingNothingIsSaid(t *testing.T) {
	r := start(t, "--watch")
	r.until("a warning", func() bool { return strings.Contains(r.stderr.String(), "level=WARN") })
}
