package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"
)

// faultRule is a rule in place, as far as it is shown.
type faultRule struct {
	Name        string         `json:"name"`
	On          map[string]any `json:"on"`
	Do          map[string]any `json:"do"`
	Active      bool           `json:"active"`
	Matched     int            `json:"matched"`
	Acted       int            `json:"acted"`
	NearestMiss *struct {
		Request string   `json:"request"`
		Missing []string `json:"missing"`
	} `json:"nearest_miss"`
}

// everyRule asks for more rules than anybody puts in place.
const everyRule = "10000"

func newFaults(p *process) *cobra.Command {
	c := listFaults(p, &cobra.Command{Use: "faults", Short: "List, add and remove fault rules"})
	c.AddCommand(
		listFaults(p, &cobra.Command{Use: "list", Short: "List the rules, how often each acted, and its nearest miss"}),
		newAddFaults(p), newRemoveFault(p), newClearFaults(p),
	)
	return c
}

func listFaults(p *process, c *cobra.Command) *cobra.Command {
	r := &remote{}
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		var list struct {
			Data []faultRule `json:"data"`
		}
		text, err := r.ask(c.Context(), http.MethodGet, "/faults", url.Values{"limit": {everyRule}}, nil, &list)
		if err != nil {
			return err
		}
		return r.print(text, func() error {
			rows := [][]string{{"NAME", "ON", "DO", "MATCHED", "ACTED", "NOTE"}}
			for _, f := range list.Data {
				rows = append(rows, []string{f.Name, compact(f.On), compact(f.Do), strconv.Itoa(f.Matched), strconv.Itoa(f.Acted), f.note()})
			}
			return r.table(rows)
		})
	})
}

// compact writes the members of a rule's part on one line, in alphabetical
// order.
func compact(part map[string]any) string {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	_ = e.Encode(part) // what came as JSON is JSON
	line := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text.String()), "{"), "}")
	return strings.ReplaceAll(line, `"`, "")
}

// note says why a rule did nothing.
func (f faultRule) note() string {
	switch {
	case !f.Active:
		return "not active"
	case f.NearestMiss != nil:
		return fmt.Sprintf("nearest miss %s: %s", f.NearestMiss.Request, strings.Join(f.NearestMiss.Missing, "; "))
	default:
		return ""
	}
}

func newAddFaults(p *process) *cobra.Command {
	r := &remote{}
	c := &cobra.Command{
		Use:   "add FILE|-",
		Short: "Add the rules of a file, YAML or JSON",
		Long:  "Reads one rule, a list of rules, or a document with a list under faults, as scenarios have\nit. A rule of a name that exists replaces the first. With - it reads standard input.",
		Args:  oneArg("a file with rules, or - for standard input"),
	}
	return r.command(p, c, func(c *cobra.Command, args []string) error {
		rules, err := readRules(args[0], p.stdin)
		if err != nil {
			return err
		}
		for _, rule := range rules {
			var added faultRule
			text, err := r.ask(c.Context(), http.MethodPost, "/faults", nil, rule, &added)
			if err != nil {
				return err
			}
			err = r.print(text, func() error {
				_, err := fmt.Fprintln(p.stdout, added.Name)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// readRules reads fault rules and returns each as JSON. It returns a usage
// error for a file that cannot be read or holds none.
func readRules(file string, stdin io.Reader) ([][]byte, error) {
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
	var rules [][]byte
	for _, item := range list {
		rule, err := json.Marshal(item)
		if _, isRule := item.(map[string]any); !isRule || err != nil {
			return nil, usageError("%s: %w", file, errNoRule)
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

var errNoRule = errors.New("want a fault rule, a list of them, or a document with a list under faults")

func newRemoveFault(p *process) *cobra.Command {
	r := &remote{}
	c := &cobra.Command{Use: "remove NAME", Short: "Remove a rule", Args: oneArg("the name of a rule")}
	return r.command(p, c, func(c *cobra.Command, args []string) error {
		_, err := r.call(c.Context(), http.MethodDelete, "/faults/"+url.PathEscape(args[0]), nil, nil)
		return err
	})
}

func newClearFaults(p *process) *cobra.Command {
	r := &remote{}
	c := &cobra.Command{Use: "clear", Short: "Remove all rules"}
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		_, err := r.call(c.Context(), http.MethodDelete, "/faults", nil, nil)
		return err
	})
}
