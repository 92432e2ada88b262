package cli

import (
	"cmp"
	"errors"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newRoot builds the command line, whose root serves.
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

// finish gives a command and those below it an example and completion. One that only
// holds others refuses unknown ones.
func finish(c *cobra.Command, p *process) {
	_, words, _ := strings.Cut(c.CommandPath(), " ")
	if c.Example == "" {
		c.Example = "  " + strings.ReplaceAll(cmp.Or(exampleOf[words], c.CommandPath()), "\n", "\n  ")
	}
	completed(c, p)
	if !c.Runnable() {
		c.Args, c.RunE = noArgs, func(c *cobra.Command, _ []string) error { return c.Help() }
	}
	for _, sub := range c.Commands() {
		if c.Name() == "completion" { // the library's own, whose refusals are no usage errors
			sub.Args = noArgs
		}
		finish(sub, p)
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

// noArgs refuses arguments, with a suggestion where a subcommand may be meant.
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
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return usageError("%s has no command %q%s", c.CommandPath(), args[0], sim.Suggest(args[0], names))
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

// helpCommand makes the library's help command refuse a command that does not exist.
func helpCommand(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, _ := root.Find([]string{"help"}) // it has just been added
	help.RunE = func(c *cobra.Command, args []string) error {
		of, rest, err := c.Root().Find(args)
		if err != nil || len(rest) > 0 {
			return unknownCommand(of, rest)
		}
		of.InitDefaultHelpFlag()
		return of.Help()
	}
}

// exampleOf has examples by the words after the program's name.
var exampleOf = map[string]string{
	"serve":           "preverified-sim --scenario throttled --clock frozen\npreverified-sim serve --addr 127.0.0.1:0 --addr-file addr",
	"help":            "preverified-sim help exec",
	"env":             "eval \"$(preverified-sim env --export)\"",
	"healthcheck":     "preverified-sim healthcheck --wait 10s",
	"codes":           "preverified-sim codes --state pending\nCODE=$(preverified-sim codes --latest --wait 5s)",
	"clock":           "preverified-sim clock --advance 13d23h\npreverified-sim clock --mode frozen",
	"reset":           "preverified-sim reset --world test-42",
	"faults":          "preverified-sim faults\npreverified-sim faults add rules.yaml",
	"faults add":      "echo '{do: {error: meta.rate_limited}, when: {times: 1}}' |\n  preverified-sim faults add -",
	"faults remove":   "preverified-sim faults remove magic-0107-slow",
	"verify":          "preverified-sim verify --junit report.xml",
	"coverage":        "preverified-sim coverage --min 40",
	"snapshot":        "preverified-sim snapshot get >world.json\npreverified-sim snapshot put world.json",
	"snapshot get":    "preverified-sim snapshot get >world.json",
	"snapshot put":    "preverified-sim snapshot put world.json --world copy",
	"snapshot diff":   "preverified-sim snapshot diff before.json after.json",
	"signup finish":   "preverified-sim signup finish f34b51dab5e0498 --outcome cancel",
	"scenario":        "preverified-sim scenario list",
	"scenario list":   "preverified-sim scenario list --json",
	"scenario show":   "preverified-sim scenario show throttled",
	"scenario schema": "preverified-sim scenario schema >scenario.schema.json",
	"scenario lint":   "preverified-sim scenario lint scenarios/*.yaml",
	"scenario init":   "preverified-sim scenario init mine.yaml",
	"drift":           "preverified-sim drift recorded.har",
	"errors":          "preverified-sim errors --json",
}
