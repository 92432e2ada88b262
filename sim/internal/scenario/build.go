package scenario

import (
	"cmp"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Token360dialog is the token of 360dialog's own business at Meta, unless a scenario
// gives that business others.
const Token360dialog = "EAAJBhub360dialog"

// Build are the settings a scenario does not make itself.
type Build struct {
	// Seed replaces the scenario's; nil keeps it.
	Seed *uint64
	// Clock replaces how the scenario's clock moves; its At is not used. nil keeps it.
	Clock *sim.ScenarioClock
	// Open lets any credential in and creates businesses and partners on first
	// mention.
	Open bool
	// MaxNumbers bounds the live numbers of a world; zero takes sim.MaxNumbers.
	MaxNumbers int
	// Journal bounds the journal.
	Journal journal.Options
}

// Setup turns the scenario into what worlds are built from.
func Setup(f *sim.Scenario, b Build) world.Setup {
	if b.Clock != nil {
		f = onClock(f, *b.Clock)
	}
	rules := RulesOf(f)
	rules.Open, rules.MaxNumbers = b.Open, b.MaxNumbers
	return world.Setup{
		Scenario: f.Name,
		Document: f,
		Seed:     SeedOr(f, b.Seed),
		Mode:     ModeOf(f),
		Speed:    f.Clock.Speed,
		At:       startIfFixed(f),
		Dialect:  sim.Dialect(DialectName(f)),
		Rules:    rules,
		Limits:   f.Limits,
		Faults:   f.Faults,
		Timeline: func(start time.Time) []world.Step { return timelineOf(f, start) },
		Journal:  b.Journal,
		Populate: func(tx *store.Tx, pool *store.Stream) error { return populate(f, tx, pool) },
		Numbers:  countNumbers(f),
	}
}

// onClock is the scenario with a clock that moves in another way, from the same
// start where it has a fixed one.
func onClock(f *sim.Scenario, c sim.ScenarioClock) *sim.Scenario {
	changed := *f
	c.At = startIfFixed(f)
	changed.Clock = c
	return &changed
}

// startIfFixed is the time a world starts at, zero when that is the wall's.
func startIfFixed(f *sim.Scenario) time.Time {
	if ModeOf(f) == sim.Running && f.Clock.At.IsZero() {
		return time.Time{}
	}
	return Start(f, time.Time{})
}

func timelineOf(f *sim.Scenario, start time.Time) []world.Step {
	moments := Schedule(f, start)
	out := make([]world.Step, len(moments))
	for i, m := range moments {
		out[i] = world.Step{At: m.At, Event: Verb(&m.Do), Detail: Object(m.Do), Optional: m.Optional, Do: func(w *world.World, at time.Time) error { return Do(m.Do, w, at) }}
	}
	return out
}

// populate fills a new world: first who is in it, then the listed numbers, then
// the generated ones.
func populate(f *sim.Scenario, tx *store.Tx, pool *store.Stream) error {
	addApps(f, tx) // the first is that of tokens without one
	addBusinesses(f, tx, pool)
	if err := addWABAs(f, tx); err != nil {
		return err
	}
	for _, p := range f.Partners {
		tx.AddPartner(sim.Partner{ID: p.ID, Business: p.Business, Keys: p.APIKeys, Users: p.Users})
	}
	for _, n := range f.Numbers {
		if err := place(f, tx, n); err != nil {
			return err
		}
	}
	for _, g := range f.Generate {
		if err := newGenerator(f, g, pool).run(tx); err != nil {
			return err
		}
	}
	return nil
}

// countNumbers is how many numbers a world of this scenario starts with.
func countNumbers(f *sim.Scenario) int {
	count := len(f.Numbers)
	for _, g := range f.Generate {
		count += g.Count
	}
	return count
}

func addBusinesses(f *sim.Scenario, tx *store.Tx, pool *store.Stream) {
	hub := sim.ScenarioBusiness{ID: store.Business360dialog, Name: "360dialog", Tokens: []sim.ScenarioToken{{Token: Token360dialog}}}
	for _, b := range f.Businesses {
		if b.ID != hub.ID {
			continue
		}
		if b.Name != "" {
			hub.Name = b.Name
		}
		if len(b.Tokens) > 0 {
			hub.Tokens = b.Tokens
		}
	}
	addBusiness(tx, hub)
	for _, b := range f.Businesses {
		if b.ID == hub.ID {
			continue
		}
		if b.Name == "" {
			b.Name = pool.Company()
		}
		addBusiness(tx, b)
	}
}

func addBusiness(tx *store.Tx, b sim.ScenarioBusiness) {
	tx.AddBusiness(b.ID, b.Name)
	tx.Equip(b.ID, b.SystemUser, b.CreditLine)
	for _, t := range b.Tokens {
		token := sim.Token{
			Value: t.Token, Business: b.ID, App: t.App, AppSecret: t.AppSecret,
			Permissions: t.Permissions, ExpiresAt: t.Expires.Resolve(tx.Now()),
			Scoped: t.WABAs != nil, WABAs: t.WABAs,
		}
		if t.Permissions == nil {
			token.Permissions = []string{sim.ManagePermission}
		}
		tx.AddToken(token)
		if t.Revoked {
			_ = tx.RevokeToken(t.Token) // it has just been made known
		}
	}
}

func addApps(f *sim.Scenario, tx *store.Tx) {
	if len(f.Apps) == 0 {
		tx.AddApp(sim.App{ID: sim.DefaultApp, Secret: sim.DefaultAppSecret})
	}
	for _, a := range f.Apps {
		tx.AddApp(a)
	}
}

func addWABAs(f *sim.Scenario, tx *store.Tx) error {
	for _, w := range f.WABAs {
		if w.Name == "" {
			w.Name = tx.BusinessName(w.Business)
		}
		var subscribed []sim.Subscription
		for _, app := range w.SubscribedApps {
			subscribed = append(subscribed, sim.Subscription{App: app})
		}
		if _, err := tx.AddWABA(sim.WABA{
			ID: w.ID, Name: w.Name, Business: w.Business, SharedWith: w.SharedWith, SubscribedApps: subscribed,
		}); err != nil {
			return err
		}
		for _, n := range w.PhoneNumbers {
			if err := placeOnWABA(tx, w, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func placeOnWABA(tx *store.Tx, w sim.ScenarioWABA, n sim.ScenarioWABANumber) error {
	phone, err := sim.ParsePhone(n.PhoneNumber)
	if err != nil {
		return err
	}
	_, err = tx.PlaceWABANumber(sim.WABANumber{
		ID: n.ID, WABA: w.ID, PhoneNumber: phone.MSISDN, CountryPrefix: phone.CountryPrefix, Region: phone.Region,
		VerifiedName: cmp.Or(n.VerifiedName, w.Name), NameStatus: n.NameStatus, Quality: n.QualityRating, Tier: n.MessagingLimitTier,
		Registered: n.PIN != "", PIN: sim.OptionalText(n.PIN),
	}, n.Verified == nil || *n.Verified)
	return err
}

func place(f *sim.Scenario, tx *store.Tx, n sim.ScenarioNumber) error {
	added, verified, err := Times(f, n, tx.Now())
	if err != nil {
		return err
	}
	phone, err := sim.ParsePhone(n.PhoneNumber)
	if err != nil {
		return err
	}
	p := store.Placement{
		Phone: phone, ID: n.ID, Business: n.Business, Partner: n.Partner,
		CreatedAt: added, VerifiedAt: verified, Claimed: n.Claimed,
	}
	for _, s := range n.SharedWith {
		p.SharedWith = append(p.SharedWith, store.PlacedShare{With: s.With, Until: s.Until.Resolve(tx.Now())})
	}
	_, err = tx.Place(p)
	return err
}
