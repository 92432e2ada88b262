package store_test

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0s": 0, "1ms": time.Millisecond, "10m": 10 * time.Minute, "13d23h": 13*day + 23*time.Hour,
		"2w": 14 * day, "14d": 14 * day, "1m1ms": time.Minute + time.Millisecond, "1s1s": 2 * time.Second,
		"36500d": sim.MaxDuration, "1m30s": 90 * time.Second, "000000000000001s": time.Second,
	} {
		if got, err := sim.ParseDuration(text); err != nil || time.Duration(got) != want {
			t.Errorf("%q = %v, %v; want %v", text, time.Duration(got), err, want)
		}
	}
	for _, text := range []string{
		"", " ", "1", "s", "-1s", "+1s", "1.5h", "1 s", "1s ", "1y", "1us", "1ns", "1M", "1S", "36500d1ms", "36501d",
		"5215w", "9223372036854775807s", "99999999999999999999d", "36500d36500d36500d", "1h-1m", "１s", "0000000000000001s",
	} {
		if got, err := sim.ParseDuration(text); !errors.Is(err, sim.ErrDuration) {
			t.Errorf("%q = %v, %v; want ErrDuration", text, got, err)
		}
	}
	var d sim.Duration
	if err := d.UnmarshalText([]byte("1x")); !errors.Is(err, sim.ErrDuration) || !strings.Contains(err.Error(), "13d23h") {
		t.Errorf("the refusal does not state the form: %v", err)
	}
}

func TestDurationString(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 14 * day: "14d", 7 * day: "7d", 13*day + 23*time.Hour: "13d23h", 90 * time.Minute: "1h30m",
		time.Millisecond: "1ms", time.Microsecond: "0s", -time.Second: "0s", sim.MaxDuration: "36500d",
	} {
		if got := sim.Duration(d).String(); got != want {
			t.Errorf("%v prints as %q, want %q", d, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := sim.Duration(rapid.Int64Range(0, int64(sim.MaxDuration/time.Millisecond)).Draw(t, "ms")) * sim.Duration(time.Millisecond)
		text, _ := d.MarshalText()
		var back sim.Duration
		if err := back.UnmarshalText(text); err != nil || back != d {
			t.Fatalf("%s reads back as %v, %v", text, back, err)
		}
	})
}

func TestClock(t *testing.T) {
	w := &wall{at: start.In(time.FixedZone("", 3600))}
	c := world.NewClock(w.now, sim.Running, 1, time.Time{})
	expect := func(want time.Time) {
		t.Helper()
		if got := c.Now(); !got.Equal(want) || got.Location() != time.UTC {
			t.Fatalf("the clock shows %v, want %v", got, want)
		}
	}
	expect(start)
	w.at = w.at.Add(time.Hour)
	expect(start.Add(time.Hour))
	c.SetMode(sim.Frozen, 1)
	w.at = w.at.Add(time.Hour)
	expect(start.Add(time.Hour))
	c.Set(start)
	expect(start.Add(time.Hour)) // it never goes back
	if c.Set(start.Add(14 * day)); c.Mode() != sim.Frozen {
		t.Fatalf("setting: %s", c.Mode())
	}
	expect(start.Add(14 * day))
	c.SetMode(sim.Running, 1)
	expect(start.Add(14 * day))
	w.at = w.at.Add(time.Second)
	expect(start.Add(14*day + time.Second))
	c.Set(start.Add(14 * day))
	expect(start.Add(14*day + time.Second))
	c.Set(sim.Latest)
	expect(sim.Latest)
	if end := sim.Latest.Add(sim.MaxDuration); !time.Unix(0, end.UnixNano()).Equal(end) {
		t.Fatal("a validity begun at the end does not fit into nanoseconds")
	}
}

func TestClockStartsWhereItIsTold(t *testing.T) {
	w := &wall{at: start}
	c := world.NewClock(w.now, sim.Frozen, 1, start.Add(-day))
	w.at = w.at.Add(day)
	if got := c.Now(); !got.Equal(start.Add(-day)) || c.Mode() != sim.Frozen {
		t.Fatalf("the clock shows %v", got)
	}
}

var nodeID = regexp.MustCompile(`^[1-9][0-9]{15}$`)

func TestStreams(t *testing.T) {
	a, b, other, seeded := store.NewStream(42, "ids"), store.NewStream(42, "ids"), store.NewStream(42, "codes"), store.NewStream(43, "ids")
	seen := map[string]bool{}
	for range 1000 {
		id := a.NodeID()
		if !nodeID.MatchString(id) || seen[id] {
			t.Fatalf("id %q", id)
		}
		seen[id] = true
		if same := b.NodeID(); same != id {
			t.Fatalf("the same stream gives %s and %s", id, same)
		}
		if seen[other.NodeID()] || seen[seeded.NodeID()] {
			t.Fatal("two streams give the same id")
		}
	}
}

// draw takes one of everything from a stream.
func draw(s *store.Stream) []any {
	raw := make([]byte, 11)
	s.Bytes(raw)

	return []any{s.Digits(6), s.NodeID(), s.Text("abcdef", 19), string(raw), s.Float(), s.Company()}
}

func TestStreamResumes(t *testing.T) {
	s := store.NewStream(7, "pool")
	draw(s)
	place, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Concat(draw(s), draw(s))
	back := store.NewStream(1, "other")
	if err := back.UnmarshalBinary(place); err != nil {
		t.Fatal(err)
	}
	if got := slices.Concat(draw(back), draw(back)); !slices.Equal(got, want) {
		t.Fatalf("the stream goes on with %v, want %v", got, want)
	}
	if err := back.UnmarshalBinary([]byte("nonsense")); err == nil {
		t.Fatal("nonsense is taken for a place")
	}
}

func TestStreamForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := store.NewStream(rapid.Uint64().Draw(t, "seed"), "x")
		n := rapid.IntRange(4, 8).Draw(t, "length")
		if d := s.Digits(n); len(d) != n || strings.Trim(d, "0123456789") != "" {
			t.Fatalf("digits %q", d)
		}
		if f := s.Float(); f < 0 || f >= 1 {
			t.Fatalf("float %v", f)
		}
		if v := s.Text("xy", n); len(v) != n || strings.Trim(v, "xy") != "" {
			t.Fatalf("text %q", v)
		}
	})
}

func TestParsePhone(t *testing.T) {
	for text, want := range map[string]sim.Phone{
		"+1 211-555-5105":    {MSISDN: "12115555105", CountryPrefix: 1},
		"1 (555) 078-3881":   {MSISDN: "15550783881", CountryPrefix: 1},
		"+1.202.555.0100":    {MSISDN: "12025550100", CountryPrefix: 1, Region: "US"},
		"4915123456789":      {MSISDN: "4915123456789", CountryPrefix: 49, Region: "DE"},
		"+44 20 7946 0958":   {MSISDN: "442079460958", CountryPrefix: 44, Region: "GB"},
		"+14165550123":       {MSISDN: "14165550123", CountryPrefix: 1, Region: "CA"},
		"+390612345678":      {MSISDN: "390612345678", CountryPrefix: 39, Region: "IT"},
		"+800 1234 5678":     {MSISDN: "80012345678", CountryPrefix: 800},
		"+870 773 111 632":   {MSISDN: "870773111632", CountryPrefix: 870},
		" (+1) 555 123 4567": {MSISDN: "15551234567", CountryPrefix: 1},
	} {
		got, err := sim.ParsePhone(text)
		if err != nil || got != want {
			t.Errorf("%q = %+v, %v; want %+v", text, got, err, want)
		}
		if digits := sim.MSISDN(text); digits != want.MSISDN {
			t.Errorf("%q has the digits %s", text, digits)
		}
	}
	for _, text := range []string{
		"", "+", "phone", "12", "+1 555", "+1 555 123 4567 890", "0015550783881", "++15550783881", "1+5550783881",
		"+999123456789", "+1555078388x", "１５５５０７８３８８１", strings.Repeat("1", 41), "+1-555-078-3881;ext=5",
	} {
		if got, err := sim.ParsePhone(text); refusal(err) != sim.InvalidPhoneNumber {
			t.Errorf("%q = %+v, %v", text, got, err)
		}
	}
	if got := sim.MSISDN("no number"); got != "no number" {
		t.Errorf("text that is no writing became %q", got)
	}
}

func TestPhoneIsStable(t *testing.T) {
	prefix := rapid.SampledFrom([]string{"1", "49", "44", "39", "55", "52", "54", "972", "267", "593", "7", "800", "91"})
	rapid.Check(t, func(t *rapid.T) {
		text := prefix.Draw(t, "prefix") + rapid.StringMatching(`[1-9][0-9]{5,11}`).Draw(t, "rest")
		p, err := sim.ParsePhone(text)
		if err != nil {
			return
		}
		if again, err := sim.ParsePhone(p.Display()); err != nil || again != p {
			t.Fatalf("%s: %+v is displayed as %s and read as %+v, %v", text, p, p.Display(), again, err)
		}
	})
}

// TestNationalPrefixes: also dialled twice, it is no part
// of the number.
func TestNationalPrefixes(t *testing.T) {
	want := sim.Phone{MSISDN: "380939114184", CountryPrefix: 380, Region: "UA"}
	for _, text := range []string{"+380939114184", "+3800939114184", "+38000939114184"} {
		if got, err := sim.ParsePhone(text); err != nil || got != want {
			t.Errorf("%s is %+v, %v; want %+v", text, got, err, want)
		}
	}
}

func TestDisplay(t *testing.T) {
	for _, c := range []struct {
		msisdn string
		prefix int
		want   string
	}{
		{"12115555105", 1, "+1 211-555-5105"}, {"553136248550", 55, "+55 31 3624-8550"}, {"442079460958", 44, "+44 20 7946 0958"},
		{"390612345678", 39, "+39 06 1234 5678"}, {"80012345678", 800, "+800 1234 5678"},
		{"999", 999, "+999"}, {"12025550100", 44, "+12025550100"}, {"49", 49, "+49"}, {"4900", 49, "+4900"},
		{"x", 1, "+x"}, {"", 1, "+"}, {"00491512", 49, "+00491512"},
	} {
		p := sim.Phone{MSISDN: c.msisdn, CountryPrefix: c.prefix}
		for range 2 { // from the library, then from memory
			if got := p.Display(); got != c.want {
				t.Errorf("%+v is displayed as %q, want %q", p, got, c.want)
			}
		}
	}
}

// TestDisplayIsTheLibrarys: a number is shown as the library writes one that it has
// parsed, and is read as that number again.
func TestDisplayIsTheLibrarys(t *testing.T) {
	var codes []int
	for code := range phonenumbers.GetSupportedCallingCodes() {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	digits := store.NewStream(42, "numbers")
	for _, code := range codes {
		tried := 0
		for range 63 {
			text := strconv.Itoa(code) + digits.Digits(5+tried%9)
			tried++
			p, err := sim.ParsePhone(text)
			if err != nil {
				continue
			}
			n, err := phonenumbers.Parse("+"+p.MSISDN, "")
			if err != nil {
				t.Fatal(err)
			}
			got := p.Display()
			if want := phonenumbers.Format(n, phonenumbers.INTERNATIONAL); got != want {
				t.Errorf("%+v is displayed as %q, want %q", p, got, want)
			}
			if again, err := sim.ParsePhone(got); err != nil || again != p {
				t.Errorf("%+v is displayed as %q and read as %+v, %v", p, got, again, err)
			}
		}
	}
}

func TestErrorText(t *testing.T) {
	e := &sim.Error{Code: sim.CodeWrong, Field: "code", Detail: "why"}
	if got := e.Error(); got != "code_wrong (code): why" {
		t.Fatal(got)
	}
}
