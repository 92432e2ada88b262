package history

import (
	"fmt"
	"slices"

	"github.com/anishathalye/porcupine"
)

// state is one telephone number: at Meta, in the inbox and in the pool. It is a
// value that is compared as it is.
type state struct {
	live number // without an id when there is none
	gone number // the one deleted last

	issued   int    // codes so far
	fate     string // of the newest
	attempts int    // wrong ones, with the newest

	row    row
	adding bool // a partner's call is under way that adds it
}

// number is a pre-verified number at Meta.
type number struct {
	id, owner string
	shared    uint8 // a bit for each of businesses
	status    string
	claimed   bool
	onWABA    bool // a claim put it there; it stays until it is restored
	coded     bool // the newest code was sent to it
}

// row is 360dialog's: it has an id while it is there.
type row struct {
	partner, id string
	known       string // the status, once Meta has deleted the number
}

// The words of statuses and fates, and of the refusals of events.
const (
	notVerified, verified, expired = "NOT_VERIFIED", "VERIFIED", "EXPIRED"

	pending, used, voided = "pending", "used", "voided"

	noNumber   = "404 /problems/unknown-number"
	inUse      = "409 /problems/number-in-use"
	impossible = "409 /problems/impossible"
)

// model is what the steps of a history are held against. What each code says is
// known from the inbox: codes are sent in the order in which they were asked for.
func (h *history) model() porcupine.Model {
	return porcupine.Model{
		Partition: byPhone,
		Init:      func() any { return state{} },
		Step: func(at, input, output any) (bool, any) {
			s, a, told := at.(state), input.(ask), output.(outcome)
			if a.what == "meta.add_number" {
				a.id = told.seen // it is not known before
			}
			should := s.take(a, h.inbox[a.phone])
			if a.what == "meta.add_waba_number" && a.id != s.live.id && a.id != s.gone.id && told.failure != "" {
				should = told // whether a number that is long gone was claimed is forgotten here
			}
			return told == should || told.failure == should.failure && told.failure != "", s
		},
	}
}

// byPhone: what is asked of one telephone number has nothing to do with others.
func byPhone(all []porcupine.Operation) (parts [][]porcupine.Operation) {
	at := map[string]int{}
	for _, o := range all {
		phone := o.Input.(ask).phone
		i, known := at[phone]
		if !known {
			i = len(parts)
			at[phone], parts = i, append(parts, nil)
		}
		parts[i] = append(parts[i], o)
	}
	return parts
}

func bit(business string) uint8 { return 1 << slices.Index(businesses, business) }

func (n *number) seenBy(business string) bool {
	return n.owner == business || n.shared&bit(business) != 0
}

// take carries a step out and tells what comes of it.
func (s *state) take(a ask, codes []string) outcome {
	switch a.what {
	case "signup":
		return outcome{failure: s.signUp()}
	case "meta.add_waba_number":
		return outcome{failure: s.claimOverGraph(a)}
	case "claim", "replace", "expire", "restore", "delete":
		return outcome{failure: s.befall(a.what)}
	case "inbox":
		if s.issued == 0 {
			return outcome{}
		}
		return outcome{seen: fmt.Sprint(s.issued, " ", s.fate, " ", s.attempts)}
	case "pool.look", "pool.insert", "pool.leave", "pool.take", "pool.row", "pool.list":
		return s.pool(a)
	case "meta.add_number":
		return s.add(a)
	case "meta.list_numbers":
		if s.live.id == "" || !s.live.seenBy(a.actor) {
			return outcome{}
		}
		return outcome{seen: s.live.id + " " + s.live.status}
	}
	if s.live.id != a.id || a.id == "" {
		return outcome{failure: "meta.number_not_found"}
	}
	return s.meta(a, codes)
}

// add takes any id but that of the number before.
func (s *state) add(a ask) outcome {
	switch {
	case s.live.id != "" || s.gone.onWABA:
		return outcome{failure: "meta.phone_number_taken"}
	case a.id == "" || a.id == s.gone.id:
		return outcome{seen: "a new id"}
	}
	s.live = number{id: a.id, owner: a.actor, status: notVerified}
	return outcome{seen: a.id}
}

// meta is a call about the living number.
func (s *state) meta(a ask, codes []string) outcome {
	n := &s.live
	switch sharing := a.what == "meta.share_number" || a.what == "meta.unshare_number"; {
	case n.owner != a.actor && n.seenBy(a.actor) && a.what == "meta.request_code":
		return outcome{failure: "meta.business_access_denied"}
	case !n.seenBy(a.actor), n.owner != a.actor && a.what != "meta.get_number":
		return outcome{failure: "meta.permission_denied"}
	case sharing:
		return outcome{failure: s.share(a)}
	case a.what == "meta.get_number":
		availability := map[bool]string{false: "AVAILABLE", true: "IN_USE"}[n.claimed]
		return outcome{seen: n.status + " " + availability + " " + n.owner}
	case n.claimed:
		return outcome{failure: "meta.number_in_use"}
	case a.what == "meta.delete_number":
		s.vanish()
		return outcome{}
	case n.status == verified:
		return outcome{failure: "meta.already_verified"}
	case a.what == "meta.request_code":
		s.issued, s.fate, s.attempts, n.coded = s.issued+1, pending, 0, true
		return outcome{}
	}
	return s.enter(a.code, codes)
}

// enter tries a code. Three wrong tries void it.
func (s *state) enter(code string, codes []string) outcome {
	n := &s.live
	if !n.coded || s.fate != pending || s.issued > len(codes) {
		return outcome{failure: "meta.code_wrong"}
	}
	if codes[s.issued-1] != code {
		if s.attempts++; s.attempts == 3 {
			s.fate = voided
		}
		return outcome{failure: "meta.code_wrong"}
	}
	s.fate, n.status = used, verified
	return outcome{}
}

func (s *state) share(a ask) (failure string) {
	n := &s.live
	shared := n.shared&bit(a.with) != 0
	switch {
	case a.what == "meta.unshare_number" && !shared:
		return "meta.not_shared"
	case a.what == "meta.unshare_number":
		n.shared &^= bit(a.with)
		return ""
	case a.with == n.owner:
		return "meta.relationship_forbidden"
	case n.claimed:
		return "meta.not_shareable"
	case shared:
		return "meta.already_shared"
	}
	n.shared |= bit(a.with)
	return ""
}

// signUp has a customer of alpha's app take the number.
func (s *state) signUp() (failure string) {
	if s.live.id == "" || s.live.claimed || !s.live.seenBy(alpha) {
		return "422 /problems/invalid-signup"
	}
	return s.befall("claim")
}

// claimOverGraph takes the number without a signup.
func (s *state) claimOverGraph(a ask) (failure string) {
	n := &s.live
	if a.id == s.gone.id {
		n = &s.gone
	}
	switch {
	case a.id == "" || a.id != n.id || !n.seenBy(a.actor) || n == &s.gone && !n.claimed:
		return "meta.preverified_not_found"
	case n.claimed:
		return "meta.phone_already_registered"
	}
	return s.befall("claim")
}

// void ends the code of the living number.
func (s *state) void() {
	if s.live.coded && s.fate == pending {
		s.fate = voided
	}
}

// vanish makes a tombstone of the living number.
func (s *state) vanish() {
	s.void()
	if s.row.id == s.live.id {
		s.row.known = s.live.status
	}
	s.gone, s.live = s.live, number{}
	s.gone.coded = false
}

// befall is what an event does.
func (s *state) befall(event string) (failure string) {
	n := &s.live
	switch {
	case event == "restore":
		return s.restore()
	case n.id == "":
		return noNumber
	case event == "delete":
		s.vanish()
	case event == "expire":
		n.status = expired
	case event == "claim" && n.claimed:
		return inUse
	default:
		n.claimed, n.onWABA = true, true
		s.void()
		if event == "replace" {
			s.vanish()
		}
	}
	return ""
}

func (s *state) restore() (failure string) {
	n := &s.live
	switch {
	case n.id == "" && s.gone.id == "":
		return noNumber
	case n.id == "":
		s.live, s.gone = s.gone, number{}
		n.claimed, n.onWABA = false, false
	case n.claimed:
		n.claimed, n.onWABA = false, false
	case n.status == expired:
		n.status = verified
	default:
		return impossible
	}
	return ""
}

// enterLane looks whether a number may be added to the pool. While one call adds
// it, no other gets as far as that: it would meet the half of it that is at Meta.
func (s *state) enterLane() outcome {
	switch {
	case s.adding:
		return outcome{failure: "another call adds it"}
	case s.row.id != "":
		return outcome{seen: "there"}
	}
	s.adding = true
	return outcome{seen: "free"}
}

// pool is a step in 360dialog's own table.
func (s *state) pool(a ask) outcome {
	r := &s.row
	ours := r.id != "" && r.partner == a.actor && r.id == a.id
	switch a.what {
	case "pool.look":
		if a.id == "" {
			return s.enterLane()
		}
		return outcome{seen: map[bool]string{false: "free", true: "there"}[ours]}
	case "pool.leave":
		s.adding = false
		return outcome{}
	case "pool.list":
		if r.partner != a.actor || r.id == "" {
			return outcome{}
		}
		return outcome{seen: r.id + " " + s.shown()}
	case "pool.insert":
		s.adding = false
		if r.id != "" || s.live.id != a.id {
			return outcome{failure: "360dialog.meta_failed"}
		}
		*r = row{partner: a.actor, id: a.id}
		return outcome{seen: a.id + " " + s.live.status}
	}
	if !ours {
		return outcome{failure: "360dialog.number_not_found"}
	}
	if a.what == "pool.take" {
		*r = row{}
		return outcome{}
	}
	return outcome{seen: r.id + " " + s.shown()}
}

// shown is the status of the row, which mirrors Meta while the number is there.
func (s *state) shown() string {
	if s.live.id == s.row.id {
		return s.live.status
	}
	return s.row.known
}
