package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// TestHelp asks every command for its help: it has an example and takes 80 columns.
func TestHelp(t *testing.T) {
	var each func(*cobra.Command)
	each = func(c *cobra.Command) {
		if c.Name() == "completion" { // the library's own
			return
		}
		path := strings.Fields(c.CommandPath())[1:]
		var out bytes.Buffer
		if code := run(t.Context(), append(slices.Clone(path), "--help"), &process{nil, &out, &out, noEnv, 0}); code != 0 {
			t.Errorf("%s --help: exit %d", c.CommandPath(), code)
		}
		if c.HasParent() && !strings.Contains(out.String(), "\nExamples:\n  ") {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for line := range strings.Lines(out.String()) {
			if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > 80 {
				t.Errorf("%s: %d columns: %s", c.CommandPath(), utf8.RuneCountInString(line), line)
			}
		}
		for _, sub := range c.Commands() {
			each(sub)
		}
	}
	each(newRoot(&process{nil, &bytes.Buffer{}, &bytes.Buffer{}, noEnv, 0}))
}

func noEnv(string) (string, bool) { return "", false }
