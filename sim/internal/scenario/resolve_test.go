package scenario_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
)

var start = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

func TestAge(t *testing.T) {
	for _, tt := range []struct {
		text string
		at   time.Time
		back string
	}{
		{"13d ago", start.Add(-13 * 24 * time.Hour), "13d ago"},
		{"1w2h ago", start.Add(-170 * time.Hour), "7d2h ago"},
		{"+1h", start.Add(time.Hour), "+1h"},
		{"in 1h30m", start.Add(90 * time.Minute), "+1h30m"},
		{"0s ago", start, "+0s"},
		{"2026-01-15T10:00:00+02:00", start.Add(-time.Hour), "2026-01-15T08:00:00Z"},
	} {
		a, err := sim.ParseAge(tt.text)
		if err != nil || a.IsZero() || !a.Resolve(start).Equal(tt.at) || a.String() != tt.back {
			t.Errorf("%q: got %s = %s, %v; want %s = %s", tt.text, a, a.Resolve(start), err, tt.back, tt.at)
		}
		if a.Relative() == strings.Contains(tt.text, "T") {
			t.Errorf("%q: relative is %v", tt.text, a.Relative())
		}
		again, err := sim.ParseAge(a.String())
		if err != nil || again != a {
			t.Errorf("%q does not read back: %v", a, err)
		}
	}
	for _, text := range []string{"", "1h", "-1h", "+", "ago", "in", "in ", "yesterday", "+1h ago", "in 1h ago", "+101w101y", "2026-01-15", "1969-01-01T00:00:00Z", "2101-01-01T00:00:00Z"} {
		if a, err := sim.ParseAge(text); err == nil || !a.IsZero() {
			t.Errorf("%q was read as %s", text, a)
		}
	}
	var none sim.Age
	if !none.IsZero() || none.String() != "" || !none.Resolve(start).IsZero() || none.Relative() {
		t.Error("the zero Age is a point in time")
	}
	if data, err := json.Marshal(sim.ScenarioNumber{PhoneNumber: "1", Verified: sim.After(-time.Hour)}); err != nil || string(data) != `{"phone_number":"1","verified":"1h ago"}` {
		t.Errorf("got %s, %v", data, err)
	}
}

func TestTimes(t *testing.T) {
	f := mustParse(t, head)
	age := func(text string) sim.Age {
		if text == "" {
			return sim.Age{}
		}
		a, err := sim.ParseAge(text)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	never := "0001-01-01T00:00:00Z"
	for _, tt := range []struct {
		status          sim.Status
		verified, added string
		wantVerified    string
		wantAdded       string
	}{
		{"", "", "", never, "2026-01-15T09:00:00Z"},
		{"NOT_VERIFIED", "", "1d ago", never, "2026-01-14T09:00:00Z"},
		{"VERIFIED", "", "", "2026-01-15T09:00:00Z", "2026-01-15T09:00:00Z"},
		{"VERIFIED", "1d ago", "", "2026-01-14T09:00:00Z", "2026-01-14T09:00:00Z"},
		{"VERIFIED", "1d ago", "2d ago", "2026-01-14T09:00:00Z", "2026-01-13T09:00:00Z"},
		{"EXPIRED", "", "", "2026-01-01T08:59:59Z", "2026-01-01T08:59:59Z"},
		{"", "15d ago", "", "2025-12-31T09:00:00Z", "2025-12-31T09:00:00Z"},
	} {
		n := sim.ScenarioNumber{Status: tt.status, Verified: age(tt.verified), Added: age(tt.added)}
		added, verified, issues := scenario.Times(f, n, start)
		if issues != nil || added.Format(time.RFC3339) != tt.wantAdded || verified.Format(time.RFC3339) != tt.wantVerified {
			t.Errorf("%+v: got added %s, verified %s, %v", tt, added, verified, issues)
		}
	}
	_, _, issues := scenario.Times(f, sim.ScenarioNumber{Status: sim.Verified, Verified: age("1w8d ago")}, start)
	if issues.Error() != "verified: a verification lasts 14d here: the number is EXPIRED, not VERIFIED" {
		t.Errorf("got %v", issues)
	}
}
