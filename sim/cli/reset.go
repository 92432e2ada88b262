package cli

import (
	"fmt"
	"net/http"

	"github.com/spf13/cobra"
)

func newReset(p *process) *cobra.Command {
	r := &remote{}
	c := &cobra.Command{
		Use:   "reset",
		Short: "Take the world back to its scenario's start",
		Long:  "Numbers, codes, journal, clock, randomness, limits and faults are as they were when the\nscenario began. With --json nothing is printed, since the API's answer is empty.",
	}
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		text, err := r.call(c.Context(), http.MethodPost, "/reset", nil, nil)
		if err != nil {
			return err
		}
		return r.print(text, func() error {
			_, err := fmt.Fprintln(r.p.stdout, "the world is back at its scenario's start")
			return err
		})
	})
}
