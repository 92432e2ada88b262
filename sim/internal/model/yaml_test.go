package model

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Everything a scenario and the control API have in common is written as JSON,
// which is YAML too; in a scenario the keys go without quotes.

// object writes pairs of a name and a JSON value, without those whose value is
// empty.
func object(pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" && pairs[i+1] != "{}" {
			out = append(out, `"`+pairs[i]+`": `+pairs[i+1])
		}
	}
	return "{" + strings.Join(out, ", ") + "}"
}

var quotedKey = regexp.MustCompile(`"([a-z_]+)": `)

func plainKeys(json string) string { return quotedKey.ReplaceAllString(json, "$1: ") }

// text writes a string; "" for an empty one.
func text(s string) string {
	if s == "" {
		return ""
	}
	return strconv.Quote(s)
}

// texts writes a list of strings; "" for none.
func texts(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return `["` + strings.Join(list, `", "`) + `"]`
}

func whole(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// span writes a duration; "" for none.
func span(d time.Duration) string {
	var b strings.Builder
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}, {time.Millisecond, "ms"}} {
		if n := d / unit.of; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, unit.name)
		}
		d %= unit.of
	}
	return b.String()
}

func ago(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return text(span(d) + " ago")
}

func only(flag bool, value string) string {
	if flag {
		return value
	}
	return ""
}

// yaml writes the start as a scenario.
func (s *start) yaml(name, summary string) string {
	var b strings.Builder
	line := func(key, value string) {
		if value != "" && value != "{}" {
			fmt.Fprintf(&b, "%s: %s\n", key, plainKeys(value))
		}
	}
	line("version", "1")
	line("name", name)
	line("summary", summary)
	line("seed", strconv.FormatUint(s.seed, 10))
	line("clock", object("mode", text("frozen"), "at", text(s.at.Format(time.RFC3339))))
	line("dialect", s.dialect)
	line("profile", s.profile)
	if usual := lives[s.profile]; s.life != usual {
		line("validity", span(s.life.validity))
		line("reverify_window", cmp.Or(span(s.life.reverify), "0s"))
		line("drop_after", cmp.Or(span(s.life.drop), "0s"))
	}
	line("code", object("ttl", text(span(s.codes.ttl)), "attempts", whole(s.codes.attempts), "value", text(s.codes.fixed)))
	line("pool_sync", span(s.poolSync))
	line("cleanup", only(s.orphans, "false"))
	line("switches", object("meta_errors", only(s.badGateway, text("bad_gateway")),
		"foreign_partner", only(s.hideForeign, text("not_found")), "claimed", only(s.keepClaimed, text("in_use"))))
	section(&b, "businesses", s.businesses, business.json)
	line("wabas", "["+object("id", text(wabaID), "business", text(alpha))+"]")
	section(&b, "partners", s.partners, partner.json)
	section(&b, "numbers", s.numbers, placed.json)
	section(&b, "limits", s.limits, quota.json)
	section(&b, "faults", s.faults, rule.json)
	section(&b, "timeline", s.timeline, moment.json)
	return b.String()
}

func section[T any](b *strings.Builder, name string, items []T, write func(T) string) {
	if len(items) == 0 {
		return
	}
	b.WriteString(name + ":\n")
	for _, item := range items {
		b.WriteString("  - " + plainKeys(write(item)) + "\n")
	}
}

func (b business) json() string {
	var tokens []string
	for _, t := range b.tokens {
		tokens = append(tokens, object("token", text(t.value), "app", text(t.app), "expires", text(string(instantOf(t.expires)))))
	}
	return object("id", text(b.id), "name", text("Business "+b.id), "tokens", "["+strings.Join(tokens, ", ")+"]")
}

func (p partner) json() string {
	return object("id", text(p.id), "business", text(p.business), "api_keys", texts(p.keys),
		"users", "["+object("username", text(p.user), "password", text("simulator"))+"]")
}

func (p placed) json() string {
	return object("phone_number", text(p.phone), "business", text(p.owner), "partner", text(p.partner),
		"status", only(p.fresh, text(verified)), "verified", ago(p.verified), "added", ago(p.added),
		"claimed", only(p.claimed, "true"), "shared_with", texts(p.shared))
}

func (q quota) json() string {
	return object("name", text(q.name), "operation", texts(q.operations), "per", text(q.per),
		"allow", whole(q.allow), "window", text(span(q.window)), "error", text(q.failure))
}

func (r rule) json() string {
	m, w, d := r.on, r.when, r.do
	deliver := text(d.deliver)
	if d.deliver == "late" {
		deliver = object("late", text(span(d.late)))
	}
	return object("name", text(r.name),
		"on", object("operation", text(m.operation), "api", text(m.api), "origin", text(m.origin),
			"phone_number", text(m.phone), "number_id", text(m.number), "partner", text(m.partner), "business", text(m.business)),
		"when", object("calls", only(w.calls != nil, strings.ReplaceAll(fmt.Sprint(w.calls), " ", ", ")),
			"from", whole(w.from), "every", whole(w.every), "times", whole(w.times),
			"after", text(span(w.after)), "until", text(span(w.until)), "status", text(w.status)),
		"do", object("error", text(d.failure), "apply", only(d.applied, "true"),
			"connection", text(d.connection), "reply", text(d.reply), "deliver", deliver,
			"violates", only(d.reply != "" && d.reply != "drop", text("a broken proxy"))))
}

func (e event) json() string {
	switch e.verb {
	case "add_fault":
		return object(e.verb, e.rule.json())
	case "set_permissions":
		return object(e.verb, object("token", text(e.of), "permissions", cmp.Or(texts(e.permissions), "[]")))
	case "signup":
		return object(e.verb, object("phone_numbers", texts([]string{e.of}), "outcome", text("finish")))
	case "claim":
		return object(e.verb, object("phone_number", text(e.of), "replace", only(e.replace, "true")))
	default:
		return object(e.verb, text(e.of))
	}
}

func (m moment) json() string {
	return object("at", text("+"+cmp.Or(span(m.after), "0s")), "do", m.do.json())
}
