package cli

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// looking makes the act of a command that looks things up in a server that never listens.
func looking(p *process, dir *string, act func(s *server.Server, args []string) error) func(*cobra.Command, []string) error {
	return func(_ *cobra.Command, args []string) error {
		s := &settings{scenarioDir: *dir, scenario: server.DefaultScenario, origin: map[string]string{}}
		if text, _ := p.lookup(variable("scenario-dir")); *dir == "" && text != "" {
			s.scenarioDir, s.origin["scenario-dir"] = text, "env"
		}
		if err := s.fillIdentity(p); err != nil {
			return err
		}
		srv, err := s.newServer()
		if err != nil {
			return err
		}
		return act(srv, args)
	}
}

func newScenario(p *process) *cobra.Command {
	var dir string
	var asJSON bool
	c := &cobra.Command{Use: "scenario", Short: "List, show and check scenarios"}
	add(c.PersistentFlags(), &dir, text, "scenario-dir", "", "`directory` with scenarios of your own")
	list := &cobra.Command{Use: "list", Short: "One scenario a line: name, APIs of its task, summary", Args: noArgs}
	list.RunE = looking(p, &dir, func(s *server.Server, _ []string) error { return showList(p, s.Library().List(), asJSON) })
	add(list.Flags(), &asJSON, yesNo, "json", "false", "print the scenarios with their tasks as JSON")
	show := &cobra.Command{Use: "show NAME", Short: "Print a scenario's YAML", Args: oneArg("a scenario's name")}
	show.ValidArgsFunction = library(p)
	show.RunE = looking(p, &dir, func(s *server.Server, args []string) error {
		text, err := s.Library().Text(args[0])
		if err != nil {
			return usageError("%q is no scenario%s", args[0], sim.Suggest(args[0], s.Library().Names()))
		}
		return p.write(string(text))
	})
	schema := &cobra.Command{Use: "schema", Short: "Print the JSON Schema of scenario files", Args: noArgs, RunE: func(*cobra.Command, []string) error {
		return p.write(string(scenario.JSONSchema()))
	}}
	c.AddCommand(list, show, schema, newLint(p, &dir), newInit(p))
	return c
}

// showList has a scenario a line, with tabs for scripts and as a table for a terminal.
func showList(p *process, all []sim.ListedScenario, asJSON bool) error {
	if asJSON {
		return p.printJSON(all)
	}
	rows := [][]string{{"NAME", "FOR", "SUMMARY"}}
	for _, l := range all {
		apis := ""
		if l.Task != nil {
			apis = strings.Join(l.Task.For, ",")
		}
		rows = append(rows, []string{l.Name, apis, l.Summary})
	}
	if isTerminal(p.stdout) {
		return p.table(rows...)
	}
	text := ""
	for _, row := range rows[1:] {
		text += strings.Join(row, "\t") + "\n"
	}
	return p.write(text)
}

func (p *process) printJSON(v any) error {
	data, err := indented(v)
	return errors.Join(err, p.write(string(data)))
}

func newLint(p *process, dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "lint FILE...",
		Short: "Check scenario files: every problem with file, line and column",
		Args:  takes(1, math.MaxInt, "files or directories"),
		RunE: looking(p, dir, func(s *server.Server, args []string) error {
			bad := 0
			files := expand(args)
			for _, file := range files {
				var warnings sim.Issues
				text, err := readFile(file)
				if err == nil {
					_, warnings, err = s.Library().Read(file, text)
				}
				if err != nil {
					bad++
					fmt.Fprintln(p.stdout, err)
				}
				for _, w := range warnings {
					fmt.Fprintln(p.stdout, w)
				}
			}
			if bad > 0 {
				return usageError("%d of the files cannot be used", bad)
			}
			return p.say("%d of %d files can be used", len(files), len(files))
		}),
	}
}

// expand turns directories into the YAML files in them.
func expand(args []string) (out []string) {
	for _, arg := range args {
		files := []string{arg}
		if isDirectory(arg) == nil {
			files, _ = filepath.Glob(filepath.Join(arg, "*.yaml")) // the pattern is well-formed
		}
		out = append(out, files...)
	}
	return out
}

func newInit(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a commented example scenario",
		Args:  takes(0, 1, "one file"),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.write(string(scenario.Example()))
			}
			f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if err != nil {
				return usageError("%w", err)
			}
			_, err = f.Write(scenario.Example())
			return errors.Join(err, f.Close())
		},
	}
}

func newErrors(p *process) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{Use: "errors", Short: "List the failure catalogue and the switches, with sources", Args: noArgs}
	c.RunE = looking(p, new(string), func(s *server.Server, _ []string) error {
		rows, all := [][]string{{"ID", "DOCUMENTED", "OBSERVED", "SOURCE", "SUMMARY"}}, []map[string]any{}
		for _, e := range s.Catalogue().Entries() {
			documented, observed := *e.Rendering(sim.Documented).Status, *e.Rendering(sim.Observed).Status
			all = append(all, map[string]any{"id": e.ID, "documented": documented, "observed": observed, "source": e.Source, "summary": e.Summary})
			rows = append(rows, []string{e.ID, strconv.Itoa(documented), strconv.Itoa(observed), string(e.Source), e.Summary})
		}
		if asJSON {
			return p.printJSON(map[string]any{"errors": all, "switches": sim.AllSwitches})
		}
		rows = append(rows, nil, []string{"SWITCH", "VALUE", "", "SOURCE", "WHERE"})
		for _, w := range sim.AllSwitches {
			for i, v := range w.Values {
				rows = append(rows, []string{w.Name, v.Value, map[bool]string{true: "default"}[i == 0], string(v.Source), v.Where})
			}
		}
		return p.table(rows...)
	})
	add(c.Flags(), &asJSON, yesNo, "json", "false", "print the catalogue as JSON")
	return c
}

func newOperations(p *process) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{Use: "operations", Short: "List the operations with their answers", Args: noArgs}
	c.RunE = looking(p, new(string), func(s *server.Server, _ []string) error {
		all := s.Listed()
		if asJSON {
			return p.printJSON(all)
		}
		text := ""
		for _, o := range all {
			text += fmt.Sprintf("%s: %s %s -> %s\n", o.Name, o.Method, o.Path, strings.Trim(fmt.Sprint(o.Statuses), "[]"))
		}
		return p.write(p.report(p.stdout, text))
	})
	add(c.Flags(), &asJSON, yesNo, "json", "false", "print the operations as JSON")
	return c
}
