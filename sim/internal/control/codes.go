package control

import (
	"context"
	"strconv"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// inbox reads a page of the messages that the query chooses.
func (q *request) inbox(now time.Time, f store.CodeFilter) (page []sim.Code, next uint64) {
	f.Phone, f.NumberID = q.phone(), q.query.Get("number_id")
	_ = q.world.Store.Do(now, func(tx *store.Tx) error {
		page, next = tx.Codes(f)
		return nil
	})
	for i := range page {
		page[i].DisplayPhoneNumber = sim.DisplayPhone(page[i].PhoneNumber)
	}
	return page, next
}

func listCodes(q *request) (answer, error) {
	f := store.CodeFilter{State: sim.CodeState(q.query.Get("state")), Limit: q.limit()}
	if after := q.query.Get("after"); after != "" {
		var err error
		if f.Before, err = strconv.ParseUint(after, 10, 64); err != nil || f.Before == 0 {
			return answer{}, param("after", "%q is no value of next", strict.Clip(after))
		}
	}
	page, last := q.inbox(q.now, f)
	next := ""
	if last > 0 {
		next = strconv.FormatUint(last, 10)
	}
	return answer{value: paged{page, next}}, nil
}

// recheck is how often, in real time, a waiting call looks again although
// nothing was journaled: a late message arrives by the passing of time alone.
const recheck = 50 * time.Millisecond

func latestCode(q *request) (answer, error) {
	wait, err := q.wait()
	if err != nil {
		return answer{}, err
	}
	f := store.CodeFilter{Delivered: true, Limit: 1}
	if text := q.query.Get("since"); text != "" {
		if f.Since, err = time.Parse(time.RFC3339, text); err != nil {
			return answer{}, param("since", "%q is no time in RFC 3339, such as 2026-01-15T09:00:00Z", strict.Clip(text))
		}
	}
	var page []sim.Code
	err = q.await(wait, func() bool {
		page, _ = q.inbox(q.world.Now(), f)
		return len(page) > 0
	})
	switch {
	case err != nil:
		return answer{}, err
	case len(page) > 0:
		return answer{value: page[0]}, nil
	case isClosed(q.world.Leaving()):
		return answer{}, noCode.fail("the world was reset, replaced or ended while the call waited")
	case wait > 0:
		return answer{}, noCode.fail("no such code was delivered within %s", sim.Duration(wait))
	}
	return answer{}, noCode.fail("no such code was delivered; wait=5s waits for one")
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// await calls look until it reports that it has found something, again whenever a
// request has come in, and until the wait is over or the world has ended. It returns a
// problem when too many calls wait already.
func (q *request) await(wait time.Duration, look func() bool) error {
	if look() || wait == 0 {
		return nil
	}
	leave, ok := q.world.Wait()
	if !ok {
		return tooManyWaits.fail("%d calls wait in this world already", world.MaxWaits)
	}
	defer leave()
	ctx, cancel := context.WithTimeout(q.http.Context(), wait)
	defer cancel()
	ticker := time.NewTicker(recheck)
	defer ticker.Stop()
	var arrivals <-chan *journal.Record // without a subscription, the ticker is left
	if sub, err := q.world.Journal.Subscribe(1); err == nil {
		defer sub.Close()
		arrivals = sub.C
	}
	for !look() {
		select {
		case _, open := <-arrivals:
			if !open {
				arrivals = nil // too many at once; the ticker is left
			}
		case <-ticker.C:
		case <-q.world.Leaving():
			return nil
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}
