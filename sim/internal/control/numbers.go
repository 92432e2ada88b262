package control

import (
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

type numberView struct {
	ID             string           `json:"id"`
	PhoneNumber    string           `json:"phone_number"`
	DisplayPhone   string           `json:"display_phone_number"`
	Status         sim.Status       `json:"status"`
	OwnerBusiness  string           `json:"owner_business_id"`
	SharedWith     []string         `json:"shared_with"`
	Partner        *string          `json:"partner_id"`
	CreatedAt      string           `json:"created_at"`
	VerifiedAt     *string          `json:"verified_at"`
	ExpiresAt      *string          `json:"expires_at"`
	DeletedAt      *string          `json:"deleted_at"`
	AvailabilityIs sim.Availability `json:"availability"`
}

// viewNumber shows a number. It is called outside of the store's lock, because
// writing a number for people costs more than anything else here.
func viewNumber(n sim.Number) numberView {
	return numberView{
		ID: n.ID, PhoneNumber: n.Phone.MSISDN, DisplayPhone: n.Phone.Display(),
		Status: n.Status, OwnerBusiness: n.Owner, SharedWith: append([]string{}, n.SharedWith...),
		Partner: textOrNull(n.Partner), CreatedAt: stamp(n.CreatedAt), VerifiedAt: stampOrNull(n.VerifiedAt),
		ExpiresAt: stampOrNull(n.ExpiresAt), DeletedAt: stampOrNull(n.DeletedAt), AvailabilityIs: n.Availability,
	}
}

func listNumbers(q *request) (answer, error) {
	filter := store.NumberFilter{
		Phone: q.phone(), Status: sim.Status(q.query.Get("status")), Deleted: q.query.Has("include"),
		After: q.query.Get("after"), Limit: q.limit(),
	}
	var page []sim.Number
	var more bool
	err := q.world.Store.Do(q.now, func(tx *store.Tx) error {
		if filter.After != "" {
			if _, err := tx.AnyNumber(filter.After); err != nil {
				return param("after", "there is no number %q", strict.Clip(filter.After))
			}
		}
		page, more = tx.AllNumbers(filter)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	out := make([]numberView, len(page))
	for i, n := range page {
		out[i] = viewNumber(n)
	}
	next := ""
	if more {
		next = page[len(page)-1].ID
	}
	return answer{value: paged{out, next}}, nil
}

func getNumber(q *request) (answer, error) {
	var n sim.Number
	err := q.world.Store.Do(q.now, func(tx *store.Tx) (err error) {
		n, err = tx.AnyNumber(q.vars["id"])
		return err
	})
	if err != nil {
		return answer{}, unknownNumber.fail("there is no number with the id %q", strict.Clip(q.vars["id"]))
	}
	return answer{value: viewNumber(n)}, nil
}

type numberInput struct {
	PhoneNumber string     `yaml:"phone_number"`
	Business    string     `yaml:"business"`
	Partner     string     `yaml:"partner"`
	Status      sim.Status `yaml:"status"`
}

func addNumber(q *request) (answer, error) {
	in := q.body.(*numberInput) //nolint:forcetypeassert // the route's reader makes it
	if in.Business != "" && in.Partner != "" {
		return answer{}, param("partner", "business and partner exclude each other: a partner's number belongs to the business of 360dialog")
	}
	phone, err := sim.ParsePhone(in.PhoneNumber)
	if err != nil {
		return answer{}, param("phone_number", "no phone number can have that form or that length")
	}
	place := store.Placement{Phone: phone, Business: in.Business, Partner: in.Partner}
	switch validity := q.world.Store.Rules().Profile.Validity; in.Status {
	case sim.Verified:
		place.VerifiedAt = q.now
	case sim.Expired:
		place.VerifiedAt = q.now.Add(-validity)
		place.CreatedAt = place.VerifiedAt
	}
	var n sim.Number
	err = q.world.Store.Do(q.now, func(tx *store.Tx) (err error) {
		n, err = tx.Place(place)
		return err
	})
	if err != nil {
		return answer{}, placeProblem(err, in)
	}
	return answer{status: http.StatusCreated, value: viewNumber(n)}, nil
}

// placeProblem says in the refusal what was asked for.
func placeProblem(err error, in *numberInput) error {
	p := problemOf(err)
	if p == nil {
		return err
	}
	switch p.Type {
	case unknownBusiness.fail("").Type:
		p.Detail = "the world has no business " + in.Business
		if in.Business == "" {
			p.Detail = "the world lacks the business the number would belong to or be shared with"
		}
	case unknownPartner.fail("").Type:
		p.Detail = "the world has no partner " + in.Partner
	case numberTaken.fail("").Type:
		p.Detail = "the world has the number " + sim.MSISDN(in.PhoneNumber) + " already, at Meta or in a partner's pool"
	}
	return p
}
