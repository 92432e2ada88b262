package cli

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// progressEvery is how often a line about long work is written anew.
const progressEvery = 500 * time.Millisecond

// during does long work. At a terminal a line on standard error says how far it is.
func (p *process) during(state func() string, work func() error) error {
	if !isTerminal(p.stderr) {
		return work()
	}
	done := make(chan error, 1)
	go func() { done <- work() }()
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	const clear = "\r\x1b[K"
	line := ""
	for {
		select {
		case err := <-done:
			if line != "" {
				_, _ = io.WriteString(p.stderr, clear) // a terminal that has gone reads nothing
			}
			return err
		case <-tick.C:
			line = state()
			_, _ = io.WriteString(p.stderr, clear+line)
		}
	}
}

type counter struct{ atomic.Int64 }

// Write implements io.Writer.
func (c *counter) Write(b []byte) (int, error) {
	c.Add(int64(len(b)))
	return len(b), nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
