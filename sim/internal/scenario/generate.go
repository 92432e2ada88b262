package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/nyaruka/phonenumbers"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// generator makes the numbers of one [Generate]. All it draws comes from one
// stream, so the same seed gives the same pool.
type generator struct {
	g         sim.Generate
	pool      *store.Stream
	countries choice[string]
	statuses  choice[sim.Status]
	ranges    map[string]numberRange
	validity  time.Duration
}

// numberRange is where a country's generated numbers lie: an example number
// whose last digits are drawn.
type numberRange struct {
	prefix string // calling code and the first national digits
	drawn  int    // how many digits follow
	code   int
}

// keptDigits are the first national digits of the example number that are
// kept, so that what is drawn stays in the same country and of the same kind.
const keptDigits = 3

// draws is how often a number that is taken is drawn anew.
const draws = 100

// ErrCrowded is why a world cannot be built whose generated numbers do not fit
// into the ranges they are drawn from.
var ErrCrowded = errors.New("too few numbers are left in the country's range")

// defaultCountries are drawn from when none are given.
var defaultCountries = map[string]int{"US": 1}

func newGenerator(f *sim.Scenario, g sim.Generate, pool *store.Stream) *generator {
	if len(g.Countries) == 0 {
		g.Countries = defaultCountries
	}
	if len(g.Statuses) == 0 {
		g.Statuses = map[sim.Status]int{sim.NotVerified: 1}
	}
	out := &generator{
		g: g, pool: pool, countries: newChoice(g.Countries), statuses: newChoice(g.Statuses),
		ranges: map[string]numberRange{}, validity: time.Duration(profileOf(f).Validity),
	}
	for country := range g.Countries { // in any order: each has its own range
		out.ranges[country] = rangeOf(country)
	}
	return out
}

func rangeOf(country string) numberRange {
	example := cmp.Or(phonenumbers.GetExampleNumberForType(country, phonenumbers.MOBILE), phonenumbers.GetExampleNumber(country))
	national := phonenumbers.GetNationalSignificantNumber(example)
	kept := min(keptDigits, len(national))
	code := int(example.GetCountryCode())
	return numberRange{prefix: strconv.Itoa(code) + national[:kept], drawn: len(national) - kept, code: code}
}

// room is how many numbers there are at most in the ranges of countries.
func room(countries map[string]int) (n int) {
	if len(countries) == 0 {
		countries = defaultCountries
	}
	for country := range countries {
		places := 1
		for range rangeOf(country).drawn {
			places *= 10
		}
		n += places
	}
	return n
}

func (g *generator) run(tx *store.Tx) error {
	for range g.g.Count {
		if err := g.one(tx); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) one(tx *store.Tx) error {
	country := g.countries.draw(g.pool.Float())
	verified := g.verifiedAt(tx.Now(), g.statuses.draw(g.pool.Float()))
	for range draws {
		_, err := tx.Place(store.Placement{
			Phone: g.phone(country), Business: g.g.Business, Partner: g.g.Partner, CreatedAt: verified, VerifiedAt: verified,
		})
		var refusal *sim.Error
		if errors.As(err, &refusal) && refusal.Code == sim.PhoneNumberTaken {
			continue
		}
		return err
	}
	return fmt.Errorf("generate: %s: %w", country, ErrCrowded)
}

// phone draws a number of the country. Its length and its first digits are those
// of an example of the library, so it need not be parsed.
func (g *generator) phone(country string) sim.Phone {
	r := g.ranges[country]
	return sim.Phone{MSISDN: r.prefix + g.pool.Digits(r.drawn), CountryPrefix: r.code, Region: country}
}

// verifiedAt draws when a number of this status was verified: within the
// validity, or within one validity before it.
func (g *generator) verifiedAt(now time.Time, s sim.Status) time.Time {
	since := time.Duration(g.pool.Float() * float64(g.validity)).Truncate(time.Second)
	switch s {
	case sim.Verified:
		return now.Add(-since)
	case sim.Expired:
		return now.Add(-g.validity - time.Second - since)
	default:
		return time.Time{}
	}
}

// choice draws words by their weights.
type choice[K ~string] struct {
	words   []K // in a fixed order
	weights map[K]int
	total   int
}

func newChoice[K ~string](weights map[K]int) choice[K] {
	c := choice[K]{words: slices.Sorted(maps.Keys(weights)), weights: weights}
	for _, w := range weights { // in any order: they are added up
		c.total += w
	}
	return c
}

// draw chooses by a value in [0, 1).
func (c choice[K]) draw(at float64) K {
	place := at * float64(c.total)
	for _, word := range c.words {
		if place -= float64(c.weights[word]); place < 0 {
			return word
		}
	}
	return c.words[len(c.words)-1]
}
