package fuzz_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// written is the snapshot of a world in which something has happened: codes,
// counts, a deleted number, rules that have acted, records.
func (h *house) written(f *testing.F) []byte {
	t := &testing.T{} // a rig for a test; what it finds is found again when the seeds run
	earlier := h.earlier(f)
	h.anew(f)
	for _, c := range append(earlier, letters(h.world(f).Snapshot())...) {
		r, _ := c.request()
		h.serve(f, r, &answer{})
	}
	for _, rule := range []string{
		`{"name":"lost","on":{"operation":"meta.get_number"},"when":{"calls":[2,5],"probability":0.5,"until":"2h"},"do":{"reply":"drop"}}`,
		`{"on":{"api":"meta","phone_number":"12025550130"},"when":{"times":1},"do":{"latency":{"min":"1ms","max":"2ms"},"status":503,"violates":"proxy","headers":{"Retry-After":"3"}}}`,
	} {
		h.control(t, "POST", "/faults", rule)
	}
	h.control(t, "DELETE", "/requests", "")
	for _, c := range earlier[:2] {
		r, _ := c.request()
		h.serve(f, r, &answer{})
	}
	h.control(t, "POST", "/limits/hub/exhaust", `{"key":"second-api-key"}`)
	h.control(t, "POST", "/clock", `{"advance":"1h"}`)
	return h.control(t, "GET", "/snapshot", "")
}

// FuzzSnapshot puts any text in as a snapshot.
func FuzzSnapshot(f *testing.F) {
	h := closed()
	base := h.written(f)
	f.Add(base)
	f.Add(append([]byte("\xef\xbb\xbf"), base...))
	f.Add(append(slices.Clip(base), base...))
	f.Add(base[:len(base)/2])
	f.Add(bytes.ReplaceAll(base, []byte(`":`), []byte("\" :\r\n")))
	f.Add(bytes.Replace(base, []byte(`{`), []byte(`{"version":2,`), 1))
	f.Add(bytes.ToUpper(base))
	for _, text := range append(inOrder(nastyJSON), inOrder(nastyTexts)...) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) { h.restore(t, data) })
}

// restore puts a text in as a snapshot: it is refused and changes nothing, or
// makes a world that stands everything.
func (h *house) restore(t *testing.T, data []byte) {
	t.Helper()
	if bytes.Contains(data, []byte("generate")) { // a reset to a million numbers takes its time
		return
	}
	c := call{method: "PUT", target: "/_sim/v1/snapshot", body: string(data)}.withHeader("Content-Type", "application/json")
	if a, _ := h.do(t, c); a.status < 300 {
		h.roundTrip(t)
		h.live(t)
	}
}

// FuzzSnapshotMember puts another value in the place of any value of a snapshot.
func FuzzSnapshotMember(f *testing.F) {
	h := closed()
	base := h.written(f)
	places := valuesOf(f, base)
	odd := []string{`null`, `0`, `-1`, `1e999`, `9223372036854775807`, `""`, `"x"`, `[]`, `{}`, `true`, `"0001-01-01T00:00:00Z"`, `"9999-12-31T23:59:59Z"`, `"36500d"`, `"AA=="`}
	for i := 0; i < len(places); i += 5 {
		f.Add(uint16(i), odd[(i+i/len(odd))%len(odd)])
	}
	f.Fuzz(func(t *testing.T, which uint16, value string) {
		h.restore(t, patched(base, places[int(which)%len(places)], value))
	})
}

// FuzzSnapshotDiff compares two snapshots in each of which one value is another.
func FuzzSnapshotDiff(f *testing.F) {
	h := closed()
	base := h.written(f)
	places := valuesOf(f, base)
	f.Add(uint16(0), string(base), uint16(0), string(base))
	f.Add(uint16(0), string(base), uint16(0), "null")
	for i, value := range inOrder(nastyJSON) {
		f.Add(uint16(i*3), value, uint16(0), string(base))
		f.Add(uint16(0), string(base), uint16(i*5), value)
	}
	for i, value := range inOrder(nastyTexts) {
		f.Add(uint16(i*7), asJSON(f, value), uint16(i*11), `"x"`)
	}
	f.Fuzz(func(t *testing.T, which uint16, value string, other uint16, otherValue string) {
		from, to := patched(base, places[int(which)%len(places)], value), patched(base, places[int(other)%len(places)], otherValue)
		c := call{method: "POST", target: "/_sim/v1/snapshot/diff", body: `{"from":` + string(from) + `,"to":` + string(to) + `}`}
		a, _ := h.do(t, c.withHeader("Content-Type", "application/json"))
		if same := bytes.Equal(from, to); same && a.status == 200 && !strings.HasPrefix(string(a.body), `{"data":[],"truncated":false}`) {
			t.Errorf("a snapshot differs from itself: %s", a.body)
		}
	})
}

// place is where a value stands in a document.
type place struct{ from, to int }

func patched(base []byte, at place, value string) []byte {
	return slices.Concat(base[:at.from], []byte(value), base[at.to:])
}

// valuesOf lists where the values of a document stand, the whole first and each
// before what is in it.
func valuesOf(f *testing.F, data []byte) []place {
	var out []place
	d := json.NewDecoder(bytes.NewReader(data))
	var value func()
	next := func() json.Token {
		token, err := d.Token()
		if err != nil {
			f.Fatal(err)
		}
		return token
	}
	value = func() {
		at := int(d.InputOffset())
		for strings.ContainsRune(" ,:\n", rune(data[at])) {
			at++
		}
		i := len(out)
		out = append(out, place{from: at})
		open, _ := next().(json.Delim)
		for (open == '{' || open == '[') && d.More() {
			if open == '{' {
				next()
			}
			value()
		}
		if open == '{' || open == '[' {
			next()
		}
		out[i].to = int(d.InputOffset())
	}
	value()
	return out
}
