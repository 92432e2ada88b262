package cli

import (
	"fmt"
	"net/http"
	"os"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
)

func newVerify(p *process) *cobra.Command {
	r := &remote{}
	var junit string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Judge the client by what the scenario expects",
		Long:  "Prints the report: the seed first, then one line for each expectation.\nExit 3 when it did not pass; a report that checked nothing has not passed.",
	}
	c.Flags().StringVar(&junit, "junit", "", "write the report to this `file` too, as JUnit XML")
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		var report sim.Report
		text, err := r.ask(c.Context(), http.MethodPost, "/verify", nil, nil, &report)
		if err != nil {
			return err
		}
		if junit != "" {
			data, err := grade.JUnit(report)
			if err == nil {
				err = os.WriteFile(junit, data, 0o644)
			}
			if err != nil {
				return err
			}
		}
		err = r.print(text, func() error {
			_, err := fmt.Fprint(p.stdout, grade.Text(report))
			return err
		})
		if err == nil && !report.Passed {
			err = reportFailed("the report did not pass")
		}
		return err
	})
}
