//go:build bench && linux

package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// patience is how long anything may take before the run fails: a pool of a
// million numbers among it.
const patience = 5 * time.Minute

// binaries are the two programs, built alike.
type binaries struct {
	simulator, floor string // paths
}

// build makes both into dir, with the same settings.
func build(ctx context.Context, dir string) (binaries, error) {
	b := binaries{simulator: filepath.Join(dir, "simulator"), floor: filepath.Join(dir, "floor")}
	return b, errors.Join(
		command(ctx, "make", "-s", "-C", "../..", "build", "VERSION=bench", "BINARY="+b.simulator),
		command(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", b.floor, "./testdata/floor"))
}

func command(ctx context.Context, name string, args ...string) error {
	c := exec.CommandContext(ctx, name, args...)
	c.Env = append(c.Environ(), "CGO_ENABLED=0")
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", c, err, said)
	}
	return nil
}

// process is a server under measurement.
type process struct {
	addr  string // host:port
	began time.Time
	cmd   *exec.Cmd
	log   *bytes.Buffer
}

// start runs a program on the server's CPU. args gets the address it is to
// listen on, a free one. The process ends with ctx at the latest.
func start(ctx context.Context, p pinning, path string, args func(addr string) []string) (*process, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	out := &process{addr: addr, cmd: exec.CommandContext(ctx, path, args(addr)...), log: &bytes.Buffer{}}
	out.cmd.Stderr = out.log
	out.cmd.Env = slices.DeleteFunc(out.cmd.Environ(), steers)
	err = p.onServer(func() error {
		out.began = time.Now()
		return out.cmd.Start()
	})
	return out, err
}

// steers tells whether a variable could change the simulator or Go's runtime.
func steers(variable string) bool {
	return strings.HasPrefix(variable, "SIM_") || strings.HasPrefix(variable, "GO")
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// firstAnswer asks until the request is answered with the status, and returns
// how long that was after the start of the process. It asks again at once: on a
// CPU of its own that disturbs nobody, and costs no precision.
func (p *process) firstAnswer(request []byte, want int) (time.Duration, error) {
	var last error
	for time.Since(p.began) < patience {
		conn, err := net.Dial("tcp4", p.addr)
		if err != nil {
			if p.ended() {
				return 0, fmt.Errorf("%s ended before it answered: %w\n%s", p.cmd.Path, p.cmd.Wait(), p.log)
			}
			last = err
			continue
		}
		status, err := ask(conn, request)
		_ = conn.Close()
		if err == nil && status == want {
			return time.Since(p.began), nil
		}
		last = fmt.Errorf("status %d: %w", status, err)
	}
	return 0, fmt.Errorf("%s gives no %d: %w", p.cmd.Path, want, last)
}

// ended tells whether the process waits to be buried.
func (p *process) ended() bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	return err != nil || bytes.HasPrefix(text[bytes.LastIndexByte(text, ')')+1:], []byte(" Z"))
}

// ask sends one request and reads the status of its answer.
func ask(conn net.Conn, request []byte) (status int, err error) {
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	if _, err := conn.Write(request); err != nil {
		return 0, err
	}
	var buf []byte
	for chunk := make([]byte, 64<<10); ; {
		n, err := conn.Read(chunk)
		buf = append(buf, chunk[:n]...)
		if a, whole, bad := parseAnswer(buf); bad != nil || whole {
			return a.status, bad
		}
		if err != nil {
			return 0, err
		}
	}
}

// stop ends the process as an operator would, and reports what it had to say
// if it does not end well. The floor knows no signal, so it is killed by one.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGTERM {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", p.cmd.Path, err, p.log)
	}
	return nil
}

// rss is the resident memory of the process in bytes, its program's pages among
// it.
func (p *process) rss() (int64, error) {
	return p.statusKiB("VmRSS:")
}

func (p *process) statusKiB(name string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("/proc status has no %s", name)
}

// cpuTime is how long the threads of the process have run on a CPU. A thread that
// ended is forgotten, but Go keeps its threads.
func (p *process) cpuTime() (time.Duration, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.cmd.Process.Pid))
	if err != nil || len(tasks) == 0 {
		return 0, fmt.Errorf("the process has no schedstat in /proc: %w", err)
	}
	var total time.Duration
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			return 0, err
		}
		ran, _, _ := strings.Cut(string(text), " ")
		ns, err := strconv.ParseInt(ran, 10, 64)
		if err != nil {
			return 0, err
		}
		total += time.Duration(ns)
	}
	return total, nil
}
