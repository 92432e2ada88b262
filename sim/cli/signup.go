package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/preverified-sim/preverified-sim/sim"
)

func newSignup(p *process) *cobra.Command {
	in, version := sim.SignupRequest{}, ""
	c := &cobra.Command{
		Use:   "signup [NUMBER]...",
		Short: "Run Embedded Signup without a browser",
		Long: "Opens a signup that offers these pre-verified numbers, given by id or phone\n" +
			"number. With --outcome it ends it at once and prints what the page gets: the\n" +
			"message of Meta's window and the code. Else signup finish ends it, so that\n" +
			"several can be open at a time.",
		Example: "  preverified-sim signup +15550783881 --outcome finish\n  preverified-sim signup finish f34b51dab5e0498 --outcome cancel",
		Args:    cobra.ArbitraryArgs,
	}
	f := c.Flags()
	defineEnd(f, &in.SignupEnd)
	add(f, &in.App, text, "app", "", "`id` of the app; the first when left out")
	add(f, &in.Business.ID, text, "business", "", "`id` of the customer's business")
	add(f, &in.Business.Name, text, "business-name", "", "`name` of the customer's business, if it is new")
	add(f, &in.WABA, text, "waba", "", "`id` of the customer's account; a new one is made when left out")
	add(f, &in.RedirectURI, text, "redirect-uri", "", "the `URL` that the exchange of the code must name")
	add(f, &in.DisplayName, text, "display-name", "", "`name` proposed for the number")
	add(f, &version, oneOf("2", "3", "4"), "signup-version", "", "`version` of Embedded Signup: 2, 3 or 4")
	list := &cobra.Command{Use: "list", Short: "List the signups, oldest first"}
	c.AddCommand(newFinishSignup(p), p.remote(list, func(r *remote, _ []string) error {
		return tabled(r, "/signups", url.Values{}, []string{"ID", "STATE", "WABA", "PHONE NUMBER ID", "OFFERED"}, func(s sim.Signup) [][]string {
			return [][]string{{s.ID, string(s.State), string(s.WABAID), string(s.PhoneNumberID), strings.Join(offeredBy(s), " ")}}
		})
	}))
	return p.remote(c, func(r *remote, numbers []string) error {
		in.PhoneNumbers = numbers
		if version != "" {
			in.Version = int(version[0] - '0')
		}
		return r.showSignup("/signups", in)
	})
}

func defineEnd(f *pflag.FlagSet, end *sim.SignupEnd) {
	words := []string{"finish", "only_waba", "cancel", "error"}
	add(f, (*string)(&end.Outcome), oneOf(words...), "outcome", "", "how the customer ends it: "+strings.Join(words, ", "))
	add(f, &end.Number, text, "number", "", "the offered `number` or id that is taken; left out, finish takes the first")
	add(f, &end.Step, oneOf(sim.SignupSteps...), "step", "", "the `step` at which the customer cancels, such as PHONE_NUMBER_SETUP")
	add(f, &end.ErrorCode, text, "error-code", "", "the `code` of the error that the customer reports")
	add(f, &end.ErrorMessage, text, "error-message", "", "the `text` of that error")
}

func newFinishSignup(p *process) *cobra.Command {
	end := sim.SignupEnd{}
	c := &cobra.Command{
		Use: "finish ID", Short: "End a signup, by default with the first number that it offers",
		Args:              oneArg("the id of a signup"),
		ValidArgsFunction: first(remoteNames(p, "/signups", func(s sim.Signup) string { return s.ID })),
	}
	defineEnd(c.Flags(), &end)
	return p.remote(c, func(r *remote, args []string) error {
		if end.Outcome == "" {
			end.Outcome = sim.OutcomeFinish
		}
		return r.showSignup("/signups/"+url.PathEscape(args[0])+"/finish", end)
	})
}

// showSignup prints an open signup on a line, and what the page gets from an ended one.
func (r *remote) showSignup(path string, body any) error {
	return show(r, http.MethodPost, path, nil, body, func(s sim.Signup) error {
		if s.State == sim.SignupOpen {
			return r.p.say("%s", strings.Join(append([]string{s.ID, string(s.State)}, offeredBy(s)...), " "))
		}
		text := fmt.Sprintf("signup   %s\nstate    %s\nmessage  %s\n", s.ID, s.State, s.Message)
		if s.Code != "" {
			text += fmt.Sprintf("code     %s\n", s.Code)
		}
		return r.p.write(text)
	})
}

func offeredBy(s sim.Signup) (out []string) {
	for _, o := range s.Offered {
		out = append(out, "+"+o.PhoneNumber)
	}
	return out
}

func newWABAs(p *process) *cobra.Command {
	c := &cobra.Command{
		Use: "wabas", Short: "List the WhatsApp Business Accounts and their numbers",
		Long: "Lists the phone numbers of every WhatsApp Business Account, a line each. APPS is\n" +
			"how many apps are subscribed, POOL ID the id the number had as a pre-verified\n" +
			"one; --json has all.",
	}
	return p.remote(c, func(r *remote, _ []string) error {
		heading := []string{"WABA", "PHONE NUMBER", "ID", "STATE", "APPS", "NAME", "OWNER", "POOL ID", "PARTNER"}
		return tabled(r, "/wabas", url.Values{}, heading, func(w sim.ListedWABA) (rows [][]string) {
			numbers := w.PhoneNumbers
			if len(numbers) == 0 {
				numbers = []sim.ListedWABANumber{{}}
			}
			for _, n := range numbers {
				rows = append(rows, []string{w.ID, n.PhoneNumber, n.ID, stateOf(n.WABANumber), strconv.Itoa(len(w.SubscribedApps)), w.Name, w.Business, string(n.PreverifiedID), string(n.PartnerID)})
			}
			return rows
		})
	})
}

func stateOf(n sim.WABANumber) string {
	switch {
	case n.ID == "":
		return "no number"
	case n.Registered:
		return "registered"
	case n.Verified:
		return "verified"
	}
	return "unverified"
}
