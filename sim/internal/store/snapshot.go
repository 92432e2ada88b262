package store

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// State is everything a store holds, in a form that can be written down and read back
// ([Restore]). Equal stores give equal states. It holds secrets.
type State struct {
	// At is the latest instant of any request.
	At time.Time `json:"at"`
	// FirstBusiness is the id of the owner of numbers that name none, Token360dialog
	// the token 360dialog uses at Meta; left out where there is none.
	FirstBusiness  string `json:"first_business,omitempty" refers:"business"`
	Token360dialog string `json:"token_360dialog,omitempty" refers:"token"`
	// Businesses and Partners come by id, Tokens and Keys by value, Numbers and
	// Codes in the order in which they came to be.
	Businesses []sim.Business `json:"businesses"`
	Tokens     []sim.Token    `json:"tokens"`
	Partners   []SavedPartner `json:"partners"`
	Keys       []SavedKey     `json:"keys"`
	Numbers    []SavedNumber  `json:"numbers"`
	Codes      []SavedCode    `json:"codes"`
	// Apps, WABAs and Signups come in the order in which they came to be,
	// WABANumbers by WABA.
	Apps        []sim.App        `json:"apps"`
	WABAs       []sim.WABA       `json:"wabas"`
	WABANumbers []sim.WABANumber `json:"waba_numbers"`
	Signups     []sim.Signup     `json:"signups"`
	// Webhooks are those that wait for their app to take them, oldest first.
	Webhooks []Delivery `json:"webhooks,omitempty"`
	// SyncEpoch is the instant from which the syncs of the pools are counted.
	SyncEpoch time.Time `json:"sync_epoch"`
	// Steps tell how often each step of the state machine was taken, by its name.
	Steps map[string]uint64 `json:"steps"`
	// Streams are the places of the streams by name, in Base64.
	Streams map[string][]byte `json:"streams"`
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
	Status    sim.Status `json:"status" jsonschema:"enum=NOT_VERIFIED,enum=VERIFIED,enum=EXPIRED"`
	ExpiresAt time.Time  `json:"expires_at,omitzero"`
}

// SavedKey is an API key with the partner it belongs to.
type SavedKey struct {
	Value   string `json:"value"`
	Partner string `json:"partner" refers:"partner"`
	Revoked bool   `json:"revoked,omitempty"`
}

// SavedNumber is a number of a [State], live or deleted. It is no [sim.Number]
// because it has times to the nanosecond.
type SavedNumber struct {
	numberFields
	// DropAt is when the number goes unless it is verified by then.
	DropAt time.Time `json:"drop_at,omitzero"`
}

// Snapshot settles what is due at now and returns everything the store holds.
func (s *Store) Snapshot(now time.Time) State {
	s.mu.Lock()
	defer s.unlock()
	s.settle(now)
	s.settle(s.at) // an earlier request may have come with a later instant
	st := State{
		At: s.at, FirstBusiness: s.firstBiz, Token360dialog: s.token360dialog,
		Businesses: []sim.Business{}, Tokens: []sim.Token{}, Partners: s.savePartners(), Keys: []SavedKey{},
		Numbers: make([]SavedNumber, len(s.order)), Codes: s.saveCodes(), Apps: append([]sim.App{}, s.apps...),
		WABANumbers: []sim.WABANumber{},
		SyncEpoch:   s.syncEpoch, Steps: maps.Clone(s.reached), Streams: map[string][]byte{},
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
	for i, n := range s.order {
		st.Numbers[i] = n.saved()
	}
	for name, stream := range s.streams() {
		st.Streams[name], _ = stream.MarshalBinary() // it never fails
	}
	s.saveClaimed(&st)
	return st
}

// streams are the store's streams by the names of their state.
func (s *Store) streams() map[string]*Stream {
	return map[string]*Stream{"ids": s.ids, "codes": s.codes, "claims": s.claims}
}

func (s *Store) saveClaimed(st *State) {
	tx := &Tx{s: s, now: s.at}
	st.WABAs, st.Signups = tx.AllWABAs(), tx.Signups()
	for _, w := range s.wabaOrder {
		for _, p := range w.numbers {
			st.WABANumbers = append(st.WABANumbers, p.copyAt(s.at))
		}
	}
	for _, d := range s.hooks {
		st.Webhooks = append(st.Webhooks, *d)
	}
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
		saved := SavedPartner{Partner: p.Partner, Pool: make([]SavedRow, len(p.rows))}
		saved.Keys, saved.Users = append([]string{}, p.Keys...), append([]sim.User{}, p.Users...)
		for i, r := range p.rows {
			saved.Pool[i] = r.SavedRow
		}
		out = append(out, saved)
	}
	return out
}

func (n *number) saved() SavedNumber {
	out := SavedNumber{numberFields: n.numberFields}
	out.Ends = maps.Clone(n.Ends)
	if n.waits != nil && n.waits.event == numberDropped {
		out.DropAt = n.waits.at
	}
	return out
}

// saveCodes saves those of the inbox, and before them the older ones that a
// number is still verified against.
func (s *Store) saveCodes() []SavedCode {
	var fallen []*code
	current := map[*code]bool{}
	note := func(c *code) {
		for ; c != nil; c = c.older {
			if current[c] = true; c.Fallen {
				fallen = append(fallen, c)
			}
		}
	}
	for _, n := range s.order {
		note(n.code)
	}
	for _, p := range s.phones {
		note(p.code)
	}
	slices.SortFunc(fallen, func(a, b *code) int { return cmp.Compare(a.seq, b.seq) })
	out := []SavedCode{}
	for _, c := range slices.Concat(fallen, s.inbox) {
		saved := c.SavedCode
		saved.Current = current[c]
		out = append(out, saved)
	}
	return out
}
