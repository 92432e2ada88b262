package main

import (
	"github.com/spf13/cobra"
)

// newRoot builds the command line. The root serves, so that the program needs
// no argument.
func newRoot(p *process) *cobra.Command {
	serve := newServe(p)
	root := &cobra.Command{
		Use:   "preverified-sim",
		Short: "Simulates Meta's and 360dialog's APIs for pre-verified WhatsApp numbers",
		Long: "preverified-sim simulates Meta's Graph API for WhatsApp pre-verified phone numbers\n" +
			"and 360dialog's Partner API v2 on top of it, with state, faults, limits and a clock.\n" +
			"Without a subcommand it serves.",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          serve.RunE,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError("%w", err) })
	root.Flags().AddFlagSet(serve.Flags())
	root.AddCommand(serve, newHealthcheck(p), newScenario(p), newErrors(p), newOperations(p))
	return root
}

// noArgs refuses arguments as wrong usage.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError("%s takes no argument %q; see %s --help", c.CommandPath(), args[0], c.CommandPath())
	}
	return nil
}

// oneArg demands one argument of the given kind.
func oneArg(kind string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError("%s takes one argument: %s", c.CommandPath(), kind)
		}
		return nil
	}
}
