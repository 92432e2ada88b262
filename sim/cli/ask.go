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
	r := &remote{}
	var status, part string
	var deleted bool
	c := &cobra.Command{
		Use: "numbers", Short: "List the world's numbers",
		Example: "  preverified-sim numbers --status EXPIRED\n  preverified-sim numbers --find 5550783",
	}
	add(c.Flags(), &status, oneOf("NOT_VERIFIED", "VERIFIED", "EXPIRED"), "status", "", "only numbers in this `status`")
	add(c.Flags(), &part, text, "find", "", "only numbers with these `digits`")
	add(c.Flags(), &deleted, yesNo, "deleted", "false", "also those that were deleted")
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		query := queryOf(map[string]string{"status": status, "q": part})
		if deleted {
			query.Set("include", "deleted")
		}
		return tabled(c, r, "/numbers", query, []string{"PHONE NUMBER", "STATUS", "EXPIRES", "ID"}, func(n sim.Number) [][]string {
			expires := ""
			if !n.ExpiresAt.IsZero() {
				expires = stamp(n.ExpiresAt)
			}
			return [][]string{{n.PhoneNumber, string(n.Status), expires, n.ID}}
		})
	})
}

func newRequests(p *process) *cobra.Command {
	r := &remote{}
	var tail bool
	var archive, operation, status, part string
	c := &cobra.Command{
		Use: "requests [ID]", Short: "List the journal, show one record, or follow it",
		Long:    "Lists the requests of the world, oldest first, a line each. With an id, such as r12 of the\nheader X-Sim-Request, it shows that record as JSON.",
		Example: "  preverified-sim requests r12\n  preverified-sim requests --tail --status 5xx\n  preverified-sim requests --har journal.har",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError("%s takes one id at most", c.CommandPath())
			}
			return nil
		},
	}
	add(c.Flags(), &tail, yesNo, "tail", "false", "print requests as they arrive, until interrupted")
	add(c.Flags(), &operation, text, "operation", "", "only requests of this operation, by its `name`")
	add(c.Flags(), &status, text, "status", "", "only this `status`, such as 404 or 5xx")
	add(c.Flags(), &part, text, "find", "", "only requests with this `text`: in path, bodies, ids, number or cause")
	add(c.Flags(), &archive, text, "har", "", "write the requests to this `file` as an HTTP Archive")
	return r.command(p, c, func(c *cobra.Command, args []string) error {
		if err := oneOfFlags(c, "tail", "har"); err != nil {
			return err
		}
		query := queryOf(map[string]string{"operation": operation, "status": status, "q": part})
		switch {
		case len(args) == 1:
			return r.showRequest(c, args[0])
		case tail:
			return r.followRequests(c, query)
		}
		return r.listRequests(c, query, archive)
	})
}

func (r *remote) listRequests(c *cobra.Command, query url.Values, archive string) error {
	query.Set("limit", everything)
	found, err := ask[list[sim.Record]](c, r, http.MethodGet, "/requests", query, nil)
	if err != nil {
		return err
	}
	if archive != "" {
		data, err := har.Encode(found.Data, strings.TrimSuffix(r.base, "/"), programVersion())
		if err == nil {
			err = os.WriteFile(archive, data, 0o644)
		}
		return err
	}
	return r.print(func() error {
		for _, record := range slices.Backward(found.Data) {
			if _, err := io.WriteString(r.p.stdout, r.recordText(record)); err != nil {
				return err
			}
		}
		return nil
	})
}

// recordText is a record on a line, at a terminal on a short one.
func (r *remote) recordText(record sim.Record) string {
	if r.p.width(r.p.stdout) == math.MaxInt {
		return record.Line() + "\n"
	}
	return r.p.recordLine(r.p.stdout, record.Brief(), record, r.base)
}

func (r *remote) showRequest(c *cobra.Command, id string) error {
	record, err := ask[sim.Record](c, r, http.MethodGet, "/requests/"+url.PathEscape(id), nil, nil)
	if err != nil {
		return err
	}
	return r.print(func() error { return r.p.printJSON(record) })
}

// followRequests prints the records of the stream until it ends or is interrupted.
func (r *remote) followRequests(c *cobra.Command, query url.Values) error {
	q, err := http.NewRequestWithContext(c.Context(), http.MethodGet, r.client.URL+"/_sim/v1/requests/stream?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	if r.client.Token != "" {
		q.Header.Set("Authorization", "Bearer "+r.client.Token)
	}
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		return unreachable(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return usageError("the simulator answers %s", answer.Status)
	}
	ended, lines := trips{}, bufio.NewScanner(answer.Body)
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
		if _, err := io.WriteString(r.p.stdout, text); err != nil {
			return err
		}
	}
	return lines.Err()
}

func newEvents(p *process) *cobra.Command {
	r := &remote{}
	c := &cobra.Command{
		Use: "events VERB VALUE | -", Short: "Let something happen in the world now",
		Long:    "Takes the verbs of a scenario's timeline; a value in braces is JSON. With - it reads one event as JSON from standard\ninput, as POST events of the control API takes it.",
		Example: "  preverified-sim events expire 12115555105\n  echo '{\"claim\": \"12115555105\"}' | preverified-sim events -",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 && (len(args) != 1 || args[0] != "-") {
				return usageError("%s takes a verb and its value, such as expire 12115555105, or - for JSON on standard input", c.CommandPath())
			}
			return nil
		},
	}
	return r.command(p, c, func(c *cobra.Command, args []string) error {
		var event any
		if len(args) == 2 {
			event = map[string]any{args[0]: args[1]}
			if value := json.RawMessage(args[1]); strings.HasPrefix(args[1], "{") && json.Valid(value) {
				event = map[string]any{args[0]: value}
			}
		} else {
			data, err := readInput("-", p.stdin)
			if err != nil {
				return err
			}
			if !json.Valid(data) {
				return usageError("standard input is not JSON")
			}
			event = json.RawMessage(data)
		}
		if err := r.call(c, http.MethodPost, "/events", nil, event); err != nil {
			return err
		}
		return r.print(func() error { return p.say("done") })
	})
}

func newLimits(p *process) *cobra.Command {
	r := &remote{}
	c := &cobra.Command{Use: "limits", Short: "List the limits and how far each is used up"}
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		return tabled(c, r, "/limits", url.Values{}, []string{"NAME", "PER", "ALLOW", "WINDOW", "KEY", "USED"}, func(l sim.Limit) (rows [][]string) {
			row := []string{l.Name, string(l.Per), strconv.Itoa(l.Allow), l.Window.String(), "", ""}
			for _, u := range l.Usage {
				rows = append(rows, append(row[:4:4], string(u.Key), strconv.Itoa(u.Used)))
			}
			if len(rows) == 0 {
				rows = [][]string{row}
			}
			return rows
		})
	})
}
