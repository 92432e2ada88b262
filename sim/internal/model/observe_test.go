package model

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// This file writes a world as lines, once as the control API shows it and once as the
// specification has it, to compare and to read.

type numberSeen struct {
	ID           string   `json:"id"`
	Phone        string   `json:"phone_number"`
	Status       string   `json:"status"`
	Owner        string   `json:"owner_business_id"`
	Shared       []string `json:"shared_with"`
	Partner      string   `json:"partner_id"`
	Created      instant  `json:"created_at"`
	Verified     instant  `json:"verified_at"`
	Expires      instant  `json:"expires_at"`
	Deleted      instant  `json:"deleted_at"`
	Availability string   `json:"availability"`
}

type codeSeen struct {
	Code      string  `json:"code"`
	NumberID  string  `json:"number_id"`
	Phone     string  `json:"phone_number"`
	Method    string  `json:"method"`
	Language  string  `json:"language"`
	Issued    instant `json:"issued_at"`
	Delivered instant `json:"delivered_at"`
	Expires   instant `json:"expires_at"`
	Attempts  int     `json:"attempts"`
	State     string  `json:"state"`
}

type faultSeen struct {
	Name    string  `json:"name"`
	Since   instant `json:"since"`
	Enabled bool    `json:"enabled"`
	Seen    int     `json:"seen"`
	Matched int     `json:"matched"`
	Acted   int     `json:"acted"`
}

type limitSeen struct {
	Name  string `json:"name"`
	Usage []struct {
		Key     string `json:"key"`
		Used    int    `json:"used"`
		Percent int    `json:"percent"`
		Regain  string `json:"regain"`
	} `json:"usage"`
}

// instant is a time as it is written to be compared: "" for none.
type instant string

func (i *instant) UnmarshalText(text []byte) error {
	at, err := time.Parse(time.RFC3339Nano, string(text))
	*i = instantOf(at)
	return err
}

func instantOf(at time.Time) instant {
	if at.IsZero() {
		return ""
	}
	return instant(at.UTC().Format(time.RFC3339Nano))
}

// fetched reads a list of the control API.
func fetched[T any](h *harness, world, path string) ([]T, error) {
	got := h.send(control(world, "GET", path, ""))
	var page struct {
		Data []T `json:"data"`
	}
	if err := json.Unmarshal(got.body, &page); err != nil || got.status != 200 {
		return nil, fmt.Errorf("GET %s: %d %s: %w", path, got.status, got.body, err)
	}
	return page.Data, nil
}

func lines[T any](items []T) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = strings.Trim(fmt.Sprintf("%+v", item), "{}")
	}
	return out
}

func (s *spec) numberLines() []string {
	out := make([]numberSeen, len(s.numbers))
	for i := range s.numbers {
		n := &s.numbers[i]
		out[i] = numberSeen{
			n.id, n.phone, n.statusAt(s.now), n.owner, n.shared, n.partner, instantOf(n.created), instantOf(n.verified),
			instantOf(n.expires), instantOf(n.deleted), availability(n),
		}
	}
	return lines(out)
}

// codeLines are newest first, as the inbox is.
func (s *spec) codeLines() []string {
	out := make([]codeSeen, len(s.codes))
	for i := range s.codes {
		c := &s.codes[i]
		n, delivered := &s.numbers[c.number], c.arrives
		if delivered.After(s.now) {
			delivered = time.Time{}
		}
		out[i] = codeSeen{
			c.sent, n.id, n.phone, c.method, c.language, instantOf(c.issued), instantOf(delivered), instantOf(c.ends),
			c.attempts, c.stateAt(s.now),
		}
	}
	slices.Reverse(out)
	return lines(out)
}

func (s *spec) faultLines() []string {
	out := make([]faultSeen, len(s.faults))
	for i, f := range s.faults {
		out[i] = faultSeen{f.name, instantOf(f.since), !f.off, f.seen, f.matched, f.acted}
	}
	return lines(out)
}

// limitLines are one for each limit and key in use. Their order is not looked at.
func (s *spec) limitLines() []string {
	out := []string{}
	for i := range s.limits {
		l := &s.limits[i]
		line := func(shown, key string) {
			used, regain := l.use(key, s.now)
			out = append(out, fmt.Sprintf("%s %s %d %d%% %s", l.name, shown, used, min(100, used*100/l.allow), regain))
		}
		if !l.all.IsZero() && s.now.Sub(l.all) < l.window {
			line("", "")
		}
		for _, key := range l.keys(s.now) {
			line(l.shown(key), key)
		}
	}
	slices.Sort(out)
	return out
}

func linesOfLimits(seen []limitSeen) []string {
	out := []string{}
	for _, l := range seen {
		for _, u := range l.Usage {
			out = append(out, fmt.Sprintf("%s %s %d %d%% %s", l.Name, u.Key, u.Used, u.Percent, durationOf(u.Regain)))
		}
	}
	slices.Sort(out)
	return out
}

// durationOf reads a duration as the product writes it.
func durationOf(text string) time.Duration {
	var total, n time.Duration
	for text != "" {
		digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
		_, _ = fmt.Sscan(text[:digits], &n)
		text = text[digits:]
		unit := len(text) - len(strings.TrimLeft(text, "mshdw"))
		total += n * map[string]time.Duration{
			"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": day, "w": 7 * day,
		}[text[:unit]]
		text = text[unit:]
	}
	return total
}

// dueLines are what became due, in the order of time. Within one instant the
// order is the product's own affair.
func (s *spec) dueLines(all []due) []string {
	out := make([]string, len(all))
	for i, d := range all {
		id, detail := "", d.detail
		if d.number >= 0 {
			id = s.numbers[d.number].id
		}
		out[i] = fmt.Sprintf("%s %s %s %s", instantOf(d.at), d.event, id, detail)
	}
	return out
}

type settledSeen struct {
	At       instant `json:"at"`
	Event    string  `json:"event"`
	NumberID string  `json:"number_id"`
	Detail   string  `json:"detail"`
}

func linesOfSettled(body []byte) ([]string, error) {
	var moved struct {
		Settled []settledSeen `json:"settled"`
	}
	err := json.Unmarshal(body, &moved)
	// The model ends with a claim: what becomes of the number on its WABA is held
	// by the tests of the claimed half.
	moved.Settled = slices.DeleteFunc(moved.Settled, func(e settledSeen) bool { return e.Event == "register_window_ended" })
	out := make([]string, len(moved.Settled))
	ordered := slices.IsSortedFunc(moved.Settled, func(a, b settledSeen) int { return strings.Compare(timeKey(a.At), timeKey(b.At)) })
	for i, e := range moved.Settled {
		detail, _, _ := strings.Cut(e.Detail, ":") // behind it stands why a step could not be done
		out[i] = fmt.Sprintf("%s %s %s %s", e.At, e.Event, e.NumberID, detail)
	}
	if !ordered {
		err = fmt.Errorf("not in the order of time: %s", body)
	}
	return out, err
}

// timeKey makes instants with and without a fraction sort by time.
func timeKey(i instant) string {
	whole, fraction, _ := strings.Cut(strings.TrimSuffix(string(i), "Z"), ".")
	return whole + "." + fraction
}

// differ names the first line in which two lists differ; "" when they do not.
func differ(got, want []string) string {
	for i := range max(len(got), len(want)) {
		g, w := "nothing", "nothing"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			return fmt.Sprintf("entry %d is\n\t%s\nand should be\n\t%s", i, g, w)
		}
	}
	return ""
}
