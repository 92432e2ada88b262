package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// Businesses and telephone numbers of the tests.
const (
	alpha = "506914307656634"
	beta  = "9876543210987654"
	gamma = "1122334455667788"

	phoneA = "12115555105"
	phoneB = "4915123456789"
	phoneC = "15550783881"
)

var (
	start         = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	reference     = sim.Profiles[0]
	guide         = sim.Profiles[1]
	byAlpha       = actsFor(alpha)
	byBeta        = actsFor(beta)
	byGamma       = actsFor(gamma)
	refusalOfNone = sim.ErrorCode("")
)

const day = 24 * time.Hour

func actsFor(business string) sim.Token { return sim.Token{Value: "t-" + business, Business: business} }

// refusal returns the code of a domain error, or "" for none.
func refusal(err error) sim.ErrorCode {
	var e *sim.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return sim.ErrorCode("foreign: " + err.Error())
	}
	return refusalOfNone
}

type tb interface {
	Helper()
	Fatalf(format string, args ...any)
}

// bench is a store with a clock of its own, for tests that tell a story.
type bench struct {
	t   tb
	s   *store.Store
	now time.Time
}

func newBench(t tb, rules store.Rules) *bench {
	if rules.Profile.Name == "" {
		rules.Profile = reference
	}
	if rules.Codes.Length == 0 {
		rules.Codes = sim.CodeRules{}.Filled()
	}
	b := &bench{t: t, s: store.New(rules, 42), now: start}
	b.do(func(tx *store.Tx) {
		for _, id := range []string{alpha, beta, gamma, store.Business360dialog} {
			tx.AddBusiness(id, "Business "+id)
		}
		tx.AddPartner(sim.Partner{ID: "simul8PA", Business: alpha, Keys: []string{"key-1"},
			Users: []sim.User{{Username: "partner@example.com", Password: "simulator"}}})
		tx.AddPartner(sim.Partner{ID: "otherPA", Business: beta, Keys: []string{"key-2"}})
	})
	return b
}

func (b *bench) do(f func(*store.Tx)) {
	b.t.Helper()
	if err := b.s.Do(b.now, func(tx *store.Tx) error { f(tx); return nil }); err != nil {
		b.t.Fatalf("Do: %v", err)
	}
}

// try runs one verb and returns the code of its refusal.
func (b *bench) try(f func(*store.Tx) error) sim.ErrorCode {
	return refusal(b.s.Do(b.now, f))
}

// must runs one verb that may not be refused.
func (b *bench) must(f func(*store.Tx) error) {
	b.t.Helper()
	if err := b.s.Do(b.now, f); err != nil {
		b.t.Fatalf("refused: %v", err)
	}
}

func (b *bench) want(code sim.ErrorCode, f func(*store.Tx) error) {
	b.t.Helper()
	if got := b.try(f); got != code {
		b.t.Fatalf("refusal %q, want %q", got, code)
	}
}

func (b *bench) add(business, phone string) string {
	b.t.Helper()
	id := ""
	b.must(func(tx *store.Tx) error {
		n, err := tx.AddNumber(business, phone)
		id = n.ID
		return err
	})
	return id
}

func (b *bench) number(id string) sim.Number {
	b.t.Helper()
	var out sim.Number
	b.must(func(tx *store.Tx) (err error) { out, err = tx.AnyNumber(id); return err })
	return out
}

func (b *bench) status(id string) sim.Status { b.t.Helper(); return b.number(id).Status }

func request(id string, by sim.Token) func(*store.Tx) error {
	return func(tx *store.Tx) error { return tx.RequestCode(id, by, "SMS", "en_US", sim.FaultDelivery{}) }
}

func verify(id string, by sim.Token, code string) func(*store.Tx) error {
	return func(tx *store.Tx) error { _, err := tx.VerifyCode(id, by, code); return err }
}

// newest returns the last message of the inbox.
func (b *bench) newest() sim.Code {
	b.t.Helper()
	codes := b.codes(store.CodeFilter{})
	if len(codes) == 0 {
		b.t.Fatalf("the inbox is empty")
	}
	return codes[0]
}

func (b *bench) codes(f store.CodeFilter) []sim.Code {
	b.t.Helper()
	var out []sim.Code
	b.do(func(tx *store.Tx) { out, _ = tx.Codes(f) })
	return out
}

// verifyFully asks for a code and enters it.
func (b *bench) verifyFully(id string, by sim.Token) {
	b.t.Helper()
	b.must(request(id, by))
	b.must(verify(id, by, b.newest().Code))
}

func (b *bench) all(f store.Query) []sim.Number {
	b.t.Helper()
	if f.Limit == 0 {
		f.Limit = 1 << 30
	}
	var out []sim.Number
	b.do(func(tx *store.Tx) { out, _ = tx.AllNumbers(f) })
	return out
}

func (b *bench) page(by sim.Token, q store.Query) store.Page {
	b.t.Helper()
	if q.Limit == 0 {
		q.Limit = 1 << 30
	}
	var out store.Page
	b.must(func(tx *store.Tx) (err error) { out, err = tx.Numbers(by.Business, by, q); return err })
	return out
}

func idsOf(numbers []sim.Number) []string {
	out := make([]string, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, n.ID)
	}
	return out
}

// wall is a time source that a test moves.
type wall struct{ at time.Time }

func (w *wall) now() time.Time { return w.at }

var _ tb = (*testing.T)(nil)

// nextDue is the instant of the next event, and whether there is one.
func nextDue(s *store.Store) (time.Time, bool) {
	for _, next := range s.Next(1) {
		return next.At.Time, true
	}
	return time.Time{}, false
}
