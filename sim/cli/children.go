package cli

import (
	"cmp"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
)

// children are the commands that exec runs. A signal is passed on to those that
// run, and no other begins after it.
type children struct {
	signals     chan os.Signal
	interrupted chan struct{} // closed by a signal that comes before the first begins

	mu      sync.Mutex
	begun   bool
	running map[*os.Process]bool
	got     syscall.Signal // the first one, 0 for none
}

func newChildren() *children {
	c := &children{signals: make(chan os.Signal, 1), interrupted: make(chan struct{}), running: map[*os.Process]bool{}}
	signal.Notify(c.signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	go func() {
		for s := range c.signals {
			c.pass(s.(syscall.Signal)) // which the four are
		}
	}()
	return c
}

// stop gives the signals back to the process.
func (c *children) stop() {
	signal.Stop(c.signals)
	close(c.signals)
}

func (c *children) pass(s syscall.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.got == 0 && !c.begun {
		close(c.interrupted)
	}
	c.got = cmp.Or(c.got, s)
	byTerminal := (s == syscall.SIGINT || s == syscall.SIGQUIT) && typedByUser()
	for p := range c.running {
		if !byTerminal {
			_ = p.Signal(s) // one that has just ended needs none
		}
	}
}

// ended is the exit of a process that the signal ended.
func (c *children) ended() error { return &exitError{code: 128 + int(c.got)} }

// run runs a command and returns its exit code. It returns a usage error for one
// that cannot be started, and the exit of a signal that came first.
func (c *children) run(command *exec.Cmd) (int, error) {
	if err := c.start(command); err != nil {
		return 0, err
	}
	err := command.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.running, command.Process)
	if command.ProcessState == nil {
		return 0, err
	}
	return exitCode(command.ProcessState), nil
}

func (c *children) start(command *exec.Cmd) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.got != 0 {
		return c.ended()
	}
	c.begun = true
	if err := command.Start(); err != nil {
		return usageError("the command cannot be run: %w", err)
	}
	c.running[command.Process] = true
	return nil
}

// exitCode is a command's exit code as shells have it: 128 and the number of
// the signal for one that a signal ended.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
