package cli

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/preverified-sim/preverified-sim/sim"
)

// form is what the text of a flag or variable may be, which wanted describes.
type form[T any] struct {
	kind, wanted string
	read         func(string) (T, error)
	known        []string // all that it may be, if it is words
}

func (f form[T]) words() []string { return f.known }

// value is a flag whose text is read when it is set. It implements pflag.Value.
type value[T any] struct {
	form[T]
	to   *T
	text string
}

// String implements pflag.Value.
func (v *value[T]) String() string { return v.text }

// Type implements pflag.Value.
func (v *value[T]) Type() string { return v.kind }

// Set implements pflag.Value.
func (v *value[T]) Set(text string) error {
	read, err := v.read(text)
	if err != nil {
		return errors.New("want " + v.wanted)
	}
	*v.to, v.text = read, text
	if all, ok := any(read).([]string); ok {
		v.text = strings.Join(all, ",")
	}
	return nil
}

// add defines a flag. An initial value of "" leaves *to as it is.
func add[T any](f *pflag.FlagSet, to *T, r form[T], name, initial, help string) {
	v := &value[T]{form: r, to: to}
	if initial != "" {
		if err := v.Set(initial); err != nil {
			panic(fmt.Sprintf("--%s: %q: %v", name, initial, err))
		}
	}
	flag := f.VarPF(v, name, "", help)
	if r.kind == yesNo.kind {
		flag.NoOptDefVal = "true"
	}
}

// listOf is the form of a flag that adds to a list; its variable has commas.
func listOf(f form[string], to *[]string) form[[]string] {
	return form[[]string]{kind: f.kind, wanted: f.wanted, read: func(s string) ([]string, error) {
		all := *to
		for part := range strings.SplitSeq(s, ",") {
			one, err := f.read(part)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		return all, nil
	}}
}

// The forms of flags.
var (
	hostName = checked("a host name or an IP address, without scheme and port", isHostName)
	token    = checked("printable text without spaces and line ends", isToken)
	text     = checked("any text", func(string) bool { return true })
	yesNo    = form[bool]{kind: "bool", wanted: "true or false", read: strconv.ParseBool}
	address  = checked("host:port, such as 127.0.0.1:8360 or :0", isAddress)
	baseURL  = checked("a base URL, such as http://127.0.0.1:8360", isBaseURL)
	duration = form[time.Duration]{kind: "text", wanted: "a duration such as 30s or 13d23h: whole numbers, each followed by ms, s, m, h, d or w",
		read: func(s string) (time.Duration, error) {
			d, err := sim.ParseDuration(s)
			return time.Duration(d), err
		}}
	instant = form[time.Time]{kind: "text", wanted: "a time in RFC 3339, such as 2026-02-01T00:00:00Z",
		read: func(s string) (time.Time, error) { return time.Parse(time.RFC3339, s) }}
	seed = form[*uint64]{kind: "text", wanted: "a whole number from 0 to 18446744073709551615",
		read: func(s string) (*uint64, error) {
			n, err := strconv.ParseUint(s, 10, 64)
			return &n, err
		}}
	clockMode = form[*sim.ScenarioClock]{kind: "text", wanted: fmt.Sprintf("frozen, running, or a speed from 1x to %dx", sim.MaxSpeed), read: readClock, known: []string{"frozen", "running", "60x"}}
	worldName = checked("1 to 64 letters, digits, dots, underscores and hyphens, but not one or two dots alone", sim.IsName)
	// phoneNumber takes any E.164 writing.
	phoneNumber = checked(sim.PhoneForm, func(s string) bool {
		_, err := sim.ParsePhone(s)
		return err == nil
	})
	percent = form[float64]{kind: "text", wanted: "a percentage from 0 to 100", read: func(s string) (float64, error) {
		v, err := strconv.ParseFloat(s, 64)
		if err == nil && !(v >= 0 && v <= 100) {
			err = strconv.ErrRange
		}
		return v, err
	}}
	count = form[int]{kind: "number", wanted: "a whole number from 1 to 2147483647", read: func(s string) (int, error) {
		n, err := strconv.ParseInt(s, 10, 32)
		if err == nil && n < 1 {
			err = strconv.ErrRange
		}
		return int(n), err
	}}
)

// checked is the form of a text that must fit.
func checked(wanted string, fits func(string) bool) form[string] {
	return form[string]{kind: "text", wanted: wanted, read: func(s string) (string, error) {
		if !fits(s) {
			return "", strconv.ErrSyntax
		}
		return s, nil
	}}
}

func oneOf(words ...string) form[string] {
	f := checked("one of "+strings.Join(words, ", "), func(s string) bool { return slices.Contains(words, s) })
	f.known = words
	return f
}

func readClock(s string) (*sim.ScenarioClock, error) {
	if mode := sim.Mode(s); mode == sim.Frozen || mode == sim.Running {
		return &sim.ScenarioClock{Mode: mode}, nil
	}
	times, found := strings.CutSuffix(s, "x")
	speed, err := strconv.ParseUint(times, 10, 32)
	if err != nil || !found || speed < 1 || speed > sim.MaxSpeed {
		return nil, strconv.ErrSyntax
	}
	return &sim.ScenarioClock{Mode: sim.Running, Speed: int(speed)}, nil
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	_, badPort := strconv.ParseUint(port, 10, 16)
	return err == nil && badPort == nil
}

// isHostName accepts an IP address, and a name for a certificate and a Host header.
func isHostName(s string) bool {
	return net.ParseIP(s) != nil || s != "" && len(s) <= 253 && !strings.HasPrefix(s, ".") &&
		strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-_.") == "" && !strings.Contains(s, "..")
}

// isToken accepts what a client can send behind Bearer.
func isToken(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c == 0x7f })
}

// isBaseURL accepts scheme and host, and the prefix of a world or of a proxy.
func isBaseURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		u.RawQuery == "" && u.Fragment == "" && u.User == nil
}
