package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
)

func newFaults(p *process) *cobra.Command {
	c := listFaults(p, &cobra.Command{Use: "faults", Short: "List, add and remove fault rules"})
	c.AddCommand(
		listFaults(p, &cobra.Command{Use: "list", Short: "List the rules, how often each acted, and its nearest miss"}),
		newAddFaults(p),
		p.remote(&cobra.Command{
			Use: "remove NAME", Short: "Remove a rule", Args: oneArg("the name of a rule"),
			ValidArgsFunction: first(remoteNames(p, "/faults", func(f sim.Fault) string { return f.Name })),
		}, func(r *remote, args []string) error {
			return r.do(http.MethodDelete, "/faults/"+url.PathEscape(args[0]), nil, "")
		}),
		p.remote(&cobra.Command{Use: "clear", Short: "Remove all rules"}, func(r *remote, _ []string) error {
			return r.do(http.MethodDelete, "/faults", nil, "")
		}),
	)
	return c
}

func listFaults(p *process, c *cobra.Command) *cobra.Command {
	return p.remote(c, func(r *remote, _ []string) error { return listed(r, "/faults", url.Values{}, p.showFaults) })
}

// showFaults writes a rule with its counts, and below it what it does or why it has not.
func (p *process) showFaults(all []sim.Fault) error {
	var text strings.Builder
	for _, f := range all {
		rule := cmp.Or(compact(f.On), "any request") + " -> " + compact(f.Do)
		if when := compact(f.When); when != "" {
			rule += ", when " + when
		}
		fmt.Fprintf(&text, "%s, matched %d, acted %d\n  %s\n", f.Name, f.Matched, f.Acted, sim.OneLine(rule))
		if why := note(f); why != "" {
			fmt.Fprintf(&text, "  %s\n", sim.OneLine(why))
		}
	}
	return p.write(p.report(p.stdout, text.String()))
}

// compact writes the members of a rule's part on one line.
func compact(part any) string {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	_ = e.Encode(part) // the parts of a rule always encode
	line := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text.String()), "{"), "}")
	return strings.ReplaceAll(line, `"`, "")
}

func note(f sim.Fault) string {
	switch {
	case f.Acted == 0 && (!f.Enabled || f.Seen > 0 || f.NearestMiss != nil):
		why, _ := f.WhyIdle()
		return why
	case !f.Active:
		return "not active"
	default:
		return ""
	}
}

func newAddFaults(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "add FILE|-",
		Short: "Add the rules of a file, YAML or JSON",
		Long: "Reads one rule, a list of rules, or a document with a list under faults, as\n" +
			"scenarios have it. A rule of a name that exists replaces the first. With - it\n" +
			"reads standard input.",
		Args: oneArg("a file with rules, or - for standard input"),
	}
	return p.remote(c, func(r *remote, args []string) error {
		rules, err := readRules(args[0], p.stdin)
		for _, rule := range rules {
			err = show(r, http.MethodPost, "/faults", nil, rule, func(added sim.Fault) error { return p.say("%s", added.Name) })
			if err != nil {
				break
			}
		}
		return err
	})
}

// readRules reads fault rules, which the simulator checks. It returns a usage error.
func readRules(file string, stdin io.Reader) ([]any, error) {
	text, err := readInput(file, stdin)
	if err != nil {
		return nil, err
	}
	var content any
	if err := yaml.Unmarshal(text, &content); err != nil {
		return nil, usageError("%s: %w", file, err)
	}
	if document, ok := content.(map[string]any); ok && len(document) == 1 && document["faults"] != nil {
		content = document["faults"]
	}
	list, ok := content.([]any)
	if !ok {
		list = []any{content}
	}
	for _, item := range list {
		if _, isRule := item.(map[string]any); !isRule {
			return nil, usageError("%s: want a fault rule, a list of them, or a document with a list under faults", file)
		}
	}
	return list, nil
}
