package grade_test

import (
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

const verify = "meta.verify_code"

func TestVerifyTransientRetries(t *testing.T) {
	const expect = "retries: {operation: meta.verify_code, transient: {min: 1, max: 2}}"
	down := passing(503, "meta.temporarily_unavailable")
	runJudged(t, "", []judged{
		{"never called", expect, nil, true, "meta.verify_code was never called, so there was nothing to repeat", nil},
		{"nothing failed", expect, []*journal.Record{call(verify, 0)},
			true, "no call of meta.verify_code failed, so there was nothing to repeat", nil},
		{"repeated until it succeeds", expect, []*journal.Record{
			call(verify, 0, about(one), down), call(verify, 0, about(other)), call(verify, 0, about(one), down), call(verify, 0, about(one)),
		}, true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"given up at once", expect, []*journal.Record{
			call(verify, 0, about(one), down), call(verify, 0, about(other)),
		}, false, "r1 (meta.temporarily_unavailable) was never repeated, expected at least 1", []string{"r1"}},
		{"ended by another answer before min", "retries: {operation: meta.verify_code, transient: {min: 3}}", []*journal.Record{
			call(verify, 0, down), call(verify, 0, failed(422, "meta.code_wrong")),
		}, true, "2 failures of meta.verify_code, each repeated as expected", nil},
		{"too often", expect, []*journal.Record{
			call(verify, 0, down), call(verify, 0, down), call(verify, 0, lost("dropped")), call(verify, 0),
		}, false, "r1 (meta.temporarily_unavailable) was repeated 3 times, expected at most 2", []string{"r1", "r2", "r3", "r4"}},
		{"a lost answer is one", expect, []*journal.Record{call(verify, 0, lost("hung"))},
			false, "r1 (answer hung) was never repeated, expected at least 1", []string{"r1"}},
		{"so is a status a rule made up", expect, []*journal.Record{call(verify, 0, failed(502, ""))},
			false, "r1 (status 502) was never repeated, expected at least 1", []string{"r1"}},
		{"a slow answer is none", expect, []*journal.Record{call(verify, 0, lost("slow"))},
			true, "no call of meta.verify_code failed, so there was nothing to repeat", nil},
		{"so is no answer at all", expect, []*journal.Record{call(verify, 0, numbered("999"), failed(0, ""))},
			false, "r1 (no answer) was never repeated, expected at least 1", []string{"r1"}},
		{"ids that are unknown are told apart", expect, []*journal.Record{call(verify, 0, numbered("998"), down), call(verify, 0, numbered("999"))},
			false, "r1 (meta.temporarily_unavailable) was never repeated, expected at least 1", []string{"r1"}},
		{"a new series after a success", expect, []*journal.Record{
			call(verify, 0, down), call(verify, 0, down), call(verify, 0), call(verify, 0, down), call(verify, 0, down), call(verify, 0),
		}, true, "2 failures of meta.verify_code, each repeated as expected", nil},
		{"an addition is known by its phone number", "retries: {operation: meta.add_number, transient: {min: 1}}", []*journal.Record{
			call("meta.add_number", 0, about(one), down), call("meta.add_number", 0, about(one), numbered("1001")),
		}, true, "1 failure of meta.add_number, each repeated as expected", nil},
		{"partners are told apart", "retries: {operation: 360dialog.list_numbers, transient: {min: 1}}", []*journal.Record{
			call("360dialog.list_numbers", 0, down, func(r *journal.Record) { r.Partner = "a" }),
			call("360dialog.list_numbers", 0, func(r *journal.Record) { r.Partner = "b" }),
		}, false, "r1 (meta.temporarily_unavailable) was never repeated, expected at least 1", []string{"r1"}},
		{"many are summed up", "retries: {operation: meta.verify_code, transient: {min: 1}}", []*journal.Record{
			call(verify, 0, about("1"), down), call(verify, 0, about("2"), down), call(verify, 0, about("3"), down), call(verify, 0, about("4"), down),
		}, false, "r1 (meta.temporarily_unavailable) was never repeated, expected at least 1; " +
			"r2 (meta.temporarily_unavailable) was never repeated, expected at least 1; " +
			"r3 (meta.temporarily_unavailable) was never repeated, expected at least 1; and 1 more", []string{"r1", "r2", "r3", "r4"}},
	})
}

func TestVerifyBackoff(t *testing.T) {
	const expect = "retries: {operation: meta.verify_code, transient: {backoff: true}}"
	down := passing(503, "meta.temporarily_unavailable")
	at := func(seconds int, parts ...part) *journal.Record {
		return call(verify, time.Duration(seconds)*time.Second, append(parts, about(one))...)
	}
	runJudged(t, "", []judged{
		{"pauses grow", expect, []*journal.Record{at(0, down), at(1, down), at(3, down), at(7)},
			true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"or stay", expect, []*journal.Record{at(0, down), at(2, down), at(4)},
			true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"pauses shrink", expect, []*journal.Record{at(0, down), at(4, down), at(7, down), at(20)},
			false, "r3 came 3s after r2, sooner than the 4s before r2", []string{"r1", "r2", "r3"}},
		{"no pause", expect, []*journal.Record{at(0, down), at(0)},
			false, "r2 repeated r1 without a pause", []string{"r1", "r2"}},
		{"a pause the answer asked for", expect, []*journal.Record{at(0, down, wait(time.Hour)), at(3600, down), at(3601, down), at(3603)},
			true, "1 failure of meta.verify_code, each repeated as expected", nil},
	})
}

func TestVerifyPermanentRetries(t *testing.T) {
	const expect = "retries: {operation: meta.verify_code, permanent: {max: 0}}"
	wrong := failed(422, "meta.code_wrong")
	runJudged(t, "", []judged{
		{"given up", expect, []*journal.Record{call(verify, 0, about(one), wrong)},
			true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"repeated to the byte", expect, []*journal.Record{
			call(verify, 0, about(one), wrong, body("code=1")), call(verify, time.Hour, about(one), wrong, body("code=1")),
		}, false, "r1 (meta.code_wrong) was repeated once, expected at most 0", []string{"r1", "r2"}},
		{"repeated with success", expect, []*journal.Record{
			call(verify, 0, about(one), was(sim.NotVerified), wrong, body("code=1")), call(verify, 0, about(one), was(sim.Verified), body("code=1")),
		}, false, "r1 (meta.code_wrong) was repeated once, expected at most 0", []string{"r1", "r2"}},
		{"within the bounds", "retries: {operation: meta.verify_code, permanent: {max: 1}}", []*journal.Record{
			call(verify, 0, wrong), call(verify, 0, wrong),
		}, true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"another code", expect, []*journal.Record{
			call(verify, 0, about(one), wrong, body("code=1")), call(verify, 0, about(one), body("code=2")),
		}, true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"another query", expect, []*journal.Record{
			call(verify, 0, about(one), wrong, asked("code=1")), call(verify, 0, about(one), asked("code=2")),
		}, true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"another number", expect, []*journal.Record{
			call(verify, 0, about(one), wrong), call(verify, 0, about(other)),
		}, true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"another token", expect, []*journal.Record{
			call(verify, 0, wrong, header("Authorization", "Bearer old")), call(verify, 0, header("Authorization", "Bearer new")),
		}, true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"another API key", "retries: {operation: 360dialog.verify_otp, permanent: {max: 0}}", []*journal.Record{
			call("360dialog.verify_otp", 0, failed(401, "360dialog.unauthorized"), header("X-Api-Key", "old")),
			call("360dialog.verify_otp", 0, header("X-Api-Key", "new")),
		}, true, "1 failure of 360dialog.verify_otp, each repeated as expected", nil},
		{"a new code of the same digits", expect, []*journal.Record{
			call(verify, 0, about(one), failed(422, "meta.code_expired"), body("code=1")), call("meta.request_code", 0, about(one)),
			call(verify, 0, about(one), body("code=1")),
		}, true, "1 failure of meta.verify_code, each repeated as expected", nil},
		{"a mere look in between", expect, []*journal.Record{
			call(verify, 0, about(one), wrong), call("meta.get_number", 0, about(one)), call("meta.request_code", 0, about(other)),
			call(verify, 0, about(one), wrong),
		}, false, "r1 (meta.code_wrong) was repeated once, expected at most 0", []string{"r1", "r4"}},
		{"time has moved on", "retries: {operation: meta.request_code, permanent: {max: 0}}", []*journal.Record{
			call("meta.request_code", 0, about(one), was(sim.Verified), failed(422, "meta.already_verified")),
			call("meta.request_code", 0, about(one), was(sim.Expired)),
		}, true, "1 failure of meta.request_code, each repeated as expected", nil},
		{"a series ends with success", expect, []*journal.Record{
			call(verify, 0, wrong), call(verify, 0), call(verify, 0),
		}, false, "r1 (meta.code_wrong) was repeated once, expected at most 0", []string{"r1", "r2"}},
		{"must be repeated", "retries: {operation: meta.verify_code, permanent: {min: 1}}", []*journal.Record{call(verify, 0, wrong)},
			false, "r1 (meta.code_wrong) was never repeated, expected at least 1", []string{"r1"}},
	})
}

func TestVerifyHonoursWait(t *testing.T) {
	const expect = "retries: {operation: meta.verify_code, honours_wait: true}"
	const limits = `
limits:
  - {name: biz, operation: meta.verify_code, per: business, allow: 1, window: 1h}
  - {name: partner, operation: meta.verify_code, per: partner, allow: 1, window: 1h}
  - {name: token, operation: meta.verify_code, per: token, allow: 1, window: 1h}
  - {name: app, operation: meta.verify_code, per: app, allow: 1, window: 1h}`
	throttled := passing(429, "meta.rate_limited")
	const kept = "1 failure of meta.verify_code, each repeated as expected"
	runJudged(t, limits, []judged{
		{"waited", expect, []*journal.Record{
			call(verify, 0, about(one), throttled, wait(time.Minute)), call(verify, time.Second, about(other)), call(verify, time.Minute, about(one)),
		}, true, kept, nil},
		{"too soon", expect, []*journal.Record{
			call(verify, 0, about(one), throttled, wait(time.Minute)), call(verify, 59*time.Second, about(one)),
		}, false, "r1 asked for a pause of 1m, r2 came after 59s", []string{"r1", "r2"}},
		{"another number of the same business", expect, []*journal.Record{
			call(verify, 0, about(one), throttled, limited("biz"), wait(time.Minute)), call(verify, 0, about(other)),
		}, false, "r1 asked for a pause of 1m, r2 came after 0s", []string{"r1", "r2"}},
		{"another partner", expect, []*journal.Record{
			call(verify, 0, about(one), throttled, limited("partner"), wait(time.Minute), func(r *journal.Record) { r.Partner = "a" }),
			call(verify, 0, about(one), func(r *journal.Record) { r.Partner = "b" }),
		}, true, kept, nil},
		{"another token", expect, []*journal.Record{
			call(verify, 0, about(one), throttled, limited("token"), wait(time.Minute), header("Authorization", "Bearer EAAJBother")),
			call(verify, 0, about(one), asked("access_token=EAAJBthird")),
		}, true, kept, nil},
		{"another token of the same app", expect, []*journal.Record{
			call(verify, 0, about(one), throttled, limited("app"), wait(time.Minute), header("Authorization", "Bearer EAAJBother")),
			call(verify, 0, about(other), header("Authorization", "Bearer EAAJBsimulator")),
			call(verify, time.Second, about(other), asked("access_token=EAAJBthird")),
		}, false, "r1 asked for a pause of 1m, r3 came after 1s", []string{"r1", "r3"}},
		{"the header of a written answer", expect, []*journal.Record{
			call(verify, 0, failed(503, ""), replyHeader("Retry-After", "30")), call(verify, 10*time.Second),
		}, false, "r1 asked for a pause of 30s, r2 came after 10s", []string{"r1", "r2"}},
		{"an answer that got lost asks for nothing", expect, []*journal.Record{
			call(verify, 0, throttled, wait(time.Minute), lost("dropped")), call(verify, time.Second),
		}, true, kept, nil},
	})
}
