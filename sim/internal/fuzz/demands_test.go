package fuzz_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// check holds an answer to what is demanded of all answers.
func (a *answer) check(t *testing.T) {
	t.Helper()
	injected := slices.ContainsFunc(a.records, func(r sim.Record) bool { return r.Fault != nil })
	if a.status >= 500 && !injected {
		t.Errorf("the simulator failed: %d %s", a.status, a.body)
	}
	for name, values := range a.header {
		for _, v := range values {
			if !isToken(name) || !isFieldValue(v) {
				t.Errorf("the answer has the header %q: %q", name, v)
			}
		}
	}
	a.checkRecords(t)
	a.checkState(t)
	if root := a.root(); root != nil {
		a.checkVendor(t, root)
		return
	}
	a.checkOwn(t)
}

// root is the record of the request itself, nil when a vendor never saw it.
func (a *answer) root() *sim.Record {
	if len(a.records) == 0 {
		return nil
	}
	return &a.records[0]
}

// checkRecords: the journal has one record for a vendor's request, and those of
// what it caused name their parents.
func (a *answer) checkRecords(t *testing.T) {
	t.Helper()
	ids := map[string]bool{}
	for i, r := range a.records {
		switch {
		case ids[r.ID]:
			t.Errorf("two records are %s", r.ID)
		case i == 0 && (r.Parent != nil || r.Origin != "client" || r.Status != a.status || a.header.Get("X-Sim-Request") != r.ID):
			t.Errorf("the answer %d %s has the record %s", a.status, a.header.Get("X-Sim-Request"), asJSON(t, r))
		case i > 0 && (r.Parent == nil || !ids[*r.Parent]):
			t.Errorf("a record too many: %s", asJSON(t, r))
		}
		ids[r.ID] = true
	}
}

// reads are the operations that change nothing.
var reads = []string{"", "meta.get_number", "meta.list_numbers", "meta.list_partners", "meta.get_business", "360dialog.list_numbers", "360dialog.create_token"}

func operation(r *sim.Record) string {
	if r.Operation == nil {
		return ""
	}
	return *r.Operation
}

// refused reports whether a record is one of a failure.
func refused(r *sim.Record) bool { return r.Error != "" || r.Status >= 400 || r.Status < 200 }

// checkState: what was refused or only read has changed nothing. A wrong code
// counts as a try, a call that was let in counts in its limits, whatever came of
// it.
func (a *answer) checkState(t *testing.T) {
	t.Helper()
	tried, counted := false, false
	for i := range a.records {
		r := &a.records[i]
		if !refused(r) && !slices.Contains(reads, operation(r)) {
			return
		}
		tried = tried || r.Error == "meta.code_wrong"
		counted = counted || operation(r) != "" && r.Conforms && r.Limit == nil && r.Status != http.StatusUnauthorized
	}
	if a.root() == nil && a.status < 400 && a.method != http.MethodGet { // the control API may do anything
		return
	}
	if before, after := state(t, a.before, tried, counted), state(t, a.after, tried, counted); before != after {
		t.Errorf("%d %s has changed the world, which %s", a.status, a.body, difference([]byte(before), []byte(after)))
	}
}

// state is a snapshot without what every request may move: the journal,
// coverage, trace ids, the counts of fault rules.
func state(t *testing.T, s world.Snapshot, tried, counted bool) string {
	t.Helper()
	s.Journal, s.Coverage, s.Streams.Traces = journal.State{}, world.Counts{}, nil
	s.Faults = slices.Clone(s.Faults)
	for i := range s.Faults {
		s.Faults[i] = sim.Fault{FaultRule: s.Faults[i].FaultRule, Since: s.Faults[i].Since, Enabled: s.Faults[i].Enabled}
	}
	if counted {
		s.Limits = slices.Clone(s.Limits)
		for i := range s.Limits {
			s.Limits[i].Usage = nil
		}
	}
	if tried {
		s.Store.Steps, s.Store.Codes = nil, slices.Clone(s.Store.Codes)
		for i := range s.Store.Codes {
			c := &s.Store.Codes[i]
			c.Attempts, c.Voided, c.Current = 0, false, false
		}
	}
	return asJSON(t, s)
}

// checkVendor: the answer has the form in which the vendor's clients read it.
func (a *answer) checkVendor(t *testing.T, r *sim.Record) {
	t.Helper()
	if a.method == http.MethodHead || len(a.body) == 0 && (a.method == http.MethodOptions || a.status == http.StatusNotModified) {
		if len(a.body) > 0 {
			t.Errorf("an answer without a body has one: %s", a.body)
		}
		return
	}
	media := map[string]string{"meta": "application/json; charset=UTF-8", "360dialog": "application/json"}[r.API]
	if r.Dialect == string(sim.Observed) {
		media = "application/json"
	}
	if got := a.header.Get("Content-Type"); got != media {
		t.Errorf("the media type is %q, not %q", got, media)
	}
	value := a.value(t)
	if i := bytes.IndexFunc(a.body, func(r rune) bool { return r > 0x7e || r < ' ' && r != '\n' }); i >= 0 {
		t.Errorf("not ASCII at byte %d: %s", i, a.body)
	}
	if a.status < 400 && r.Error == "" {
		return
	}
	object, _ := value.(map[string]any)
	if r.API == "meta" {
		checkMetaError(t, object, a)
	} else {
		checkHubError(t, object, a)
	}
}

func checkMetaError(t *testing.T, object map[string]any, a *answer) {
	t.Helper()
	e, _ := object["error"].(map[string]any)
	_, isCode := e["code"].(json.Number)
	if text(e, "message") == "" || text(e, "type") == "" || text(e, "fbtrace_id") == "" || !isCode || len(object) != 1 {
		t.Errorf("no failure of Meta's: %d %s", a.status, a.body)
	}
}

func checkHubError(t *testing.T, object map[string]any, a *answer) {
	t.Helper()
	if text(object, "error") != "" && text(object, "error_description") != "" && a.records[0].Operation != nil && *a.records[0].Operation == "360dialog.create_token" {
		return
	}
	m, _ := object["meta"].(map[string]any)
	code, _ := m["http_code"].(json.Number)
	status, _ := code.Int64()
	if text(m, "developer_message") == "" || text(m, "360dialog_trace_id") == "" || status != int64(a.status) || m["success"] != false {
		t.Errorf("no failure of 360dialog's: %d %s", a.status, a.body)
	}
}

func text(object map[string]any, name string) string {
	s, _ := object[name].(string)
	return s
}

// checkOwn: what no vendor answers is a problem when it is a failure.
func (a *answer) checkOwn(t *testing.T) {
	t.Helper()
	media := a.header.Get("Content-Type")
	switch {
	case a.method == http.MethodHead || a.status == http.StatusNoContent || a.status == http.StatusFound:
		return
	case a.status == http.StatusPreconditionFailed || a.status == http.StatusRequestedRangeNotSatisfiable:
		return // net/http's own, of a file of the console
	case strings.HasPrefix(media, "text/plain") && (string(a.body) == "ok\n" || a.status == http.StatusMethodNotAllowed):
		return // a probe
	case a.status < 400:
		if strings.HasSuffix(media, "json") {
			a.value(t)
		}
		return
	}
	object, _ := a.value(t).(map[string]any)
	code, _ := object["status"].(json.Number)
	status, _ := code.Int64()
	if media != "application/problem+json" || status != int64(a.status) ||
		!strings.HasPrefix(text(object, "type"), "/problems/") || text(object, "title") == "" || text(object, "detail") == "" {
		t.Errorf("no problem: %d %s %s", a.status, media, a.body)
	}
}

// value decodes the body: one JSON value in which no object names a member
// twice.
func (a *answer) value(t *testing.T) any {
	t.Helper()
	value, err := decode(a.body)
	if err != nil {
		t.Errorf("%v in %d %.2000s", err, a.status, a.body)
	}
	return value
}

var errTwice = errors.New("an object names a member twice")

// decode reads one JSON value. It returns an error for an object that names a
// member twice, which encoding/json takes.
func decode(data []byte) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err = d.Decode(&value); err != nil {
		return nil, err
	}
	if _, err = d.Token(); err != io.EOF { //nolint:errorlint // Token returns io.EOF as it is
		return nil, errors.New("something follows the JSON")
	}
	tokens := json.NewDecoder(bytes.NewReader(data))
	tokens.UseNumber()
	return value, distinct(tokens)
}

// distinct reads one value token by token.
func distinct(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	open, _ := token.(json.Delim)
	seen := map[string]bool{}
	for (open == '{' || open == '[') && d.More() {
		if open == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			if seen[name.(string)] { //nolint:forcetypeassert // a member's name
				return errTwice
			}
			seen[name.(string)] = true //nolint:forcetypeassert // see above
		}
		if err := distinct(d); err != nil {
			return err
		}
	}
	if open == '{' || open == '[' {
		_, err = d.Token()
	}
	return err
}

// roundTrip: the world as one document, put back, is the same document.
func (h *house) roundTrip(t *testing.T) {
	t.Helper()
	first := h.control(t, http.MethodGet, "/snapshot", "")
	h.control(t, http.MethodPut, "/snapshot", string(first))
	if again := h.control(t, http.MethodGet, "/snapshot", ""); !bytes.Equal(first, again) {
		t.Errorf("a snapshot that was put back %s", difference(first, again))
	}
}

// difference says where two documents part.
func difference(a, b []byte) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	return fmt.Sprintf("is another one at byte %d:\n%s\n%s", at, around(a, at), around(b, at))
}

func around(text []byte, at int) []byte {
	return text[max(0, at-100):min(len(text), at+100)]
}

var versionForm = regexp.MustCompile(`^v(19|2[0-6])\.0$`)
