package journal

import (
	"errors"
	"slices"
)

// MaxSubscribers is how many subscriptions one journal carries at a time.
const MaxSubscribers = 64

// ErrTooManySubscribers is returned by [Journal.Subscribe] when [MaxSubscribers] are
// there already.
var ErrTooManySubscribers = errors.New("journal: too many subscribers")

// Subscription receives records as they close, so children come before their
// parents.
type Subscription struct {
	// C delivers the records. It is closed when the subscription ends: by
	// [Subscription.Close], by [Journal.Shutdown], or because its reader is too slow.
	C <-chan *Record

	j *Journal
	c chan *Record
}

// Subscribe starts a subscription that can fall behind by buffer records, at
// least 1. After [Journal.Shutdown] it has ended. It returns [ErrTooManySubscribers].
func (j *Journal) Subscribe(buffer int) (*Subscription, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.subs) >= MaxSubscribers {
		return nil, ErrTooManySubscribers
	}
	c := make(chan *Record, max(buffer, 1))
	s := &Subscription{C: c, c: c, j: j}
	if j.down {
		close(c)
	} else {
		j.subs = append(j.subs, s)
	}
	return s, nil
}

// Close ends the subscription. Records already delivered can still be read
// from C. Closing twice does no harm.
func (s *Subscription) Close() {
	s.j.mu.Lock()
	defer s.j.mu.Unlock()
	if i := slices.Index(s.j.subs, s); i >= 0 {
		s.j.subs = slices.Delete(s.j.subs, i, i+1)
		close(s.c)
	}
}

// publish hands r to every subscriber without waiting for any. One that has no
// room is ended: a stream with a silent gap would be worse than none.
func (j *Journal) publish(r *Record) {
	j.subs = slices.DeleteFunc(j.subs, func(s *Subscription) bool {
		select {
		case s.c <- r:
			return false
		default:
			close(s.c)
			return true
		}
	})
}

// Shutdown ends all subscriptions and refuses new ones, so that streams end. The journal
// keeps working otherwise.
func (j *Journal) Shutdown() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.down = true
	for _, s := range j.subs {
		close(s.c)
	}
	j.subs = nil
}
