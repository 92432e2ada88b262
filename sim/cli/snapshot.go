package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
)

func newSnapshot(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "snapshot",
		Short: "Keep a whole world in a file, put it back, list what differs",
		Long: "A snapshot is one JSON document with everything a world holds. It contains\n" +
			"secrets: tokens, keys, codes, and the requests of the journal.",
	}
	c.AddCommand(newGetSnapshot(p), newPutSnapshot(p), newDiffSnapshots(p))
	return c
}

func newGetSnapshot(p *process) *cobra.Command {
	c := &cobra.Command{Use: "get", Short: "Write the world down, to standard output"}
	return p.remote(c, func(r *remote, _ []string) error {
		var received counter
		if err := r.long(); err != nil {
			return err
		}
		return p.during(func() string { return megabytes(received.Load()) + " received" }, func() error {
			return worded(r.client.SnapshotTo(r.ctx, io.MultiWriter(p.stdout, &received)))
		})
	})
}

func newPutSnapshot(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "put FILE|-",
		Short: "Put the world of a snapshot in the place of this one",
		Long: "The world keeps its name and goes on where the other went. A snapshot with any\n" +
			"defect is refused whole. With - it reads standard input.",
		Args: oneArg("a file with a snapshot, or - for standard input"),
	}
	return p.remote(c, func(r *remote, args []string) error {
		f, err := openInput(args[0], p.stdin)
		if err != nil {
			return err
		}
		defer f.Close()
		var world sim.World
		err = r.sending(f, func(body io.Reader) (err error) {
			world, err = ask[sim.World](r, http.MethodPut, "/snapshot", nil, body)
			return err
		})
		if err != nil {
			return ofFiles(args, err)
		}
		return r.print(func() error {
			return p.say("the world %s goes on at %s, in scenario %s", world.Name, stamp(world.Now), world.Scenario)
		})
	})
}

// sending makes a call with a long body, and tells a terminal how much of it was sent.
func (r *remote) sending(body io.Reader, send func(io.Reader) error) error {
	var sent counter
	if err := r.long(); err != nil {
		return err
	}
	return r.p.during(func() string { return megabytes(sent.Load()) + " sent" }, func() error {
		return send(io.TeeReader(body, &sent))
	})
}

// ofFiles puts the names of the files before an error about what stands in them.
func ofFiles(files []string, err error) error {
	var refused *exitError
	if errors.As(err, &refused) {
		refused.err = fmt.Errorf("%s: %w", strings.Join(files, ", "), refused.err)
	}
	return err
}

type differences struct {
	list[sim.Difference]
	Truncated bool `json:"truncated"`
}

func newDiffSnapshots(p *process) *cobra.Command {
	var tell bool
	var ignored string
	c := &cobra.Command{
		Use:   "diff FILE [FILE]",
		Short: "List what differs between two snapshots, or one and the present",
		Long: "Prints each place with what stands there in the first and in the second, at most\n" +
			"1000.",
		Args: takes(1, 2, "one or two files with snapshots"),
	}
	add(c.Flags(), &ignored, text, "ignore", "", "`paths` that are not compared, with commas between, such as clock.now")
	add(c.Flags(), &tell, yesNo, "exit-code", "false", "exit 3 when they differ")
	return p.remote(c, func(r *remote, args []string) error {
		found, err := r.diffSnapshots(args, ignored)
		if err == nil {
			err = r.print(func() error { return showDifferences(p, found) })
		}
		if err == nil && tell && len(found.Data) > 0 {
			err = reportFailed("the snapshots differ")
		}
		return err
	})
}

// diffSnapshots has two files compared, or one and the present.
func (r *remote) diffSnapshots(files []string, ignored string) (found differences, err error) {
	parts := []io.Reader{strings.NewReader(`{"from":`)}
	for i, file := range files {
		f, err := openInput(file, r.p.stdin)
		if err != nil {
			return found, err
		}
		defer f.Close()
		if i == 1 {
			parts = append(parts, strings.NewReader(`,"to":`))
		}
		parts = append(parts, f)
	}
	query := queryOf(map[string]string{"ignore": ignored})
	err = r.sending(io.MultiReader(append(parts, strings.NewReader("}"))...), func(body io.Reader) (err error) {
		found, err = ask[differences](r, http.MethodPost, "/snapshot/diff", query, body)
		return err
	})
	return found, ofFiles(files, err)
}

func showDifferences(p *process, found differences) error {
	if len(found.Data) == 0 {
		return p.say("no difference")
	}
	text := ""
	for _, d := range found.Data {
		from, to := cmp.Or(string(d.From), "nothing"), cmp.Or(string(d.To), "nothing")
		text += sim.OneLine(d.Path+": "+from+" -> "+to) + "\n"
	}
	if found.Truncated {
		text += "and more\n"
	}
	if found.Data[0].Path == "clock.now" {
		text += "a running clock moves on between two snapshots: --ignore clock.now leaves it out\n"
	}
	return p.write(p.report(p.stdout, text))
}

// during does long work. At a terminal a line on standard error says how far it is.
func (p *process) during(state func() string, work func() error) error {
	if !isTerminal(p.stderr) {
		return work()
	}
	done := make(chan error, 1)
	go func() { done <- work() }()
	tick := time.Tick(500 * time.Millisecond)
	const clear = "\r\x1b[K"
	line := ""
	for {
		select {
		case err := <-done:
			if line != "" {
				_, _ = io.WriteString(p.stderr, clear) // a terminal that has gone reads nothing
			}
			return err
		case <-tick:
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
