// Package store holds the state of one world: numbers, codes, businesses,
// partners and their pools, and the seeded streams they are drawn from.
//
// A [Store] has one lock. [Store.Do] takes it, first settles everything that
// has become due, and hands a [Tx] to a function; only copies leave that
// function. There are no timers: a status is computed from timestamps and the instant
// of the request, and what becomes due waits in a heap until the next request.
//
// A deleted number stays as a tombstone for tests to look at. A refusal is a [sim.Error]
// whose code the dialects look up.
package store

import (
	"fmt"
	"sync"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Business360dialog is the id of 360dialog's own business at Meta, which owns the
// partners' numbers. It exists in every world. The id is the simulator's.
const Business360dialog = "1360360360360360"

// Rules are the settings of a store that do not change while it lives.
type Rules struct {
	// Profile is what Meta applies to a number's life.
	Profile sim.Profile `json:"profile"`
	// Codes are the rules of one-time codes.
	Codes sim.CodeRules `json:"codes"`
	// PoolSync is how often 360dialog learns statuses from Meta; zero mirrors
	// them at once.
	PoolSync sim.Duration `json:"pool_sync"`
	// Switches choose among behaviours where sources contradict each other.
	Switches sim.Switches `json:"switches"`
	// KeepOrphans leaves a number at Meta whose sharing failed while 360dialog
	// added it, instead of taking it back. (inferred: what the vendor does is
	// unknown)
	KeepOrphans bool `json:"keep_orphans,omitempty"`
	// Open lets any credential in and creates businesses and partners on first
	// mention.
	Open bool `json:"open"`
	// OpenBusiness is the business of partners created on first mention.
	OpenBusiness string `json:"open_business,omitempty"`
	// MaxNumbers bounds the live numbers of the world; zero takes [MaxNumbers].
	MaxNumbers int `json:"-"`
}

// Store is the state of one world.
type Store struct {
	mu    sync.Mutex
	rules Rules
	ids   *Stream
	codes *Stream

	claims    *Stream // ids, codes and tokens of the claimed half
	apps      []sim.App
	wabas     map[string]*waba       // by id
	wabaOrder []*waba                // by the time they came
	phones    map[string]*wabaNumber // by id
	onWABA    map[string]*wabaNumber // by MSISDN
	users     map[string]*business   // by the id of the system user
	lines     map[string]*business   // by the id of the credit line
	signups   []*sim.Signup          // oldest first
	hooks     []*Delivery            // webhooks that are not delivered, oldest first
	lastHook  uint64                 // the number of the newest webhook
	onDue     func()                 // told outside of the lock that some are due or wait; nil tells none

	hooksMoved bool // there is something to tell onDue

	numbers        map[string]*number // by id, tombstones too
	order          []*number          // live ones and tombstones, by seq
	lastSeq        uint64             // the seq of the newest number
	byPhone        map[string]*number // live ones, by MSISDN
	businesses     map[string]*business
	firstBiz       string
	tokens         map[string]*sim.Token
	token360dialog string
	keys           map[string]*SavedKey
	inbox          []*code
	lastCode       uint64          // the number of the newest code
	placed         func(count int) // told of each new number; nil tells none

	pools   map[string]*pool
	orphans map[string]*poolRow // rows of deleted numbers, by MSISDN

	agenda    agenda
	pruneAt   int               // the length of the agenda at which stale entries are looked for
	at        time.Time         // the latest instant of any request
	syncEpoch time.Time         // from which the syncs of the pools are counted
	changed   []*poolRow        // rows whose numbers have changed since the last sync
	reached   map[string]uint64 // how often a step was taken, by its name

	syncPlanned bool // a sync that has something to learn is in the agenda
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

// The bounds of the inbox, and of the deleted numbers that are in no pool. Beyond them
// the oldest tenth is forgotten; a message that has not arrived by then never arrives.
const (
	maxInbox      = 10_000
	maxTombstones = 10_000
)

// New makes an empty store whose ids and codes come from streams under
// the seed.
func New(rules Rules, seed uint64) *Store {
	return &Store{
		rules:      rules,
		ids:        NewStream(seed, "ids"),
		codes:      NewStream(seed, "codes"),
		claims:     NewStream(seed, "claims"),
		wabas:      map[string]*waba{},
		phones:     map[string]*wabaNumber{},
		onWABA:     map[string]*wabaNumber{},
		users:      map[string]*business{},
		lines:      map[string]*business{},
		numbers:    map[string]*number{},
		byPhone:    map[string]*number{},
		businesses: map[string]*business{},
		tokens:     map[string]*sim.Token{},
		pools:      map[string]*pool{},
		orphans:    map[string]*poolRow{},
		keys:       map[string]*SavedKey{},
		reached:    map[string]uint64{},
		syncEpoch:  time.Unix(0, 0).UTC(),
	}
}

// Rules returns the settings of the store.
func (s *Store) Rules() Rules { return s.rules }

// Do settles what is due at now, then calls f with the store locked. f must
// not block, and must not keep the Tx.
func (s *Store) Do(now time.Time, f func(*Tx) error) error {
	s.mu.Lock()
	defer s.unlock()
	s.settle(now)
	return f(&Tx{s: s, now: now.UTC()})
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
	KindWABA
	KindPhone
	KindApp
	KindCreditLine
	KindUser
)

// kindOf is the kind of the node with this id.
func (s *Store) kindOf(id string) Kind {
	switch {
	case s.businesses[id] != nil:
		return KindBusiness
	case s.wabas[id] != nil:
		return KindWABA
	case s.phones[id] != nil:
		return KindPhone
	case s.users[id] != nil:
		return KindUser
	case s.lines[id] != nil:
		return KindCreditLine
	case s.appAt(id) >= 0:
		return KindApp
	}
	return KindNumber
}

// Node is what a peek at an id tells: enough to choose the operation and to
// match fault rules, to be read again under the lock before anything is done.
type Node struct {
	Kind        Kind
	PhoneNumber string
	Partner     string
	Status      sim.Status
}

// Peek looks an id up, after settling what is due at now.
func (s *Store) Peek(now time.Time, id string) Node {
	s.mu.Lock()
	defer s.unlock()
	s.settle(now)
	node := Node{Kind: s.kindOf(id)}
	switch n, p := s.numbers[id], s.phones[id]; {
	case p != nil:
		node.PhoneNumber, node.Status = p.PhoneNumber, sim.NotVerified
		if p.verified(now) {
			node.Status = sim.Verified
		}
	case n != nil:
		node.PhoneNumber, node.Status, node.Partner = n.MSISDN, n.status(now), n.Partner
	}
	return node
}
