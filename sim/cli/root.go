package cli

import (
	"errors"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newRoot builds the command line. The root serves, so that the program needs
// no argument.
func newRoot(p *process) *cobra.Command {
	serve := newServe(p)
	root := &cobra.Command{
		Use:   "preverified-sim",
		Short: "Simulates Meta's and 360dialog's APIs for pre-verified WhatsApp numbers",
		Long: "preverified-sim simulates Meta's Graph API for WhatsApp pre-verified phone\n" +
			"numbers and 360dialog's Partner API v2 on top of it, with state, faults, limits\n" +
			"and a clock. Without a subcommand it serves.\n\n" +
			"Exit codes: 0 a clean end, also after SIGTERM; 1 a failure at run time; 2 wrong\n" +
			"usage or a bad file; 3 a report that did not pass.",
		Version:       programVersion(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          serve.RunE,
	}
	root.SetFlagErrorFunc(flagError)
	root.Flags().AddFlagSet(serve.Flags())
	root.AddGroup(
		&cobra.Group{ID: groupRun, Title: "To run the simulator:"},
		&cobra.Group{ID: groupAsk, Title: "To steer and ask a running one:"},
		&cobra.Group{ID: groupRead, Title: "To look things up:"},
	)
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
		}
		root.AddCommand(commands...)
	}
	add(groupRun, serve, newExec(p), newEnv(p), newHealthcheck(p))
	add(groupAsk, newCodes(p), newClock(p), newReset(p), newNumbers(p), newRequests(p), newEvents(p), newSignup(p), newWABAs(p), newFaults(p), newLimits(p), newVerify(p), newCoverage(p), newSnapshot(p))
	add(groupRead, newScenario(p), newErrors(p), newOperations(p), newDrift(p), newVersion(p))
	root.SetUsageTemplate(strings.NewReplacer("LocalFlags.FlagUsages", "LocalFlags.FlagUsagesWrapped 80",
		"InheritedFlags.FlagUsages", "InheritedFlags.FlagUsagesWrapped 80",
		" for more information about a command.", " for more.").Replace(root.UsageTemplate()))
	helpCommand(root)
	root.InitDefaultCompletionCmd()
	finish(root, p)
	return root
}

// The groups of subcommands in the help.
const (
	groupRun  = "run"
	groupAsk  = "ask"
	groupRead = "read"
)

// finish gives a command and those below it what all have: an example, values that a
// shell completes, and usage errors.
func finish(c *cobra.Command, p *process) {
	helpful(c)
	completed(c, p)
	strictly(c)
	for _, sub := range c.Commands() {
		finish(sub, p)
	}
}

// strictly turns every refused argument into a usage error, also where the library
// checks it, and lets commands that only hold others refuse unknown ones.
func strictly(c *cobra.Command) {
	if !c.Runnable() {
		c.Args, c.RunE = noArgs, func(c *cobra.Command, _ []string) error { return c.Help() }
	} else if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			err := check(c, args)
			var exit *exitError
			if err == nil || errors.As(err, &exit) {
				return err
			}
			return usageError("%s: %w", c.CommandPath(), err)
		}
	}
}

// flagError words what is wrong with a flag as it is worded for variables.
func flagError(c *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return refused("--"+invalid.GetFlag().Name, invalid.GetValue(), errors.Unwrap(invalid))
	}
	return usageError("%w; see %s --help", err, c.CommandPath())
}

// noArgs refuses arguments as wrong usage, with a suggestion where a subcommand
// may be meant.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !c.HasSubCommands() {
		return usageError("%s takes no argument %q; see %s --help", c.CommandPath(), args[0], c.CommandPath())
	}
	return unknownCommand(c, args)
}

func unknownCommand(c *cobra.Command, args []string) error {
	return usageError("%s has no command %q%s", c.CommandPath(), args[0], sim.Suggest(args[0], commandNames(c)))
}

func commandNames(c *cobra.Command) (names []string) {
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return names
}

// oneArg demands one argument of the given kind.
func oneArg(kind string) cobra.PositionalArgs { return takes(1, 1, "one argument: "+kind) }

// takes demands so many arguments, and says what the command takes.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usageError("%s takes %s", c.CommandPath(), what)
		}
		return nil
	}
}
