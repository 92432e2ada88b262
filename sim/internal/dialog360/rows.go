package dialog360

import (
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// printer prints rows as the vendor does. Neighbours in a pool mostly share all
// but number and id, so it keeps what it made for the row before. The zero
// printer is ready.
type printer struct {
	status  latest[sim.Status]
	country latest[string]
	created latest[int64]
	partner latest[string]
}

// row has its names in alphabetical order, the country null where the number has
// none, the time in whole seconds (as sister resources have it).
func (p *printer) row(r *store.PoolRow) wire.Object {
	return wire.Object{
		{Name: "code_verification_status", Value: p.status.of(r.Status, func() any { return string(r.Status) })},
		{Name: "country_code", Value: p.country.of(r.Phone.Region, func() any { return country(r.Phone.Region) })},
		{Name: "created_at", Value: p.created.of(r.CreatedAt.Unix(), func() any { return r.CreatedAt.UTC().Format(time.RFC3339) })},
		{Name: "partner_id", Value: p.partner.of(r.Partner, func() any { return r.Partner })},
		{Name: "phone_number", Value: r.Phone.MSISDN},
		{Name: "preverified_phone_number_id", Value: r.NumberID},
	}
}

func country(region string) any {
	if region == "" {
		return nil
	}
	return strings.ToLower(region)
}

// latest is the value that was made last, and of what.
type latest[K comparable] struct {
	key   K
	value any
	made  bool
}

func (l *latest[K]) of(key K, make func() any) any {
	if !l.made || l.key != key {
		*l = latest[K]{key, make(), true}
	}
	return l.value
}
