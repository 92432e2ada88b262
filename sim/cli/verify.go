package cli

import (
	"net/http"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
)

func newVerify(p *process) *cobra.Command {
	var junit string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Judge the client by what the scenario expects",
		Long: "Prints the report: the seed first, then one line for each expectation. Exit 3\n" +
			"when it did not pass; a report that checked nothing has not passed.",
	}
	add(c.Flags(), &junit, text, "junit", "", "write the report to this `file` too, as JUnit XML")
	return p.remote(c, func(r *remote, _ []string) error {
		report, err := ask[sim.Report](r, http.MethodPost, "/verify", nil, nil)
		if err == nil && junit != "" {
			var data []byte
			if data, err = grade.JUnit(report); err == nil {
				err = os.WriteFile(junit, data, 0o644)
			}
		}
		if err != nil {
			return err
		}
		err = r.print(func() error {
			text := grade.Text(report)
			for _, check := range report.Checks {
				if len(check.Records) > 0 {
					text += "see   " + recordURL(r.base, sim.Record{World: report.World, ID: check.Records[0]}) + "\n"
				}
			}
			return p.write(p.report(p.stdout, text))
		})
		if err == nil && !report.Passed {
			err = reportFailed("the report did not pass")
		}
		return err
	})
}

func newCoverage(p *process) *cobra.Command {
	var least float64
	c := &cobra.Command{
		Use:   "coverage",
		Short: "Show what the client has never met",
		Long: "Prints the share of documented answers and failure ids that were reached, and\n" +
			"what never was: answers, failures, transitions of numbers, fault rules.",
	}
	add(c.Flags(), &least, percent, "min", "", "exit 3 when fewer than this `percent` were reached")
	return p.remote(c, func(r *remote, _ []string) error {
		v, err := ask[sim.Coverage](r, http.MethodGet, "/coverage", nil, nil)
		if err == nil {
			err = r.print(func() error { return showCoverage(p, v) })
		}
		if err == nil && v.Percent < least {
			err = reportFailed("coverage is %g%%, less than %g%%", v.Percent, least)
		}
		return err
	})
}

func showCoverage(p *process, v sim.Coverage) error {
	if err := p.say("%g%%: %d of %d reached", v.Percent, v.Reached, v.Reachable); err != nil {
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
	return p.table(rows...)
}
