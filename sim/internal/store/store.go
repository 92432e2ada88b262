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
// if they had never been. The inbox holds the newest 9,000 to 10,000 messages; as
// many again may still be on their way when they leave it.
//
//	store := sim.NewStore(sim.Rules{Profile: sim.Profiles[0], Codes: sim.DefaultCodeRules}, 42)
//	err := store.Do(clock.Now(), func(tx *sim.Tx) error {
//		n, err := tx.AddNumber("506914307656634", "+1 555-078-3881")
//		...
//	})
//
// The package imports nothing of the project: no HTTP, no YAML, no vendor's
// words. A refusal is an [Error] whose code the dialects look up.
package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// HubBusiness is the id of 360dialog's own business at Meta, which owns the
// partners' numbers. It exists in every world. The id is the simulator's.
const HubBusiness = "1360360360360360"

// Rules are the settings of a store that do not change while it lives.
type Rules struct {
	// Profile is what Meta applies to a number's life.
	Profile sim.Profile
	// Codes are the rules of one-time codes.
	Codes sim.CodeRules
	// PoolSync is how often 360dialog learns statuses from Meta; zero mirrors
	// them at once.
	PoolSync time.Duration
	// Open lets any credential in and creates businesses and partners on first
	// mention.
	Open bool
	// MaxNumbers bounds the live numbers of the world; zero takes [MaxNumbers].
	MaxNumbers int
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
	numbers    map[digits]*number // by id, tombstones too
	order      []*number          // live ones and tombstones, by seq; forgotten ones are swept later
	tombs      []*number          // deleted ones still known, by the time they went
	forgotten  int                // entries of order that are no longer known
	byPhone    map[digits]*number // live ones, by MSISDN
	businesses map[string]*business
	firstBiz   string
	tokens     map[string]*sim.Token
	hubToken   string
	keys       map[string]*apiKey
	inbox      []*code
	placed     func(count int) // told of each new number; nil: nobody is
	adrift     []*code         // messages that left the inbox before they arrived
	newNumbers slab[number]
	newRows    slab[poolRow]

	pools   map[string]*pool
	rows    int                 // of every pool, without those taken out
	orphans map[digits]*poolRow // rows of deleted numbers, by MSISDN
	lost    map[digits]*poolRow // rows of forgotten numbers, by the number's id

	numbersDue agenda[*number]
	codesDue   agenda[*code]
	lastDue    uint64        // the place in either agenda given last
	at         moment        // the latest instant anybody has come with
	next       atomic.Uint64 // the moment of the next due event, or never
	syncEpoch  moment        // from which the syncs of the pools are counted
	syncAt     moment        // the next sync that has something to learn, or never
	unlearned  []*poolRow    // rows whose numbers have changed since the last sync
	reached    [len(transitionNames)]uint64
}

// MaxNumbers is how many live numbers a world holds unless its rules say
// otherwise.
const MaxNumbers = 2_000_000

// MaxOnMention is how many businesses, and how many partners, a world holds for
// more of them to be made on first mention, and longestOnMention how long the
// id of one may be, in bytes.
const (
	MaxOnMention     = 10_000
	longestOnMention = 64
)

// full refuses one live number more than there may be.
func (s *Store) full() error {
	most := s.rules.MaxNumbers
	if most == 0 {
		most = MaxNumbers
	}
	if len(s.byPhone) >= most {
		return sim.RefuseWith(sim.PoolFull, fmt.Sprintf("a world holds at most %d numbers", most))
	}
	return nil
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
func New(rules Rules, seed uint64) *Store {
	s := &Store{
		rules:      rules,
		ids:        NewStream(seed, "ids"),
		codes:      NewStream(seed, "codes"),
		numbers:    map[digits]*number{},
		byPhone:    map[digits]*number{},
		businesses: map[string]*business{},
		tokens:     map[string]*sim.Token{},
		pools:      map[string]*pool{},
		orphans:    map[digits]*poolRow{},
		lost:       map[digits]*poolRow{},
		keys:       map[string]*apiKey{},
		syncEpoch:  unixZero,
		syncAt:     never,
	}
	s.next.Store(uint64(never))
	return s
}

// Rules returns the settings of the store.
func (s *Store) Rules() Rules { return s.rules }

// Do settles what is due at now, then calls f with the store locked. f must
// not block, and must not keep the Tx.
func (s *Store) Do(now time.Time, f func(*Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f(&Tx{s: s, now: now, at: s.arrive(now)})
}

// Populate does what [Store.Do] does, and tells placed, unless it is nil, how many
// numbers there are, after each that is placed.
func (s *Store) Populate(now time.Time, placed func(count int), f func(*Tx) error) error {
	return s.Do(now, func(tx *Tx) error {
		s.placed = placed
		defer func() { s.placed = nil }()
		return f(tx)
	})
}

// arrive settles what is due when somebody comes with the instant now.
func (s *Store) arrive(now time.Time) moment {
	at := momentOf(now)
	if moment(s.next.Load()) <= at {
		s.settle(at, nil)
	}
	s.at = max(s.at, at)
	return at
}

// Tx is the store at one instant, with its lock held. It is only valid within
// the function given to [Store.Do].
type Tx struct {
	s   *Store
	now time.Time
	at  moment // now
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
	Status      sim.Status
	Deleted     bool
}

// Peek looks an id up, after settling what is due at now.
func (s *Store) Peek(now time.Time, id string) Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.arrive(now)
	if _, ok := s.businesses[id]; ok {
		return Node{Kind: KindBusiness, Owner: id}
	}
	n, ok := s.number(id)
	if !ok {
		return Node{}
	}
	node := Node{PhoneNumber: n.msisdn.String(), Owner: n.owner.ID, Status: n.status(at), Deleted: n.gone()}
	if n.partner != nil {
		node.Partner = n.partner.ID
	}
	return node
}

// number finds a number by its id, a tombstone too.
func (s *Store) number(id string) (*number, bool) {
	key, ok := packDigits(id)
	if !ok {
		return nil, false
	}
	n, ok := s.numbers[key]
	return n, ok
}

// livePhone finds the live number that has an MSISDN.
func (s *Store) livePhone(msisdn string) (*number, bool) {
	key, ok := packDigits(msisdn)
	if !ok {
		return nil, false
	}
	n, ok := s.byPhone[key]
	return n, ok
}

// PeekPhone returns the id of the live number with this MSISDN, or "".
func (s *Store) PeekPhone(msisdn string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.liveID(msisdn)
}
