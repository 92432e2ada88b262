package grade_test

import (
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

func TestVerifyPages(t *testing.T) {
	const expect = "pages: {operation: meta.list_numbers, to_the_end: true}"
	const list = "meta.list_numbers"
	more := func(cursor string) part {
		return answered(`{"data":[],"paging":{"cursors":{"after":"` + cursor + `"},"next":"http://sim/next?limit=1&after=` + cursor + `"}}`)
	}
	end := answered(`{"data":[],"paging":{"cursors":{"after":"z"}}}`)
	whole := func(size int64) part { return func(r *journal.Record) { r.ResponseSize = size } }
	runJudged(t, "", []judged{
		{"to the end", expect, []*journal.Record{
			call(list, 0, asked("fields=id&limit=1"), more("a")), call(list, 0, asked("after=a&fields=id&limit=2"), more("b")),
			call(list, 0, asked("fields=id&after=b&access_token=x"), end),
		}, true, "3 pages, each list read to its end", nil},
		{"one page", expect, []*journal.Record{call(list, 0, end)}, true, "1 page, each list read to its end", nil},
		{"only the first", expect, []*journal.Record{call(list, 0, more("a"))},
			false, "r1 has a next page that was not read", []string{"r1"}},
		{"the next with another filter", expect, []*journal.Record{
			call(list, 0, asked("code_verification_status=EXPIRED"), more("a")), call(list, 0, asked("after=a"), end),
		}, false, "r1 has a next page that was not read", []string{"r1"}},
		{"the next of another business", expect, []*journal.Record{
			call(list, 0, more("a")), call(list, 0, asked("after=a"), end, func(r *journal.Record) { r.Business = "9876543210987654" }),
		}, false, "r1 has a next page that was not read", []string{"r1"}},
		{"the next failed and was not repeated", expect, []*journal.Record{
			call(list, 0, more("a")), call(list, 0, asked("after=a"), failed(503, "meta.temporarily_unavailable")),
		}, false, "r1 has a next page that was not read", []string{"r1"}},
		{"the next failed and was repeated", expect, []*journal.Record{
			call(list, 0, more("a")), call(list, 0, asked("after=a"), failed(503, "meta.temporarily_unavailable")), call(list, 0, asked("after=a"), end),
		}, true, "2 pages, each list read to its end", nil},
		{"an answer that got lost begins nothing", expect, []*journal.Record{call(list, 0, more("a"), lost("dropped")), call(list, 0, end)},
			true, "1 page, each list read to its end", nil},
		{"backwards", expect, []*journal.Record{call(list, 0, asked("before=c"), more("b"))},
			true, "1 page, each list read to its end", nil},
		{"a next without cursors", expect, []*journal.Record{
			call(list, 0, answered(`{"paging":{"next":"http://sim/next?after=q"}}`)), call(list, 0, asked("after=q"), end),
		}, true, "2 pages, each list read to its end", nil},
		{"a page the journal cut", expect, []*journal.Record{call(list, 0, answered(`{"da`), whole(99)), call(list, 0, end)},
			true, "2 pages, each list read to its end; the journal cut r1, so whether a page follows there is not known", nil},
		{"a page cut beside one not followed", expect, []*journal.Record{call(list, 0, answered(`{"da`), whole(99)), call(list, 0, more("a"))},
			false, "r2 has a next page that was not read; the journal cut r1, so whether a page follows there is not known", []string{"r2"}},
		{"all pages cut", expect, []*journal.Record{call(list, 0, answered(`{"da`), whole(99))},
			false, "no page could be judged; the journal cut r1, so whether a page follows there is not known", []string{"r1"}},
		{"no page came", expect, []*journal.Record{call(list, 0, failed(500, "meta.unexpected_error"))},
			false, "meta.list_numbers was called once, and no page was read", []string{"r1"}},
		{"never called", expect, []*journal.Record{call("meta.get_number", 0)},
			false, "meta.list_numbers was never called; the nearest other request is r1: operation is meta.get_number", []string{"r1"}},
		{"360dialog's comes whole", "pages: {operation: 360dialog.list_numbers, to_the_end: true}", []*journal.Record{call("360dialog.list_numbers", 0)},
			true, "360dialog.list_numbers was called once; it answers in one piece", nil},
	})
}

// phone is a client with one number at Meta, which it can ask codes for.
type phone struct {
	t  *testing.T
	w  *world.World
	id string
}

func newPhone(t *testing.T, text string) *phone {
	t.Helper()
	w := newWorld(t, `
code: {value: "123456"}
numbers: [{phone_number: "`+one+`", id: "1001"}, {phone_number: "`+other+`", id: "1002"}]`+text, journal.Options{})
	return &phone{t, w, "1001"}
}

func (p *phone) after(d time.Duration) {
	p.t.Helper()
	if _, err := p.w.MoveTo(p.w.Now().Add(d)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *phone) do(f func(*store.Tx) error) {
	p.t.Helper()
	if err := p.w.Store.Do(p.w.Now(), f); err != nil {
		p.t.Fatal(err)
	}
}

var owner = sim.Token{Business: "506914307656634"}

// issue sends a code without a record.
func (p *phone) issue() {
	p.t.Helper()
	p.do(func(tx *store.Tx) error {
		return tx.RequestCode(p.id, owner, "SMS", "en_US", sim.FaultDelivery{Outcome: sim.DeliverNever})
	})
}

// ask sends a code with the record of a request to Meta.
func (p *phone) ask(parts ...part) {
	p.t.Helper()
	p.issue()
	parts = append([]part{numbered(p.id)}, parts...)
	record(p.w, call("meta.request_code", p.w.Now().Sub(nine), parts...))
}

func (p *phone) enter(code string, right bool) {
	p.t.Helper()
	p.do(func(tx *store.Tx) error {
		if _, err := tx.VerifyCode(p.id, owner, code); right != (err == nil) {
			return err
		}
		return nil
	})
}

func TestVerifyCodes(t *testing.T) {
	const strict = `
expect: [{codes: {phone_number: "+1 555 078 3881", while_pending: {max: 0}}}]`
	for _, c := range []struct {
		name    string
		expect  string
		client  func(*phone)
		passed  bool
		message string
		records []string
	}{
		{"none", strict, func(*phone) {}, true, "no request sent a code", nil},
		{"one, a refusal, and none of the other number", strict, func(p *phone) {
			record(p.w, call("meta.request_code", 0, numbered("1001"), failed(500, "meta.unexpected_error")))
			p.ask()
			p.id = "1002"
			p.ask()
			p.ask()
		}, true, "0 codes while an earlier one lived of 1 asked for", nil},
		{"a second while the first lives", strict, func(p *phone) { p.ask(); p.after(30 * time.Second); p.ask() },
			false, "1 code while an earlier one lived, expected at most 0; r2 asked for a code for " + one +
				", 30s after the one before, which lived until 2026-01-15T09:10:00Z", []string{"r1", "r2"}},
		{"as often as allowed", `
expect: [{codes: {while_pending: {max: 1}}}]`, func(p *phone) { p.ask(); p.ask() },
			true, "1 code while an earlier one lived of 2 asked for", nil},
		{"after the first has expired", strict, func(p *phone) { p.ask(); p.after(10 * time.Minute); p.ask() },
			true, "0 codes while an earlier one lived of 2 asked for", nil},
		{"after the first was used", strict, func(p *phone) {
			p.ask()
			p.enter("123456", true)
			p.do(func(tx *store.Tx) error { return tx.Expire(one) })
			p.ask()
		}, true, "0 codes while an earlier one lived of 2 asked for", nil},
		{"after the first was tried too often", strict, func(p *phone) {
			p.ask()
			for range 5 {
				p.enter("000000", false)
			}
			p.ask()
		}, true, "0 codes while an earlier one lived of 2 asked for", nil},
		{"told it failed, though it was sent", strict, func(p *phone) {
			p.ask(failed(500, "meta.unexpected_error"), func(r *journal.Record) {
				r.Decisions = []sim.FaultDecision{{Rule: "f", Point: "reply", Action: "error-unexpected_error-applied"}}
			})
			p.ask()
		}, false, "1 code while an earlier one lived, expected at most 0; r2 asked for a code for " + one +
			", 0s after the one before, which lived until 2026-01-15T09:10:00Z", []string{"r1", "r2"}},
		{"through 360dialog", strict, func(p *phone) {
			for _, parent := range []string{"r1", "r3"} {
				record(p.w, call("360dialog.request_otp", p.w.Now().Sub(nine), numbered(p.id)))
				p.ask(hub(parent))
				p.after(time.Second)
			}
		}, false, "1 code while an earlier one lived, expected at most 0; r3 asked for a code for " + one +
			", 1s after the one before, which lived until 2026-01-15T09:10:00Z", []string{"r1", "r3"}},
		{"360dialog's own", `
expect: [{codes: {while_pending: {max: 0}, origin: 360dialog}}]`, func(p *phone) { p.ask(); p.ask(hub("")); p.after(time.Hour); p.ask(hub("")) },
			false, "1 code while an earlier one lived, expected at most 0; r2 asked for a code for " + one +
				", 0s after the one before, which lived until 2026-01-15T09:10:00Z", []string{"r2"}},
		{"after one without a record", strict, func(p *phone) { p.issue(); p.after(time.Second); p.ask() },
			false, "1 code while an earlier one lived, expected at most 0; r1 asked for a code for " + one +
				", 1s after the one before, which lived until 2026-01-15T09:10:00Z", []string{"r1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPhone(t, c.expect)
			c.client(p)
			holds(t, grade.Verify(p.w).Checks[0], c.passed, c.message, c.records...)
		})
	}
}

func TestVerifyNumber(t *testing.T) {
	const expect = `
expect: [{number: {phone_number: "+1 555 078 3881", status: VERIFIED}}]`
	for _, c := range []struct {
		name    string
		client  func(*phone)
		passed  bool
		message string
		records []string
	}{
		{"as it shall be", func(p *phone) { p.ask(); p.enter("123456", true) }, true, one + " is VERIFIED", nil},
		{"not yet", func(p *phone) { p.ask(); record(p.w, call("meta.get_number", 0, numbered("1001"))) },
			false, one + " is NOT_VERIFIED, expected VERIFIED", []string{"r1"}},
		{"no more", func(p *phone) { p.ask(); p.enter("123456", true); p.after(14 * 24 * time.Hour) },
			false, one + " is EXPIRED, expected VERIFIED", []string{"r1"}},
		{"deleted, with the status it had", func(p *phone) {
			p.ask()
			p.enter("123456", true)
			p.do(func(tx *store.Tx) error { return tx.Remove(one) })
			p.after(30 * 24 * time.Hour)
		}, true, one + " is deleted and was VERIFIED", nil},
		{"added anew", func(p *phone) {
			p.do(func(tx *store.Tx) error { return tx.Verify(one) })
			p.do(func(tx *store.Tx) error { return tx.Remove(one) })
			p.do(func(tx *store.Tx) error { _, err := tx.AddNumber(owner.Business, one); return err })
			record(p.w, call("meta.add_number", 0, about(one)))
		}, false, one + " is NOT_VERIFIED, expected VERIFIED", []string{"r1"}},
		{"deleted before it was verified", func(p *phone) { p.do(func(tx *store.Tx) error { return tx.Remove(one) }) },
			false, one + " is deleted and was NOT_VERIFIED, expected VERIFIED", nil},
		{"deleted after it expired", func(p *phone) {
			p.do(func(tx *store.Tx) error { return tx.Expire(one) })
			p.do(func(tx *store.Tx) error { return tx.Remove(one) })
		}, false, one + " is deleted and was EXPIRED, expected VERIFIED", nil},
		{"deleted twice", func(p *phone) {
			p.do(func(tx *store.Tx) error { return tx.Remove(one) })
			p.do(func(tx *store.Tx) error { _, err := tx.AddNumber(owner.Business, one); return err })
			p.do(func(tx *store.Tx) error { return tx.Verify(one) })
			p.do(func(tx *store.Tx) error { return tx.Remove(one) })
		}, true, one + " is deleted and was VERIFIED", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPhone(t, expect)
			c.client(p)
			holds(t, grade.Verify(p.w).Checks[0], c.passed, c.message, c.records...)
		})
	}
	t.Run("never there", func(t *testing.T) {
		w := newWorld(t, expect, journal.Options{})
		record(w, call("meta.add_number", 0, about(one), failed(500, "meta.unexpected_error")))
		holds(t, grade.Verify(w).Checks[0], false, "there is no number "+one+", expected VERIFIED", "r1")
	})
}
