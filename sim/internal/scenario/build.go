package scenario

import (
	"cmp"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
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
	// JournalSize is how many records a world's journal keeps; zero takes 1000.
	JournalSize int
}

// Setup turns the scenario into what worlds are built from.
func Setup(f *sim.Scenario, b Build) world.Setup {
	if b.Clock != nil { // it moves in another way, from the same start
		changed := *f
		changed.Clock = *b.Clock
		changed.Clock.At = Start(f)
		f = &changed
	}
	numbers := len(f.Numbers)
	for _, g := range f.Generate {
		numbers += g.Count
	}
	return world.Setup{
		Scenario: f.Name,
		Document: f,
		Seed:     or(cmp.Or(b.Seed, f.Seed), defaultSeed),
		Mode:     modeOf(f),
		Speed:    f.Clock.Speed,
		At:       Start(f),
		Dialect:  cmp.Or(sim.Dialect(f.Dialect), sim.Documented),
		Rules: store.Rules{
			Profile: profileOf(f), Codes: f.Code.Filled(), PoolSync: f.PoolSync, Switches: f.Switches,
			KeepOrphans: !or(f.Cleanup, true), Open: b.Open, MaxNumbers: b.MaxNumbers,
		},
		Limits:      f.Limits,
		Faults:      f.Faults,
		Timeline:    func(start time.Time) []world.Step { return timeline(f, start) },
		JournalSize: b.JournalSize,
		Populate:    func(tx *store.Tx, pool *store.Stream) error { return populate(f, tx, pool) },
		Numbers:     numbers,
	}
}

func timeline(f *sim.Scenario, start time.Time) (steps []world.Step) {
	for _, e := range f.Timeline {
		steps = append(steps, world.Step{
			At: e.At.Resolve(start), Event: e.Do.Verbs()[0], Detail: object(e.Do), Optional: e.Optional,
			Do: func(w *world.World, at time.Time) error { return Do(e.Do, w, at) },
		})
	}
	return steps
}

// populate fills a new world: first who is in it, then the listed numbers, then
// the generated ones.
func populate(f *sim.Scenario, tx *store.Tx, pool *store.Stream) error {
	addApps(f, tx) // the first is that of tokens without one
	addBusinesses(f, tx, pool)
	if err := addWABAs(f, tx, pool); err != nil {
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

// addBusinesses adds 360dialog's own first, which a scenario need not list.
func addBusinesses(f *sim.Scenario, tx *store.Tx, pool *store.Stream) {
	hub := sim.ScenarioBusiness{ID: store.Business360dialog}
	if i := slices.IndexFunc(f.Businesses, func(b sim.ScenarioBusiness) bool { return b.ID == hub.ID }); i >= 0 {
		hub = f.Businesses[i]
	}
	hub.Name = cmp.Or(hub.Name, "360dialog")
	if len(hub.Tokens) == 0 {
		hub.Tokens = []sim.ScenarioToken{{Token: Token360dialog}}
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
		if t.Revoked {
			token.RevokedAt = tx.Now()
		}
		tx.AddToken(token)
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

func addWABAs(f *sim.Scenario, tx *store.Tx, pool *store.Stream) error {
	for _, w := range f.WABAs {
		if tx.BusinessName(w.Business) == "" {
			tx.AddBusiness(w.Business, cmp.Or(w.Name, pool.Company()))
		}
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
	return tx.PlaceWABANumber(sim.WABANumber{
		ID: n.ID, WABA: w.ID, PhoneNumber: phone.MSISDN, CountryPrefix: phone.CountryPrefix, Region: phone.Region,
		VerifiedName: cmp.Or(n.VerifiedName, w.Name), NameStatus: n.NameStatus, Quality: n.QualityRating, Tier: n.MessagingLimitTier,
		Registered: n.PIN != "", PIN: sim.OptionalText(n.PIN),
	}, n.Verified == nil || *n.Verified)
}

func place(f *sim.Scenario, tx *store.Tx, n sim.ScenarioNumber) error {
	added, verified, issues := Times(f, n, tx.Now())
	if err := issues.Err(); err != nil {
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
