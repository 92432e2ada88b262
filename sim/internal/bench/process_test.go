//go:build bench && linux

package bench

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/procfs"
)

// patience is how long anything may take before the run fails.
const patience = 5 * time.Minute

// programs are the paths of the two binaries.
type programs struct{ simulator, floor string }

// build makes both with the same settings.
func build(t *testing.T) programs {
	t.Helper()
	dir := t.TempDir()
	p := programs{filepath.Join(dir, "simulator"), filepath.Join(dir, "floor")}
	for _, c := range []*exec.Cmd{
		exec.Command("make", "-s", "-C", "../../..", "build", "VERSION=bench", "BINARY="+p.simulator),
		exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", p.floor, "./testdata/floor"),
	} {
		c.Env = append(os.Environ(), "CGO_ENABLED=0")
		if said, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", c, err, said)
		}
	}
	return p
}

// server is a process under measurement.
type server struct {
	addr  string
	began time.Time
	cmd   *exec.Cmd
	log   bytes.Buffer
}

// start runs a program with the arguments that args gives for a free address.
func start(t *testing.T, path string, args func(addr string) []string) *server {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{addr: l.Addr().String()}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s.cmd = exec.Command(path, args(s.addr)...)
	s.cmd.Stderr = &s.log
	s.cmd.Env = append(slices.DeleteFunc(os.Environ(), steers), fmt.Sprintf("GOMAXPROCS=%d", runtime.GOMAXPROCS(0)))
	s.began = time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return s
}

// steers tells whether a variable could change the simulator or Go's runtime.
func steers(variable string) bool {
	return strings.HasPrefix(variable, "SIM_") || strings.HasPrefix(variable, "GO")
}

// stop ends the process; a second call has no effect.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait() // the floor dies of the signal
}

func (l *laboratory) startFloor(t *testing.T, status int, body string) *server {
	t.Helper()
	return start(t, l.floor, func(addr string) []string { return []string{addr, fmt.Sprint(status), body} })
}

// startSimulator starts the simulator with a scenario and waits until it is ready.
func (l *laboratory) startSimulator(t *testing.T, scenario string) *server {
	t.Helper()
	s := start(t, l.simulator, func(addr string) []string { return []string{"--addr", addr, "--scenario", scenario} })
	s.firstAnswer(t, "/readyz", nil, http.StatusOK)
	return s
}

// firstAnswer asks until the path is answered with a status, and returns how long
// that took from the start of the process.
func (s *server) firstAnswer(t *testing.T, path string, header http.Header, status int) time.Duration {
	t.Helper()
	client := &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	for time.Since(s.began) < patience {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.addr+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header = header
		response, err := client.Do(request)
		if err != nil {
			continue
		}
		took := time.Since(s.began)
		_ = response.Body.Close()
		if response.StatusCode == status {
			return took
		}
	}
	t.Fatalf("%s gives no %d on %s: %s", s.cmd.Path, status, path, s.log.String())
	return 0
}

// memory reads the resident memory of the process, and its peak, in bytes.
func (s *server) memory(t *testing.T) (now, peak float64) {
	t.Helper()
	process, err := procfs.NewProc(s.cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	status, err := process.NewStatus()
	if err != nil {
		t.Fatal(err)
	}
	return float64(status.VmRSS), float64(status.VmHWM)
}

// restingMemory is the resident memory in bytes after a rest.
func (s *server) restingMemory(t *testing.T) float64 {
	t.Helper()
	rest := 5 * time.Second
	if *smoke {
		rest = time.Second
	}
	<-time.NewTimer(rest).C
	now, _ := s.memory(t)
	return now
}
