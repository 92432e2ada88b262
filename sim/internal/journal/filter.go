package journal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// CheckFilter returns an error that says what is wrong with the filter's Status,
// Parent or Since. A filter that is not valid matches no record.
func CheckFilter(f sim.RecordFilter) error {
	_, err := compile(f)
	return err
}

// Match tells whether the filter chooses r.
func Match(f sim.RecordFilter, r *Record) bool {
	m, err := compile(f)
	return err == nil && m.match(r)
}

// matcher is a filter whose texts have been read.
type matcher struct {
	sim.RecordFilter
	status    string // what a status begins with
	sinceSeq  uint64
	sinceTime time.Time
}

var likeStatus = pattern.Lazy(`^[1-5]([0-9][0-9]|xx)$`)

func compile(f sim.RecordFilter) (*matcher, error) {
	m := &matcher{RecordFilter: f, status: strings.ToLower(f.Status)}
	m.PhoneNumber = sim.MSISDN(f.PhoneNumber)
	if f.Parent != "" && f.Parent != sim.Any {
		if _, ok := ParseID(f.Parent); !ok {
			return nil, fmt.Errorf("parent %q is not the id of a record, such as r12", f.Parent)
		}
	}
	if m.status != "" && !likeStatus().MatchString(m.status) {
		return nil, fmt.Errorf("status %q is neither a status such as 404 nor a class such as 4xx", f.Status)
	}
	m.status = strings.TrimSuffix(m.status, "xx")
	return m, m.readSince()
}

func (m *matcher) readSince() error {
	if m.Since == "" {
		return nil
	}
	if seq, ok := ParseID(m.Since); ok {
		m.sinceSeq = seq
		return nil
	}
	t, err := time.Parse(time.RFC3339, m.Since)
	if err != nil {
		return fmt.Errorf("since %q is neither the id of a record, such as r12, nor a time in RFC 3339, such as 2026-01-15T09:00:00Z", m.Since)
	}
	m.sinceTime = t
	return nil
}

func (m *matcher) match(r *Record) bool {
	return r.Seq > m.sinceSeq && !r.At.Before(m.sinceTime) &&
		same(m.Operation, r.Operation) && same(m.API, r.API) && same(m.Origin, string(r.Origin)) &&
		(m.Method == "" || strings.EqualFold(m.Method, r.Method)) &&
		strings.HasPrefix(strconv.Itoa(r.Status), m.status) &&
		sameOrAny(m.Parent, r.Parent) && m.matchLimit(r) && sameOrAny(m.Error, r.Error) &&
		same(m.Outcome, r.Outcome) && same(m.NumberID, r.NumberID) && same(m.PhoneNumber, r.PhoneNumber) &&
		same(m.Business, r.Business) && same(m.Partner, r.Partner) &&
		(m.Conforms == nil || *m.Conforms == r.Conforms) &&
		m.matchFault(r) && (m.Text == "" || m.matchText(r))
}

// matchText looks into the record as it is shown, so that a search cannot find out a
// secret. It comes last, because masking costs as much as answering a request.
func (m *matcher) matchText(r *Record) bool {
	v := View(r)
	if digits, ok := sim.PhonePart(m.Text); ok && strings.Contains(v.PhoneNumber, digits) {
		return true
	}
	texts := []string{v.ID, v.Path, v.Request.Query, v.NumberID, v.Business, v.Partner, r.Operation, v.Error, v.Hint}
	if v.Cause != nil {
		texts = append(texts, v.Cause.Text)
	}
	for _, message := range []*sim.RecordMessage{&v.Request.RecordMessage, &v.Response} {
		if message.Encoding == "" {
			texts = append(texts, message.Body)
		}
		for name, values := range message.Headers { // the order is of no consequence
			if name = strings.ToLower(name); strings.Contains(name, "trace") || strings.Contains(name, "request") {
				texts = append(texts, values...)
			}
		}
	}
	wanted := strings.ToLower(m.Text)
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), wanted) })
}

// matchLimit also finds a call that failed because a limit refused a call to Meta.
func (m *matcher) matchLimit(r *Record) bool {
	return sameOrAny(m.Limit, r.Limit) || r.Cause != nil && sameOrAny(m.Limit, r.Cause.Limit)
}

// matchFault also finds a call that failed because a fault struck a call to Meta.
func (m *matcher) matchFault(r *Record) bool {
	if sameOrAny(m.Fault, r.Fault) || r.Cause != nil && sameOrAny(m.Fault, r.Cause.Fault) {
		return true
	}
	for i := range r.Decisions {
		if d := &r.Decisions[i]; d.Action != "" && sameOrAny(m.Fault, d.Rule) {
			return true
		}
	}
	return false
}

func same(want, got string) bool { return want == "" || want == got }

func sameOrAny(want, got string) bool {
	return same(want, got) || (want == sim.Any && got != "")
}
