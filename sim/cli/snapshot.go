package cli

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
)

func newSnapshot(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "snapshot",
		Short: "Keep a whole world in a file, put it back, list what differs",
		Long: "A snapshot is one JSON document with everything a world holds. It contains secrets: tokens,\n" +
			"keys, codes, and the requests of the journal.",
	}
	c.AddCommand(newGetSnapshot(p), newPutSnapshot(p), newDiffSnapshots(p))
	return c
}

func newGetSnapshot(p *process) *cobra.Command {
	r := &remote{}
	c := &cobra.Command{Use: "get", Short: "Write the world down, to standard output"}
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		if err := r.call(c, http.MethodGet, "/snapshot", nil, nil); err != nil {
			return err
		}
		_, err := p.stdout.Write(r.answer)
		return err
	})
}

func newPutSnapshot(p *process) *cobra.Command {
	r := &remote{}
	c := &cobra.Command{
		Use:   "put FILE|-",
		Short: "Put the world of a snapshot in the place of this one",
		Long:  "The world keeps its name and goes on where the other went. A snapshot with any defect is\nrefused whole. With - it reads standard input.",
		Args:  oneArg("a file with a snapshot, or - for standard input"),
	}
	return r.command(p, c, func(c *cobra.Command, args []string) error {
		snapshot, err := readSnapshot(args[0], p.stdin)
		if err != nil {
			return err
		}
		world, err := ask[sim.World](c, r, http.MethodPut, "/snapshot", nil, snapshot)
		if err != nil {
			return err
		}
		return r.print(func() error {
			return p.say("the world %s goes on at %s, in scenario %s", world.Name, stamp(world.Now), world.Scenario)
		})
	})
}

// readSnapshot reads a file. It returns a usage error for one that cannot be
// read.
func readSnapshot(file string, stdin io.Reader) (json.RawMessage, error) {
	text, err := readInput(file, stdin)
	switch {
	case err != nil:
		return nil, err
	case !json.Valid(text):
		return nil, usageError("%s: is not JSON", file)
	}
	return text, nil
}

// differences is what a comparison found.
type differences struct {
	list[sim.Difference]
	Truncated bool `json:"truncated"`
}

func newDiffSnapshots(p *process) *cobra.Command {
	r := &remote{}
	var tell bool
	c := &cobra.Command{
		Use:   "diff FILE [FILE]",
		Short: "List what differs between two snapshots, or one and the present",
		Long:  "Prints each place with what stands there in the first and in the second, at most 1000.",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 && len(args) != 2 {
				return usageError("%s takes one or two files with snapshots", c.CommandPath())
			}
			return nil
		},
	}
	add(c.Flags(), &tell, yesNo, "exit-code", "false", "exit 3 when they differ")
	return r.command(p, c, func(c *cobra.Command, args []string) error {
		pair := map[string]json.RawMessage{}
		for i, file := range args {
			snapshot, err := readSnapshot(file, p.stdin)
			if err != nil {
				return err
			}
			pair[[]string{"from", "to"}[i]] = snapshot
		}
		found, err := ask[differences](c, r, http.MethodPost, "/snapshot/diff", nil, pair)
		if err == nil {
			err = r.print(func() error { return showDifferences(p, found) })
		}
		if err == nil && tell && len(found.Data) > 0 {
			err = reportFailed("the snapshots differ")
		}
		return err
	})
}

func showDifferences(p *process, found differences) error {
	if len(found.Data) == 0 {
		return p.say("no difference")
	}
	rows := [][]string{{"PATH", "FROM", "TO"}}
	for _, d := range found.Data {
		rows = append(rows, []string{d.Path, string(d.From), string(d.To)})
	}
	if found.Truncated {
		rows = append(rows, []string{"and more", "", ""})
	}
	return p.table(rows...)
}
