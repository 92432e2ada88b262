package cli

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/drift"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

func newDrift(p *process) *cobra.Command {
	s := &settings{}
	var dialect string
	var asJSON bool
	c := &cobra.Command{
		Use:   "drift CAPTURE.har",
		Short: "Replay recorded traffic and report what is answered differently",
		Long: "drift replays the requests of a HAR file, recorded against the real APIs, in a\n" +
			"fresh world made from what the recording shows, and reports every difference in\n" +
			"status, headers, members, types and codes. Strip the secrets from the file\n" +
			"first: none is needed. It exits with 3 when anything differs and when nothing\n" +
			"could be compared.",
		Args: oneArg("a HAR file"),
	}
	add(c.Flags(), &dialect, oneOf("observed", "documented"), "dialect", "", "`dialect` to answer in: observed or documented (default observed, or the scenario's)")
	add(c.Flags(), &s.errors, text, "errors", "", "`file` that overlays the error catalogues, as serve takes it")
	add(c.Flags(), &s.scenario, text, "scenario", "", "`name` or YAML file of the world to replay in, instead of the one the recording shows")
	add(c.Flags(), &asJSON, yesNo, "json", "false", "write the report as JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		report, err := replay(c.Context(), s, args[0], sim.Dialect(dialect))
		switch {
		case err != nil:
			return err
		case asJSON:
			err = p.printJSON(report)
		default:
			err = p.write(report.Text())
		}
		switch {
		case err != nil:
			return err
		case report.Drifted:
			return reportFailed("the simulator answers differently")
		case report.Compared == 0:
			return reportFailed("no entry of the recording could be compared")
		}
		return nil
	}
	return c
}

// replay reads a capture and replays it in a simulator of its own.
func replay(ctx context.Context, s *settings, file string, dialect sim.Dialect) (*drift.Report, error) {
	data, err := os.Open(file)
	if err != nil {
		return nil, usageError("%w", err)
	}
	entries, err := har.Read(file, data)
	if err = errors.Join(err, data.Close()); err != nil {
		return nil, usageError("%w", err)
	}
	s.QuietHeaders = true
	srv, err := s.newServer()
	if err != nil {
		return nil, err
	}
	defer srv.Close()
	o := drift.Options{Dialect: dialect}
	if s.scenario != "" {
		o.Scenario, _ = srv.Worlds().Boot().Document.(*sim.Scenario) // the server was made with it
	}
	plan := drift.New(file, entries, o)
	if _, _, err := srv.Worlds().Put(world.Default, scenario.Setup(plan.Scenario, scenario.Build{Open: true})); err != nil {
		return nil, err
	}
	return plan.Replay(ctx, srv.Handler())
}
