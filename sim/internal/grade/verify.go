// Package grade judges the client: [Verify] holds the journal and the store of a world
// against what its scenario expects. [Text] writes the report for people, [JUnit] for CI
// services.
package grade

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Verify holds a world against the task and the expectations of the scenario it
// was built from. It settles what is due, reads journal and store once, and
// changes nothing else. What each expectation demands is said in [sim.Expectation].
//
// Requests are the journal's records in the order in which they arrived. One that was
// refused before its operation was known, for its credential for instance, counts for
// none. A pause is world time or wall time, whichever is longer, so that a client that
// really sleeps and one that moves the clock are judged alike. Calls are about the same
// number when they have the same phone number, also after a deletion.
//
// A failure is transient when its catalogue entry says so, when its answer was lost or
// spoiled on the way, and for a status of 5xx or 429 that a fault rule made up. What
// follows one about the same thing, up to the first answer that is none, are its
// repetitions. A permanent failure is repeated by a request that is the same to the
// byte, with the same credential, while nothing else was changed about the number and
// its status stayed; reading again is no repetition.
//
// Expectations that forbid something pass when there is nothing to judge. So that a
// client that does nothing does not pass, a report is not met when no check fails but a
// fault, limit or step of the scenario never acted.
func Verify(w *world.World) sim.Report {
	setup := w.Setup()
	file, _ := setup.Document.(*sim.Scenario)
	if file == nil {
		file = &sim.Scenario{}
	}
	expected := append(slices.Clone(file.Expect), outcomes(file)...)
	ev := gather(w, file, expected)
	for i := range expected {
		ev.checks = append(ev.checks, ev.check(&expected[i]))
	}
	ev.met(w)
	if len(expected) == 0 { // a step that failed is all there is to judge
		ev.notes = []string{}
		ev.checks = slices.DeleteFunc(ev.checks, func(c sim.Check) bool { return c.Passed || !c.Met })
	}
	r := sim.Report{
		Scenario: setup.Scenario, World: w.Name, Seed: setup.Seed, Dropped: ev.dropped,
		Checks: ev.checks, Notes: ev.notes,
	}
	conclude(&r)
	return r
}

// conclude draws the verdict from the checks.
func conclude(r *sim.Report) {
	failed, unmet := 0, 0
	for _, c := range r.Checks {
		switch {
		case !c.Met:
			unmet++
		case !c.Passed:
			failed++
		}
	}
	all := sim.Counted(len(r.Checks), "check")
	switch {
	case len(r.Checks) == 0:
		r.Verdict, r.Message = sim.VerdictNotMet, "nothing was checked: the scenario expects nothing"
	case failed > 0:
		r.Verdict, r.Message = sim.VerdictFailed, fmt.Sprintf("%d of %s failed", failed, all)
	case unmet > 0:
		r.Verdict, r.Message = sim.VerdictNotMet, fmt.Sprintf("nothing failed, but %d of %s was never met, so nothing is proved", unmet, all)
	default:
		r.Verdict, r.Message = sim.VerdictPassed, all+" passed"
	}
	r.Passed = r.Verdict == sim.VerdictPassed
}

// evidence is everything the checks look at, read once.
type evidence struct {
	file    *sim.Scenario
	now     time.Time
	stuck   bool // the clock is frozen and was never moved
	dropped uint64
	records []*journal.Record // oldest first
	byID    map[string]*journal.Record
	numbers map[string][]sim.Number
	pooled  map[string]bool // by phone number: it is in the pool of a partner
	claimed map[string]sim.WABANumber
	signups []sim.Signup            // oldest first
	codes   []sim.Code              // oldest first
	tries   int                     // wrong tries that void a code
	per     map[string]sim.LimitKey // by limit
	apps    map[string]string       // by token

	checks []sim.Check
	notes  []string
}

func gather(w *world.World, f *sim.Scenario, expected []sim.Expectation) *evidence {
	now := w.Now()
	ev := &evidence{
		file: f, stuck: w.Clock.Mode() == sim.Frozen && now.Equal(w.Started),
		checks: []sim.Check{}, notes: []string{}, pooled: map[string]bool{}, claimed: map[string]sim.WABANumber{},
		now: now, dropped: w.Journal.Dropped(), records: w.Journal.All(sim.RecordFilter{}),
		byID: map[string]*journal.Record{}, numbers: map[string][]sim.Number{},
		tries: w.Store.Rules().Codes.Attempts, per: map[string]sim.LimitKey{}, apps: map[string]string{},
	}
	for _, rule := range w.Limits.Rules() {
		ev.per[rule.Name] = rule.Per
	}
	perApp := slices.Contains(slices.Collect(maps.Values(ev.per)), sim.PerApp)
	for _, r := range ev.records {
		ev.byID[r.ID] = r
		if perApp {
			known, _ := w.Store.Authenticate(now, credential(r)) // a lapsed token still has its app
			ev.apps[credential(r)] = known.App
		}
	}
	_ = w.Store.Do(now, func(tx *store.Tx) error { ev.read(tx, expected); return nil }) // read returns no error
	return ev
}

// read takes from the store what the expectations ask for.
func (ev *evidence) read(tx *store.Tx, expected []sim.Expectation) {
	for _, w := range tx.AllWABAs() {
		numbers, _ := tx.WABANumbers(w.ID, sim.Token{Open: true}) // the WABA is there
		for _, n := range numbers {
			ev.claimed[n.PhoneNumber] = n
		}
	}
	ev.signups = tx.Signups()
	for i := range expected {
		if x := expected[i].Number; x != nil {
			phone := sim.MSISDN(x.PhoneNumber)
			ev.numbers[phone], _ = tx.AllNumbers(store.Query{Phone: phone, Deleted: true, Limit: math.MaxInt})
			ev.pooled[phone] = tx.InAnyPool(phone) != nil
		}
		if expected[i].Codes != nil && ev.codes == nil {
			ev.codes, _ = tx.Codes(store.CodeFilter{})
			slices.Reverse(ev.codes)
		}
	}
}

// verdict is what a check found.
type verdict struct {
	passed  bool
	message string
	records []*journal.Record // those that prove a failure
	waited  bool              // the failure is a pause that was too short
}

func pass(format string, args ...any) verdict {
	return verdict{passed: true, message: fmt.Sprintf(format, args...)}
}

func fail(proof []*journal.Record, format string, args ...any) verdict {
	return verdict{message: fmt.Sprintf(format, args...), records: proof}
}

// tooSoon is the failure of a client that did not wait.
func tooSoon(proof []*journal.Record, format string, args ...any) verdict {
	v := fail(proof, format, args...)
	v.waited = true
	return v
}

// listed is how many failures a message spells out.
const listed = 3

// together is the failure that several make.
func together(failures []verdict) (all verdict) {
	var texts []string
	for _, f := range failures {
		texts = append(texts, f.message)
		all.records = append(all.records, f.records...)
		all.waited = all.waited || f.waited
	}
	if more := len(texts) - listed; more > 0 {
		texts = append(texts[:listed], fmt.Sprintf("and %d more", more))
	}
	all.message = strings.Join(texts, "; ")
	return all
}

func (ev *evidence) check(e *sim.Expectation) sim.Check {
	v := ev.judge(e)
	if ev.dropped > 0 && e.Number == nil {
		v.message += fmt.Sprintf(" (%s fell out of the journal and could not be judged)", sim.Counted(int(ev.dropped), "older record"))
	}
	return ev.result(e, v)
}

// stuckNote is what a reader of a failed wait has to know of the clock.
const stuckNote = "the clock is frozen and was never moved; exec and serve take --clock running or --clock 60x for clients that really sleep"

// result is the check with its evidence.
func (ev *evidence) result(e *sim.Expectation, v verdict) sim.Check {
	if v.waited && ev.stuck && !v.passed {
		v.message += " (" + stuckNote + ")"
	}
	if v.passed {
		v.records = nil
	}
	return sim.Check{
		Expect: *e, Passed: v.passed, Met: true, Message: v.message,
		Records: ids(v.records), Exchanges: exchanges(inOrder(v.records)),
	}
}

func (ev *evidence) judge(e *sim.Expectation) verdict {
	switch {
	case e.Calls != nil:
		return ev.calls(e.Calls)
	case e.Effects != nil:
		return ev.effects(e.Effects)
	case e.Rate != nil:
		return ev.rate(e.Rate)
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
		return ev.askedCodes(e.Codes)
	case e.Number != nil:
		return ev.number(e.Number)
	case e.Conforms != nil:
		return ev.conforms(*e.Conforms)
	case e.HandOuts != nil:
		return ev.handOuts(e.HandOuts)
	case e.Unharmed:
		return ev.unharmed()
	default:
		return fail(nil, "the entry expects nothing")
	}
}

// inOrder are the records in the order in which they arrived, each once.
func inOrder(records []*journal.Record) []*journal.Record {
	sorted := slices.Clone(records)
	slices.SortFunc(sorted, func(a, b *journal.Record) int { return cmp.Compare(a.Seq, b.Seq) })
	return slices.CompactFunc(sorted, func(a, b *journal.Record) bool { return a.ID == b.ID })
}

// ids names records as inOrder gives them.
func ids(records []*journal.Record) []string {
	out := []string{}
	for _, r := range inOrder(records) {
		out = append(out, r.ID)
	}
	return out
}
