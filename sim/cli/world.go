package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
)

func newCodes(p *process) *cobra.Command {
	var phone, state string
	var latest bool
	var wait time.Duration
	c := &cobra.Command{
		Use:   "codes",
		Short: "Read the inbox of verification codes",
		Long: "Lists the codes that were sent, newest first; --json has all about them.\n" +
			"--latest prints the newest delivered code and nothing else, for scripts:\n" +
			"CODE=$(preverified-sim codes --latest --wait 5s)",
	}
	f := c.Flags()
	add(f, &phone, phoneNumber, "phone-number", "", "only codes of this `number`")
	add(f, &state, oneOf("pending", "used", "expired", "voided", "undelivered"), "state", "", "only codes in this state: pending, used, expired, voided or undelivered")
	add(f, &latest, yesNo, "latest", "false", "print the newest delivered code alone")
	add(f, &wait, duration, "wait", "0s", "how long --latest waits for a code, at most 60s of real `time`")
	return p.remote(c, func(r *remote, _ []string) error {
		query := queryOf(map[string]string{"phone_number": phone, "state": state})
		switch {
		case latest && state != "":
			return usageError("--state and --latest exclude each other: the newest code is delivered, in whatever state")
		case latest:
			query.Set("wait", sim.Duration(wait).String())
			r.client.HTTP.Timeout += wait
			return show(r, http.MethodGet, "/codes/latest", query, nil, func(code sim.Code) error { return p.say("%s", code.Code) })
		case f.Changed("wait"):
			return usageError("--wait goes with --latest")
		}
		return r.listCodes(query)
	})
}

func (r *remote) listCodes(query url.Values) error {
	heading := []string{"PHONE NUMBER", "CODE", "STATE", "ISSUED", "EXPIRES", "MESSAGE"}
	return tabled(r, "/codes", query, heading, func(m sim.Code) [][]string {
		issued, expires := m.IssuedAt.UTC().Format(time.DateTime), m.ExpiresAt.UTC().Format(time.DateTime)
		return [][]string{{m.PhoneNumber, m.Code, string(m.State), issued, expires, m.Message}}
	})
}

func newClock(p *process) *cobra.Command {
	var advance time.Duration
	var at time.Time
	var mode string
	var all bool
	c := &cobra.Command{
		Use:   "clock",
		Short: "Read the world's clock, or move it",
		Long: "Prints the time of the world. A move lists what became due, in order; it is done\n" +
			"when the command ends. The clock never goes backwards.",
	}
	f := c.Flags()
	add(f, &advance, duration, "advance", "", "move forward by this `duration`, such as 13d23h")
	add(f, &at, instant, "at", "", "move forward to this `time`, RFC 3339")
	add(f, &mode, oneOf("running", "frozen"), "mode", "", "let it run with the wall's, or stand still: running or frozen")
	add(f, &all, yesNo, "all", "false", "list everything that became due, not the first 20 only")
	return p.remote(c, func(r *remote, _ []string) error {
		if err := oneOfFlags(c, "advance", "at", "mode"); err != nil {
			return err
		}
		for _, name := range []string{"advance", "at", "mode"} {
			if f.Changed(name) {
				return r.clock(http.MethodPost, map[string]string{name: f.Lookup(name).Value.String()}, all)
			}
		}
		return r.clock(http.MethodGet, nil, all)
	})
}

// mostSettled is how many settled lines are listed unless all are asked for.
const mostSettled = 20

func (r *remote) clock(method string, move any, all bool) error {
	var clock sim.Moved
	began := time.Now()
	err := r.p.during(func() string {
		return fmt.Sprintf("everything that is due happens: %s so far", time.Since(began).Round(time.Second))
	}, func() (err error) {
		if err = r.long(); err == nil {
			clock, err = ask[sim.Moved](r, method, "/clock", nil, move)
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.print(func() error {
		if err := r.p.say("%s %s", stamp(clock.Now), clock.Mode); err != nil || len(clock.Settled) == 0 {
			return err
		}
		rows := [][]string{{"SETTLED AT", "EVENT", "PHONE NUMBER", "NUMBER ID", "DETAIL"}}
		shown := clock.Settled
		if !all {
			shown = shown[:min(len(shown), mostSettled)]
		}
		for _, s := range shown {
			rows = append(rows, []string{stamp(s.At), s.Event, s.PhoneNumber, s.NumberID, s.Detail})
		}
		if err := r.p.table(rows...); err != nil || len(shown) == len(clock.Settled) {
			return err
		}
		return r.p.say("%d settled, %d of them shown; --all shows them all", len(clock.Settled), len(shown))
	})
}

func newReset(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "reset",
		Short: "Take the world back to its scenario's start",
		Long: "Numbers, codes, journal, clock, randomness, limits and faults are as they were\n" +
			"when the scenario began. With --json nothing is printed, since the API's answer\n" +
			"is empty.",
	}
	return p.remote(c, func(r *remote, _ []string) error {
		if err := r.long(); err != nil {
			return err
		}
		return r.do(http.MethodPost, "/reset", nil, "the world is back at its scenario's start\n")
	})
}
