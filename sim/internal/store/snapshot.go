package store

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// State is everything a store holds, in a form that can be written down and read
// back ([Restore]). Its lists have a fixed order, so that equal
// stores give equal states. It holds secrets: tokens, keys, passwords, codes.
//
// Left out are rows taken out of a pool, and forgotten tombstones without a row.
type State struct {
	// At is the latest instant of any request.
	At time.Time `json:"at"`
	// LastSeq is the place in the order of insertion given last, LastDue that of
	// the agenda.
	LastSeq uint64 `json:"last_seq"`
	LastDue uint64 `json:"last_due"`
	// FirstBusiness is the id of the owner of numbers that name none; Token360dialog is the token 360dialog uses at Meta. Either may be "".
	FirstBusiness  string `json:"first_business"`
	Token360dialog string `json:"token_360dialog"`
	// Businesses and Partners come by id, Tokens and Keys by value, Numbers and
	// Codes in the order in which they came to be.
	Businesses []sim.Business `json:"businesses"`
	Tokens     []sim.Token    `json:"tokens"`
	Partners   []SavedPartner `json:"partners"`
	Keys       []SavedKey     `json:"keys"`
	Numbers    []SavedNumber  `json:"numbers"`
	// Tombstones are the ids of the deleted numbers, the one that went first
	// first.
	Tombstones []string    `json:"tombstones"`
	Codes      []SavedCode `json:"codes"`
	// FallenCodes is how many messages have left the inbox.
	FallenCodes uint64 `json:"fallen_codes,omitempty"`
	// Apps, WABAs and Signups come in the order in which they came to be,
	// WABANumbers by WABA.
	Apps        []sim.App         `json:"apps"`
	WABAs       []sim.WABA        `json:"wabas"`
	WABANumbers []SavedWABANumber `json:"waba_numbers"`
	Signups     []sim.Signup      `json:"signups"`
	// Webhooks are those that wait for their app to take them, oldest first;
	// LastHook is the number of the newest ever.
	Webhooks []Delivery `json:"webhooks,omitempty"`
	LastHook uint64     `json:"last_webhook,omitempty"`
	// Sync is when 360dialog learns what has changed.
	Sync SavedSync `json:"sync"`
	// Steps are the steps of the state machine with how often each was taken.
	Steps []SavedStep `json:"steps"`
	// Streams are the places of the streams of ids and codes, in Base64.
	Streams SavedStreams `json:"streams"`
}

// SavedPartner is a partner of 360dialog with its pool in the order of insertion.
type SavedPartner struct {
	sim.Partner
	Pool []SavedRow `json:"pool"`
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

// SavedNumber is a number of a [State], live or deleted. It is no [sim.Number]
// because it has times to the nanosecond and the number's place in the agenda.
type SavedNumber struct {
	numberFields
	Owner   string `json:"owner"`
	Partner string `json:"partner,omitempty"`
	// ShareEnds are the ends of the shares that end by themselves, in the order of
	// SharedWith.
	ShareEnds []SavedShareEnd `json:"share_ends,omitempty"`
	// Due is the place in the agenda of what the number waits for: its drop, at
	// DropAt, while it was never verified, else its expiry.
	Due    uint64    `json:"due,omitempty"`
	DropAt time.Time `json:"drop_at,omitzero"`
}

// SavedShareEnd is the end of a share, with its place in the agenda.
type SavedShareEnd struct {
	With string    `json:"with"`
	At   time.Time `json:"at"`
	Due  uint64    `json:"due"`
}

// SavedCode is a code of a [State]. It is no [sim.Code] because it has the right
// digits and the code's places in the agenda.
type SavedCode struct {
	codeFields
	// Current codes are those their numbers are verified against.
	Current bool `json:"current,omitempty"`
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
	// Claims is the place of the stream of the claimed half.
	Claims []byte `json:"claims,omitempty"`
}

// Snapshot settles what is due at now and returns everything the store holds, as
// of one instant. The store is locked while it is copied, not while the copy is
// written down.
func (s *Store) Snapshot(now time.Time) State {
	s.mu.Lock()
	defer s.unlock()
	s.settle(now, nil)
	s.settle(s.at, nil) // an earlier request may have come with a later instant
	st := State{
		At: s.at, LastSeq: s.seq, LastDue: s.lastDue, FirstBusiness: s.firstBiz, Token360dialog: s.token360dialog,
		Businesses: []sim.Business{}, Tokens: []sim.Token{}, Partners: s.savePartners(), Keys: []SavedKey{},
		Numbers: s.saveNumbers(), Tombstones: make([]string, len(s.tombs)), Codes: s.saveCodes(), FallenCodes: s.fallen,
		Sync: SavedSync{Epoch: s.syncEpoch, Next: s.syncAt},
	}
	for _, b := range sortedValues(s.businesses) {
		st.Businesses = append(st.Businesses, b.Business)
	}
	for _, t := range sortedValues(s.tokens) {
		saved := *t
		saved.Permissions = append([]string{}, t.Permissions...)
		st.Tokens = append(st.Tokens, saved)
	}
	for _, k := range sortedValues(s.keys) {
		st.Keys = append(st.Keys, *k)
	}
	for i, n := range s.tombs {
		st.Tombstones[i] = n.ID
	}
	for i, name := range stepNames {
		st.Steps = append(st.Steps, SavedStep{name, s.reached[i]})
	}
	st.Streams.IDs, _ = s.ids.MarshalBinary() // neither fails
	st.Streams.Codes, _ = s.codes.MarshalBinary()
	s.saveClaimed(&st)
	return st
}

func sortedValues[V any](m map[string]V) []V {
	out := make([]V, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}

func (s *Store) savePartners() []SavedPartner {
	out := make([]SavedPartner, 0, len(s.pools))
	for _, p := range sortedValues(s.pools) {
		saved := SavedPartner{Partner: p.Partner, Pool: make([]SavedRow, 0, len(p.rows)-p.deleted)}
		saved.Keys, saved.Users = append([]string{}, p.Keys...), append([]sim.User{}, p.Users...)
		for _, r := range p.rows {
			if !r.out {
				saved.Pool = append(saved.Pool, SavedRow{r.number.ID, r.createdAt, r.known, r.expiresAt, r.changed})
			}
		}
		out = append(out, saved)
	}
	return out
}

// saveNumbers saves the known numbers, and the forgotten ones that still have a
// row.
func (s *Store) saveNumbers() []SavedNumber {
	out := make([]SavedNumber, 0, len(s.numbers)+len(s.lost))
	for _, n := range s.order {
		if !n.Forgotten {
			out = append(out, n.saved())
		}
	}
	for _, r := range s.lost {
		out = append(out, r.number.saved())
	}
	slices.SortFunc(out, func(a, b SavedNumber) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

func (n *number) saved() SavedNumber {
	out := SavedNumber{numberFields: n.numberFields, Owner: n.owner.ID}
	if n.partner != nil {
		out.Partner = n.partner.ID
	}
	for _, id := range n.SharedWith {
		if d := n.ends[id]; d != nil {
			out.ShareEnds = append(out.ShareEnds, SavedShareEnd{id, d.at, d.seq})
		}
	}
	if n.waits != nil {
		out.Due = n.waits.seq
		if n.waits.event == EventDropped {
			out.DropAt = n.waits.at
		}
	}
	return out
}

// saveCodes saves those of the inbox, and before them the older ones that a
// number is still verified against.
func (s *Store) saveCodes() []SavedCode {
	var out []SavedCode
	for _, n := range s.order {
		out = append(out, s.savedFallen(n.code)...)
	}
	for _, w := range s.wabaOrder {
		for _, p := range w.numbers {
			out = append(out, s.savedFallen(p.code)...)
		}
	}
	slices.SortStableFunc(out, func(a, b SavedCode) int {
		return cmp.Or(a.IssuedAt.Compare(b.IssuedAt), cmp.Compare(a.NumberID, b.NumberID))
	})
	for _, c := range s.inbox {
		out = append(out, s.saved(c))
	}
	return append([]SavedCode{}, out...)
}

// savedFallen saves those of a code and the older ones that have left the inbox, the
// oldest first.
func (s *Store) savedFallen(c *code) []SavedCode {
	if c == nil {
		return nil
	}
	out := s.savedFallen(c.older)
	if c.Fallen {
		out = append(out, s.saved(c))
	}
	return out
}

// current is the newest code that a number, pre-verified or on a WABA, is verified
// against; nil for none.
func (s *Store) current(id string) *code {
	if p, ok := s.phones[id]; ok {
		return p.code
	}
	if n, ok := s.numbers[id]; ok {
		return n.code
	}
	return nil
}

func (s *Store) saved(c *code) SavedCode {
	current := s.current(c.NumberID)
	for current != nil && current != c {
		current = current.older
	}
	out := SavedCode{codeFields: c.codeFields, Current: current == c}
	if c.arrival != nil && !c.arrival.stale() {
		out.ArrivalDue = c.arrival.seq
	}
	if c.end != nil && !c.end.stale() {
		out.EndDue = c.end.seq
	}
	return out
}
