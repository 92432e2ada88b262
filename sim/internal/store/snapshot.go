package store

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// StoreState is everything a store holds, in a form that can be written down
// and read back ([RestoreStore]). Its lists have a fixed order, so that equal
// stores give equal states. It holds secrets: tokens, keys, passwords, codes.
//
// Left out is what nobody can see any more: rows taken out of a pool, and
// tombstones that are forgotten, unless a row still speaks of them.
type State struct {
	// At is the latest instant anybody has come with.
	At time.Time `json:"at"`
	// LastSeq is the place in the order of insertion given last, LastDue that of
	// the agenda.
	LastSeq uint64 `json:"last_seq"`
	LastDue uint64 `json:"last_due"`
	// FirstBusiness is the id of the one that numbers belong to when nobody
	// says; HubToken is the token 360dialog uses at Meta. Either may be "".
	FirstBusiness string `json:"first_business"`
	HubToken      string `json:"hub_token"`
	// Businesses and Partners come by id, Tokens and Keys by value, Numbers and
	// Codes in the order in which they came to be.
	Businesses []SavedBusiness `json:"businesses"`
	Tokens     []SavedToken    `json:"tokens"`
	Partners   []SavedPartner  `json:"partners"`
	Keys       []SavedKey      `json:"keys"`
	Numbers    []SavedNumber   `json:"numbers"`
	// Tombstones are the ids of the deleted numbers, the one that went first
	// first.
	Tombstones []string    `json:"tombstones"`
	Codes      []SavedCode `json:"codes"`
	// Sync is when 360dialog learns what has changed.
	Sync SavedSync `json:"sync"`
	// Steps are the steps of the state machine with how often each was taken.
	Steps []SavedStep `json:"steps"`
	// Streams are the places of the streams of ids and codes, in Base64.
	Streams SavedStreams `json:"streams"`
}

// SavedBusiness is a business of a [StoreState].
type SavedBusiness struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
}

// SavedToken is a token of Meta in a [StoreState]; see [Token].
type SavedToken struct {
	Value       string    `json:"value"`
	Business    string    `json:"business"`
	App         string    `json:"app"`
	AppSecret   string    `json:"app_secret,omitempty"`
	Permissions []string  `json:"permissions"`
	ExpiresAt   time.Time `json:"expires_at,omitzero"`
	RevokedAt   time.Time `json:"revoked_at,omitzero"`
}

// SavedPartner is a partner of 360dialog in a [StoreState], with its pool in the
// order of insertion.
type SavedPartner struct {
	ID       string      `json:"id"`
	Business string      `json:"business"`
	Keys     []string    `json:"keys"`
	Users    []SavedUser `json:"users"`
	Pool     []SavedRow  `json:"pool"`
}

// SavedUser is a hub user of a [SavedPartner].
type SavedUser struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// SavedRow is a row of a pool: what 360dialog knows of a number.
type SavedRow struct {
	NumberID  string     `json:"number_id"`
	CreatedAt time.Time  `json:"created_at"`
	Status    sim.Status `json:"status"`
	ExpiresAt time.Time  `json:"expires_at,omitzero"`
	// Waiting rows learn something at the next sync.
	Waiting bool `json:"waiting,omitempty"`
}

// SavedKey is an API key with the partner it belongs to.
type SavedKey struct {
	Value   string `json:"value"`
	Partner string `json:"partner"`
	Revoked bool   `json:"revoked,omitempty"`
}

// SavedNumber is a number of a [StoreState], live or deleted.
type SavedNumber struct {
	Seq           uint64    `json:"seq"`
	ID            string    `json:"id"`
	PhoneNumber   string    `json:"phone_number"`
	CountryPrefix int       `json:"country_prefix"`
	Region        string    `json:"region,omitempty"`
	Owner         string    `json:"owner"`
	SharedWith    []string  `json:"shared_with,omitempty"`
	Partner       string    `json:"partner,omitempty"`
	CreatedAt     time.Time `json:"created_at"`
	UpdatedAt     time.Time `json:"updated_at"`
	VerifiedAt    time.Time `json:"verified_at,omitzero"`
	ExpiresAt     time.Time `json:"expires_at,omitzero"`
	DeletedAt     time.Time `json:"deleted_at,omitzero"`
	Claimed       bool      `json:"claimed,omitempty"`
	// Forgotten tombstones are there only because a row still speaks of them.
	Forgotten bool `json:"forgotten,omitempty"`
	// Due is the place in the agenda of what the number waits for: its drop, at
	// DropAt, while it was never verified, else its expiry.
	Due    uint64    `json:"due,omitempty"`
	DropAt time.Time `json:"drop_at,omitzero"`
}

// SavedCode is a code of a [StoreState].
type SavedCode struct {
	// Value is the right code, Sent what the message says.
	Value       string    `json:"value"`
	Sent        string    `json:"sent"`
	NumberID    string    `json:"number_id"`
	PhoneNumber string    `json:"phone_number"`
	Method      string    `json:"method,omitempty"`
	Language    string    `json:"language,omitempty"`
	IssuedAt    time.Time `json:"issued_at"`
	ArrivesAt   time.Time `json:"arrives_at,omitzero"` // left out: never
	ExpiresAt   time.Time `json:"expires_at"`
	Attempts    int       `json:"attempts,omitempty"`
	Used        bool      `json:"used,omitempty"`
	Voided      bool      `json:"voided,omitempty"`
	// Current codes are those their numbers are verified against.
	Current bool `json:"current,omitempty"`
	// Fallen codes are no longer in the inbox, which is bounded.
	Fallen bool `json:"fallen,omitempty"`
	// ArrivalDue and EndDue are the places in the agenda of the message's
	// arrival and of the code's end, while they lie ahead.
	ArrivalDue uint64 `json:"arrival_due,omitempty"`
	EndDue     uint64 `json:"end_due,omitempty"`
}

// SavedSync is when the pools sync.
type SavedSync struct {
	// Epoch is the instant from which the syncs are counted; Next is the one
	// that has something to learn, zero when there is none.
	Epoch time.Time `json:"epoch"`
	Next  time.Time `json:"next,omitzero"`
}

// SavedStep is a step of the state machine with how often it was taken.
type SavedStep struct {
	Name  string `json:"name"`
	Taken uint64 `json:"taken"`
}

// SavedStreams are the places of a store's streams.
type SavedStreams struct {
	IDs   []byte `json:"ids"`
	Codes []byte `json:"codes"`
}

// Snapshot settles what is due at now and returns everything the store holds, as
// of one instant. The store is locked while it is copied, not while the copy is
// written down.
func (s *Store) Snapshot(now time.Time) State {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrive(now)
	s.arrive(s.at.time()) // a request with a later now may have been first
	saver := saver{s: s}
	saver.readAgenda()
	st := State{
		At: s.at.time(), LastSeq: s.seq, LastDue: s.lastDue,
		FirstBusiness: s.firstBiz, HubToken: s.hubToken,
		Businesses: s.saveBusinesses(), Tokens: s.saveTokens(), Partners: s.savePartners(), Keys: s.saveKeys(),
		Numbers: saver.numbers(), Tombstones: make([]string, len(s.tombs)), Codes: saver.codes(),
		Sync: SavedSync{Epoch: s.syncEpoch.time()},
	}
	for i, n := range s.tombs {
		st.Tombstones[i] = n.id.String()
	}
	if s.syncAt != never {
		st.Sync.Next = s.syncAt.time()
	}
	for i, name := range transitionNames {
		st.Steps = append(st.Steps, SavedStep{name, s.reached[i]})
	}
	st.Streams.IDs, _ = s.ids.MarshalBinary() // neither fails
	st.Streams.Codes, _ = s.codes.MarshalBinary()
	return st
}

func sortedValues[K cmp.Ordered, V any](m map[K]V) []V {
	out := make([]V, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}

func (s *Store) saveBusinesses() []SavedBusiness {
	out := make([]SavedBusiness, 0, len(s.businesses))
	for _, b := range sortedValues(s.businesses) {
		out = append(out, SavedBusiness{b.ID, b.Name, b.CreatedAt})
	}
	return out
}

func (s *Store) saveTokens() []SavedToken {
	out := make([]SavedToken, 0, len(s.tokens))
	for _, t := range sortedValues(s.tokens) {
		out = append(out, SavedToken{
			Value: t.Value, Business: t.Business, App: t.App, AppSecret: t.AppSecret,
			Permissions: append([]string{}, t.Permissions...), ExpiresAt: t.ExpiresAt, RevokedAt: t.RevokedAt,
		})
	}
	return out
}

func (s *Store) savePartners() []SavedPartner {
	out := make([]SavedPartner, 0, len(s.pools))
	for _, p := range sortedValues(s.pools) {
		saved := SavedPartner{
			ID: p.ID, Business: p.Business, Keys: append([]string{}, p.Keys...),
			Users: make([]SavedUser, len(p.Users)), Pool: make([]SavedRow, 0, len(p.rows)-p.deleted),
		}
		for i, u := range p.Users {
			saved.Users[i] = SavedUser(u)
		}
		for _, r := range p.rows {
			if !r.out {
				saved.Pool = append(saved.Pool, r.saved())
			}
		}
		out = append(out, saved)
	}
	return out
}

func (r *poolRow) saved() SavedRow {
	return SavedRow{
		NumberID: r.number.id.String(), CreatedAt: r.createdAt.time(), Status: r.known.status(),
		ExpiresAt: r.expiresAt.time(), Waiting: r.unlearned,
	}
}

func (s *Store) saveKeys() []SavedKey {
	out := make([]SavedKey, 0, len(s.keys))
	for _, value := range slices.Sorted(maps.Keys(s.keys)) {
		out = append(out, SavedKey{value, s.keys[value].partner, s.keys[value].revoked})
	}
	return out
}

// saver writes numbers and codes down together with their places in the agenda.
type saver struct {
	s       *Store
	drops   map[*number]moment
	pending map[*code]dues
}

// dues are the places in the agenda of a code's arrival and end.
type dues struct{ arrival, end uint64 }

// readAgenda notes what cannot be told from a number or a code itself: when a
// number is dropped, and which events of a code lie ahead in which order.
func (v *saver) readAgenda() {
	v.drops, v.pending = map[*number]moment{}, map[*code]dues{}
	for _, d := range v.s.numbersDue.items {
		if d.kind() == dueDrop && !d.stale() {
			v.drops[d.of] = d.at
		}
	}
	for _, d := range v.s.codesDue.items {
		if d.stale() {
			continue
		}
		ahead := v.pending[d.of]
		if d.kind() == dueArrival {
			ahead.arrival = d.seq()
		} else {
			ahead.end = d.seq()
		}
		v.pending[d.of] = ahead
	}
}

// numbers are those that are known, and the forgotten ones of which a row still
// speaks.
func (v *saver) numbers() []SavedNumber {
	out := make([]SavedNumber, 0, len(v.s.numbers)+len(v.s.lost))
	for _, n := range v.s.order {
		if !n.forgotten {
			out = append(out, v.number(n))
		}
	}
	if len(v.s.lost) == 0 {
		return out
	}
	for _, r := range v.s.lost {
		out = append(out, v.number(r.number))
	}
	slices.SortFunc(out, func(a, b SavedNumber) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

func (v *saver) number(n *number) SavedNumber {
	c := n.copyAt(v.s.at, newTexts(textsOfNumber))
	return SavedNumber{
		Seq: c.Seq, ID: c.ID, PhoneNumber: c.PhoneNumber, CountryPrefix: c.CountryPrefix, Region: c.Region,
		Owner: c.OwnerBusinessID, SharedWith: c.SharedWith, Partner: string(c.PartnerID),
		CreatedAt: c.CreatedAt.Time, UpdatedAt: c.UpdatedAt.Time, VerifiedAt: c.VerifiedAt.Time, ExpiresAt: c.ExpiresAt.Time,
		DeletedAt: c.DeletedAt.Time, Claimed: n.claimed, Forgotten: n.forgotten, Due: n.due, DropAt: v.drops[n].time(),
	}
}

// codes are those of the inbox, and before them the older ones that a number or
// the agenda still needs.
func (v *saver) codes() []SavedCode {
	kept := make(map[*code]bool, len(v.s.inbox))
	for _, c := range v.s.inbox {
		kept[c] = true
	}
	var fallen []*code
	needed := func(c *code) {
		if c != nil && !kept[c] {
			kept[c] = true
			fallen = append(fallen, c)
		}
	}
	for _, n := range v.s.order {
		needed(n.code)
	}
	for _, d := range v.s.codesDue.items {
		if !d.stale() {
			needed(d.of)
		}
	}
	slices.SortFunc(fallen, func(a, b *code) int {
		return cmp.Or(cmp.Compare(a.issuedAt, b.issuedAt), cmp.Compare(a.numberID, b.numberID), cmp.Compare(a.right, b.right))
	})
	out := make([]SavedCode, 0, len(fallen)+len(v.s.inbox))
	for _, c := range fallen {
		out = append(out, v.code(c))
		out[len(out)-1].Fallen = true
	}
	for _, c := range v.s.inbox {
		out = append(out, v.code(c))
	}
	return out
}

func (v *saver) code(c *code) SavedCode {
	n, known := v.s.numbers[c.numberID]
	return SavedCode{
		Value: c.right, Sent: c.sent, NumberID: c.numberID.String(), PhoneNumber: c.msisdn.String(),
		Method: c.method, Language: c.language,
		IssuedAt: c.issuedAt.time(), ArrivesAt: c.arrivesAt.time(), ExpiresAt: c.expiresAt.time(),
		Attempts: c.attempts, Used: c.used, Voided: c.voided, Current: known && n.code == c,
		ArrivalDue: v.pending[c].arrival, EndDue: v.pending[c].end,
	}
}
