package cli

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
)

// children are the commands that exec runs. A signal is passed on to those that
// run, and no other begins after it.
type children struct {
	// interrupted is closed when a signal came while none ran and some should.
	interrupted <-chan struct{}
	interrupt   func()

	signals chan os.Signal
	mu      sync.Mutex
	running map[*os.Process]bool
	waiting int       // commands that have not begun
	got     os.Signal // the first signal
}

func newChildren() *children {
	interrupted := make(chan struct{})
	c := &children{interrupted: interrupted, interrupt: sync.OnceFunc(func() { close(interrupted) }), signals: make(chan os.Signal, 1), running: map[*os.Process]bool{}}
	signal.Notify(c.signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	go func() {
		for s := range c.signals {
			c.pass(s)
		}
	}()
	return c
}

// stop gives the signals back to the process.
func (c *children) stop() {
	signal.Stop(c.signals)
	close(c.signals)
}

// expect says how many commands are to run.
func (c *children) expect(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = n
	c.giveUp()
}

// skip says that a command will not run.
func (c *children) skip() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting--
}

func (c *children) pass(s os.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.got == nil {
		c.got = s
	}
	byTerminal := (s == syscall.SIGINT || s == syscall.SIGQUIT) && typedByUser()
	for p := range c.running {
		if !byTerminal {
			_ = p.Signal(s) // one that has just ended needs none
		}
	}
	c.giveUp()
}

// giveUp ends the waiting for commands that will never run.
func (c *children) giveUp() {
	if c.got != nil && c.waiting > 0 && len(c.running) == 0 {
		c.waiting = 0
		c.interrupt()
	}
}

// code is the exit code of a process that the signal ended, 0 when no command was kept
// from running.
func (c *children) code() int {
	select {
	case <-c.interrupted:
	default:
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	number, _ := c.got.(syscall.Signal)
	return 128 + int(number)
}

// errInterrupted is why a command did not begin.
var errInterrupted = errors.New("a signal came first")

// run runs a command and returns its exit code. It returns a usage error for one
// that cannot be started.
func (c *children) run(command *exec.Cmd) (int, error) {
	if err := c.start(command); err != nil {
		return 0, err
	}
	err := command.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.running, command.Process)
	c.giveUp()
	if command.ProcessState == nil {
		return 0, err
	}
	return exitCode(command.ProcessState), nil
}

func (c *children) start(command *exec.Cmd) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.got != nil {
		return errInterrupted
	}
	c.waiting--
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
