package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/spf13/cobra"
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
		text, err := r.call(c.Context(), http.MethodGet, "/snapshot", nil, nil)
		if err != nil {
			return err
		}
		_, err = p.stdout.Write(text)
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
		var now struct {
			Name     string `json:"name"`
			Scenario string `json:"scenario"`
			Now      string `json:"now"`
		}
		text, err := r.ask(c.Context(), http.MethodPut, "/snapshot", nil, snapshot, &now)
		if err != nil {
			return err
		}
		return r.print(text, func() error {
			_, err := fmt.Fprintf(p.stdout, "the world %s goes on at %s, in scenario %s\n", now.Name, now.Now, now.Scenario)
			return err
		})
	})
}

// readSnapshot reads a file. It returns a usage error for one that cannot be
// read.
func readSnapshot(file string, stdin io.Reader) ([]byte, error) {
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
	Data []struct {
		Path string          `json:"path"`
		From json.RawMessage `json:"from"`
		To   json.RawMessage `json:"to"`
	} `json:"data"`
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
	c.Flags().BoolVar(&tell, "exit-code", false, "exit 3 when they differ")
	return r.command(p, c, func(c *cobra.Command, args []string) error {
		body, err := snapshotPair(args, p.stdin)
		if err != nil {
			return err
		}
		var found differences
		text, err := r.ask(c.Context(), http.MethodPost, "/snapshot/diff", nil, body, &found)
		if err != nil {
			return err
		}
		if err := r.print(text, func() error { return r.showDifferences(found) }); err != nil {
			return err
		}
		if tell && len(found.Data) > 0 {
			return reportFailed("the snapshots differ")
		}
		return nil
	})
}

// snapshotPair is the body of a comparison.
func snapshotPair(files []string, stdin io.Reader) ([]byte, error) {
	var body []byte
	for i, member := range []string{`{"from": `, `, "to": `}[:len(files)] {
		snapshot, err := readSnapshot(files[i], stdin)
		if err != nil {
			return nil, err
		}
		body = slices.Concat(body, []byte(member), bytes.TrimSpace(snapshot))
	}
	return append(body, '}'), nil
}

func (r *remote) showDifferences(found differences) error {
	if len(found.Data) == 0 {
		_, err := fmt.Fprintln(r.p.stdout, "no difference")
		return err
	}
	rows := [][]string{{"PATH", "FROM", "TO"}}
	for _, d := range found.Data {
		rows = append(rows, []string{d.Path, shortened(d.From), shortened(d.To)})
	}
	if found.Truncated {
		rows = append(rows, []string{"and more", "", ""})
	}
	return r.table(rows)
}

// shortened keeps a value within its column; --json shows it whole.
func shortened(value json.RawMessage) string {
	const most = 60
	text := []rune(string(value))
	if len(text) <= most {
		return string(text)
	}
	return string(text[:most]) + "…"
}
