package cli

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/drift"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

type driftFlags struct {
	dialect, overlay, scenario string
	asJSON                     bool
}

func newDrift(p *process) *cobra.Command {
	var f driftFlags
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
	add(c.Flags(), &f.dialect, text, "dialect", "", "`dialect` to answer in: observed or documented (default observed, or the scenario's)")
	add(c.Flags(), &f.overlay, text, "errors", "", "`file` that overlays the error catalogues, as serve takes it")
	add(c.Flags(), &f.scenario, text, "scenario", "", "`name` or YAML file of the world to replay in, instead of the one the recording shows")
	add(c.Flags(), &f.asJSON, yesNo, "json", "false", "write the report as JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		report, err := f.replay(c.Context(), args[0])
		if err != nil {
			return err
		}
		if f.asJSON {
			err = p.printJSON(report)
		} else {
			_, err = io.WriteString(p.stdout, report.Text())
		}
		if err != nil {
			return err
		}
		switch {
		case report.Drifted:
			return &exitError{exitReport, errors.New("the simulator answers differently")}
		case report.Compared == 0:
			return &exitError{exitReport, errors.New("no entry of the recording could be compared")}
		}
		return nil
	}
	return c
}

// replay reads a capture and replays it in a simulator of its own.
func (f driftFlags) replay(ctx context.Context, file string) (*drift.Report, error) {
	data, err := os.Open(file)
	if err != nil {
		return nil, usageError("%w", err)
	}
	entries, err := har.Read(file, data)
	if err = errors.Join(err, data.Close()); err != nil {
		return nil, usageError("%w", err)
	}
	settings := settings{scenario: f.scenario, errors: f.overlay, origin: map[string]string{}}
	opts, err := settings.options()
	if err != nil {
		return nil, err
	}
	opts.QuietHeaders = true
	srv, err := settings.newServer(opts)
	if err != nil {
		return nil, err
	}
	defer srv.Close()
	plan, err := f.plan(file, entries, srv)
	if err != nil {
		return nil, err
	}
	if _, _, err := srv.Worlds().Put(world.Default, scenario.Setup(plan.Scenario, scenario.Build{Open: true})); err != nil {
		return nil, err
	}
	return plan.Replay(ctx, srv.Handler())
}

func (f driftFlags) plan(file string, entries []har.Entry, srv *server.Server) (*drift.Plan, error) {
	var o drift.Options
	if f.dialect != "" {
		d, ok := sim.ParseDialect(f.dialect)
		if !ok {
			return nil, usageError("--dialect: %q is neither observed nor documented", f.dialect)
		}
		o.Dialect = d
	}
	if f.scenario != "" {
		o.Scenario, _ = srv.Worlds().Boot().Document.(*sim.Scenario) // the server was made with it
	}
	return drift.New(file, entries, o), nil
}
