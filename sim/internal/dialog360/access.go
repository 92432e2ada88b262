package dialog360

import (
	"cmp"
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// The header of an API key, and that of the messaging API, which the Partner API
// does not take.
const (
	keyHeader       = "X-Api-Key"
	messagingHeader = "D360-Api-Key"
)

// Authenticate implements trip.API. An API key decides where there is one,
// even beside a good bearer token: falling back would hide a mistake. It leaves
// the credential in the call, for limits, and its partner, for Identify; ""
// may act for all, which happens under --open only.
func (d *Dialog) Authenticate(c *trip.Call) (err error) {
	if c.Route.Operation == createToken {
		return nil
	}
	key := c.Request.Header.Get(keyHeader)
	c.Token.Value = cmp.Or(key, bearer(c))
	switch {
	case key != "":
		c.Partner, err = c.Store().Key(key)
	case c.Token.Value == "":
		err = sim.RefuseWith(sim.Unauthorized, "no credential")
	default:
		c.Partner, err = readToken(c.Token.Value, c.Now(), c.Store().Rules().Open)
	}
	return err
}

func bearer(c *trip.Call) string {
	return trip.Bearer(c.Request.Header.Get("Authorization"), "Bearer")
}

// Identify implements trip.API: it notes the objects of the call and checks that
// the credential may act for the partner. An unknown partner is 404, another's 403.
func (d *Dialog) Identify(c *trip.Call) error {
	id, ok := c.Vars["partner_id"]
	if !ok {
		return nil
	}
	actsFor := c.Partner
	c.Partner = id
	about(c)
	partner, err := trip.In(c, func(tx *store.Tx) (sim.Partner, error) { return tx.Partner(id) })
	if err != nil {
		return err
	}
	c.Business = partner.Business
	if actsFor == "" || actsFor == id || c.Store().Rules().Open && unowned(partner) {
		return nil
	}
	code := sim.Forbidden
	if c.Rules().Switches.ForeignPartner == "not_found" {
		code = sim.PartnerNotFound
	}
	return sim.RefuseWith(code, "the credential is that of partner "+actsFor)
}

// unowned tells whether a partner has no credential, such as one that was created
// on first mention: any good credential may act for it.
func unowned(p sim.Partner) bool { return len(p.Keys) == 0 && len(p.Users) == 0 }

// about notes the number of a call, for faults, limits and the journal.
func about(c *trip.Call) {
	if id, ok := c.Vars["preverified_phone_number_id"]; ok {
		node := c.Store().Peek(c.Now(), id)
		c.NumberID, c.PhoneNumber, c.NumberStatus = id, node.PhoneNumber, node.Status
		return
	}
	if c.Route.Method == http.MethodPost {
		c.PhoneNumber = sim.MSISDN(field(c, "phone_number"))
	}
}
