package control

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// inbox reads messages, newest first.
func (q *request) inbox(now time.Time) ([]sim.Code, error) {
	var all []sim.Code
	err := q.world.Store.Do(now, func(tx *store.Tx) error {
		all = tx.Codes(store.CodeFilter{Phone: q.phone(), NumberID: q.query.Get("number_id")})
		return nil
	})
	return all, err
}

// codeKey names a message for paging. Messages have no id; a number may get
// several at one instant of a frozen clock, so the key counts them.
type codeKey struct {
	at     int64
	number string
	nth    int
}

func (k codeKey) String() string { return fmt.Sprintf("%d-%s-%d", k.at, k.number, k.nth) }

// codeKeys are the keys of messages given newest first. They stay the same
// while the inbox grows.
func codeKeys(all []sim.Code) []codeKey {
	keys := make([]codeKey, len(all))
	seen := map[codeKey]int{}
	for i := len(all) - 1; i >= 0; i-- {
		k := codeKey{at: all[i].IssuedAt.UnixNano(), number: all[i].NumberID}
		seen[k]++
		keys[i] = codeKey{k.at, k.number, seen[k]}
	}
	return keys
}

// behind returns how many messages, newest first, come before the ones behind
// the key given as after. One that has fallen out of the inbox has none behind.
func behind(after string, keys []codeKey) (int, error) {
	if after == "" {
		return 0, nil
	}
	parts := strings.Split(after, "-")
	if len(parts) != 3 {
		return 0, param("after", "%q is no value of next", strict.Clip(after))
	}
	if _, err := strconv.ParseInt(parts[0], 10, 64); err != nil {
		return 0, param("after", "%q is no value of next", strict.Clip(after))
	}
	for i, k := range keys {
		if k.String() == after {
			return i + 1, nil
		}
	}
	return len(keys), nil
}

func listCodes(q *request) (answer, error) {
	all, err := q.inbox(q.now)
	if err != nil {
		return answer{}, err
	}
	keys := codeKeys(all)
	from, err := behind(q.query.Get("after"), keys)
	if err != nil {
		return answer{}, err
	}
	out, next, last := []sim.Code{}, "", ""
	state := sim.CodeState(q.query.Get("state"))
	for i := from; i < len(all); i++ {
		if state != "" && all[i].State != state {
			continue
		}
		if len(out) == q.limit() {
			next = last
			break
		}
		all[i].DisplayPhoneNumber = sim.DisplayPhone(all[i].PhoneNumber)
		out, last = append(out, all[i]), keys[i].String()
	}
	return answer{value: paged{out, next}}, nil
}

// recheck is how often, in real time, a waiting call looks again although
// nothing was journaled: a late message arrives by the passing of time alone.
const recheck = 50 * time.Millisecond

func latestCode(q *request) (answer, error) {
	wait, err := q.wait()
	if err != nil {
		return answer{}, err
	}
	var since time.Time
	if text := q.query.Get("since"); text != "" {
		if since, err = time.Parse(time.RFC3339, text); err != nil {
			return answer{}, param("since", "%q is no time in RFC 3339, such as 2026-01-15T09:00:00Z", strict.Clip(text))
		}
	}
	leave, err := q.mayWait(wait)
	if err != nil {
		return answer{}, err
	}
	defer leave()
	code, found, err := q.awaitCode(wait, since)
	switch {
	case err != nil:
		return answer{}, err
	case !found && isClosed(q.world.Leaving()):
		return answer{}, noCode.fail("the world was reset, replaced or ended while the call waited")
	case !found && wait > 0:
		return answer{}, noCode.fail("no such code was delivered within %s", sim.Duration(wait))
	case !found:
		return answer{}, noCode.fail("no such code was delivered; wait=5s waits for one")
	}
	code.DisplayPhoneNumber = sim.DisplayPhone(code.PhoneNumber)
	return answer{value: code}, nil
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// awaitCode looks for a code, again whenever a request has come in, until the
// time is up or the world has ended.
func (q *request) awaitCode(wait time.Duration, since time.Time) (sim.Code, bool, error) {
	ctx, cancel := context.WithTimeout(q.http.Context(), wait)
	defer cancel()
	ticker := time.NewTicker(recheck)
	defer ticker.Stop()
	var arrivals <-chan *journal.Record // without a subscription, the ticker is left
	if wait > 0 {
		if sub, err := q.world.Journal.Subscribe(1); err == nil {
			defer sub.Close()
			arrivals = sub.C
		}
	}
	for {
		code, found, err := q.newestCode(since)
		if found || err != nil {
			return code, found, err
		}
		select {
		case _, open := <-arrivals:
			if !open {
				arrivals = nil // too many at once; the ticker is left
			}
		case <-ticker.C:
		case <-q.world.Leaving():
			return code, false, nil
		case <-ctx.Done():
			return code, false, nil
		}
	}
}

// newestCode is the code issued last of those that have arrived by now.
func (q *request) newestCode(since time.Time) (sim.Code, bool, error) {
	all, err := q.inbox(q.world.Now())
	for _, c := range all {
		if !c.DeliveredAt.IsZero() && !c.IssuedAt.Before(since) {
			return c, true, nil
		}
	}
	return sim.Code{}, false, err
}
