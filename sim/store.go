// Package sim is the language of the simulator: numbers, codes, businesses,
// partners and their pools, one clock, seeded streams, and the [Store] that
// holds them.
//
// A [Store] has one lock. [Store.Do] takes it, first settles everything that
// has become due, and hands a [Tx] to a function; only copies leave that
// function. Exported methods of the store lock, their lower-case twins do not.
// There are no timers: a status is computed from timestamps and the instant of
// the request, and what becomes due (an expiry, the end of a code) waits in a
// heap until somebody asks.
//
// What a store remembers is bounded. A deleted number stays as a tombstone for
// tests to look at; of more than 10,000 tombstones the oldest are forgotten as
// if they had never been. The inbox holds the newest 9,000 to 10,000 messages.
//
//	store := sim.NewStore(sim.Rules{Profile: sim.Profiles[0], Codes: sim.DefaultCodeRules}, 42)
//	err := store.Do(clock.Now(), func(tx *sim.Tx) error {
//		n, err := tx.AddNumber("506914307656634", "+1 555-078-3881")
//		...
//	})
//
// The package imports nothing of the project: no HTTP, no YAML, no vendor's
// words. A refusal is an [Error] whose code the dialects look up.
package sim

import (
	"sync"
	"sync/atomic"
	"time"
)

// HubBusiness is the id of 360dialog's own business at Meta, which owns the
// partners' numbers. It exists in every world. The id is the simulator's.
const HubBusiness = "1360360360360360"

// Rules are the settings of a store that do not change while it lives.
type Rules struct {
	// Profile is what Meta applies to a number's life.
	Profile Profile
	// Codes are the rules of one-time codes.
	Codes CodeRules
	// PoolSync is how often 360dialog learns statuses from Meta; zero mirrors
	// them at once.
	PoolSync time.Duration
	// Open lets any credential in and creates businesses and partners on first
	// mention.
	Open bool
	// OpenBusiness is the business of partners created on first mention.
	OpenBusiness string
}

// Store is the state of one world.
type Store struct {
	mu    sync.Mutex
	rules Rules
	ids   *Stream
	codes *Stream

	seq        uint64
	numbers    map[string]*number // by id, tombstones too
	order      []*number          // live ones and tombstones, by seq; forgotten ones are swept later
	tombs      []*number          // deleted ones still known, by the time they went
	forgotten  int                // entries of order that are no longer known
	byPhone    map[string]*number // live ones, by MSISDN
	businesses map[string]*business
	firstBiz   string
	tokens     map[string]*Token
	hubToken   string
	pools      map[string]*pool
	pooled     map[string]*poolRow // live rows of every pool, by MSISDN
	keys       map[string]*apiKey
	inbox      []*code

	agenda    agenda
	at        int64        // unix nanoseconds of the latest instant anybody has come with
	next      atomic.Int64 // unix nanoseconds of the next due event, or far off
	syncEpoch int64        // unix nanoseconds from which the syncs of the pools are counted
	syncAt    int64        // the next sync that has something to learn, or far off
	unlearned []*poolRow   // rows whose numbers have changed since the last sync
	reached   [len(transitionNames)]uint64
}

type apiKey struct {
	partner string
	revoked bool
}

// maxInbox bounds the inbox of a world: beyond it the oldest tenth falls out.
const maxInbox = 10_000

// maxTombstones bounds the deleted numbers a world remembers; the one that went
// first is forgotten first.
const maxTombstones = 10_000

// NewStore makes an empty store whose ids and codes come from streams under
// the seed.
func NewStore(rules Rules, seed uint64) *Store {
	s := &Store{
		rules:      rules,
		ids:        NewStream(seed, "ids"),
		codes:      NewStream(seed, "codes"),
		numbers:    map[string]*number{},
		byPhone:    map[string]*number{},
		businesses: map[string]*business{},
		tokens:     map[string]*Token{},
		pools:      map[string]*pool{},
		pooled:     map[string]*poolRow{},
		keys:       map[string]*apiKey{},
	}
	s.syncAt = never
	s.next.Store(never)
	return s
}

// Rules returns the settings of the store.
func (s *Store) Rules() Rules { return s.rules }

// Do settles what is due at now, then calls f with the store locked. f must
// not block, and must not keep the Tx.
func (s *Store) Do(now time.Time, f func(*Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrive(now)
	return f(&Tx{s: s, now: now})
}

// arrive settles what is due when somebody comes with the instant now.
func (s *Store) arrive(now time.Time) {
	if s.next.Load() <= now.UnixNano() {
		s.settle(now, nil)
	}
	s.at = max(s.at, now.UnixNano())
}

// Tx is the store at one instant, with its lock held. It is only valid within
// the function given to [Store.Do].
type Tx struct {
	s   *Store
	now time.Time
}

// Now returns the instant of the whole request.
func (tx *Tx) Now() time.Time { return tx.now }

// Kind is what sort of node an id names.
type Kind int

// The kinds of nodes. An unknown numeric id counts as a number's.
const (
	KindNumber Kind = iota
	KindBusiness
)

// Node is what a peek at an id tells: enough to choose the operation and to
// match fault rules, to be read again under the lock before anything is done.
type Node struct {
	Kind        Kind
	PhoneNumber string
	Owner       string
	Partner     string
	Status      Status
	Deleted     bool
}

// Peek looks an id up, after settling what is due at now.
func (s *Store) Peek(now time.Time, id string) Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrive(now)
	if _, ok := s.businesses[id]; ok {
		return Node{Kind: KindBusiness, Owner: id}
	}
	n, ok := s.numbers[id]
	if !ok {
		return Node{}
	}
	return Node{
		PhoneNumber: n.phone.MSISDN, Owner: n.owner, Partner: n.partner,
		Status: n.status(now), Deleted: n.gone(),
	}
}

// PeekPhone returns the id of the live number with this MSISDN, or "".
func (s *Store) PeekPhone(msisdn string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n, ok := s.byPhone[msisdn]; ok {
		return n.id
	}
	return ""
}
