package limit

import (
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// ErrorFor is the catalogue id a refused call of the operation is answered with:
// Error, or else 360dialog.too_many_requests or meta.rate_limited. A limit on
// meta.request_code alone refuses with meta.code_requests_exceeded, which Meta
// documents for just that (Meta OpenAPI v23.0).
func ErrorFor(r *sim.LimitRule, operation string) string {
	switch {
	case r.Error != "":
		return r.Error
	case sim.Vendor(operation) == "360dialog":
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
func Canonical(rules []sim.LimitRule, k sim.Known) []sim.LimitRule {
	out := slices.Clone(rules)
	taken := map[string]bool{}
	for i := range out {
		out[i].Operations = slices.Clone(out[i].Operations)
		for j, op := range out[i].Operations {
			out[i].Operations[j], _ = operation(&k, op)
		}
		taken[out[i].Name] = true
	}
	for i := range out {
		if r := &out[i]; r.Name == "" {
			base := strings.Join(r.Operations, "+") + "-per-" + string(r.Per)
			r.Name = sim.FreeName(base, func(name string) bool { return taken[name] })
			taken[r.Name] = true
		}
	}
	return out
}

// wildcards stand for all operations of a vendor.
var wildcards = []string{"meta.*", "360dialog.*"}

// operation is the canonical name of an operation or wildcard; a name that is
// not known is returned as it is, with false.
func operation(k *sim.Known, name string) (string, bool) {
	if slices.Contains(wildcards, name) {
		return name, true
	}
	if canonical, ok := k.Operation(name); ok {
		return canonical, true
	}
	return name, false
}

// about reports whether the limit counts calls of the operation.
func about(r *sim.LimitRule, operation string) bool {
	return slices.ContainsFunc(r.Operations, func(op string) bool {
		vendor, all := strings.CutSuffix(op, ".*")
		return op == operation || all && vendor == sim.Vendor(operation)
	})
}

// Keys are what a call may be counted by: the ids of business, number at Meta, partner
// and app, and the credential. Limits per a key that is empty do not apply.
type Keys map[sim.LimitKey]string
