//go:build soak && linux

package soak_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/procfs"
)

// worldTTL ends the worlds that the clients of the proxy leave behind.
const worldTTL = 5 * time.Second

// process is the simulator under load, as it is built for users.
type process struct {
	addr  string // host:port of the plain listener
	tls   string // URL of the other one
	roots *x509.CertPool
	cmd   *exec.Cmd
	log   *complaints
	ended chan error
}

// complaints keeps what is logged as an error, the address of the plain listener, and
// how many worlds ended because they were idle.
type complaints struct {
	mu    sync.Mutex
	rest  []byte
	list  []string
	plain string
	idle  int
}

// Write takes lines of JSON, and what else a process prints when it dies.
func (c *complaints) Write(text []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rest = append(c.rest, text...)
	for {
		line, rest, ok := bytes.Cut(c.rest, []byte("\n"))
		if !ok {
			return len(text), nil
		}
		c.rest = rest
		var l struct {
			Level, HTTP string
			Worlds      any
		}
		if (json.Unmarshal(line, &l) != nil || l.Level == "ERROR") && len(c.list) < 100 {
			c.list = append(c.list, string(line))
		}
		c.plain = cmp.Or(l.HTTP, c.plain)
		if ended, ok := l.Worlds.([]any); ok {
			c.idle += len(ended)
		}
	}
}

func (c *complaints) said() (plain string, idle int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.plain, c.idle
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.list)
}

// start builds the binary and waits until it listens, with TLS and without, as a proxy,
// and open if asked. It ends with the test.
func start(t *testing.T, open bool) *process {
	t.Helper()
	dir := t.TempDir()
	binary, addrFile, caFile := filepath.Join(dir, "preverified-sim"), filepath.Join(dir, "addr"), filepath.Join(dir, "ca.pem")
	build := exec.CommandContext(t.Context(), "make", "-s", "-C", "../../..", "build", "VERSION=soak", "BINARY="+binary)
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
	p := &process{log: &complaints{}, ended: make(chan error, 1), roots: x509.NewCertPool()}
	p.cmd = exec.Command(binary, "serve", "--addr", "127.0.0.1:0", "--addr-file", addrFile, "--scenario", "testdata/soak.yaml",
		"--max-body", strconv.Itoa(maxBody), "--log-format", "json", "--http-addr", "127.0.0.1:0", "--tls", "--tls-ca-file", caFile,
		"--proxy", "--world-ttl", worldTTL.String(), "--open="+strconv.FormatBool(open))
	p.cmd.Stderr = p.log
	p.cmd.Env = slices.DeleteFunc(p.cmd.Environ(), func(v string) bool { return strings.HasPrefix(v, "SIM_") || strings.HasPrefix(v, "GO") })
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() }) // it has ended, unless the test failed
	p.await(t, "listens", time.Minute, func() bool {
		text, err := os.ReadFile(addrFile)
		plain, _ := p.log.said()
		p.tls, p.addr = strings.TrimSpace(string(text)), strings.TrimPrefix(plain, "http://")
		return err == nil && plain != ""
	})
	ca, err := os.ReadFile(caFile)
	if err != nil || !p.roots.AppendCertsFromPEM(ca) {
		t.Fatalf("no CA: %v", err)
	}
	return p
}

// await checks ten times a second until so returns true.
func (p *process) await(t *testing.T, what string, within time.Duration, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	for tick := time.NewTicker(100 * time.Millisecond); ; {
		select {
		case <-tick.C:
			if so() {
				return
			}
		case err := <-p.ended:
			p.ended <- err
			t.Fatalf("the simulator has ended: %v\n%s", err, strings.Join(p.log.take(), "\n"))
		case <-ctx.Done():
			t.Fatalf("within %v it never %s", within, what)
		}
	}
}

// ask calls the control API of the default world, which must succeed.
func (p *process) ask(t *testing.T, method, path, body string) []byte {
	t.Helper()
	l := &line{addr: p.addr, patient: time.Minute}
	a, err := l.send(steer(method, path, body), "default")
	gone := method == http.MethodDelete && a.status == http.StatusNotFound // it was idle
	if err != nil || a.status >= http.StatusMultipleChoices && !gone {
		t.Fatalf("%s %s: %v %v", method, path, a, err)
	}
	return a.body
}

func (p *process) get(t *testing.T, path string, into any) {
	t.Helper()
	if err := json.Unmarshal(p.ask(t, "GET", path, ""), into); err != nil {
		t.Fatal(err)
	}
}

// mark is what the process holds when no request is in progress.
type mark struct {
	rss, live             int64 // bytes
	goroutines, fds       int
	worlds, records, fell int
	series                int // of the metrics
	collections           int
}

func (m mark) String() string {
	return fmt.Sprintf("RSS %.1f MiB, live heap %.2f MiB, %d goroutines, %d descriptors, %d world, %d records, %d dropped, %d series",
		float64(m.rss)/(1<<20), float64(m.live)/(1<<20), m.goroutines, m.fds, m.worlds, m.records, m.fell, m.series)
}

// read takes a mark now.
func (p *process) read(t *testing.T) mark {
	t.Helper()
	metrics := map[string]float64{}
	for text := range strings.Lines(string(p.ask(t, "GET", "/metrics", ""))) {
		if name, value, ok := strings.Cut(strings.TrimSpace(text), " "); ok && name != "#" {
			metrics[name], _ = strconv.ParseFloat(value, 64) // other lines are not asked for
		}
	}
	for _, name := range []string{"go_gc_heap_live_bytes", "go_goroutines", "go_gc_duration_seconds_count", "preverified_sim_worlds"} {
		if _, ok := metrics[name]; !ok { // zero is a value: a process just started has collected nothing
			t.Fatalf("the metrics have no %s", name)
		}
	}
	m := mark{
		series: len(metrics),
		live:   int64(metrics["go_gc_heap_live_bytes"]), goroutines: int(metrics["go_goroutines"]),
		worlds: int(metrics["preverified_sim_worlds"]), fell: int(metrics["preverified_sim_journal_dropped"]),
		collections: int(metrics["go_gc_duration_seconds_count"]),
	}
	var n struct{ Count int }
	p.get(t, "/requests/count", &n)
	m.records = n.Count
	m.fds, m.rss = p.resources(t)
	return m
}

// resources reads how many descriptors are open and the resident memory in bytes.
func (p *process) resources(t *testing.T) (fds int, rss int64) {
	t.Helper()
	process, err := procfs.NewProc(p.cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	fds, err = process.FileDescriptorsLen()
	status, err2 := process.NewStatus()
	if err = errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	return fds, int64(status.VmRSS)
}

// rest ends all worlds but the default one, which begins anew, and waits until
// the process has come to rest: memory was collected three times since, and has
// not become less for three seconds, nor has the number of goroutines and
// descriptors. Answers of some size make the collector run.
func (p *process) rest(t *testing.T) mark {
	t.Helper()
	var worlds struct{ Data []struct{ Name string } }
	p.get(t, "/worlds?limit=10000", &worlds)
	for _, w := range worlds.Data {
		if w.Name != "default" {
			p.ask(t, "DELETE", "/worlds/"+w.Name, "")
		}
	}
	p.ask(t, "POST", "/reset", "")
	least, quiet := p.read(t), 0
	first := least.collections
	p.await(t, "comes to rest", 2*time.Minute, func() bool {
		for range 20 {
			p.ask(t, "GET", "/openapi/meta", "")
		}
		m := p.read(t)
		if m.collections < first+3 {
			least = m
			return false
		}
		quiet++
		if m.rss < least.rss-least.rss/100 || m.goroutines < least.goroutines || m.fds < least.fds {
			quiet = 0
		}
		least.rss, least.live = min(least.rss, m.rss), min(least.live, m.live)
		least.goroutines, least.fds = min(least.goroutines, m.goroutines), min(least.fds, m.fds)
		return quiet >= 30
	})
	return least
}

// terminate sends SIGTERM and tells how long the process takes to end well.
func (p *process) terminate(t *testing.T) time.Duration {
	t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			t.Errorf("after SIGTERM: %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("SIGTERM does not end it")
	}
	return time.Since(began)
}
