package scenario_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// generated are the numbers of a world that is made of this batch.
func generated(t *testing.T, batch string) []sim.Number {
	t.Helper()
	const head = "version: 1\nclock: {mode: frozen}\nbusinesses: [{id: 100}]\npartners: [{id: p1, business: 100}]\n"
	f, _, err := scenario.Parse("generate.yaml", []byte(head+"generate: [{"+batch+"}]\n"), nil, sim.Known{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.New("w", time.Now, scenario.Setup(f, scenario.Build{}))
	if err != nil {
		t.Fatal(err)
	}
	var all []sim.Number
	_ = w.Store.Do(w.Now(), func(tx *store.Tx) error {
		all, _ = tx.AllNumbers(store.Query{Limit: 1 << 20})
		return nil
	})
	return all
}

// TestGeneratedNumbersAreNumbers: none of them was read by the library, in no
// country, and it takes every one of them for what it is said to be.
func TestGeneratedNumbersAreNumbers(t *testing.T) {
	tried := 0
	for _, country := range slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions())) {
		if len(country) != 2 {
			continue
		}
		tried++
		for _, n := range generated(t, fmt.Sprintf("count: 9, countries: {%q: 1}", country)) {
			read, err := phonenumbers.Parse("+"+n.PhoneNumber, "")
			if err != nil || !phonenumbers.IsPossibleNumber(read) {
				t.Errorf("%s: %s is impossible", country, n.PhoneNumber)
				continue
			}
			back, err := sim.ParsePhone(n.PhoneNumber)
			if err != nil || back.MSISDN != n.PhoneNumber || back.CountryPrefix != n.CountryPrefix || n.Region != country {
				t.Errorf("%s: %+v is read as %+v, %v", country, n.Phone(), back, err)
			}
		}
	}
	if tried < 240 {
		t.Errorf("only %d countries", tried)
	}
}

// TestASeedGivesTheSamePool: what a seed has once given, it gives for ever.
func TestASeedGivesTheSamePool(t *testing.T) {
	const want = "51d273952d89a9aeb6537a3a3e29582cbe5a43db76c7d318230e340cb954f4d6"
	all := generated(t, "count: 5000, partner: p1, countries: {US: 3, DE: 1, GB: 1}, statuses: {VERIFIED: 8, EXPIRED: 1, NOT_VERIFIED: 1}")
	sum := sha256.New()
	for _, n := range all {
		fmt.Fprintln(sum, n.ID, n.Phone(), n.Status, n.OwnerBusinessID, n.SharedWith, n.PartnerID, n.CreatedAt.Unix(), n.VerifiedAt.Unix(), n.ExpiresAt.Unix())
	}
	if got := hex.EncodeToString(sum.Sum(nil)); len(all) != 5000 || got != want {
		t.Errorf("%d numbers with the sum %s, want 5000 with %s; the first is %+v", len(all), got, want, all[0])
	}
}
