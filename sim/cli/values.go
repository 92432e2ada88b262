package cli

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// checked is a text flag whose form is checked when it is set.
type checked struct {
	to   *string
	form string
	fits func(string) bool
}

func (c *checked) String() string {
	if c.to == nil {
		return ""
	}
	return *c.to
}
func (c *checked) Type() string { return "text" }
func (c *checked) Set(text string) error {
	if !c.fits(text) {
		return fmt.Errorf("want %s", c.form)
	}
	*c.to = text
	return nil
}

func addrValue(to *string, initial string) *checked {
	*to = initial
	return &checked{to: to, form: "host:port, such as 127.0.0.1:8360 or :0", fits: func(s string) bool {
		_, port, err := net.SplitHostPort(s)
		n, err2 := strconv.ParseUint(port, 10, 16)
		return err == nil && err2 == nil && n <= 65535
	}}
}

func oneOf(to *string, initial string, words ...string) *checked {
	*to = initial
	return &checked{to: to, form: "one of " + strings.Join(words, ", "), fits: func(s string) bool {
		for _, w := range words {
			if s == w {
				return true
			}
		}
		return false
	}}
}

func isSeed(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// durationValue is a flag for a duration in the form used everywhere.
func durationValue(to *string, initial string) *checked {
	*to = initial
	return &checked{to: to, form: durationForm, fits: func(s string) bool {
		_, err := sim.ParseDuration(s)
		return err == nil
	}}
}

const durationForm = "a duration such as 30s or 13d23h: whole numbers, each followed by ms, s, m, h, d or w"

// duration reads the text of a durationValue, which was checked when it was set.
func duration(text string) time.Duration {
	d, _ := sim.ParseDuration(text)
	return time.Duration(d)
}

func timeValue(to *string) *checked {
	return &checked{to: to, form: "a time in RFC 3339, such as 2026-02-01T00:00:00Z", fits: func(s string) bool {
		_, err := time.Parse(time.RFC3339, s)
		return err == nil
	}}
}

// phoneValue takes any E.164 writing; the simulator reads it.
func phoneValue(to *string) *checked {
	return &checked{to: to, form: "a phone number in E.164, such as +15550783881", fits: func(s string) bool {
		return phoneForm().MatchString(s)
	}}
}

var phoneForm = pattern.Lazy(`^ *\+?[0-9][0-9 ().-]{1,38}$`)

// urlValue is a base URL: scheme and host, perhaps the prefix of a world or of
// a proxy.
func urlValue(to *string, initial string) *checked {
	*to = initial
	return &checked{to: to, form: "a base URL, such as http://127.0.0.1:8360", fits: func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
			u.RawQuery == "" && u.Fragment == "" && u.User == nil
	}}
}

func worldValue(to *string) *checked {
	return &checked{to: to, form: "1 to 64 letters, digits, dots, underscores and hyphens", fits: sim.IsName}
}

func percentValue(to *string) *checked {
	return &checked{to: to, form: "a percentage from 0 to 100", fits: func(s string) bool {
		v, err := strconv.ParseFloat(s, 64)
		return err == nil && v >= 0 && v <= 100
	}}
}

// number is a flag for a whole number from a least value on.
type number struct {
	set   func(int64)
	get   func() int64
	least int64
}

func (n *number) String() string {
	if n.get == nil {
		return "0"
	}
	return strconv.FormatInt(n.get(), 10)
}
func (n *number) Type() string { return "number" }
func (n *number) Set(text string) error {
	v, err := strconv.ParseInt(text, 10, 32)
	if err != nil || v < n.least {
		return fmt.Errorf("want a whole number from %d to 2147483647", n.least)
	}
	n.set(v)
	return nil
}

func intValue(to *int, initial int, least int64) *number {
	*to = initial
	return &number{set: func(v int64) { *to = int(v) }, get: func() int64 { return int64(*to) }, least: least}
}

func bytesValue(to *int64, initial int64) *number {
	*to = initial
	return &number{set: func(v int64) { *to = v }, get: func() int64 { return *to }, least: 1}
}
