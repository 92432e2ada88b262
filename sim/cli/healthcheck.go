package cli

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
)

const (
	probeTimeout    = 2 * time.Second        // of one question
	leastTimeout    = 100 * time.Millisecond // of the last one, with --wait
	probePause      = 25 * time.Millisecond  // between two questions, with --wait
	progressPause   = time.Second            // between two lines about what it waits for
	longestProgress = 1 << 10                // bytes of an answer that says not ready
)

func newHealthcheck(p *process) *cobra.Command {
	var url string
	var wait time.Duration
	c := &cobra.Command{
		Use:   "healthcheck",
		Short: "Ask a running simulator whether it is ready",
		Long: "Asks /readyz at --url, else at the address in SIM_ADDR, else at " + defaultAddr + ".\nExit 0 means ready, 1 not.\n" +
			"With --wait, what it answers until then goes to standard error: how far a large\ndefault world is.",
	}
	c.Args = func(c *cobra.Command, args []string) error { // --wait 10s: the value of a flag that may have none
		if f := c.Flags().Lookup("wait"); len(args) == 1 && f.Changed && f.Value.Set(args[0]) == nil {
			return nil
		}
		return noArgs(c, args)
	}
	add(c.Flags(), &url, baseURL, "url", "", "base `URL` of the simulator")
	add(c.Flags(), &wait, duration, "wait", "", "ask again until it is ready, for this `duration` at most; 30s without one")
	c.Flags().Lookup("wait").NoOptDefVal = "30s"
	c.RunE = func(*cobra.Command, []string) (err error) {
		if url == "" {
			url, err = urlFromAddr(p)
		}
		if err == nil {
			err = waitReady(strings.TrimRight(url, "/"), wait, p.stderr)
		}
		return err
	}
	return c
}

// urlFromAddr is where a simulator with the same SIM_ADDR listens, or a usage error.
func urlFromAddr(p *process) (string, error) {
	name := "SIM_ADDR"
	addr, _ := p.lookup(name)
	text, _ := p.lookup("SIM_TLS")
	secure, _ := strconv.ParseBool(text) // serve has refused what is neither
	if plain, _ := p.lookup("SIM_HTTP_ADDR"); secure && plain != "" {
		name, addr, secure = "SIM_HTTP_ADDR", plain, false
	}
	addr = cmp.Or(addr, defaultAddr)
	if _, err := address.read(addr); err != nil {
		return "", refused(name, addr, errors.New("want "+address.wanted))
	}
	return urlOf(addr, secure), nil
}

// prober asks only whether a server is ready, and tells nothing: it need not
// know whom, and the certificate may be for other names.
var prober = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // see above

// ready returns nil for a server that is ready, else what it says about its progress.
func ready(url string, within time.Duration) (progress string, err error) {
	answer, err := (&http.Client{Timeout: within, Transport: prober}).Get(url + "/readyz")
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		return "", nil
	}
	text, _ := io.ReadAll(io.LimitReader(answer.Body, longestProgress)) // what there is of it
	progress, _, _ = strings.Cut(string(text), "\n")
	progress = strings.TrimSpace(progress)
	return progress, errors.New(strings.TrimSuffix(url+"/readyz answers "+answer.Status+": "+progress, ": "))
}

// waitReady asks until the server is ready, and writes now and then how far that is.
func waitReady(url string, within time.Duration, to io.Writer) error {
	var told time.Time
	for end := time.Now().Add(cmp.Or(within, probeTimeout)); ; time.Sleep(probePause) {
		progress, err := ready(url, max(leastTimeout, min(probeTimeout, time.Until(end))))
		switch {
		case err == nil || within == 0:
			return err
		case time.Now().After(end):
			return fmt.Errorf("not ready after %s: %w", sim.Duration(within), err)
		case progress != "" && time.Since(told) >= progressPause:
			told = time.Now()
			fmt.Fprintln(to, progress)
		}
	}
}
