package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"
)

// smsCode is a message of the inbox.
type smsCode struct {
	Code        string `json:"code"`
	NumberID    string `json:"number_id"`
	PhoneNumber string `json:"phone_number"`
	Method      string `json:"method"`
	Language    string `json:"language"`
	IssuedAt    string `json:"issued_at"`
	ExpiresAt   string `json:"expires_at"`
	Attempts    int    `json:"attempts"`
	State       string `json:"state"`
}

// wholeInbox asks for as many codes as an inbox holds.
const wholeInbox = "10000"

func newCodes(p *process) *cobra.Command {
	r := &remote{}
	var phone, state, wait string
	var latest bool
	c := &cobra.Command{
		Use:   "codes",
		Short: "Read the inbox of verification codes",
		Long: "Lists the codes that were sent, newest first. --latest prints the newest delivered code\n" +
			"and nothing else, for scripts: CODE=$(preverified-sim codes --latest --wait 5s)",
	}
	c.Flags().Var(phoneValue(&phone), "phone-number", "only codes of this `number`")
	c.Flags().Var(oneOf(&state, "", "pending", "used", "expired", "voided", "undelivered"), "state", "only codes in this state: pending, used, expired, voided or undelivered")
	c.Flags().BoolVar(&latest, "latest", false, "print the newest delivered code alone")
	c.Flags().Var(durationValue(&wait, "0s"), "wait", "how long --latest waits for a code, at most 60s of real `time`")
	return r.command(p, c, func(c *cobra.Command, _ []string) error {
		query := url.Values{}
		if phone != "" {
			query.Set("phone_number", phone)
		}
		if latest {
			return r.latestCode(c, query, wait)
		}
		if c.Flags().Changed("wait") {
			return usageError("--wait goes with --latest")
		}
		if state != "" {
			query.Set("state", state)
		}
		return r.listCodes(c, query)
	})
}

func (r *remote) latestCode(c *cobra.Command, query url.Values, wait string) error {
	if c.Flags().Changed("state") {
		return usageError("--state and --latest exclude each other: the newest code is delivered, in whatever state")
	}
	query.Set("wait", wait)
	r.waitsAlso = duration(wait)
	var code smsCode
	text, err := r.ask(c.Context(), http.MethodGet, "/codes/latest", query, nil, &code)
	if err != nil {
		return err
	}
	return r.print(text, func() error {
		_, err := fmt.Fprintln(r.p.stdout, code.Code)
		return err
	})
}

func (r *remote) listCodes(c *cobra.Command, query url.Values) error {
	query.Set("limit", wholeInbox)
	var list struct {
		Data []smsCode `json:"data"`
	}
	text, err := r.ask(c.Context(), http.MethodGet, "/codes", query, nil, &list)
	if err != nil {
		return err
	}
	return r.print(text, func() error {
		rows := [][]string{{"PHONE NUMBER", "CODE", "STATE", "METHOD", "LANGUAGE", "ISSUED", "EXPIRES", "WRONG TRIES", "NUMBER ID"}}
		for _, m := range list.Data {
			rows = append(rows, []string{m.PhoneNumber, m.Code, m.State, m.Method, m.Language, m.IssuedAt, m.ExpiresAt, strconv.Itoa(m.Attempts), m.NumberID})
		}
		return r.table(rows)
	})
}
