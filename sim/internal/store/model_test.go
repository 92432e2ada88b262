package store_test

import (
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// model is the store as one would write it on paper: slices that are searched
// from end to end, no index, no heap, no sweeping.
type model struct {
	rules   store.Rules
	now     time.Time
	numbers []*modelNumber
	codes   []*modelCode
	rows    []*modelRow
}

type modelNumber struct {
	id, phone, owner           string
	shared                     []string
	ends                       map[string]time.Time // of shares that end by themselves
	created, verified, expires time.Time
	deleted, drops             time.Time
	claimed                    bool
	code                       *modelCode
}

type modelCode struct {
	number        *modelNumber
	value         string
	issued, ends  time.Time
	attempts      int
	used, voided_ bool
}

type modelRow struct {
	partner string
	number  *modelNumber
	known   sim.Status
	ends    time.Time
	deleted bool
}

func (n *modelNumber) live() bool { return n.deleted.IsZero() }

func (n *modelNumber) statusAt(now time.Time) sim.Status {
	if n.verified.IsZero() {
		return sim.NotVerified
	}
	if now.Before(n.expires) {
		return sim.Verified
	}
	return sim.Expired
}

func (n *modelNumber) seenBy(business string) bool {
	return n.owner == business || slices.Contains(n.shared, business)
}

func (c *modelCode) stateAt(now time.Time) sim.CodeState {
	switch {
	case c.used:
		return sim.CodeUsed
	case c.voided_:
		return sim.CodeVoided
	case !now.Before(c.ends):
		return sim.CodeLapsed
	default:
		return sim.CodePending
	}
}

func (c *modelCode) void(now time.Time) {
	if c != nil && c.stateAt(now) == sim.CodePending {
		c.voided_ = true
	}
}

func (m *model) byID(id string) *modelNumber {
	for _, n := range m.numbers {
		if n.id == id {
			return n
		}
	}
	return nil
}

func (m *model) byPhone(phone string) *modelNumber {
	for _, n := range m.numbers {
		if n.phone == phone && n.live() {
			return n
		}
	}
	return nil
}

func (m *model) rowOf(n *modelNumber) *modelRow {
	for _, r := range m.rows {
		if r.number == n && !r.deleted {
			return r
		}
	}
	return nil
}

// advance moves the clock one second at a time where something may happen:
// at each drop and at each sync.
func (m *model) advance(d time.Duration) {
	end := m.now.Add(d)
	for {
		at, drop := m.nextInstant(end)
		if at.IsZero() {
			break
		}
		m.now = at
		if drop != nil {
			drop.drops = time.Time{}
			if !drop.claimed {
				m.gone(drop)
			}
			continue
		}
		for _, r := range m.rows {
			if r.number.live() {
				m.learn(r)
			}
		}
	}
	m.now = end
	for _, n := range m.numbers {
		n.shared = slices.DeleteFunc(n.shared, func(with string) bool {
			ends, planned := n.ends[with]
			return planned && !end.Before(ends)
		})
	}
}

// nextInstant finds what happens next after now; drops at the instant now that
// have not happened yet come first.
func (m *model) nextInstant(end time.Time) (at time.Time, drop *modelNumber) {
	if every := time.Duration(m.rules.PoolSync); every > 0 {
		k := m.now.Sub(start)/every + 1
		if t := start.Add(k * every); !t.After(end) {
			at = t
		}
	}
	for _, n := range m.numbers {
		if !n.live() || n.drops.IsZero() || !n.verified.IsZero() || n.drops.After(end) {
			continue
		}
		if at.IsZero() || !n.drops.After(at) {
			at, drop = n.drops, n
		}
	}
	return at, drop
}

func (m *model) learn(r *modelRow) { r.known, r.ends = r.number.statusAt(m.now), r.number.expires }

func (m *model) gone(n *modelNumber) {
	if r := m.rowOf(n); r != nil && m.rules.PoolSync == 0 {
		m.learn(r)
	}
	n.code.void(m.now)
	n.deleted, n.code, n.drops = m.now, nil, time.Time{}
}

func (m *model) planDrop(n *modelNumber) {
	n.drops = time.Time{}
	if after := time.Duration(m.rules.Profile.DropAfter); after > 0 && n.verified.IsZero() {
		n.drops = m.now.Add(after)
	}
}

func (m *model) canAdd(business, phone string) sim.ErrorCode {
	switch {
	case !slices.Contains(modelBusinesses, business):
		return sim.BusinessNotFound
	case m.byPhone(phone) != nil || m.onWABA(phone):
		return sim.PhoneNumberTaken
	default:
		return refusalOfNone
	}
}

// onWABA reports whether a claim has put the number on a WABA, where it stays until
// it is restored.
func (m *model) onWABA(phone string) bool {
	return slices.ContainsFunc(m.numbers, func(n *modelNumber) bool { return n.phone == phone && n.claimed })
}

func (m *model) add(id, business, phone string) {
	n := &modelNumber{id: id, phone: phone, owner: business, created: m.now}
	m.planDrop(n)
	m.numbers = append(m.numbers, n)
}

func (m *model) find(id, actor string, ownerOnly bool) (*modelNumber, sim.ErrorCode) {
	n := m.byID(id)
	switch {
	case n == nil || !n.live():
		return nil, sim.NumberNotFound
	case ownerOnly && n.owner != actor || !n.seenBy(actor):
		return nil, sim.PermissionDenied
	default:
		return n, refusalOfNone
	}
}

func (m *model) remove(id, actor string) sim.ErrorCode {
	n, code := m.find(id, actor, true)
	if code == refusalOfNone && n.claimed {
		code = sim.NumberInUse
	}
	if code == refusalOfNone {
		m.gone(n)
	}
	return code
}

func (m *model) mayVerify(id, actor string, shared sim.ErrorCode) (*modelNumber, sim.ErrorCode) {
	n, code := m.find(id, actor, false)
	switch {
	case code != refusalOfNone:
		return nil, code
	case n.owner != actor:
		return nil, shared
	case n.claimed:
		return nil, sim.NumberInUse
	case !n.verified.IsZero() && m.now.Before(n.expires.Add(-time.Duration(m.rules.Profile.ReverifyBefore))):
		return nil, sim.AlreadyVerified
	default:
		return n, refusalOfNone
	}
}

func (m *model) request(n *modelNumber, value string) {
	n.code.void(m.now)
	n.code = &modelCode{number: n, value: value, issued: m.now, ends: m.now.Add(time.Duration(m.rules.Codes.TTL))}
	m.codes = append(m.codes, n.code)
}

func (m *model) verifyCode(id, actor, value string) sim.ErrorCode {
	n, code := m.mayVerify(id, actor, sim.PermissionDenied)
	if code != refusalOfNone {
		return code
	}
	c := n.code
	if c == nil || c.used || c.voided_ {
		return sim.CodeWrong
	}
	late := !m.now.Before(c.ends)
	if c.value != value {
		c.attempts++
		if !late && c.attempts >= m.rules.Codes.Attempts {
			c.voided_ = true
		}
		return sim.CodeWrong
	}
	if late {
		return sim.CodeExpired
	}
	c.used = true
	m.verified(n)
	return refusalOfNone
}

func (m *model) verified(n *modelNumber) {
	n.verified, n.expires = m.now, m.now.Add(time.Duration(m.rules.Profile.Validity))
	n.drops = time.Time{}
}

func (m *model) shareable(business, id, actor string) (*modelNumber, sim.ErrorCode) {
	n := m.byID(id)
	switch {
	case !slices.Contains(modelBusinesses, business):
		return nil, sim.BusinessNotFound
	case business != actor:
		return nil, sim.BusinessAccessDenied
	case n == nil || !n.live():
		return nil, sim.NumberNotFound
	case n.owner != business:
		return nil, sim.PermissionDenied
	default:
		return n, refusalOfNone
	}
}

func (m *model) share(business, id, with, actor string) sim.ErrorCode {
	n, code := m.shareable(business, id, actor)
	switch {
	case code != refusalOfNone:
		return code
	case !slices.Contains(modelBusinesses, with):
		return sim.PartnerBusinessNotFound
	case with == n.owner:
		return sim.RelationshipForbidden
	case n.claimed:
		return sim.NotShareable
	case slices.Contains(n.shared, with):
		return sim.AlreadyShared
	}
	n.shared = append(n.shared, with)
	delete(n.ends, with)
	return refusalOfNone
}

func (m *model) shareUntil(phone, with string, until time.Time) sim.ErrorCode {
	n := m.byPhone(phone)
	switch {
	case n == nil:
		return sim.NumberNotFound
	case !until.IsZero() && !until.After(m.now) && with != n.owner && slices.Contains(modelBusinesses, with):
		return sim.ShareEnded
	case !slices.Contains(n.shared, with):
		if code := m.share(n.owner, n.id, with, n.owner); code != refusalOfNone {
			return code
		}
	}
	delete(n.ends, with)
	if !until.IsZero() {
		if n.ends == nil {
			n.ends = map[string]time.Time{}
		}
		n.ends[with] = until
	}
	return refusalOfNone
}

func (m *model) unshare(business, id, with, actor string) sim.ErrorCode {
	n, code := m.shareable(business, id, actor)
	if code != refusalOfNone {
		return code
	}
	i := slices.Index(n.shared, with)
	if i < 0 {
		return sim.NotShared
	}
	n.shared = slices.Delete(n.shared, i, i+1)
	return refusalOfNone
}

func (m *model) claim(phone string, replace bool) sim.ErrorCode {
	n := m.byPhone(phone)
	switch {
	case n == nil:
		return sim.NumberNotFound
	case n.claimed && !replace:
		return sim.NumberInUse
	}
	n.claimed = true
	n.code.void(m.now)
	if replace || m.rules.Switches.Claimed != "in_use" {
		m.gone(n)
	}
	return refusalOfNone
}

func (m *model) expire(phone string) sim.ErrorCode {
	n := m.byPhone(phone)
	switch {
	case n == nil:
		return sim.NumberNotFound
	case n.statusAt(m.now) == sim.Expired:
		return refusalOfNone
	case n.verified.IsZero():
		n.verified = m.now.Add(-time.Duration(m.rules.Profile.Validity))
	}
	n.expires, n.drops = m.now, time.Time{}
	return refusalOfNone
}

func (m *model) verifyEvent(phone string) sim.ErrorCode {
	n := m.byPhone(phone)
	switch {
	case n == nil:
		return sim.NumberNotFound
	case n.claimed:
		return sim.NumberInUse
	}
	n.code.void(m.now)
	m.verified(n)
	return refusalOfNone
}

func (m *model) restore(phone string) sim.ErrorCode {
	if n := m.byPhone(phone); n != nil {
		switch {
		case n.claimed:
			n.claimed = false
			if n.drops.IsZero() {
				m.planDrop(n)
			}
		case n.statusAt(m.now) == sim.Expired:
			m.verified(n)
		default:
			return sim.NothingToRestore
		}
		return refusalOfNone
	}
	for _, n := range slices.Backward(m.numbers) {
		if n.phone == phone {
			n.deleted, n.claimed = time.Time{}, false
			m.planDrop(n)
			return refusalOfNone
		}
	}
	return sim.NumberNotFound
}

func (m *model) toPool(partner, id string) sim.ErrorCode {
	n := m.byID(id)
	if n == nil || !n.live() {
		return sim.NumberNotFound
	}
	for _, r := range m.rows {
		if r.number.phone == n.phone && !r.deleted {
			return sim.AlreadyInPool
		}
	}
	r := &modelRow{partner: partner, number: n}
	m.learn(r)
	m.rows = append(m.rows, r)
	return refusalOfNone
}

func (m *model) fromPool(partner, id string) sim.ErrorCode {
	for _, r := range m.rows {
		if r.partner == partner && r.number.id == id && !r.deleted {
			r.deleted = true
			return refusalOfNone
		}
	}
	return sim.NumberNotFound
}
