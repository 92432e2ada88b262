package cli

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"
)

// worldClock is the answer about a clock, with what a move made due.
type worldClock struct {
	Now     string `json:"now"`
	Mode    string `json:"mode"`
	Settled []struct {
		At          string `json:"at"`
		Event       string `json:"event"`
		NumberID    string `json:"number_id"`
		PhoneNumber string `json:"phone_number"`
		Detail      string `json:"detail"`
	} `json:"settled"`
}

func newClock(p *process) *cobra.Command {
	r := &remote{}
	var advance, at, mode string
	c := &cobra.Command{
		Use:   "clock",
		Short: "Read the world's clock, or move it",
		Long:  "Prints the time of the world. A move lists everything that became due, in order; it is\ndone when the command ends. The clock never goes backwards.",
	}
	c.Flags().Var(durationValue(&advance, ""), "advance", "move forward by this `duration`, such as 13d23h")
	c.Flags().Var(timeValue(&at), "at", "move forward to this `time`, RFC 3339")
	c.Flags().Var(oneOf(&mode, "", "running", "frozen"), "mode", "let it run with the wall's, or stand still: running or frozen")
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		if err := oneOfFlags(c, "advance", "at", "mode"); err != nil {
			return err
		}
		switch {
		case advance != "":
			return r.clock(c, http.MethodPost, map[string]string{"advance": advance})
		case at != "":
			return r.clock(c, http.MethodPost, map[string]string{"at": at})
		case mode != "":
			return r.clock(c, http.MethodPost, map[string]string{"mode": mode})
		default:
			return r.clock(c, http.MethodGet, nil)
		}
	})
}

func (r *remote) clock(c *cobra.Command, method string, move map[string]string) error {
	var body []byte
	if move != nil {
		body, _ = json.Marshal(move) // a map of texts always encodes
	}
	var clock worldClock
	text, err := r.ask(c.Context(), method, "/clock", nil, body, &clock)
	if err != nil {
		return err
	}
	return r.print(text, func() error {
		if _, err := fmt.Fprintf(r.p.stdout, "%s %s\n", clock.Now, clock.Mode); err != nil || len(clock.Settled) == 0 {
			return err
		}
		rows := [][]string{{"SETTLED AT", "EVENT", "PHONE NUMBER", "NUMBER ID", "DETAIL"}}
		for _, s := range clock.Settled {
			rows = append(rows, []string{s.At, s.Event, s.PhoneNumber, s.NumberID, s.Detail})
		}
		return r.table(rows)
	})
}
