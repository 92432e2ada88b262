package fault

import (
	"fmt"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// outside says why a request that the rule sees is not one it counts; "" for one
// that it counts.
func outside(f *sim.Fault, now time.Time, s *Subject) sim.OptionalText {
	w, age := &f.When, now.Sub(f.Since.Time)
	switch {
	case age < time.Duration(w.After):
		return told("the window opens %s after the rule was put in place", w.After)
	case w.Until > 0 && age >= time.Duration(w.Until):
		return told("the window closed %s after the rule was put in place", w.Until)
	case w.Status != "" && w.Status != s.Status:
		return sim.OptionalText(unlike("status", s.Status, w.Status))
	default:
		return ""
	}
}

// undue says why a counted request is left alone before any die is thrown; ""
// for one that is not. decided is the rule that has decided the point already,
// or "".
func undue(f *sim.Fault, decided string) sim.OptionalText {
	w := &f.When
	switch {
	case !scheduled(w, f.Matched):
		return told("call %d, %s", f.Matched, planOf(w, f.Matched))
	case w.Times > 0 && f.Acted >= w.Times:
		return told("call %d, the rule has acted %s, as often as it may", f.Matched, sim.Times(w.Times))
	case decided != "" && !latencyOnly(&f.Do):
		return told("call %d, the rule %s decided before this one", f.Matched, decided)
	default:
		return ""
	}
}

// against says that the die showed too much. Four digits of a draw are kept.
func against(draw, probability float64) sim.OptionalText {
	shown := float64(int(draw*1e4)) / 1e4
	return told("the die showed %s, the rule acts below %s", plain(shown), plain(probability))
}

func told(format string, args ...any) sim.OptionalText {
	return sim.OptionalText(fmt.Sprintf(format, args...))
}

// planOf says which requests the rule waits for after request n, or waited for.
func planOf(w *sim.FaultTrigger, n int) string {
	if len(w.Calls) == 0 {
		next := max(n+1, w.From)
		if every := w.Every; every > 1 {
			next += (every - next%every) % every
		}
		return fmt.Sprintf("the rule waits for call %d", next)
	}
	next := 0
	for _, c := range w.Calls {
		if c > n && scheduled(w, c) && (next == 0 || c < next) {
			next = c
		}
	}
	if next == 0 {
		return "and no later call is the rule's"
	}
	return fmt.Sprintf("the rule waits for call %d", next)
}

// unlike words one part of a request that is not what the rule asks for.
func unlike(part, has, wants string) string {
	if has == "" {
		return fmt.Sprintf("the request has no %s, the rule wants %s", part, wants)
	}
	return fmt.Sprintf("%s is %s, not %s", part, has, wants)
}

// NearestMiss finds the request that came closest to a rule since it was put in
// place: the one with the fewest parts that did not fit its On and its status,
// the latest of several. subjects are requests, oldest first. It returns nil
// without requests and for a rule that has matched one.
func NearestMiss(f *sim.Fault, subjects []Subject) *sim.NearestMiss {
	if f.Matched > 0 {
		return nil
	}
	var best *Subject
	var missing []string
	for i := range subjects {
		s := &subjects[i]
		if s.At.Before(f.Since.Time) {
			continue
		}
		if parts := misfits(f, s); best == nil || len(parts) <= len(missing) {
			best, missing = s, parts
		}
	}
	if best == nil {
		return nil
	}
	text := best.Request + " matches, but " + unlucky(f, best)
	if len(missing) > 0 {
		text = best.Request + " came closest: " + strings.Join(missing, ", ")
	}
	return &sim.NearestMiss{Request: best.Request, Text: text, Missing: append([]string{}, missing...)}
}

// unlucky says why the rule did not act on a request that fits it.
func unlucky(f *sim.Fault, s *Subject) string {
	switch {
	case f.Missed != "":
		return string(f.Missed)
	case s.Served:
		return "came before the rule was put in place"
	case s.Fault != "" && s.Fault != f.Name:
		return "the rule " + s.Fault + " decided before this one"
	case s.Limit != "":
		return "the limit " + s.Limit + " refused it before faults are checked"
	case f.Point == sim.PointAdmit:
		return "was refused before limits and faults are checked"
	default:
		return "ended before the rule's point, " + string(f.Point)
	}
}

// misfits words the parts of s that do not fit.
func misfits(f *sim.Fault, s *Subject) (missing []string) {
	wants, has := parts(&f.On), parts(&s.FaultMatch)
	for i, want := range wants {
		if want != "" && want != has[i] {
			missing = append(missing, unlike(partNames[i], has[i], want))
		}
	}
	if f.When.Status != "" && f.When.Status != s.Status {
		missing = append(missing, unlike("status", s.Status, f.When.Status))
	}
	return missing
}
