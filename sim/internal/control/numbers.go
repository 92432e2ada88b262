package control

import (
	"net/http"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// display fills in how the number is written for people. Call it outside of the
// store's lock: it costs more than everything else here.
func display(n *sim.Number) { n.DisplayPhoneNumber = n.Phone().Display() }

type numbersView struct {
	paged
	Total int `json:"total"`
}

func listNumbers(q *request) (answer, error) {
	filter := store.Query{
		Phone: q.phone(), Status: sim.Status(q.query.Get("status")), Deleted: q.query.Has("include"),
		After: q.query.Get("after"), Limit: q.limit(), ByExpiry: q.query.Get("sort") == "expires_at",
	}
	if part := q.query.Get("q"); part != "" {
		var ok bool
		if filter.Part, ok = sim.PhonePart(part); !ok {
			return answer{}, param("q", "%q is no part of a phone number; give digits, such as 201-973", strict.Clip(part))
		}
	}
	page, more, total := []sim.Number{}, false, 0
	err := q.world.Store.Do(q.now, func(tx *store.Tx) error {
		if filter.After != "" {
			if _, err := tx.AnyNumber(filter.After); err != nil {
				return param("after", "there is no number %q", strict.Clip(filter.After))
			}
		}
		page, more = tx.AllNumbers(filter)
		total = tx.CountNumbers(filter)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	for i := range page {
		display(&page[i])
	}
	next := ""
	if more {
		next = page[len(page)-1].ID
	}
	return answer{value: numbersView{paged{page, next}, total}}, nil
}

func getNumber(q *request) (answer, error) {
	n, err := inStore(q, func(tx *store.Tx) (sim.Number, error) { return tx.AnyNumber(q.vars["id"]) })
	if err != nil {
		return answer{}, unknownNumber.fail("there is no number with the id %q", strict.Clip(q.vars["id"]))
	}
	display(&n)
	return answer{value: n}, nil
}

func addNumber(q *request) (answer, error) {
	in := input[sim.NumberInput](q)
	if in.Business != "" && in.Partner != "" {
		return answer{}, param("partner", "business and partner exclude each other: a partner's number belongs to the business of 360dialog")
	}
	phone, err := sim.ParsePhone(in.PhoneNumber)
	if err != nil {
		return answer{}, param("phone_number", "%s", sim.NotAPhone(strict.Clip(in.PhoneNumber)))
	}
	place := store.Placement{Phone: phone, Business: in.Business, Partner: in.Partner}
	switch validity := time.Duration(q.world.Store.Rules().Profile.Validity); in.Status {
	case sim.Verified:
		place.VerifiedAt = q.now
	case sim.Expired:
		place.VerifiedAt = q.now.Add(-validity)
		place.CreatedAt = place.VerifiedAt
	}
	n, err := inStore(q, func(tx *store.Tx) (sim.Number, error) { return tx.Place(place) })
	if err != nil {
		return answer{}, err
	}
	display(&n)
	return answer{status: http.StatusCreated, value: n}, nil
}
