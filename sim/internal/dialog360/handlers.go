package dialog360

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// listNumbers answers the pool in the order of insertion. Two parameters
// filter, the third moves the numbers of a country to the front.
func listNumbers(c *trip.Call) (any, error) {
	rows, err := trip.In(c, func(tx *store.Tx) ([]store.PoolRow, error) { return tx.Pool(c.Partner) })
	if err != nil {
		return nil, err
	}
	rows = filtered(c, rows)
	if country, ok := c.Params.Text("country_code"); ok {
		// The code is compared literally: one in capitals matches nothing.
		rank := func(r store.PoolRow) int {
			if r.Phone.Region != "" && strings.ToLower(r.Phone.Region) == country {
				return 0
			}
			return 1
		}
		slices.SortStableFunc(rows, func(a, b store.PoolRow) int { return rank(a) - rank(b) })
	}
	out := make([]wire.Object, len(rows))
	for i := range rows {
		out[i] = object(rows[i])
	}
	return out, nil
}

// object is a row as the vendor prints it: names in alphabetical order, the country
// null where the number has none, the time in whole seconds (as sister resources
// have it).
func object(r store.PoolRow) wire.Object {
	var country any
	if r.Phone.Region != "" {
		country = strings.ToLower(r.Phone.Region)
	}
	return wire.Object{
		{Name: "code_verification_status", Value: string(r.Status)},
		{Name: "country_code", Value: country},
		{Name: "created_at", Value: trip.Stamp(r.CreatedAt)},
		{Name: "partner_id", Value: r.Partner},
		{Name: "phone_number", Value: r.Phone.MSISDN},
		{Name: "preverified_phone_number_id", Value: r.NumberID},
	}
}

// filtered keeps the rows that match the filters. VERIFIED also leaves out what has
// expired at Meta while the pool does not know yet (seed 000).
func filtered(c *trip.Call, rows []store.PoolRow) []store.PoolRow {
	phone, byPhone := c.Params.Text("phone_number")
	status, byStatus := c.Params.Text("code_verification_status")
	if !byPhone && !byStatus {
		return rows
	}
	return slices.DeleteFunc(rows, func(r store.PoolRow) bool {
		return byPhone && r.Phone.MSISDN != phone ||
			byStatus && (r.Status != sim.Status(status) || r.Status == sim.Verified && r.Lapsed)
	})
}

// addNumber registers a number at Meta, shares it with the partner's business
// and puts it into the pool. A number that a pool holds is a 409 that does not
// say whose. When the answer to the registration is lost, no row is made and
// the number stays at Meta, where a retry meets it as taken; 360dialog cannot
// know its id.
func (d *Dialog) addNumber(c *trip.Call) (any, error) {
	phone := field(c, "phone_number")
	done, err := d.oneAtATime(c.Request.Context(), [2]any{c.Store(), phone})
	if err != nil {
		return nil, err
	}
	defer done()
	if err := pooled(c, phone); err != nil {
		return nil, err
	}
	id, err := register(c, phone)
	if err != nil {
		return nil, err
	}
	row, err := trip.In(c, func(tx *store.Tx) (store.PoolRow, error) { return tx.AddToPool(c.Partner, id) })
	if err != nil {
		return nil, &sim.Error{Code: metaFailed, Detail: err.Error()} // the number was deleted at Meta meanwhile
	}
	c.NumberID, c.PhoneNumber, c.NumberStatus = row.NumberID, row.Phone.MSISDN, row.Status
	return object(row), nil
}

// oneAtATime waits until no other add of the number is under way; done ends this
// one. An add is three steps with Meta in between: the second of two at once must
// find the row of the first or nothing, not the half-way state at Meta. It
// returns the context's error when that ends first.
func (d *Dialog) oneAtATime(ctx context.Context, a [2]any) (done func(), err error) {
	mine := make(chan struct{})
	for {
		other, busy := d.adds.LoadOrStore(a, mine)
		if !busy {
			return func() { d.adds.Delete(a); close(mine) }, nil
		}
		select {
		case <-other.(chan struct{}): //nolint:forcetypeassert // the map holds nothing else
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func pooled(c *trip.Call, phone string) error {
	return c.Do(func(tx *store.Tx) error { return tx.InAnyPool(phone) })
}

// register is the part of adding that happens at Meta. When sharing fails, the
// number is taken back, so that a retry can succeed; whether the vendor does so
// is unknown, and a switch of the world leaves the orphan. A failure to take it
// back changes nothing for the partner.
func register(c *trip.Call, phone string) (id string, err error) {
	ctx := c.Request.Context()
	added, failed := ask(ctx, c, http.MethodPost, store.Business360dialog+"/add_phone_numbers",
		wire.Object{{Name: "phone_number", Value: phone}})
	if failed == nil && added.ID == "" {
		failed = &failure{status: http.StatusOK, cause: "Meta answered without an id"}
	}
	if failed != nil {
		return "", notRegistered(c, phone, failed)
	}
	failed = change(ctx, c, http.MethodPost, store.Business360dialog+"/share_preverified_numbers", wire.Object{
		{Name: "partner_business_id", Value: c.Business}, {Name: "preverified_id", Value: added.ID},
	})
	if failed == nil {
		return added.ID, nil
	}
	if !c.Rules().KeepOrphans { // even when the client that asked for it has gone
		change(context.WithoutCancel(ctx), c, http.MethodDelete, url.PathEscape(added.ID), nil)
	}
	return "", failed.as(metaFailed) // a retry registers the number anew
}

// notRegistered words a failed registration. The pool is searched again for the
// number's normal form, which Meta may have found taken.
func notRegistered(c *trip.Call, phone string, f *failure) error {
	if p, err := sim.ParsePhone(phone); err == nil && p.MSISDN != phone && f.refusal() {
		if err := pooled(c, p.MSISDN); err != nil {
			return err
		}
	}
	return upstream(c, f)
}

// upstream words a failure behind adding and deleting: what Meta refuses for good
// is the partner's mistake, all else a failure upstream.
func upstream(c *trip.Call, f *failure) error {
	if f.refusal() && c.Rules().Switches.MetaErrors != "bad_gateway" {
		return f.as(metaRefused)
	}
	return f.as(metaFailed)
}

// behindOTP words a failure behind the code operations, for which seed 000 lists
// 400 and 404 alone. The switch otp_outage makes an outage a 502, which departs
// from the contract and is noted so.
func behindOTP(c *trip.Call, f *failure) error {
	switch {
	case !f.passing():
		return f.as(otpFailed)
	case c.Rules().Switches.OTPOutage == "bad_gateway":
		c.Violates = "switches.otp_outage: bad_gateway answers 502, which seed 000 does not list here"
		return f.as(metaFailed)
	default:
		out := f.as(otpFailed)
		out.words = "The request could not be completed at Meta" // nothing was refused
		return out
	}
}

// atMeta makes the change of a call at Meta, if the partner's pool holds the number; as
// words a failure.
func atMeta(c *trip.Call, method, edge string, body wire.Object, as func(*trip.Call, *failure) error) error {
	if _, err := trip.In(c, func(tx *store.Tx) (store.PoolRow, error) { return tx.PoolRow(c.Partner, c.NumberID) }); err != nil {
		return err
	}
	if f := change(c.Request.Context(), c, method, url.PathEscape(c.NumberID)+edge, body); f != nil {
		return as(c, f)
	}
	return nil
}

// deleteNumber deletes at Meta, then marks the row deleted. A number that is
// gone at Meta already counts as deleted, or the row could never be removed.
func deleteNumber(c *trip.Call) (any, error) {
	err := atMeta(c, http.MethodDelete, "", nil, func(c *trip.Call, f *failure) error {
		if f.vanished() {
			return nil
		}
		return upstream(c, f)
	})
	if err != nil {
		return nil, err
	}
	return served("The number was deleted."), c.Do(func(tx *store.Tx) error { return tx.TakeFromPool(c.Partner, c.NumberID) })
}

// requestOTP has Meta send a code. Meta writes SMS and VOICE.
func requestOTP(c *trip.Call) (any, error) {
	return served("The code was requested."), atMeta(c, http.MethodPost, "/request_code", wire.Object{
		{Name: "code_method", Value: strings.ToUpper(field(c, "code_method"))}, {Name: "language", Value: field(c, "language")},
	}, behindOTP)
}

// verifyOTP has Meta check a code, learns the new status and answers the row.
func verifyOTP(c *trip.Call) (any, error) {
	if err := atMeta(c, http.MethodPost, "/verify_code", wire.Object{{Name: "code", Value: field(c, "code")}}, behindOTP); err != nil {
		return nil, err
	}
	row, err := trip.In(c, func(tx *store.Tx) (store.PoolRow, error) { return tx.LearnStatus(c.Partner, c.NumberID) })
	if err != nil {
		return nil, err
	}
	c.NumberStatus = row.Status
	return object(row), nil
}

// served is the answer of an operation without a result. The vendor's words are
// unknown; the three names are seed 000's.
func served(message string) wire.Object {
	return wire.Object{
		{Name: "data", Value: nil},
		{Name: "message", Value: message},
		{Name: "status", Value: "success"},
	}
}
