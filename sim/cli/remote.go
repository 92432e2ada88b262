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

// How long a call to the control API may take, and one that moves or carries a whole
// world.
const (
	answerWithin = 30 * time.Second
	longWithin   = 15 * time.Minute
)

// remote is a running simulator as one client command sees it.
type remote struct {
	p      *process
	ctx    context.Context
	client client.Client // in the world of --world
	base   string        // --url
	asJSON bool
	answer []byte // of the last call, as it came
}

// defineURL makes the flags that say which simulator is asked, and about which world.
func defineURL(f *pflag.FlagSet) {
	add(f, new(string), baseURL, "url", "http://"+defaultAddr, "base `URL` of the simulator (SIM_URL)")
	add(f, new(string), worldName, "world", "", "`name` of the world; the default one when left out")
}

// connect takes the simulator from the command's flags, else from SIM_URL and
// SIM_CONTROL_TOKEN. It returns a usage error.
func (p *process) connect(c *cobra.Command) (*remote, error) {
	r := &remote{p: p, ctx: c.Root().Context(), client: client.Client{HTTP: &http.Client{Timeout: p.patience}}}
	var world string
	for _, flag := range []struct {
		name, variable string
		to             *string
	}{{"url", "SIM_URL", &r.base}, {"world", "", &world}, {"token", "SIM_CONTROL_TOKEN", &r.client.Token}} {
		f := c.Flags().Lookup(flag.name)
		if f == nil {
			continue
		}
		if _, err := p.fromVariable(f, flag.variable); err != nil {
			return nil, err
		}
		*flag.to = f.Value.String()
	}
	r.client.URL = inWorld(r.base, world)
	r.asJSON, _ = c.Flags().GetBool("json") // env has none
	return r, nil
}

// worldPrefix is what a URL that leads into a world has before the name.
const worldPrefix = "/_world/"

// inWorld makes a base URL lead into a world, which replaces the one in the URL.
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

// remote makes a client command of an act on a simulator.
func (p *process) remote(c *cobra.Command, act func(*remote, []string) error) *cobra.Command {
	defineURL(c.Flags())
	add(c.Flags(), new(string), text, "token", "", "the `token` of the control API (SIM_CONTROL_TOKEN)")
	add(c.Flags(), new(bool), yesNo, "json", "false", "print the answer of the API as it is")
	if c.Args == nil {
		c.Args = noArgs
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		r, err := p.connect(c)
		if err != nil {
			return err
		}
		return act(r, args)
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

// tabled prints a list as a table. rowsOf gives the rows of an entry.
func tabled[T any](r *remote, path string, query url.Values, heading []string, rowsOf func(T) [][]string) error {
	return listed(r, path, query, func(all []T) error {
		rows := [][]string{heading}
		for _, entry := range all {
			rows = append(rows, rowsOf(entry)...)
		}
		return r.p.table(rows...)
	})
}

// listed asks for a list and prints it.
func listed[T any](r *remote, path string, query url.Values, print func([]T) error) error {
	query.Set("limit", "10000") // the most there can be
	return show(r, http.MethodGet, path, query, nil, func(found list[T]) error { return print(found.Data) })
}

// show calls the control API and prints the answer.
func show[T any](r *remote, method, path string, query url.Values, body any, print func(T) error) error {
	answer, err := ask[T](r, method, path, query, body)
	if err != nil {
		return err
	}
	return r.print(func() error { return print(answer) })
}

// ask calls the control API and decodes the answer. It returns a usage error where the
// simulator refuses the input.
func ask[T any](r *remote, method, path string, query url.Values, body any) (out T, err error) {
	if err = r.call(method, path, query, body); err != nil {
		return out, err
	}
	if err = json.Unmarshal(r.answer, &out); err != nil {
		err = fmt.Errorf("%s%s does not answer as a simulator does: %w", r.client.URL, path, err)
	}
	return out, err
}

// do calls the control API for what it does, and says so.
func (r *remote) do(method, path string, body any, done string) error {
	if err := r.call(method, path, nil, body); err != nil {
		return err
	}
	return r.print(func() error { return r.p.write(done) })
}

// call calls the control API and keeps the answer as it came.
func (r *remote) call(method, path string, query url.Values, body any) (err error) {
	r.answer, err = r.client.Call(r.ctx, method, path, query, body)
	return worded(err)
}

// long gives the calls that follow more time, once the simulator has answered at all.
func (r *remote) long() error {
	_, err := r.client.Call(r.ctx, http.MethodGet, "/health", nil, nil)
	r.client.HTTP.Timeout = longWithin
	return worded(err)
}

// worded says what to do about a simulator that refuses or does not answer.
func worded(err error) error {
	if problem, ok := errors.AsType[*sim.Problem](err); ok {
		return refusal(problem, err)
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("no simulator answers: %w; start one with preverified-sim, or say where one is with --url or SIM_URL", err)
	}
	return err
}

// noCode is the problem of an inbox without the code, for which the usage is right.
const noCode = "/problems/no-code"

// refusal words a problem, each thing that is wrong on a line of its own. It is a usage
// error where the input was at fault.
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
	return p.write(fmt.Sprintf(format+"\n", args...))
}

func (p *process) write(text string) error {
	_, err := io.WriteString(p.stdout, text)
	return err
}

// stamp writes a time as the control API does.
func stamp(t sim.Time) string { return t.UTC().Format(sim.StampLayout) }

// reportFailed is the exit of a report that did not pass.
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
