package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/client"
)

// answerWithin is how long a call to the control API may take, beside what it
// was asked to wait.
const answerWithin = 30 * time.Second

// remote is a running simulator as the client commands see it.
type remote struct {
	p      *process
	client client.Client
	base   string // --url
	world  string
	asJSON bool
	wait   time.Duration // what a call was asked to wait
	answer []byte        // of the last call, as it came
}

func (r *remote) define(f *pflag.FlagSet) {
	r.defineURL(f)
	add(f, &r.client.Token, text, "token", "", "the `token` of the control API (SIM_CONTROL_TOKEN)")
	add(f, &r.asJSON, yesNo, "json", "false", "print the answer of the API as it is")
}

func (r *remote) defineURL(f *pflag.FlagSet) {
	add(f, &r.base, baseURL, "url", "http://"+defaultAddr, "base `URL` of the simulator (SIM_URL)")
	add(f, &r.world, worldName, "world", "", "`name` of the world; the default one when left out")
}

// fill takes what no flag has set from SIM_URL and SIM_CONTROL_TOKEN. It
// returns a usage error for a URL that is none.
func (r *remote) fill(f *pflag.FlagSet, p *process) error {
	r.p = p
	for flag, name := range map[string]string{"url": "SIM_URL", "token": "SIM_CONTROL_TOKEN"} {
		value, _ := p.lookup(name)
		if given := f.Lookup(flag); given != nil && !given.Changed && value != "" {
			if err := given.Value.Set(value); err != nil {
				return refused(name, value, err)
			}
		}
	}
	r.client.URL = inWorld(r.base, r.world)
	return nil
}

// worldPrefix is what a URL that leads into a world has before the name.
const worldPrefix = "/_world/"

// inWorld makes a base URL lead into a world. A named world replaces the one in the
// URL.
func inWorld(base, world string) string {
	base = strings.TrimRight(base, "/")
	if world == "" {
		return base
	}
	if i := strings.LastIndex(base, worldPrefix); i >= 0 {
		base = base[:i]
	}
	return base + worldPrefix + url.PathEscape(world)
}

// command makes a client command: its flags, and an act that is given the
// simulator.
func (r *remote) command(p *process, c *cobra.Command, act func(*cobra.Command, []string) error) *cobra.Command {
	r.define(c.Flags())
	if c.Args == nil {
		c.Args = noArgs
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := r.fill(c.Flags(), p); err != nil {
			return err
		}
		return act(c, args)
	}
	return c
}

// list is the answer of the calls that list.
type list[T any] struct {
	Data []T `json:"data"`
}

// queryOf is a query of the parameters that are not empty.
func queryOf(parameters map[string]string) url.Values {
	query := url.Values{}
	for name, value := range parameters {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// everything asks for as many entries as a list may have.
const everything = "10000"

// tabled prints a list as a table. rowsOf gives the rows of an entry, which may be longer
// than the heading: the columns without one are left out.
func tabled[T any](c *cobra.Command, r *remote, path string, query url.Values, heading []string, rowsOf func(T) [][]string) error {
	query.Set("limit", everything)
	found, err := ask[list[T]](c, r, http.MethodGet, path, query, nil)
	if err != nil {
		return err
	}
	rows := [][]string{heading}
	for _, entry := range found.Data {
		for _, row := range rowsOf(entry) {
			rows = append(rows, row[:len(heading)])
		}
	}
	return r.print(func() error { return r.p.table(rows...) })
}

// ask calls the control API and decodes the answer into a T. It returns a usage error
// where the simulator refuses the input.
func ask[T any](c *cobra.Command, r *remote, method, path string, query url.Values, body any) (out T, err error) {
	err = r.read(c, method, path, query, body, &out)
	return out, err
}

// read calls the control API and decodes the answer into what out points to.
func (r *remote) read(c *cobra.Command, method, path string, query url.Values, body, out any) error {
	if err := r.call(c, method, path, query, body); err != nil {
		return err
	}
	if err := json.Unmarshal(r.answer, out); err != nil {
		return fmt.Errorf("%s%s does not answer as a simulator does: %w", r.client.URL, path, err)
	}
	return nil
}

// call calls the control API and keeps the answer as it came.
func (r *remote) call(c *cobra.Command, method, path string, query url.Values, body any) error {
	return r.limited(c, func(ctx context.Context) (err error) {
		r.answer, err = r.client.Call(ctx, method, path, query, body)
		return err
	})
}

// limited gives a call its time, and words its error.
func (r *remote) limited(c *cobra.Command, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(c.Context(), answerWithin+r.wait)
	defer cancel()
	err := call(ctx)
	var problem *sim.Problem
	if errors.As(err, &problem) {
		return refusal(problem, err)
	}
	return unreachable(err)
}

// unreachable says what to do about a simulator that does not answer.
func unreachable(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return fmt.Errorf("no simulator answers: %w; start one with preverified-sim, or say where one is with --url or SIM_URL", err)
	}
	return err
}

// noCode is the problem of an inbox without the code that was asked for. The
// question was right all the same.
const noCode = "/problems/no-code"

// refusal words a problem: title and detail, and each further thing that is
// wrong on a line of its own. It is a usage error where the input was at fault.
func refusal(p *sim.Problem, err error) error {
	if p.Type == "about:blank" {
		return fmt.Errorf("this is not an answer of a simulator: %w", err)
	}
	text := p.Title + ": " + p.Detail
	if len(p.Errors) > 1 {
		for _, e := range p.Errors {
			text += "\n  " + e.String()
		}
	}
	switch p.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
		if p.Type != noCode {
			return usageError("%s", text)
		}
	}
	return errors.New(text)
}

// print writes the last answer: as it came with --json, else as show has it.
func (r *remote) print(show func() error) error {
	if !r.asJSON {
		return show()
	}
	_, err := r.p.stdout.Write(r.answer)
	return err
}

// say is a show of one line.
func (p *process) say(format string, args ...any) error {
	_, err := fmt.Fprintf(p.stdout, format+"\n", args...)
	return err
}

// stamp writes a time as the control API does.
func stamp(t sim.Time) string { return t.UTC().Format(sim.StampLayout) }

// reportFailed is the exit of a report that did not pass; the report has said
// why.
func reportFailed(format string, args ...any) error {
	return &exitError{exitReport, fmt.Errorf(format, args...)}
}

// oneOfFlags refuses flags that exclude each other.
func oneOfFlags(c *cobra.Command, names ...string) error {
	var given []string
	for _, name := range names {
		if c.Flags().Changed(name) {
			given = append(given, "--"+name)
		}
	}
	if len(given) > 1 {
		return usageError("%s exclude each other; give one", strings.Join(given, " and "))
	}
	return nil
}

// readInput reads a file, or standard input for "-", of at most [longestFile]. It returns
// a usage error.
func readInput(file string, stdin io.Reader) (data []byte, err error) {
	if file == "-" {
		data, err = readBounded("standard input", stdin)
	} else {
		data, err = readFile(file)
	}
	if err != nil {
		return nil, usageError("%w", err)
	}
	return data, nil
}
