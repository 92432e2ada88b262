package cli

import (
	"bufio"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
)

func newVersion(p *process) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return p.say("preverified-sim version %s", programVersion()) },
	}
}

func newNumbers(p *process) *cobra.Command {
	var status, part string
	var deleted bool
	c := &cobra.Command{
		Use: "numbers", Short: "List the world's numbers",
		Example: "  preverified-sim numbers --status EXPIRED\n  preverified-sim numbers --find 5550783",
	}
	add(c.Flags(), &status, oneOf("NOT_VERIFIED", "VERIFIED", "EXPIRED"), "status", "", "only numbers in this `status`")
	add(c.Flags(), &part, text, "find", "", "only numbers with these `digits`")
	add(c.Flags(), &deleted, yesNo, "deleted", "false", "also those that were deleted")
	return p.remote(c, func(r *remote, _ []string) error {
		query := queryOf(map[string]string{"status": status, "q": part})
		if deleted {
			query.Set("include", "deleted")
		}
		return tabled(r, "/numbers", query, []string{"PHONE NUMBER", "STATUS", "EXPIRES", "ID"}, func(n sim.Number) [][]string {
			expires := ""
			if !n.ExpiresAt.IsZero() {
				expires = stamp(n.ExpiresAt)
			}
			return [][]string{{n.PhoneNumber, string(n.Status), expires, n.ID}}
		})
	})
}

func newRequests(p *process) *cobra.Command {
	var tail bool
	var archive, operation, status, part string
	c := &cobra.Command{
		Use: "requests [ID]", Short: "List the journal, show one record, or follow it",
		Long: "Lists the requests of the world, oldest first, a line each. With an id, such as\n" +
			"r12 of the header X-Sim-Request, it shows that record as JSON.",
		Example:           "  preverified-sim requests r12\n  preverified-sim requests --tail --status 5xx\n  preverified-sim requests --har journal.har",
		ValidArgsFunction: first(remoteNames(p, "/requests", func(r sim.Record) string { return r.ID })),
		Args:              takes(0, 1, "one id at most"),
	}
	add(c.Flags(), &tail, yesNo, "tail", "false", "print requests as they arrive, until interrupted")
	add(c.Flags(), &operation, text, "operation", "", "only requests of this operation, by its `name`")
	add(c.Flags(), &status, text, "status", "", "only this `status`, such as 404 or 5xx")
	add(c.Flags(), &part, text, "find", "", "only requests with this `text`: in path, bodies, ids, number or cause")
	add(c.Flags(), &archive, text, "har", "", "write the requests to this `file` as an HTTP Archive")
	return p.remote(c, func(r *remote, args []string) error {
		if err := oneOfFlags(c, "tail", "har"); err != nil {
			return err
		}
		query := queryOf(map[string]string{"operation": operation, "status": status, "q": part})
		switch {
		case len(args) == 1:
			return show(r, http.MethodGet, "/requests/"+url.PathEscape(args[0]), nil, nil,
				func(one sim.Record) error { return p.printJSON(one) })
		case tail:
			return r.followRequests(query)
		case archive != "":
			return r.archiveRequests(query, archive)
		}
		return listed(r, "/requests", query, func(all []sim.Record) error {
			var text strings.Builder
			for _, record := range slices.Backward(all) {
				text.WriteString(r.recordText(record))
			}
			return p.write(text.String())
		})
	})
}

// archiveRequests writes the requests to a file as an HTTP Archive.
func (r *remote) archiveRequests(query url.Values, file string) error {
	r.asJSON = false // the file has all
	return listed(r, "/requests", query, func(all []sim.Record) error {
		data, err := har.Encode(all, strings.TrimSuffix(r.base, "/"), programVersion())
		if err == nil {
			err = os.WriteFile(file, data, 0o644)
		}
		return err
	})
}

// recordText is a record on a line, at a terminal on a short one.
func (r *remote) recordText(record sim.Record) string {
	if r.p.width(r.p.stdout) == math.MaxInt {
		return record.Line() + "\n"
	}
	return r.p.recordLine(r.p.stdout, record.Brief(), record, r.base)
}

// followRequests prints the records of the stream until it ends or is interrupted.
func (r *remote) followRequests(query url.Values) error {
	if err := r.long(); err != nil {
		return err
	}
	r.client.HTTP = nil // the stream has no end
	received, stream := io.Pipe()
	defer received.Close()
	go func() {
		stream.CloseWithError(worded(r.client.CallTo(r.ctx, stream, http.MethodGet, "/requests/stream", query, nil)))
	}()
	ended, lines := trips{}, bufio.NewScanner(received)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var record sim.Record
		data, ok := strings.CutPrefix(lines.Text(), "data:")
		if !ok || json.Unmarshal([]byte(data), &record) != nil || record.ID == "" {
			continue
		}
		text := r.recordText(record)
		if len(query) == 0 { // a filter may leave the request of a call out
			text = ended.end(record, text)
		}
		if err := r.p.write(text); err != nil {
			return err
		}
	}
	return lines.Err()
}

func newEvents(p *process) *cobra.Command {
	c := &cobra.Command{
		Use: "events VERB VALUE | -", Short: "Let something happen in the world now",
		Long: "Takes the verbs of a scenario's timeline; a value in braces is JSON. With - it\n" +
			"reads one event as JSON from standard input, as POST events of the control API\n" +
			"takes it.",
		Example:           "  preverified-sim events expire 12115555105\n  echo '{\"claim\": \"12115555105\"}' | preverified-sim events -",
		ValidArgsFunction: first(cobra.FixedCompletions(sim.EventVerbs(), noFiles)),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 && (len(args) != 1 || args[0] != "-") {
				return usageError("%s takes a verb and its value, such as expire 12115555105, or - for JSON on standard input", c.CommandPath())
			}
			return nil
		},
	}
	return p.remote(c, func(r *remote, args []string) error {
		if len(args) == 2 {
			event := map[string]any{args[0]: args[1]}
			if value := json.RawMessage(args[1]); strings.HasPrefix(args[1], "{") && json.Valid(value) {
				event[args[0]] = value
			}
			return r.do(http.MethodPost, "/events", event, "done\n")
		}
		data, err := readInput("-", p.stdin)
		if err == nil && !json.Valid(data) {
			err = usageError("standard input is not JSON")
		}
		if err != nil {
			return err
		}
		return r.do(http.MethodPost, "/events", json.RawMessage(data), "done\n")
	})
}

func newLimits(p *process) *cobra.Command {
	c := &cobra.Command{Use: "limits", Short: "List the limits and how far each is used up"}
	return p.remote(c, func(r *remote, _ []string) error {
		return tabled(r, "/limits", url.Values{}, []string{"NAME", "PER", "ALLOW", "WINDOW", "USED", "KEY"}, func(l sim.Limit) (rows [][]string) {
			row := []string{l.Name, string(l.Per), strconv.Itoa(l.Allow), l.Window.String(), "", ""}
			for _, u := range l.Usage {
				rows = append(rows, append(row[:4:4], strconv.Itoa(u.Used), string(u.Key)))
			}
			if len(rows) == 0 {
				rows = [][]string{row}
			}
			return rows
		})
	})
}
