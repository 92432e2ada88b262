package cli

import (
	"cmp"
	"strings"

	"github.com/spf13/cobra"
)

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

// helpful gives a command its example, which is itself where it needs no more.
func helpful(c *cobra.Command) {
	_, words, _ := strings.Cut(c.CommandPath(), " ")
	if c.Example == "" {
		c.Example = "  " + strings.ReplaceAll(cmp.Or(exampleOf[words], c.CommandPath()), "\n", "\n  ")
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
