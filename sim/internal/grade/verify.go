package grade

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Verify holds a world against the expectations of the scenario it was built
// from. It settles what is due, reads journal and store once, and changes
// nothing else; the same world at the same instant gives the same report.
//
// Requests are the journal's records in the order in which they arrived, of
// origin client unless the expectation names another, whatever they were
// answered with. All pauses are world time. A request that was refused before
// its operation was known, for its credential for instance, is of no operation
// and counts for none.
//
// Calls are about the same number when they have the same phone number, also
// where a number was deleted and added anew. What each expectation demands:
//
//   - calls: as many requests of the operation as min and max say.
//   - spacing: two requests that follow each other about the same number, or
//     about none, are at_least apart. Fewer than two pass.
//   - never: no request of the operation. With after_error: none about the same
//     number after the client was told that error; an error about no number
//     counts for all.
//   - order: each operation has a request after the one found for the operation
//     before it. A request that came too early does no harm.
//   - retries: how failed requests were repeated. A failure is transient when its catalogue entry
//     says so, when its answer was lost or spoiled on the way, and for a status
//     of 5xx or 429 that a fault rule made up. What follows a transient failure
//     about the same thing, up to the first answer that is none, are its
//     repetitions: at most max, and at least min unless they ended with another
//     answer. A permanent failure is repeated by a request that is the same to
//     the byte, with the same credential, while nothing else was changed about
//     the number and its status stayed. With backoff each pause is longer than
//     zero and no shorter than the one before, except for pauses the answer
//     asked for. With honours_wait the next request of the same number, or of
//     whatever the limit counts by, comes no earlier than the answer asked for.
//   - pages: every page with a next one was followed by a page read from its
//     cursor, with the same filters. A list never read fails.
//   - codes: how many codes were asked for, by a request that sent one, while
//     the code before could still be entered, delivered or not.
//   - number: the number has that status now, or had it when it was deleted.
//   - conforms: whether a request broke a vendor's contract.
//
// Expectations that forbid something pass when there is nothing to judge; their
// message says so.
func Verify(w *world.World) sim.Report {
	setup := w.Setup()
	file, _ := setup.Document.(*sim.Scenario)
	if file == nil {
		file = &sim.Scenario{}
	}
	ev := gather(w, file)
	r := sim.Report{
		Scenario: setup.Scenario, World: w.Name, Seed: setup.Seed, Dropped: ev.dropped,
		Checks: []sim.Check{}, Rules: ev.idleRules(w),
	}
	failed := 0
	for i := range file.Expect {
		c := ev.check(&file.Expect[i])
		if !c.Passed {
			failed++
		}
		r.Checks = append(r.Checks, c)
	}
	r.Passed = failed == 0 && len(r.Checks) > 0
	r.Message = summary(len(r.Checks), failed)
	return r
}

func summary(checks, failed int) string {
	switch {
	case checks == 0:
		return "nothing was checked: the scenario expects nothing"
	case failed > 0:
		return fmt.Sprintf("%d of %s failed", failed, counted(checks, "check"))
	default:
		return counted(checks, "check") + " passed"
	}
}

// evidence is everything the checks look at, read once.
type evidence struct {
	now     time.Time
	dropped uint64
	records []*journal.Record // oldest first
	byID    map[string]*journal.Record
	phones  map[string]string // by number id
	numbers map[string][]sim.Number
	codes   []sim.Code // oldest first
	tries   int        // wrong tries that void a code
	per     map[string]string
	apps    map[string]string // by token
}

func gather(w *world.World, f *sim.Scenario) *evidence {
	now := w.Now()
	ev := &evidence{
		now: now, dropped: w.Journal.Dropped(), records: w.Journal.All(sim.RecordFilter{}),
		byID: map[string]*journal.Record{}, phones: map[string]string{}, numbers: map[string][]sim.Number{},
		tries: w.Store.Rules().Codes.Attempts, per: map[string]string{}, apps: map[string]string{},
	}
	perApp := false
	for _, rule := range w.Limits.Rules() {
		ev.per[rule.Name] = string(rule.Per)
		perApp = perApp || rule.Per == "app"
	}
	for _, r := range ev.records {
		ev.byID[r.ID] = r
		if r.NumberID != "" && r.PhoneNumber != "" {
			ev.phones[r.NumberID] = r.PhoneNumber
		}
		if token := credential(r); perApp {
			known, _ := w.Store.Authenticate(now, token) // a lapsed token still has its app
			ev.apps[token] = known.App
		}
	}
	_ = w.Store.Do(now, func(tx *store.Tx) error { ev.read(tx, f); return nil }) // read returns no error
	return ev
}

// read takes from the store what the expectations ask for.
func (ev *evidence) read(tx *store.Tx, f *sim.Scenario) {
	for _, r := range ev.records {
		if _, known := ev.phones[r.NumberID]; !known && r.NumberID != "" {
			n, _ := tx.AnyNumber(r.NumberID) // one that is unknown has no phone number
			ev.phones[r.NumberID] = n.PhoneNumber
		}
	}
	for i := range f.Expect {
		if x := f.Expect[i].Number; x != nil {
			phone := sim.MSISDN(x.PhoneNumber)
			ev.numbers[phone], _ = tx.AllNumbers(store.NumberFilter{Phone: phone, Deleted: true, Limit: math.MaxInt})
		}
		if f.Expect[i].Codes != nil && ev.codes == nil {
			ev.codes = tx.Codes(store.CodeFilter{})
			slices.Reverse(ev.codes)
		}
	}
}

// verdict is what a check found.
type verdict struct {
	passed  bool
	message string
	records []*journal.Record // those that prove a failure
}

func pass(format string, args ...any) verdict {
	return verdict{passed: true, message: fmt.Sprintf(format, args...)}
}

func fail(proof []*journal.Record, format string, args ...any) verdict {
	return verdict{message: fmt.Sprintf(format, args...), records: proof}
}

func (ev *evidence) check(e *sim.Expectation) sim.Check {
	v := ev.judge(e)
	if ev.dropped > 0 && e.Number == nil {
		v.message += fmt.Sprintf(" (%s fell out of the journal and could not be judged)", counted(int(ev.dropped), "older record"))
	}
	return sim.Check{Expect: *e, Passed: v.passed, Message: v.message, Records: ids(v.records)}
}

func (ev *evidence) judge(e *sim.Expectation) verdict {
	switch {
	case e.Calls != nil:
		return ev.calls(e.Calls)
	case e.Spacing != nil:
		return ev.spacing(e.Spacing)
	case e.Never != nil:
		return ev.never(e.Never)
	case e.Order != nil:
		return ev.order(e.Order)
	case e.Retries != nil:
		return ev.retries(e.Retries)
	case e.Pages != nil:
		return ev.pages(e.Pages)
	case e.Codes != nil:
		return ev.pendingCodes(e.Codes)
	case e.Number != nil:
		return ev.number(e.Number)
	case e.Conforms != nil:
		return ev.conforms(*e.Conforms)
	default:
		return fail(nil, "the entry expects nothing")
	}
}

// ids names the records in the order in which they arrived, each once. It is
// never nil.
func ids(records []*journal.Record) []string {
	sorted := slices.Clone(records)
	slices.SortFunc(sorted, func(a, b *journal.Record) int { return cmp.Compare(a.Seq, b.Seq) })
	out := make([]string, 0, len(sorted))
	for _, r := range sorted {
		if len(out) == 0 || out[len(out)-1] != r.ID {
			out = append(out, r.ID)
		}
	}
	return out
}
