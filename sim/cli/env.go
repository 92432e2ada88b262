package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
)

// partnerPath is where 360dialog's Partner API begins; its clients have it in their
// base URL.
const partnerPath = "/api/v2"

func newEnv(p *process) *cobra.Command {
	var export bool
	c := &cobra.Command{
		Use:   "env",
		Short: "Print the variables that point clients at the simulator",
		Long: "Prints KEY=value lines: the base URLs and credentials under our names, and under\n" +
			"those that known clients of 360dialog's Partner API read. The credentials are\n" +
			"those of the embedded scenarios, or what SIM_BUSINESS_ID, SIM_META_TOKEN,\n" +
			"SIM_PARTNER_ID and SIM_360DIALOG_API_KEY put in their place. For a shell: eval\n" +
			"\"$(preverified-sim env --export)\"",
		Args: noArgs,
	}
	defineURL(c.Flags())
	add(c.Flags(), &export, yesNo, "export", "false", "write export statements, quoted for a shell")
	c.RunE = func(c *cobra.Command, _ []string) error {
		r, err := p.connect(c)
		if err != nil {
			return err
		}
		s := &settings{origin: map[string]string{}}
		if err := s.fillIdentity(p); err != nil {
			return err
		}
		lines := ""
		for _, v := range append(ownVariables(r.client.URL, s.Identity), clientVariables(r.client.URL, s.Identity)...) {
			if export {
				v.name, v.value = "export "+v.name, quoted(v.value)
			}
			lines += v.name + "=" + v.value + "\n"
		}
		return p.write(lines)
	}
	return c
}

type setting struct{ name, value string }

// ownVariables say where a simulator is and what it accepts. They are what exec
// gives its command.
func ownVariables(base string, identity map[string]string) []setting {
	out := []setting{{"SIM_URL", base}, {"SIM_META_URL", base}, {"SIM_360DIALOG_URL", base}}
	for _, v := range sim.Identity {
		out = append(out, setting{v.Name, identity[v.Name]})
	}
	return out
}

// clientVariables are those that public clients of the Partner API read.
func clientVariables(base string, identity map[string]string) []setting {
	partner, key := identity["SIM_PARTNER_ID"], identity["SIM_360DIALOG_API_KEY"]
	return []setting{
		{"D360_PARTNER_API_BASE_URL", base + partnerPath},
		{"D360_PARTNER_ID", partner},
		{"D360_PARTNER_API_KEY", key},
		{"DIALOG360_PARTNER_ID", partner},
		{"DIALOG360_PARTNER_API_KEY", key},
		{"THREE_SIXTY_DIALOG_PARTNER_REST_API_ENDPOINT", base + partnerPath},
	}
}

// quoted writes a word that every POSIX shell reads as it is.
func quoted(word string) string {
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
