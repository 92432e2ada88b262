package simtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// limits puts limits in place; each is the JSON of one.
func (l lab) limits(limits ...string) {
	l.t.Helper()
	l.control(200, "PUT", "/limits", "["+strings.Join(limits, ",")+"]")
}

// usage shows what a limit stands at, one text a key.
func (l lab) usage(name string) []string {
	l.t.Helper()
	for _, limit := range list(l.t, l.control(200, "GET", "/limits", nil)) {
		if limit["name"] != name {
			continue
		}
		out := []string{}
		for _, u := range limit["usage"].([]any) {
			u := u.(object)
			out = append(out, fmt.Sprint(u["key"], " ", u["used"], "/", u["allow"], " ", u["percent"], "% ", u["regain"]))
		}
		return out
	}
	l.t.Fatalf("there is no limit %s", name)
	return nil
}

// statuses repeats a request.
func statuses(l lab, send ask, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = send(l).Status
	}
	return out
}

func guessing(phone string) ask {
	return func(l lab) simtest.Answer { return l.verifyCode(phone, "000000") }
}

// businessUsage is the header of Meta for a business.
func businessUsage(business string, percent, minutes int) string {
	return fmt.Sprintf(`{%q:[{"type":"whatsapp_business_management","call_count":%d,"total_cputime":0,"total_time":0,"estimated_time_to_regain_access":%d}]}`,
		business, percent, minutes)
}

const (
	businessHeader = "X-Business-Use-Case-Usage"
	appHeader      = "X-App-Usage"
)

// TestLimitOfTheDefaultWorld is Meta's 125 requests to verify a code an hour.
func TestLimitOfTheDefaultWorld(t *testing.T) {
	s := simtest.Start(t)
	l := lab{caller{t, s.In("hour")}}
	l.control(200, "POST", "/clock", object{"mode": "frozen"})
	for business, phone := range map[string]string{simtest.BusinessID: freshPhone, simtest.OtherBusinessID: foreignPhone} {
		l.control(201, "POST", "/numbers", object{"phone_number": phone, "business": business})
	}
	first := l.verifyCode(freshPhone, "000000")
	alike(t, "the first", []any{first.Status, first.Header.Get(businessHeader), first.Header.Get(appHeader)},
		[]any{422, businessUsage(simtest.BusinessID, 0, 0), ""})
	l.advance(20 * time.Minute)
	for i := 2; i <= 125; i++ {
		a := l.verifyCode(freshPhone, "000000")
		minutes := 0
		if i == 125 {
			minutes = 40
		}
		if want := businessUsage(simtest.BusinessID, i*100/125, minutes); a.Status != 422 || a.Header.Get(businessHeader) != want {
			t.Fatalf("call %d: %d %s, not %s", i, a.Status, a.Header.Get(businessHeader), want)
		}
	}
	refused := l.verifyCode(freshPhone, "000000")
	told := refused.JSON(t)["error"].(object)
	alike(t, "call 126", []any{refused.Status, told["code"], told["error_subcode"], refused.Header.Get("Retry-After")}, []any{429, 4.0, 2446079.0, ""})
	alike(t, "its usage", refused.Header.Get(businessHeader), businessUsage(simtest.BusinessID, 100, 40))
	r := l.record("status=429")
	alike(t, "its record", []any{r["limit"], r["error"], r["conforms"]}, []any{"meta-verify-code", "meta.rate_limited", true})
	alike(t, "another operation", l.get(freshPhone).Status, 200)
	foreign := l.do("POST", "/v23.0/"+l.id(foreignPhone)+"/verify_code", map[string]string{"code": "000000"}, "Authorization", "Bearer "+simtest.OtherToken)
	alike(t, "another business", foreign.Status, 422)

	l.advance(40*time.Minute - time.Millisecond)
	alike(t, "a moment before the first leaves the window", l.verifyCode(freshPhone, "000000").Status, 429)
	l.advance(time.Millisecond)
	alike(t, "when it leaves, and after", statuses(l, guessing(freshPhone), 2), []int{422, 429})
	l.advance(20 * time.Minute)
	alike(t, "when the others leave", statuses(l, guessing(freshPhone), 3), []int{422, 422, 422})
}

// readingAs reads the fresh number with another token, poolingAs the pool with
// another key.
func readingAs(token string) ask {
	return func(l lab) simtest.Answer {
		return l.do("GET", "/v23.0/"+l.id(freshPhone), nil, "Authorization", "Bearer "+token)
	}
}

func poolingAs(key string) ask {
	return func(l lab) simtest.Answer {
		return l.do("GET", poolOf(simtest.PartnerID), nil, "X-API-Key", key)
	}
}

func TestLimitPerKey(t *testing.T) {
	s := simtest.Start(t)
	for name, tt := range map[string]struct {
		limit      string
		same, free ask
		key        any
	}{
		"business":            {`"operation": "meta.get_number", "per": "business"`, getting(verifiedPhone), nil, simtest.BusinessID},
		"business-of-path":    {`"operation": "meta.*", "per": "business"`, listing, foreign, simtest.BusinessID},
		"number":              {`"operation": "meta.get_number", "per": "number"`, getting(freshPhone), getting(verifiedPhone), nil},
		"token":               {`"operation": "meta.get_number", "per": "token"`, getting(verifiedPhone), readingAs("EAAJBsecond"), nil},
		"app":                 {`"operation": "meta.get_number", "per": "app"`, getting(verifiedPhone), readingAs("EAAJBsecond"), "1017734028366125"},
		"partner":             {`"operation": "360dialog.list_numbers", "per": "partner"`, poolingAs("second-key"), otherPooling, simtest.PartnerID},
		"key-of-360dialog":    {`"operation": "360dialog.list_numbers", "per": "token"`, pooling, poolingAs("second-key"), nil},
		"business-at-360":     {`"operation": "360dialog.*", "per": "business"`, pooling, otherPooling, simtest.BusinessID},
		"list-of-operations":  {`"operation": ["meta.list_numbers", "getPreVerifiedPhoneNumberDetails"], "per": "business"`, listing, foreign, simtest.BusinessID},
		"own-error-is-quoted": {`"operation": "meta.get_number", "per": "number", "error": "meta.temporarily_unavailable"`, getting(freshPhone), getting(verifiedPhone), nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, s, "per-"+name)
			l.limits(`{"name": "it", ` + tt.limit + `, "allow": 2, "window": "1h"}`)
			first := getting(freshPhone)
			if strings.Contains(tt.limit, "360dialog") {
				first = pooling
			}
			refused := 429
			if strings.Contains(tt.limit, "unavailable") {
				refused = 503
			}
			alike(t, "calls of one key", []int{first(l).Status, tt.same(l).Status, first(l).Status, tt.same(l).Status}, []int{200, 200, refused, refused})
			used := l.usage("it")
			if len(used) != 1 || !strings.HasSuffix(used[0], " 2/2 100% 1h") {
				t.Errorf("usage %q", used)
			}
			if key, fixed := tt.key.(string); fixed && !strings.HasPrefix(used[0], key+" ") {
				t.Errorf("usage %q, not of %s", used, key)
			}
			if strings.Contains(tt.limit, "token") && (strings.Contains(used[0], simtest.MetaToken) || strings.Contains(used[0], simtest.APIKey)) {
				t.Errorf("the credential is shown: %s", used)
			}
			if tt.free != nil {
				alike(t, "a call of another key", tt.free(l).Status, 200)
			}
			l.advance(time.Hour)
			alike(t, "an hour later", first(l).Status, 200)
		})
	}
}

func TestLimitDoesNotCountTheRefused(t *testing.T) {
	l := newLab(t, simtest.Start(t), "refused")
	l.limits(
		`{"name": "wide", "operation": "meta.*", "per": "business", "allow": 10, "window": "1h"}`,
		`{"name": "narrow", "operation": "meta.verify_code", "per": "number", "allow": 1, "window": "30m"}`,
	)
	for range 3 {
		l.want(401, l.do("POST", "/v23.0/"+l.id(freshPhone)+"/verify_code", map[string]string{"code": "000000"}, "Authorization", "Bearer nobody"), "POST", "without a token")
		l.want(400, l.graph("POST", l.id(freshPhone)+"/verify_code", object{}), "POST", "without a code")
		l.want(404, l.graph("GET", "1234567890123456", nil), "GET", "no number")
	}
	l.rule(`{"name": "cut", "on": {"operation": "meta.verify_code"}, "when": {"calls": 1}, "do": {"connection": "close"}}`)
	expectEOF(t, l.raw("POST", "/v23.0/"+l.id(freshPhone)+"/verify_code", map[string]string{"code": "000000"}))
	alike(t, "before", l.usage("wide"), []string{simtest.BusinessID + " 3/10 30% 0s"}) // a number that is not there is found missing later
	alike(t, "one fits, the rest is refused", statuses(l, guessing(freshPhone), 4), []int{422, 429, 429, 429})
	alike(t, "narrow", l.usage("narrow"), []string{l.id(freshPhone) + " 1/1 100% 30m"})
	alike(t, "wide", l.usage("wide"), []string{simtest.BusinessID + " 4/10 40% 0s"})
	l.advance(30 * time.Minute)
	alike(t, "when the window is over", l.verifyCode(freshPhone, "000000").Status, 422)
}

// TestLimitExhaustNamesItsKey: a key is what the limit counts by; one that names
// nothing is refused, and nothing is exhausted.
func TestLimitExhaustNamesItsKey(t *testing.T) {
	l := newLab(t, simtest.Start(t), "keys")
	for per, keys := range map[string][]string{
		"number":   {l.id(freshPhone), freshPhone, "+1 (212) 555-0001"},
		"business": {simtest.BusinessID},
		"token":    {simtest.MetaToken, simtest.APIKey},
		"partner":  {simtest.PartnerID},
		"app":      {"1017734028366125"},
	} {
		for _, key := range keys {
			l.limits(`{"name": "it", "operation": ["meta.*", "360dialog.*"], "per": "` + per + `", "allow": 2, "window": "1h"}`)
			l.control(400, "POST", "/limits/it/exhaust", object{"key": "4711" + key})
			alike(t, "usage of "+per, len(l.usage("it")), 0)
			l.control(200, "POST", "/limits/it/exhaust", object{"key": key})
			alike(t, "usage of "+per+" "+key, len(l.usage("it")), 1)
		}
	}
}

// TestLimitCountsTheRefused: a client that asks again while it is locked out is
// locked out for longer, as operators report of code requests.
func TestLimitCountsTheRefused(t *testing.T) {
	s := simtest.Start(t)
	for refused, want := range map[string][]int{"ignored": {200, 422, 422, 200}, "counts": {200, 422, 422, 422}} {
		t.Run(refused, func(t *testing.T) {
			l := newLab(t, s, "refused-"+refused)
			l.limits(`{"name": "codes", "operation": "meta.request_code", "per": "number", "allow": 1, "window": "1h", "refused": "` + refused + `"}`)
			got := []int{coding(freshPhone)(l).Status}
			for range 3 {
				l.advance(20 * time.Minute)
				got = append(got, coding(freshPhone)(l).Status)
			}
			alike(t, "every twenty minutes", got, want)
			snapshot := l.control(200, "GET", "/snapshot", nil).Body
			l.advance(time.Hour - time.Millisecond)
			alike(t, "before the hour is over", coding(freshPhone)(l).Status, 422)
			l.control(200, "PUT", "/snapshot", string(snapshot))
			l.advance(time.Hour)
			alike(t, "after an hour of silence", coding(freshPhone)(l).Status, 200)
		})
	}
}

func TestLimitExhaust(t *testing.T) {
	s := simtest.Start(t)
	const limit = `{"name": "reads", "operation": "meta.get_number", "per": "number", "allow": 5, "window": "1h"}`
	t.Run("one key", func(t *testing.T) {
		l := newLab(t, s, "one-key")
		l.limits(limit)
		id := l.id(freshPhone)
		shown := l.control(200, "POST", "/limits/reads/exhaust", object{"key": id}).JSON(t)
		alike(t, "usage", shown["usage"], []any{object{"key": id, "used": 5.0, "allow": 5.0, "percent": 100.0, "regain": "1h"}})
		alike(t, "that key", l.get(freshPhone).Status, 429)
		l.control(200, "PUT", "/snapshot", string(l.control(200, "GET", "/snapshot", nil).Body))
		alike(t, "that key, restored", l.get(freshPhone).Status, 429)
		alike(t, "another", l.get(verifiedPhone).Status, 200)
		l.advance(time.Hour)
		alike(t, "after the window", l.get(freshPhone).Status, 200)
	})
	t.Run("every key", func(t *testing.T) {
		l := newLab(t, s, "every-key")
		l.limits(limit)
		alike(t, "seen before", l.get(freshPhone).Status, 200)
		l.advance(10 * time.Minute)
		l.control(200, "POST", "/limits/reads/exhaust", nil)
		alike(t, "seen and unseen", []int{l.get(freshPhone).Status, l.get(verifiedPhone).Status}, []int{429, 429})
		alike(t, "another operation", l.listNumbers().Status, 200)
		alike(t, "usage", l.usage("reads"), []string{"<nil> 5/5 100% 1h", l.id(freshPhone) + " 5/5 100% 1h"})
		moved := l.control(200, "POST", "/clock", object{"advance": "1h"}).JSON(t)
		alike(t, "settled", moved["settled"], []any{object{"at": "2026-01-15T10:10:00.000Z", "event": "window_ended", "detail": "reads"}})
		alike(t, "after the window", []int{l.get(freshPhone).Status, l.get(verifiedPhone).Status}, []int{200, 200})
	})
	t.Run("no such limit", func(t *testing.T) {
		l := newLab(t, s, "no-limit")
		l.limits(limit)
		detail := l.control(404, "POST", "/limits/read/exhaust", nil).JSON(t)["detail"].(string)
		if !strings.Contains(detail, `did you mean "reads"?`) {
			t.Errorf("detail %q", detail)
		}
	})
}

func TestLimitErrors(t *testing.T) {
	s := simtest.Start(t)
	for name, tt := range map[string]struct {
		limit      string
		send       ask
		status     int
		failure    string
		retryAfter string
	}{
		"request_code alone":       {`"operation": "meta.request_code", "per": "number"`, coding(freshPhone), 422, "meta.code_requests_exceeded", ""},
		"request_code by alias":    {`"operation": "requestPreVerifiedPhoneNumberCode", "per": "number"`, coding(freshPhone), 422, "meta.code_requests_exceeded", ""},
		"request_code and another": {`"operation": ["meta.request_code", "meta.verify_code"], "per": "number"`, coding(freshPhone), 429, "meta.rate_limited", ""},
		"of Meta":                  {`"operation": "meta.get_number", "per": "number"`, getting(freshPhone), 429, "meta.rate_limited", ""},
		"of Meta with a wait":      {`"operation": "meta.get_number", "per": "number", "retry_after": true`, getting(freshPhone), 429, "meta.rate_limited", "90"},
		"of 360dialog":             {`"operation": "360dialog.list_numbers", "per": "partner"`, pooling, 429, "360dialog.too_many_requests", "90"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, s, "error-"+strings.ReplaceAll(name, " ", "-"))
			l.limits(`{"name": "one", ` + tt.limit + `, "allow": 1, "window": "90500ms"}`)
			alike(t, "the first", tt.send(l).Status, 200)
			l.advance(500 * time.Millisecond)
			a := tt.send(l)
			alike(t, "the second", []any{a.Status, l.errorOf(a), a.Header.Get("Retry-After")}, []any{tt.status, tt.failure, tt.retryAfter})
			if tt.failure == "meta.code_requests_exceeded" {
				alike(t, "code", a.JSON(t)["error"].(object)["code"], 613.0)
			}
			alike(t, "record", l.control(200, "GET", "/requests/"+a.Header.Get("X-Sim-Request"), nil).JSON(t)["limit"], "one")
		})
	}
}

func TestLimitRetryAfterIsRoundedUp(t *testing.T) {
	l := newLab(t, simtest.Start(t), "rounded")
	l.limits(`{"name": "one", "operation": "360dialog.list_numbers", "per": "partner", "allow": 1, "window": "90s"}`)
	l.listPool()
	for _, step := range []struct {
		advance time.Duration
		want    string
	}{{0, "90"}, {time.Millisecond, "90"}, {999 * time.Millisecond, "89"}, {88*time.Second + 999*time.Millisecond, "1"}} {
		l.advance(step.advance)
		alike(t, "Retry-After "+step.advance.String()+" later", l.listPool().Header.Get("Retry-After"), step.want)
	}
}

func TestLimitUsageHeaders(t *testing.T) {
	s := simtest.Start(t)
	for per, header := range map[string]string{"app": appHeader, "token": appHeader, "business": businessHeader, "number": businessHeader} {
		t.Run(per, func(t *testing.T) {
			l := newLab(t, s, "usage-"+per)
			l.limits(`{"name": "it", "operation": "meta.*", "per": "` + per + `", "allow": 3, "window": "61s"}`)
			for i, want := range []struct{ status, percent, minutes int }{{200, 33, 0}, {422, 66, 0}, {200, 100, 2}, {429, 100, 2}} {
				a := []ask{getting(freshPhone), guessing(freshPhone), getting(freshPhone), getting(freshPhone)}[i](l)
				text := fmt.Sprintf(`{"call_count":%d,"total_cputime":0,"total_time":0}`, want.percent)
				if header == businessHeader {
					text = businessUsage(simtest.BusinessID, want.percent, want.minutes)
				}
				alike(t, fmt.Sprint("call ", i+1), []any{a.Status, a.Header.Get(header)}, []any{want.status, text})
				other := map[string]string{appHeader: businessHeader, businessHeader: appHeader}[header]
				alike(t, other, a.Header.Get(other), "")
			}
		})
	}
	t.Run("none without a limit", func(t *testing.T) {
		a := newLab(t, s, "usage-none").get(freshPhone)
		alike(t, "headers", a.Header.Get(appHeader)+a.Header.Get(businessHeader), "")
	})
	t.Run("an injected error has them too", func(t *testing.T) {
		l := newLab(t, s, "usage-fault")
		l.limits(`{"operation": "meta.*", "per": "business", "allow": 4, "window": "1h"}`)
		l.rule(`{"on": {"operation": "meta.get_number"}, "do": {"error": "meta.unexpected_error"}}`)
		alike(t, "header", l.get(freshPhone).Header.Get(businessHeader), businessUsage(simtest.BusinessID, 25, 0))
	})
}

// TestLimitAtMetaReaches360dialog counts 360dialog's own calls for its own
// business, and passes the refusal on.
func TestLimitAtMetaReaches360dialog(t *testing.T) {
	l := newLab(t, simtest.Start(t), "hub")
	l.limits(`{"name": "meta-verify", "operation": "meta.verify_code", "per": "business", "allow": 1, "window": "1h"}`)
	verify := func(l lab) simtest.Answer {
		return l.pool("POST", "/"+l.id(pooledPhone)+"/verify-otp", map[string]string{"code": "000000"})
	}
	alike(t, "by 360dialog", statuses(l, verify, 2), []int{400, 400})
	var got []string
	for _, r := range l.records("origin=360dialog") {
		got = append(got, fmt.Sprint(r["status"], " ", r["error"], " ", r["limit"]))
	}
	alike(t, "at Meta", got, []string{"422 meta.code_wrong <nil>", "429 meta.rate_limited meta-verify"})
	alike(t, "whose", l.usage("meta-verify"), []string{"1360360360360360 1/1 100% 1h"})
	alike(t, "a client of Meta", l.verifyCode(freshPhone, "000000").Status, 422)
}

// TestLimitWaitIsRemembered holds a client against the wait a refusal came
// with.
func TestLimitWaitIsRemembered(t *testing.T) {
	s := simtest.Start(t)
	const waiting = ground + `
limits: [{operation: meta.get_number, per: number, allow: 1, window: 10m}]
expect: [{retries: {operation: meta.get_number, honours_wait: true}}]
`
	for name, tt := range map[string]struct {
		wait time.Duration
		want bool
	}{"patient": {10 * time.Minute, true}, "hasty": {9 * time.Minute, false}} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, s, name, waiting)
			alike(t, "statuses", statuses(l, getting(freshPhone), 2), []int{200, 429})
			l.advance(tt.wait)
			l.get(freshPhone)
			report := l.control(200, "POST", "/verify", nil).JSON(t)
			alike(t, "passed", report["passed"], tt.want)
		})
	}
}

func TestLimitsThatCannotBe(t *testing.T) {
	l := newLab(t, simtest.Start(t), "impossible")
	for limit, want := range map[string]string{
		`{"name": "l1"}`: `data[0].operation: is missing: an operation, a list of them, meta.* or 360dialog.* (and 3 more, see errors)`,
		`{"operation": "meta.get", "per": "number", "allow": 1, "window": "1h"}`:                                                `data[0].operation: there is no operation "meta.get"`,
		`{"operation": "meta.get_number", "per": "phone", "allow": 1, "window": "1h"}`:                                          `data[0].per: "phone" is not one of business, number, token, partner, app`,
		`{"operation": "meta.get_number", "per": "number", "allow": 0, "window": "1h"}`:                                         `data[0].allow: must be at least 1, not 0`,
		`{"operation": "meta.get_number", "per": "number", "allow": 1, "window": "0s"}`:                                         `data[0].window: must be longer than 0s`,
		`{"operation": "meta.get_number", "per": "number", "allow": 1, "window": "1h", "error": "360dialog.too_many_requests"}`: `data[0].error: 360dialog.too_many_requests is an answer of 360dialog`,
		`{"operation": "meta.get_number", "per": "number", "allow": 1, "window": "1h", "error": "meta.slow_down"}`:              `data[0].error: the catalogue has no entry "meta.slow_down"`,
	} {
		detail := l.control(400, "PUT", "/limits", "["+limit+"]").JSON(t)["detail"].(string)
		if !strings.HasPrefix(detail, want) {
			t.Errorf("%s\nis refused with %q\nnot %q", limit, detail, want)
		}
	}
}
