package limit

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Rule is one rolling window on world time: at most Allow calls of the given
// operations within Window, counted apart for each key.
type Rule struct {
	// Name identifies the limit; left out, it is made of operation and key, such
	// as meta.verify_code-per-business.
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// Operations are names of the operation table or the vendors' operationIds,
	// written as one name or a list; meta.* and 360dialog.* stand for all of a
	// vendor.
	Operations Operations `yaml:"operation" json:"operation"`
	// Per is what the calls are counted by: business, number, token, partner or
	// app.
	Per string `yaml:"per" json:"per"`
	// Allow is how many calls fit into the window, at least 1.
	Allow int `yaml:"allow" json:"allow"`
	// Window is the length of the rolling window in world time.
	Window sim.Duration `yaml:"window" json:"window"`
	// Error is the catalogue id of the refusal; left out, it is the vendor's
	// own rate limit error (see [Rule.ErrorFor]).
	Error string `yaml:"error,omitempty" json:"error,omitempty"`
	// RetryAfter says whether the refusal carries a Retry-After header. Meta
	// sends none as far as is known.
	RetryAfter bool `yaml:"retry_after,omitempty" json:"retry_after,omitempty"`
}

// Operations are the names a limit is about. Text, YAML and JSON write one of
// them bare and several as a list.
type Operations []string

// UnmarshalText reads a single name, which is how YAML hands over a scalar.
func (o *Operations) UnmarshalText(text []byte) error {
	*o = Operations{string(text)}
	return nil
}

// UnmarshalJSON reads "meta.verify_code" or a list of names.
func (o *Operations) UnmarshalJSON(data []byte) error {
	list := make([]string, 1)
	target := any(&list)
	if data[0] == '"' {
		target = &list[0]
	}
	if json.Unmarshal(data, target) != nil {
		return errors.New("operation is one name or a list of names")
	}
	*o = list
	return nil
}

// ErrorFor is the catalogue id a refused call of the operation is answered with:
// Error, or else 360dialog.too_many_requests or meta.rate_limited. A limit on
// meta.request_code alone refuses with meta.code_requests_exceeded, which Meta
// documents for just that (Meta OpenAPI v23.0).
func (r *Rule) ErrorFor(operation string) string {
	switch {
	case r.Error != "":
		return r.Error
	case vendor(operation) == "360dialog":
		return "360dialog.too_many_requests"
	case len(r.Operations) == 1 && r.Operations[0] == "meta.request_code":
		return "meta.code_requests_exceeded"
	default:
		return "meta.rate_limited"
	}
}

// Canonical is a copy of the rules with the operations by the names of the
// operation table and with a name for each. It never fails; what it does not
// know it leaves as it is, for [Check] to refuse.
func Canonical(rules []Rule, k Known) []Rule {
	out := make([]Rule, len(rules))
	taken := map[string]bool{}
	for i := range rules {
		out[i] = rules[i]
		out[i].Operations = slices.Clone(rules[i].Operations)
		for j, op := range out[i].Operations {
			if name, ok := k.operation(op); ok {
				out[i].Operations[j] = name
			}
		}
		taken[out[i].Name] = true
	}
	for i := range out {
		if out[i].Name == "" {
			out[i].Name = freeName(out[i].describe(), taken)
		}
	}
	return out
}

func (r *Rule) describe() string {
	return strings.Join(r.Operations, "+") + "-per-" + r.Per
}

func freeName(base string, taken map[string]bool) string {
	name := base
	for n := 2; taken[name]; n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	taken[name] = true
	return name
}

// Keys are what a call may be counted by. A member that is not known, or does
// not exist for the call, is empty: limits per that member do not apply.
type Keys struct {
	// Business is the id of the Meta business the call is about.
	Business string
	// Number is the number's id at Meta.
	Number string
	// Token is the credential: Meta's access token or 360dialog's API key.
	Token string
	// Partner is the 360dialog partner id.
	Partner string
	// App is the id of the app the token belongs to.
	App string
}

// pers are the words for Per, in the order of Keys.
var pers = []string{"business", "number", "token", "partner", "app"}

func (k *Keys) get(per string) string {
	switch per {
	case "business":
		return k.Business
	case "number":
		return k.Number
	case "token":
		return k.Token
	case "partner":
		return k.Partner
	case "app":
		return k.App
	default:
		return ""
	}
}

// vendor is the part of an operation's or error's name before the first dot.
func vendor(name string) string {
	v, _, ok := strings.Cut(name, ".")
	if !ok {
		return ""
	}
	return v
}
