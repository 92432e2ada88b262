package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// answerWithin is how long a call to the control API may take, beside what it
// was asked to wait.
const answerWithin = 30 * time.Second

// remote is a running simulator as the client commands see it.
type remote struct {
	p         *process
	base      string // without a slash at its end, the world's prefix included
	world     string
	token     string
	asJSON    bool
	waitsAlso time.Duration // what a call was asked to wait, beside answerWithin
}

// define makes the flags every client command has.
func (r *remote) define(f *pflag.FlagSet) {
	r.defineURL(f)
	f.StringVar(&r.token, "token", "", "the `token` of the control API (SIM_CONTROL_TOKEN)")
	f.BoolVar(&r.asJSON, "json", false, "print the answer of the API as it is")
}

func (r *remote) defineURL(f *pflag.FlagSet) {
	f.Var(urlValue(&r.base, "http://"+defaultAddr), "url", "base `URL` of the simulator (SIM_URL)")
	f.Var(worldValue(&r.world), "world", "`name` of the world; the default one when left out")
}

// fill takes what no flag has set from SIM_URL and SIM_CONTROL_TOKEN. It
// returns a usage error for a URL that is none.
func (r *remote) fill(f *pflag.FlagSet, p *process) error {
	r.p = p
	if text, _ := p.lookup("SIM_CONTROL_TOKEN"); !f.Changed("token") {
		r.token = text
	}
	return r.fillURL(f, p)
}

func (r *remote) fillURL(f *pflag.FlagSet, p *process) error {
	if text, _ := p.lookup("SIM_URL"); text != "" && !f.Changed("url") {
		if err := f.Lookup("url").Value.Set(text); err != nil {
			return refused("SIM_URL", text, f.Lookup("url"), err)
		}
	}
	r.base = inWorld(r.base, r.world)
	return nil
}

// worldPrefix is what a URL that leads into a world has before the name.
const worldPrefix = "/_world/"

// inWorld makes a base URL lead into a world. A world in the URL gives way to
// one that was named.
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

// problem is a failure as the control API tells it, RFC 9457.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Errors []struct {
		Path    string `json:"path"`
		Message string `json:"message"`
	} `json:"errors"`
}

// Error is title and detail, and every further thing that is wrong on a line of
// its own.
func (p *problem) Error() string {
	text := p.Title + ": " + p.Detail
	if len(p.Errors) < 2 {
		return text
	}
	for _, e := range p.Errors {
		text += "\n  " + strings.TrimPrefix(e.Path+": ", ": ") + e.Message
	}
	return text
}

// noCode is the problem of an inbox without the code that was asked for. It is
// no mistake in the question.
const noCode = "/problems/no-code"

// call asks the control API. body is sent as JSON unless it is nil. It returns
// the answer's bytes; a problem is a usage error where the input was at fault.
func (r *remote) call(ctx context.Context, method, path string, query url.Values, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin+r.waitsAlso)
	defer cancel()
	target := r.base + "/_sim/v1" + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if r.token != "" {
		request.Header.Set("Authorization", "Bearer "+r.token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("no simulator answers: %w", err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("the answer to %s %s broke off: %w", method, target, err)
	}
	if answer.StatusCode < http.StatusMultipleChoices {
		return text, nil
	}
	return nil, refusal(target, answer.Status, answer.StatusCode, text)
}

// refusal turns an answer that is no success into an error.
func refusal(target, line string, status int, text []byte) error {
	p := &problem{}
	if err := json.Unmarshal(text, p); err != nil || p.Title == "" {
		return fmt.Errorf("%s answers %s, and not as a simulator does", target, line)
	}
	switch status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
		if p.Type != noCode {
			return &exitError{exitUsage, p}
		}
	}
	return p
}

// ask calls and decodes the answer, which it also returns as it came.
func (r *remote) ask(ctx context.Context, method, path string, query url.Values, body []byte, into any) ([]byte, error) {
	text, err := r.call(ctx, method, path, query, body)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return nil, fmt.Errorf("%s/_sim/v1%s does not answer as a simulator does: %w", r.base, path, err)
	}
	return text, nil
}

// print writes the answer: as it came with --json, else as show has it.
func (r *remote) print(text []byte, show func() error) error {
	if !r.asJSON {
		return show()
	}
	_, err := r.p.stdout.Write(text)
	return err
}

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

// table writes rows in columns.
func (r *remote) table(rows [][]string) error {
	t := tabwriter.NewWriter(r.p.stdout, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(t, strings.Join(row, "\t"))
	}
	return t.Flush()
}

// readInput reads a file, or standard input for "-". It returns a usage error.
func readInput(file string, stdin io.Reader) ([]byte, error) {
	var text []byte
	var err error
	if file == "-" {
		text, err = io.ReadAll(stdin)
	} else {
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, usageError("%w", err)
	}
	return text, nil
}
