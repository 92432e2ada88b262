package dialog360

import (
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
	var rows []store.PoolRow
	err := c.Do(func(tx *store.Tx) (err error) {
		rows, err = tx.Pool(c.Partner)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows = filtered(c, rows)
	if country, ok := c.Params.Text("country_code"); ok {
		rows = countryFirst(rows, country)
	}
	out := make([]wire.Object, len(rows))
	var p printer
	for i := range rows {
		out[i] = p.row(&rows[i])
	}
	return out, nil
}

// filtered keeps the rows that are asked for. VERIFIED also leaves out what has
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

// countryFirst is a stable split. The code is compared literally: one in
// capitals or of no country matches nothing.
func countryFirst(rows []store.PoolRow, country string) []store.PoolRow {
	out := make([]store.PoolRow, 0, len(rows))
	var others []store.PoolRow
	for _, r := range rows {
		if r.Phone.Region != "" && strings.ToLower(r.Phone.Region) == country {
			out = append(out, r)
		} else {
			others = append(others, r)
		}
	}
	return append(out, others...)
}

// addNumber registers a number at Meta, shares it with the partner's business
// and puts it into the pool. A number some pool holds is a 409 that does not
// say whose. When the answer to the registration is lost, no row is made and
// the number stays at Meta, where a retry meets it as taken; 360dialog cannot
// know its id.
func (d *Dialog) addNumber(c *trip.Call) (any, error) {
	phone := field(c, "phone_number")
	leave, err := d.adds.enter(c.Request.Context(), lane{c.Store(), phone})
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := pooled(c, phone); err != nil {
		return nil, err
	}
	id, err := d.register(c, phone)
	if err != nil {
		return nil, err
	}
	var row store.PoolRow
	err = c.Do(func(tx *store.Tx) (err error) {
		row, err = tx.AddToPool(c.Partner, id)
		return err
	})
	if err != nil {
		return nil, &sim.Error{Code: metaFailed, Detail: err.Error()} // somebody took the number away at Meta meanwhile
	}
	c.NumberID, c.PhoneNumber, c.NumberStatus = row.NumberID, row.Phone.MSISDN, row.Status
	return new(printer).row(&row), nil
}

func pooled(c *trip.Call, phone string) error {
	return c.Do(func(tx *store.Tx) error { return tx.InAnyPool(phone) })
}

// register is the part of adding that happens at Meta. When sharing fails, the
// number is taken back, so that a retry can succeed; whether the vendor does so
// is unknown, and a switch of the world leaves the orphan. What taking back
// comes to changes nothing for the partner.
func (d *Dialog) register(c *trip.Call, phone string) (id string, err error) {
	m := d.meta(c)
	id, failed := m.add(phone)
	if failed != nil {
		return "", notRegistered(c, phone, failed)
	}
	if failed = m.share(id, c.Business); failed != nil {
		if !c.Settings().KeepOrphans {
			m.takeBack(id)
		}
		return "", failed.as(metaFailed)
	}
	return id, nil
}

// notRegistered words a failed registration: Meta's refusal of the number is
// the partner's affair, all else is an upstream's failure. The pool is asked
// again under the number's one writing, which Meta has found taken.
func notRegistered(c *trip.Call, phone string, f *failure) error {
	if !f.refusal() || c.Settings().BadGateway {
		return f.as(metaFailed)
	}
	if p, err := sim.ParsePhone(phone); err == nil && p.MSISDN != phone {
		if err := pooled(c, p.MSISDN); err != nil {
			return err
		}
	}
	return f.as(metaRefused)
}

// deleteNumber deletes at Meta, then marks the row deleted. A number that is
// gone at Meta already counts as deleted, or the row could never be removed.
func (d *Dialog) deleteNumber(c *trip.Call) (any, error) {
	if err := inPool(c); err != nil {
		return nil, err
	}
	if failed := d.meta(c).remove(c.NumberID); failed != nil && !failed.vanished() {
		return nil, failed.as(metaFailed)
	}
	err := c.Do(func(tx *store.Tx) error { return tx.TakeFromPool(c.Partner, c.NumberID) })
	if err != nil {
		return nil, err
	}
	return served("The number was deleted."), nil
}

func inPool(c *trip.Call) error {
	return c.Do(func(tx *store.Tx) error {
		_, err := tx.PoolRow(c.Partner, c.NumberID)
		return err
	})
}

// requestOTP has Meta send a code. The contract leaves 400 for whatever goes
// wrong there, the transport included (seed 000 names no 5xx).
func (d *Dialog) requestOTP(c *trip.Call) (any, error) {
	if err := inPool(c); err != nil {
		return nil, err
	}
	method := strings.ToUpper(field(c, "code_method")) // Meta writes SMS and VOICE
	if failed := d.meta(c).requestCode(c.NumberID, method, field(c, "language")); failed != nil {
		return nil, failed.as(otpFailed)
	}
	return served("The code was requested."), nil
}

// verifyOTP has Meta check a code, learns the new status and answers the row.
func (d *Dialog) verifyOTP(c *trip.Call) (any, error) {
	if err := inPool(c); err != nil {
		return nil, err
	}
	if failed := d.meta(c).verifyCode(c.NumberID, field(c, "code")); failed != nil {
		return nil, failed.as(otpFailed)
	}
	var row store.PoolRow
	err := c.Do(func(tx *store.Tx) (err error) {
		tx.LearnStatus(c.Partner, c.NumberID)
		row, err = tx.PoolRow(c.Partner, c.NumberID)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.NumberStatus = row.Status
	return new(printer).row(&row), nil
}

// served is the answer of what only does something. The vendor's words are
// unknown; the three names are seed 000's.
func served(message string) wire.Object {
	return wire.Object{
		{Name: "data", Value: nil},
		{Name: "message", Value: message},
		{Name: "status", Value: "success"},
	}
}
