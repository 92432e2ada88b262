package cli

import (
	"net/http"
	"net/url"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/preverified-sim/preverified-sim/sim"
)

// completion is what a shell may offer for a value.
type completion = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

func words(all ...string) completion {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}

// completed has every flag whose words are known complete to them, --scenario to the
// library, and the arguments of commands to what they name. Where the library is no
// whole list, files are offered too.
func completed(root *cobra.Command, p *process) {
	library := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		s, err := offline(p, "")
		if err != nil {
			return nil, cobra.ShellCompDirectiveDefault
		}
		return scenarioNames(s.Library().Dir), cobra.ShellCompDirectiveDefault
	}
	arguments := map[string]completion{
		"scenario show": library,
		"faults remove": first(remoteNames(p, "/faults", func(f sim.Fault) string { return f.Name })),
		"events":        first(words(sim.EventVerbs()...)),
		"requests":      first(remoteNames(p, "/requests", func(r sim.Record) string { return r.ID })),
		"signup finish": first(remoteNames(p, "/signups", func(s sim.Signup) string { return s.ID })),
	}
	flags := map[string]completion{"scenario": library, "operation": remoteNames(p, "/operations", func(o sim.Operation) string { return o.Name }),
		"world": remoteNames(p, "/worlds", func(w sim.World) string { return w.Name })}
	var each func(*cobra.Command)
	each = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if of, ok := f.Value.(interface{ words() []string }); ok && len(of.words()) > 0 {
				_ = c.RegisterFlagCompletionFunc(f.Name, words(of.words()...)) // fails only for a flag that is registered or unknown
			} else if of, ok := flags[f.Name]; ok {
				_ = c.RegisterFlagCompletionFunc(f.Name, of)
			}
		})
		for path, of := range arguments {
			if c.CommandPath() == root.Name()+" "+path {
				c.ValidArgsFunction = of
			}
		}
		for _, sub := range c.Commands() {
			each(sub)
		}
	}
	each(root)
}

// first completes the first argument alone.
func first(of completion) completion {
	return func(c *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return of(c, args, prefix)
	}
}

// remoteNames asks the running simulator that the command's flags name.
func remoteNames[T any](p *process, path string, name func(T) string) completion {
	return func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		given := func(flag, variable string) string {
			f := c.Flags().Lookup(flag)
			if text, ok := p.lookup(variable); ok && (f == nil || !f.Changed) {
				return text
			}
			return f.Value.String()
		}
		r := &remote{p: p}
		r.client.URL, r.client.Token = inWorld(given("url", "SIM_URL"), given("world", "")), given("token", "SIM_CONTROL_TOKEN")
		c.SetContext(c.Root().Context())
		found, _ := ask[list[T]](c, r, http.MethodGet, path, url.Values{}, nil) // without a simulator there is nothing to offer
		var names []string
		for _, entry := range found.Data {
			names = append(names, name(entry))
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
