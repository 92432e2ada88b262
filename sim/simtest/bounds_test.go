package simtest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// many joins n texts, each of the form with its number.
func many(n int, form, between string) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(form, i)
	}
	return strings.Join(out, between)
}

// TestBoundsAreExact: the last one is taken, one more is refused, and what is
// refused changes nothing.
func TestBoundsAreExact(t *testing.T) {
	const (
		meta  = "/v23.0/506914307656634"
		rules = "/_sim/v1/faults"
		yaml  = "application/yaml"
		form  = "application/x-www-form-urlencoded"
	)
	fault := func(do string, more ...string) string {
		return `{"name": "same"` + strings.Join(more, "") + `, "do": {` + do + `}}`
	}
	for _, b := range []struct {
		name, method, target, media string
		body                        func(n int) string // nil: n is in the target
		most, taken, refused        int
	}{
		{"members of a JSON object", "POST", meta + "/add_phone_numbers", "application/json",
			func(n int) string { return `{"phone_number": "12025550130", ` + many(n-1, `"p%d": 1`, ",") + "}" }, 1000, 200, 400},
		{"fields of a form", "POST", meta + "/add_phone_numbers", form,
			func(n int) string { return "phone_number=12025550130&" + many(n-1, "p%d=1", "&") }, 1000, 200, 400},
		{"parts of a batch", "POST", "/v23.0/", form,
			func(n int) string { return "batch=[" + many(n, `{"relative_url":"%d"}`, ",") + "]" }, 50, 200, 400},
		{"ids at once", "GET", "/v23.0/?fields=id&ids=1002%s", "", nil, 50, 404, 400},
		{"name of a world", "PUT", "/_sim/v1/worlds/%s", "", nil, 64, 201, 400},
		{"name of a rule", "POST", rules, "", func(n int) string {
			return `{"name": "` + strings.Repeat("x", n) + `", "do": {"reply": "drop"}, "on": {"operation": "meta.unshare_number"}}`
		}, 128, 201, 400},
		{"calls of a rule", "POST", rules, "", func(n int) string {
			return fault(`"reply": "drop"`, `, "on": {"operation": "meta.unshare_number"}, "when": {"calls": [`+many(n, "1%d", ",")+`]}`)
		}, 1000, 201, 400},
		{"reason of a rule", "POST", rules, "", func(n int) string {
			return fault(`"reply": "drop", "violates": "`+strings.Repeat("x", n)+`"`, `, "on": {"operation": "meta.unshare_number"}`)
		}, 512, 201, 400},
		{"body of a rule", "POST", rules, "", func(n int) string {
			return fault(`"status": 500, "violates": "so", "body": "`+strings.Repeat("x", n)+`"`, `, "on": {"operation": "meta.unshare_number"}`)
		}, 64 << 10, 201, 400},
		{"delay of a rule", "POST", rules, "", func(n int) string {
			return fault(fmt.Sprintf(`"latency": "%dms"`, n), `, "on": {"operation": "meta.unshare_number"}`)
		}, 600_000, 201, 400},
		{"calls of a limit", "PUT", "/_sim/v1/limits", "", func(n int) string {
			return fmt.Sprintf(`[{"operation": "meta.unshare_number", "per": "app", "allow": %d, "window": "1h"}]`, n)
		}, 1_000_000, 200, 400},
		{"limits of a world", "PUT", "/_sim/v1/limits", "", func(n int) string {
			return "[" + many(n, `{"name": "l%d", "operation": "meta.unshare_number", "per": "app", "allow": 1, "window": "1h"}`, ",") + "]"
		}, 100, 200, 400},
		{"bytes for the control API", "POST", "/_sim/v1/numbers", "", func(n int) string {
			return `{"phone_number": "1"` + strings.Repeat(" ", n-21) + "}"
		}, mebibyte, 400, 413},
		{"bytes for a vendor", "POST", meta + "/add_phone_numbers", "", func(n int) string {
			return `{"phone_number": "1"` + strings.Repeat(" ", n-21) + "}"
		}, mebibyte, 400, 413},
		{"numbers on a page", "GET", meta + "/preverified_numbers?limit=%d", "", nil, 100, 200, 400},
		{"rows on a page of the control API", "GET", "/_sim/v1/numbers?limit=%d", "", nil, 10_000, 200, 400},
		{"expectations", "PUT", "/_sim/v1/scenario", yaml, func(n int) string {
			return "version: 1\nclock: {mode: frozen}\nexpect:\n" + many(n, "- conforms: true # %d", "\n")
		}, 1000, 200, 422},
		{"steps of a timeline", "PUT", "/_sim/v1/scenario", yaml, func(n int) string {
			return "version: 1\nclock: {mode: frozen}\ntimeline:\n" + many(n, "- {at: +1h, do: {set_dialect: observed}} # %d", "\n")
		}, 10_000, 200, 422},
		{"length of a code", "PUT", "/_sim/v1/scenario", yaml, func(n int) string { return fmt.Sprintf("version: 1\nclock: {mode: frozen}\ncode: {length: %d}", n) }, 8, 200, 422},
	} {
		t.Run(b.name, func(t *testing.T) {
			c := caller{t, simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(twoPartners)})}
			for i, want := range []int{b.taken, b.refused} {
				target, headers := b.target, []string{"Authorization", "Bearer " + simtest.MetaToken}
				var body any
				switch n := b.most + i; {
				case b.body != nil:
					body = b.body(n)
				case strings.HasSuffix(target, "ids=1002%s"):
					target = fmt.Sprintf(target, strings.Repeat(",1", n-1))
				case strings.HasSuffix(target, "%s"):
					target = fmt.Sprintf(target, strings.Repeat("x", n))
				default:
					target = fmt.Sprintf(target, n)
				}
				if b.media != "" {
					headers = append(headers, "Content-Type", b.media)
				}
				before := c.control(200, "GET", "/snapshot", nil)
				a := c.want(want, c.do(b.method, target, body, headers...), b.method, b.name)
				if after := c.control(200, "GET", "/snapshot", nil); i == 1 && strings.HasPrefix(target, "/_sim") {
					same(t, "the world behind a refusal", string(after.Body), string(before.Body))
				}
				if i == 1 && len(a.Body) == 0 {
					t.Error("a refusal without a word")
				}
			}
		})
	}
}

// TestRecordedBodies: a record keeps 16 KiB of a body and cuts no character in two; so
// does one of a snapshot.
func TestRecordedBodies(t *testing.T) {
	const limit = 16 << 10
	c := caller{t, simtest.StartInProcess(t)}
	kept := func(record, side string) int {
		return len(text(t, c.control(200, "GET", "/requests/"+record, nil), side+".body"))
	}
	fill := strings.Repeat("a", limit-2)
	c.do("POST", "/v23.0/1/register", fill+"é and more")
	c.do("POST", "/v23.0/1/register", fill+"aé and more")
	alike(t, "the character before the bound", kept("r1", "request"), limit)
	alike(t, "the character on the bound", kept("r2", "request"), limit-1)

	longer := jsonObject(t, c.control(200, "GET", "/snapshot", nil).Body)
	for _, side := range []string{"request", "response"} {
		set(longer, strings.Split("journal.records.0."+side+".body", "."), fill+"aé")
		set(longer, strings.Split("journal.records.0."+side+".truncated", "."), true)
	}
	c.control(200, "PUT", "/snapshot", longer)
	alike(t, "the request of a snapshot", kept("r1", "request"), limit-1)
	alike(t, "the answer of a snapshot", kept("r1", "response"), limit-1)
}
