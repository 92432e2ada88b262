package cli

import (
	"net/http"
	"net/url"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
)

var noFiles = cobra.ShellCompDirectiveNoFileComp

// completed has flags complete to their words, or to what the running simulator has.
func completed(c *cobra.Command, p *process) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		of := map[string]cobra.CompletionFunc{
			"scenario":  library(p),
			"operation": remoteNames(p, "/operations", func(o sim.Operation) string { return o.Name }),
			"world":     remoteNames(p, "/worlds", func(w sim.World) string { return w.Name }),
		}[f.Name]
		if known, ok := f.Value.(interface{ words() []string }); ok && len(known.words()) > 0 {
			of = cobra.FixedCompletions(known.words(), noFiles)
		}
		if of != nil {
			_ = c.RegisterFlagCompletionFunc(f.Name, of) // fails only for a flag that is registered or unknown
		}
	})
}

// library completes to names of scenarios. It is no whole list, so files are offered too.
func library(p *process) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var all scenario.Library
		if dir, _ := p.lookup(variable("scenario-dir")); dir != "" {
			all.Dir = os.DirFS(dir)
		}
		return all.Names(), cobra.ShellCompDirectiveDefault
	}
}

// first completes the first argument alone.
func first(of cobra.CompletionFunc) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, noFiles
		}
		return of(c, args, prefix)
	}
}

// remoteNames asks the running simulator that the command's flags name.
func remoteNames[T any](p *process, path string, name func(T) string) cobra.CompletionFunc {
	return func(c *cobra.Command, _ []string, _ string) (names []string, _ cobra.ShellCompDirective) {
		r, err := p.connect(c)
		if err != nil {
			return nil, noFiles
		}
		found, _ := ask[list[T]](r, http.MethodGet, path, url.Values{}, nil) // without a simulator there is nothing to offer
		for _, entry := range found.Data {
			names = append(names, name(entry))
		}
		return names, noFiles
	}
}
