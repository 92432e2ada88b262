package limit_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
)

func known() limit.Known {
	operations := []string{"meta.verify_code", "meta.request_code", "360dialog.list_numbers"}
	errors := []string{"meta.rate_limited", "360dialog.too_many_requests"}
	return limit.Known{
		Operations: func(name string) (string, bool) {
			if name == "verifyPreverifiedNumberCode" {
				return "meta.verify_code", true
			}
			return name, slices.Contains(operations, name)
		},
		OperationNames: operations,
		ErrorIDs:       func(id string) ([]string, bool) { return nil, slices.Contains(errors, id) },
		ErrorNames:     errors,
	}
}

func TestCheck(t *testing.T) {
	with := func(change func(*sim.LimitRule)) []sim.LimitRule {
		r := rule(1, time.Hour)
		change(&r)
		return []sim.LimitRule{r}
	}
	const pers = "one of business, number, token, partner, app"
	const name = "a name has at most 128 printable ASCII characters, no slash, and no space at its ends"
	tests := []struct {
		name  string
		rules []sim.LimitRule
		want  []limit.Problem
	}{
		{"sound", with(func(r *sim.LimitRule) { r.Error = "meta.rate_limited" }), nil},
		{"alias", with(func(r *sim.LimitRule) { r.Operations = sim.LimitOperations{"verifyPreverifiedNumberCode"} }), nil},
		{"all of both vendors", with(func(r *sim.LimitRule) { r.Operations = sim.LimitOperations{"meta.*", "360dialog.*"} }), nil},
		{"nameless twice", []sim.LimitRule{rule(1, 1), rule(1, 1)}, nil},
		{"no operation", with(func(r *sim.LimitRule) { r.Operations = nil }),
			[]limit.Problem{{0, "operation", "is missing: an operation, a list of them, meta.* or 360dialog.*"}}},
		{"unknown operation", with(func(r *sim.LimitRule) { r.Operations = sim.LimitOperations{"meta.verify"} }),
			[]limit.Problem{{0, "operation", `there is no operation "meta.verify"; did you mean "meta.verify_code"?`}}},
		{"misspelt operation", with(func(r *sim.LimitRule) { r.Operations = sim.LimitOperations{"meta.verfy_code"} }),
			[]limit.Problem{{0, "operation", `there is no operation "meta.verfy_code"; did you mean "meta.verify_code"?`}}},
		{"misspelt wildcard", with(func(r *sim.LimitRule) { r.Operations = sim.LimitOperations{"360dialog*"} }),
			[]limit.Problem{{0, "operation", `there is no operation "360dialog*"; did you mean "360dialog.*"?`}}},
		{"operation twice", with(func(r *sim.LimitRule) { r.Operations = append(r.Operations, "verifyPreverifiedNumberCode") }),
			[]limit.Problem{{0, "operation", "meta.verify_code is named twice"}}},
		{"no per", with(func(r *sim.LimitRule) { r.Per = "" }), []limit.Problem{{0, "per", "is missing: " + pers}}},
		{"bad per", with(func(r *sim.LimitRule) { r.Per = "Busines" }), []limit.Problem{{0, "per", `"Busines" is not ` + pers + `; did you mean "business"?`}}},
		{"allow", with(func(r *sim.LimitRule) { r.Allow = 0 }), []limit.Problem{{0, "allow", "must be at least 1, not 0; a fault rule refuses every call"}}},
		{"window", with(func(r *sim.LimitRule) { r.Window = 0 }), []limit.Problem{{0, "window", "must be longer than 0s"}}},
		{"unknown error", with(func(r *sim.LimitRule) { r.Error = "meta.rate_limit" }),
			[]limit.Problem{{0, "error", `the catalogue has no entry "meta.rate_limit"; did you mean "meta.rate_limited"?`}}},
		{"error of the other vendor", with(func(r *sim.LimitRule) { r.Error = "360dialog.too_many_requests" }),
			[]limit.Problem{{0, "error", "360dialog.too_many_requests is an answer of 360dialog, but meta.verify_code is an operation of meta"}}},
		{"error of the other vendor's wildcard", with(func(r *sim.LimitRule) {
			r.Operations, r.Error = sim.LimitOperations{"meta.*", "360dialog.*"}, "meta.rate_limited"
		}), []limit.Problem{{0, "error", "meta.rate_limited is an answer of meta, but 360dialog.* is an operation of 360dialog"}}},
		{"bad name", with(func(r *sim.LimitRule) { r.Name = "a/b" }), []limit.Problem{{0, "name", name}}},
		{"long name", with(func(r *sim.LimitRule) { r.Name = strings.Repeat("x", 129) }), []limit.Problem{{0, "name", name}}},
		{"name twice", slices.Concat(with(func(r *sim.LimitRule) { r.Name = "n" }), with(func(r *sim.LimitRule) { r.Name = "n" })),
			[]limit.Problem{{1, "name", `there is a limit "n" already`}}},
		{"all at once", []sim.LimitRule{{Name: "n"}, {Name: "n", Operations: sim.LimitOperations{"x"}, Per: "y", Allow: -1, Error: "z"}}, []limit.Problem{
			{0, "operation", "is missing: an operation, a list of them, meta.* or 360dialog.*"}, {0, "per", "is missing: " + pers},
			{0, "allow", "must be at least 1, not 0; a fault rule refuses every call"}, {0, "window", "must be longer than 0s"},
			{1, "name", `there is a limit "n" already`}, {1, "operation", `there is no operation "x"`},
			{1, "per", `"y" is not ` + pers}, {1, "allow", "must be at least 1, not -1; a fault rule refuses every call"},
			{1, "window", "must be longer than 0s"}, {1, "error", `the catalogue has no entry "z"`}}},
	}
	for _, tt := range tests {
		if got := limit.Check(tt.rules, known()); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", tt.name, got, tt.want)
		}
	}
	if got := limit.Check([]sim.LimitRule{rule(1, 1)}, limit.Known{}); got != nil {
		t.Errorf("with nothing known: %+v", got)
	}
}

func TestCanonicalOperations(t *testing.T) {
	in := []sim.LimitRule{{Operations: sim.LimitOperations{"verifyPreverifiedNumberCode", "meta.*", "unknown"}, Per: "app"}}
	out := limit.Canonical(in, known())
	if want := (sim.LimitOperations{"meta.verify_code", "meta.*", "unknown"}); !reflect.DeepEqual(out[0].Operations, want) {
		t.Errorf("got %v, want %v", out[0].Operations, want)
	}
	if in[0].Operations[0] != "verifyPreverifiedNumberCode" || in[0].Name != "" {
		t.Error("Canonical changed what it was given")
	}
}
