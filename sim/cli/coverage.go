package cli

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"
)

// worldCoverage is what a world has met, as far as it is shown.
type worldCoverage struct {
	Percent   float64 `json:"percent"`
	Reached   int     `json:"reached"`
	Reachable int     `json:"reachable"`
	Never     struct {
		Answers []struct {
			Operation string `json:"operation"`
			Status    int    `json:"status"`
		} `json:"answers"`
		Errors      []string `json:"errors"`
		Transitions []string `json:"transitions"`
		Faults      []string `json:"faults"`
	} `json:"never"`
}

func newCoverage(p *process) *cobra.Command {
	r := &remote{}
	var least string
	c := &cobra.Command{
		Use:   "coverage",
		Short: "Show what the client has never met",
		Long: "Prints the share of documented answers and failure ids that were reached, and what never\n" +
			"was: answers, failures, transitions of numbers, fault rules.",
	}
	c.Flags().Var(percentValue(&least), "min", "exit 3 when fewer than this `percent` were reached")
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		var v worldCoverage
		text, err := r.ask(c.Context(), http.MethodGet, "/coverage", nil, nil, &v)
		if err != nil {
			return err
		}
		if err := r.print(text, func() error { return r.showCoverage(v) }); err != nil {
			return err
		}
		if want, _ := strconv.ParseFloat(least, 64); v.Percent < want { // checked when it was set; none is 0
			return reportFailed("coverage is %g%%, less than %g%%", v.Percent, want)
		}
		return nil
	})
}

func (r *remote) showCoverage(v worldCoverage) error {
	if _, err := fmt.Fprintf(r.p.stdout, "%g%%: %d of %d reached\n", v.Percent, v.Reached, v.Reachable); err != nil {
		return err
	}
	rows := [][]string{}
	for _, a := range v.Never.Answers {
		rows = append(rows, []string{"answer", a.Operation, strconv.Itoa(a.Status)})
	}
	for _, part := range []struct {
		kind  string
		names []string
	}{{"failure", v.Never.Errors}, {"transition", v.Never.Transitions}, {"fault rule", v.Never.Faults}} {
		for _, name := range part.names {
			rows = append(rows, []string{part.kind, name})
		}
	}
	if len(rows) > 0 {
		rows = append([][]string{{"NEVER", "NAME", "STATUS"}}, rows...)
	}
	return r.table(rows)
}
