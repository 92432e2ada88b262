package model

import (
	"slices"
	"strings"
	"time"
)

// rule is a fault rule: on which requests, when among them, and what it does.
type rule struct {
	name string
	on   match
	when trigger
	do   mishap
}

// match names requests; an empty member fits all.
type match struct {
	operation, api, origin, phone, number, partner, business string
}

// trigger chooses among the requests that match.
type trigger struct {
	calls              []int
	from, every, times int
	after, until       time.Duration
	status             string
}

// mishap is what goes wrong.
type mishap struct {
	failure    string // a catalogue id
	applied    bool   // the change is made all the same
	connection string // reset or close
	reply      string // drop, truncate or garbage
	deliver    string // never, wrong or late
	late       time.Duration
}

// delivery is what becomes of a code's message.
type delivery struct {
	never, wrong bool
	late         time.Duration
}

// fault is a rule in its place.
type fault struct {
	rule
	since                time.Time
	off                  bool
	seen, matched, acted int
}

// subject is what rules and limits look at in a request.
type subject struct {
	operation, api, origin, phone, number, business, partner, status, token, app string
}

// The points of a request at which rules act.
const (
	arrive = "arrive"
	admit  = "admit"
	reply  = "reply"
)

func (r *rule) point() string {
	switch {
	case r.do.connection != "":
		return arrive
	case r.do.reply != "" || r.do.applied:
		return reply
	default:
		return admit
	}
}

// about is the rule's match with what its action implies: a delivery is about
// the one operation that sends codes, an error about the vendor it is of.
func (r *rule) about() match {
	m := r.on
	if m.operation == "" && r.do.deliver != "" {
		m.operation = "meta.request_code"
	}
	if m.operation == "" && m.api == "" && r.do.failure != "" {
		m.api = vendorOf(r.do.failure)
	}
	return m
}

func vendorOf(name string) string {
	vendor, _, _ := strings.Cut(name, ".")
	return vendor
}

func (m match) fits(q *subject) bool {
	fits := func(want, got string) bool { return want == "" || want == got }
	return fits(m.operation, q.operation) && fits(m.api, q.api) && fits(m.origin, q.origin) &&
		fits(m.phone, q.phone) && fits(m.number, q.number) && fits(m.partner, q.partner) && fits(m.business, q.business)
}

// due tells whether the n-th request that matches is one to act on.
func (w *trigger) due(n, acted int) bool {
	return n >= w.from && (w.every == 0 || n%w.every == 0) && (len(w.calls) == 0 || slices.Contains(w.calls, n)) &&
		(w.times == 0 || acted < w.times)
}

func (s *spec) addFault(r rule) {
	f := fault{rule: r, since: s.now}
	if i := s.fault(r.name); i >= 0 {
		s.faults[i] = f // where the one of its name stood
		return
	}
	s.faults = append(s.faults, f)
}

func (s *spec) removeFault(name string) bool {
	i := s.fault(name)
	if i >= 0 {
		s.faults = slices.Delete(s.faults, i, i+1)
	}
	return i >= 0
}

func (s *spec) fault(name string) int {
	return slices.IndexFunc(s.faults, func(f fault) bool { return f.name == name })
}

// meet asks the rules of a point in their order. The first that acts decides;
// those behind it count the request all the same.
func (s *spec) meet(point string, q *subject) *fault {
	var decided *fault
	for i := range s.faults {
		f := &s.faults[i]
		if f.off || f.point() != point || !f.about().fits(q) {
			continue
		}
		f.seen++
		age := s.now.Sub(f.since)
		if age < f.when.after || f.when.until > 0 && age >= f.when.until || f.when.status != "" && f.when.status != q.status {
			continue
		}
		f.matched++
		if decided == nil && f.when.due(f.matched, f.acted) {
			f.acted++
			decided = f
		}
	}
	return decided
}

// quota is a limit as a scenario writes it.
type quota struct {
	name       string
	operations []string // names, or meta.* and 360dialog.*
	per        string   // business, number, token, partner or app
	allow      int
	window     time.Duration
	failure    string // a catalogue id; "": the vendor's own
}

// limit is a quota with its rolling windows.
type limit struct {
	quota
	calls map[string][]time.Time // by key, oldest first
	full  map[string]time.Time   // keys that were exhausted, and when
	all   time.Time              // when every key was; zero: never
}

func newLimits(quotas []quota) []limit {
	out := make([]limit, len(quotas))
	for i, q := range quotas {
		out[i] = limit{quota: q, calls: map[string][]time.Time{}, full: map[string]time.Time{}}
	}
	return out
}

func (l *limit) concerns(operation string) bool {
	return slices.Contains(l.operations, operation) || slices.Contains(l.operations, vendorOf(operation)+".*")
}

func (q *subject) key(per string) string {
	return map[string]string{
		"business": q.business, "number": q.number, "token": q.token, "partner": q.partner, "app": q.app,
	}[per]
}

// within is what of a key's calls lies in the window that ends now.
func (l *limit) within(key string, now time.Time) []time.Time {
	calls := l.calls[key]
	for len(calls) > 0 && now.Sub(calls[0]) >= l.window {
		calls = calls[1:]
	}
	return calls
}

// use is how much of the window is taken and how long until a call passes.
func (l *limit) use(key string, now time.Time) (used int, regain time.Duration) {
	calls := l.within(key, now)
	if used = len(calls); used >= l.allow {
		regain = l.window - now.Sub(calls[used-l.allow])
	}
	for _, since := range []time.Time{l.full[key], l.all} {
		if left := l.window - now.Sub(since); !since.IsZero() && left > 0 {
			used, regain = max(used, l.allow), max(regain, left)
		}
	}
	return used, regain
}

// refusing is the catalogue id a call over the limit is answered with.
func (l *limit) refusing(operation string) string {
	switch {
	case l.failure != "":
		return l.failure
	case vendorOf(operation) == "360dialog":
		return "360dialog.too_many_requests"
	case len(l.operations) == 1 && l.operations[0] == "meta.request_code":
		return "meta.code_requests_exceeded"
	default:
		return "meta.rate_limited"
	}
}

// take asks all limits of a call, and counts it in each only if all let it
// pass. Of several that refuse, the one that refuses longest answers.
func (s *spec) take(q *subject) *limit {
	var refusing *limit
	var longest time.Duration
	for i := range s.limits {
		l := &s.limits[i]
		if key := q.key(l.per); key != "" && l.concerns(q.operation) {
			if _, regain := l.use(key, s.now); regain > longest {
				refusing, longest = l, regain
			}
		}
	}
	for i := range s.limits {
		l := &s.limits[i]
		if key := q.key(l.per); refusing == nil && key != "" && l.concerns(q.operation) {
			l.calls[key] = append(slices.Clone(l.within(key, s.now)), s.now)
		}
	}
	return refusing
}

// exhaust fills a limit for one key or, with "", for all. It refuses a key that
// names nothing of the kind the limit counts per.
func (s *spec) exhaust(name, key string) bool {
	l := &s.limits[slices.IndexFunc(s.limits, func(l limit) bool { return l.name == name })]
	if key == "" {
		l.all = s.now
		return true
	}
	known := false
	switch l.per {
	case "business":
		known = s.business(key)
	case "partner":
		known = s.partner(key) >= 0
	case "token":
		known = strings.HasPrefix(key, "EAAJB")
	case "app":
		known = key == "1017734028366125"
	case "number":
		if i := s.byPhone(key); i >= 0 {
			key, known = s.numbers[i].id, true
		}
	}
	if known {
		l.full[key] = s.now
	}
	return known
}

// keys are those that have anything in the window.
func (l *limit) keys(now time.Time) []string {
	var out []string
	for key := range l.calls {
		out = append(out, key)
	}
	for key := range l.full {
		out = append(out, key)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(key string) bool {
		since, exhausted := l.full[key]
		return len(l.within(key, now)) == 0 && !(exhausted && now.Sub(since) < l.window)
	})
}

// windowEnds lists when windows that were full at from have room again, if
// no call comes meanwhile.
func (s *spec) windowEnds(from, to time.Time) (out []due) {
	for i := range s.limits {
		l := &s.limits[i]
		whole := from
		if !l.all.IsZero() && from.Sub(l.all) < l.window {
			whole = l.all.Add(l.window)
			out = append(out, due{whole, "window_ended", -1, l.name})
		}
		for _, key := range l.keys(from) {
			at := from
			if calls := l.within(key, from); len(calls) >= l.allow {
				at = calls[len(calls)-l.allow].Add(l.window)
			}
			if since, exhausted := l.full[key]; exhausted && since.Add(l.window).After(at) {
				at = since.Add(l.window)
			}
			if at.After(whole) {
				out = append(out, due{at, "window_ended", -1, l.name + " " + l.shown(key)})
			}
		}
	}
	return slices.DeleteFunc(out, func(d due) bool { return d.at.After(to) })
}

// shown is a key for other eyes: a credential but for its end is hidden.
func (l *limit) shown(key string) string {
	if l.per != "token" {
		return key
	}
	return "****" + key[len(key)-4:]
}
