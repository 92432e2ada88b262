package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
)

// partnerPath ends the base URL of clients of 360dialog's Partner API.
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
		for _, line := range environment(r.client.URL, s.Identity) {
			if name, value, _ := strings.Cut(line, "="); export {
				line = "export " + name + "=" + quoted(value)
			}
			lines += line + "\n"
		}
		return p.write(lines)
	}
	return c
}

// environment says where a simulator is and what it accepts, in lines of NAME=value: under our
// names, and under those that public clients of the Partner API read.
func environment(base string, identity map[string]string) []string {
	out := []string{"SIM_URL=" + base, "SIM_META_URL=" + base, "SIM_360DIALOG_URL=" + base}
	for _, v := range sim.Identity {
		out = append(out, v.Name+"="+identity[v.Name])
	}
	partner, key := identity["SIM_PARTNER_ID"], identity["SIM_360DIALOG_API_KEY"]
	return append(out,
		"D360_PARTNER_API_BASE_URL="+base+partnerPath,
		"D360_PARTNER_ID="+partner,
		"D360_PARTNER_API_KEY="+key,
		"DIALOG360_PARTNER_ID="+partner,
		"DIALOG360_PARTNER_API_KEY="+key,
		"THREE_SIXTY_DIALOG_PARTNER_REST_API_ENDPOINT="+base+partnerPath,
	)
}

// proxyVariables are what the usual HTTP clients read: those of Go, Node.js, Python and
// curl. The simulator's own address is reached without the proxy.
func proxyVariables(base, caFile string) []string {
	const local = "localhost,127.0.0.1,::1"
	return []string{
		"HTTPS_PROXY=" + base, "https_proxy=" + base, "NO_PROXY=" + local, "no_proxy=" + local,
		"SSL_CERT_FILE=" + caFile, "NODE_EXTRA_CA_CERTS=" + caFile, "REQUESTS_CA_BUNDLE=" + caFile, "CURL_CA_BUNDLE=" + caFile,
		"NODE_USE_ENV_PROXY=1",
	}
}

// quoted writes a word that every POSIX shell reads as it is.
func quoted(word string) string {
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
