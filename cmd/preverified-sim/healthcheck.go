package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// probeTimeout is how long one question may take, probePause how long --wait
// rests between two.
const (
	probeTimeout = 2 * time.Second
	probePause   = 100 * time.Millisecond
)

func newHealthcheck(p *process) *cobra.Command {
	var url string
	var wait bool
	var timeout time.Duration
	c := &cobra.Command{
		Use:   "healthcheck",
		Short: "Ask a running simulator whether it is ready",
		Long:  "Asks /readyz at --url, else at the address in SIM_ADDR, else at 127.0.0.1:8360.\nExit 0 means ready, 1 not.",
		Args:  noArgs,
	}
	c.Flags().StringVar(&url, "url", "", "base `URL` of the simulator")
	c.Flags().BoolVar(&wait, "wait", false, "ask again until it is ready")
	c.Flags().DurationVar(&timeout, "timeout", 30*time.Second, "how long --wait waits at most")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if url == "" {
			url = addressFromEnv(p)
		}
		if !wait {
			return ready(c.Context(), url)
		}
		return waitReady(c.Context(), url, timeout)
	}
	return c
}

// addressFromEnv turns SIM_ADDR into something that can be dialled: an address
// that means every interface is asked on the loopback one.
func addressFromEnv(p *process) string {
	addr, _ := p.lookup("SIM_ADDR")
	if addr == "" {
		addr = "127.0.0.1:8360"
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func ready(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return usageError("--url: %w", err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s/readyz answers %s", url, answer.Status)
	}
	return nil
}

func waitReady(ctx context.Context, url string, timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	pause := time.NewTicker(probePause)
	defer pause.Stop()
	for {
		err := ready(ctx, url)
		if err == nil {
			return nil
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return fmt.Errorf("not ready after %s: %w", timeout, err)
		}
	}
}
