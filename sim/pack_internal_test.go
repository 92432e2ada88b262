package sim

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDigits(t *testing.T) {
	for _, text := range []string{"1", "10", "9223372036854775807", "9999999999999999999", "18446744073709551615"} {
		if d, ok := packDigits(text); !ok || d.String() != text || !IsNodeID(text) {
			t.Errorf("%s is kept as %s, %v", text, d, ok)
		}
	}
	for _, text := range []string{"", "0", "01", "-1", "+1", "1 ", "1a", "1/", "1:", "18446744073709551616", "18446744073709551620", "99999999999999999999", "100000000000000000000"} {
		if d, ok := packDigits(text); ok || IsNodeID(text) {
			t.Errorf("%q is kept as %s", text, d)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Uint64Min(1).Draw(t, "value")
		if d, ok := packDigits(strconv.FormatUint(value, 10)); !ok || uint64(d) != value {
			t.Fatalf("%d is kept as %d, %v", value, d, ok)
		}
	})
}

// TestTexts: texts that outgrow their room do not touch those before.
func TestTexts(t *testing.T) {
	text := newTexts(2)
	all := []digits{1, 18446744073709551615, 0, 42, 18446744073709551614, 12025550100}
	written := make([]string, len(all))
	for i, d := range all {
		written[i] = text.of(d)
	}
	for i, d := range all {
		if written[i] != d.String() {
			t.Errorf("%d is written as %q", d, written[i])
		}
	}
}

func TestRegions(t *testing.T) {
	seen := map[region]string{}
	for _, text := range []string{"AA", "AZ", "BA", "US", "DE", "ZA", "ZZ"} {
		r := packRegion(text)
		if seen[r] != "" || r.String() != text {
			t.Errorf("%s is kept as %s", text, r)
		}
		seen[r] = text
	}
	for _, text := range []string{"", "U", "us", "uS", "U1", "USA", "@A", "A["} {
		if r := packRegion(text); r != 0 || r.String() != "" {
			t.Errorf("%q is kept as %s", text, r)
		}
	}
}

func TestMoments(t *testing.T) {
	if !moment(0).time().IsZero() || momentOf(time.Time{}) != 0 {
		t.Error("none is no instant")
	}
	rapid.Check(t, func(t *rapid.T) {
		second := rapid.Int64Range(Earliest.Add(-MaxDuration).Unix(), Latest.Add(MaxDuration).Unix()).Draw(t, "second")
		a := time.Unix(second, rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).UTC()
		step := time.Duration(rapid.Int64Range(-int64(day), int64(day)).Draw(t, "step"))
		b := a.Add(step)
		if got := momentOf(a).time(); got != a {
			t.Fatalf("%v is kept as %v", a, got)
		}
		if momentOf(a).add(step) != momentOf(b) || (momentOf(a) < momentOf(b)) != a.Before(b) || momentOf(a) >= never {
			t.Fatalf("%v and %v lie as %d and %d", a, b, momentOf(a), momentOf(b))
		}
	})
}

// TestFind: the narrowed search finds what a search from end to end finds.
func TestFind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seqs := rapid.SliceOfDistinct(rapid.Uint64Range(1, 60), rapid.ID[uint64]).Draw(t, "seqs")
		slices.Sort(seqs)
		if rapid.Bool().Draw(t, "far") {
			for i := range seqs {
				seqs[i] += maxPlace
			}
		}
		list := make([]*number, len(seqs))
		for i, seq := range seqs {
			list[i] = &number{seq: seq}
		}
		for seq := uint64(0); seq < 62; seq++ {
			for _, wanted := range []uint64{seq, seq + maxPlace} {
				i, found := find(list, wanted)
				want, wantFound := slices.BinarySearch(seqs, wanted)
				if i != want || found != wantFound {
					t.Fatalf("%d in %v is at %d, %v", wanted, seqs, i, found)
				}
			}
		}
	})
}

// TestSlab: records of a block are as distinct as others, and what was not
// expected is made one by one.
func TestSlab(t *testing.T) {
	var s slab[int]
	s.expect(2*blockSize + 1)
	seen := map[*int]bool{}
	for range 2*blockSize + 5 {
		seen[s.take()] = true
	}
	if len(seen) != 2*blockSize+5 || s.expected != 0 || len(s.block) != 0 {
		t.Fatalf("%d records, %d expected, %d in the block", len(seen), s.expected, len(s.block))
	}
}

// TestMemo: a memo keeps no more than it has slots, and never gives one key the
// value of another.
func TestMemo(t *testing.T) {
	var m memo[uint64]
	made := 0
	double := func(key uint64) uint64 {
		v, err := m.of(key, func() (uint64, error) { made++; return 2 * key, nil })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for range 2 {
		for key := range uint64(5 << memoBits) {
			if got := double(key); got != 2*key {
				t.Fatalf("%d doubled is %d", key, got)
			}
		}
	}
	before := made
	if first, again := double(7), double(7); first != 14 || again != 14 || made > before+1 {
		t.Errorf("%d made for one key that was asked for twice", made-before)
	}
	if _, err := m.of(1<<63, func() (uint64, error) { return 0, errNodeID }); err == nil {
		t.Error("a refusal was swallowed")
	}
	if v, err := m.of(1<<63, func() (uint64, error) { return 9, nil }); err != nil || v != 9 {
		t.Errorf("a refusal was remembered: %d, %v", v, err)
	}
}
