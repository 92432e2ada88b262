package meta

import (
	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// wabaDefaults are those of Meta OpenAPI v23.0.
var wabaDefaults = named("id", "name")

// wabaFields are the fields of a WABA in Meta OpenAPI v23.0, both of the node and
// of the lists, and those that clients ask for.
var wabaFields = map[string]getter[sim.WABA]{
	"id":                           func(_ *reader, w sim.WABA, _ field) any { return w.ID },
	"name":                         func(_ *reader, w sim.WABA, _ field) any { return w.Name },
	"currency":                     func(_ *reader, w sim.WABA, _ field) any { return w.Currency },
	"timezone_id":                  func(*reader, sim.WABA, field) any { return "1" },
	"message_template_namespace":   func(_ *reader, w sim.WABA, _ field) any { return w.Namespace },
	"account_review_status":        func(*reader, sim.WABA, field) any { return "APPROVED" },
	"business_verification_status": func(*reader, sim.WABA, field) any { return "UNVERIFIED" },
	"ownership_type":               ownershipOf,
	"on_behalf_of_business_info":   wabaOwner,
	"owner_business_info":          wabaOwner,
	"creation_time":                func(_ *reader, w sim.WABA, _ field) any { return w.CreatedAt.Unix() },

	"is_enabled_for_insights": noValue[sim.WABA], "purchase_order_number": noValue[sim.WABA],
	"audiences": noValue[sim.WABA], "schedules": noValue[sim.WABA], "dcc_config": noValue[sim.WABA],
	"message_templates": noValue[sim.WABA], "health_status": noValue[sim.WABA], "primary_funding_id": noValue[sim.WABA],
	"marketing_messages_onboarding_status": noValue[sim.WABA], "country": noValue[sim.WABA],
	"primary_business_location": noValue[sim.WABA],
}

// ownershipOf is who has the WABA, as the reader sees it: its owner, or one that
// manages it for a client (inferred from the words).
func ownershipOf(r *reader, w sim.WABA, _ field) any {
	if r.call.Token.Business == w.Business {
		return "SELF_OWNED"
	}
	return "CLIENT_OWNED"
}

func wabaOwner(r *reader, w sim.WABA, f field) any {
	owner := sim.Business{ID: w.Business, Name: r.tx.BusinessName(w.Business)}
	return project(r, owner, orElse(f.sub, businessDefaults), businessFields)
}

func getWABA(c *trip.Call) (any, error) {
	fields, err := fieldsOf(c, wabaClass, wabaDefaults)
	if err != nil {
		return nil, err
	}
	return read(c, func(r *reader) (wire.Object, error) {
		w, err := r.tx.WABA(c.Node, c.Token)
		if err != nil {
			return nil, err
		}
		return project(r, w, fields, wabaFields), nil
	})
}
