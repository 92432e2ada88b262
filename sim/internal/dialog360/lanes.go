package dialog360

import (
	"context"
	"sync"

	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// lane is one telephone number in one world.
type lane struct {
	world *store.Store
	phone string
}

// lanes lets one add of a number go at a time. An add is three steps with Meta
// in between; of two at once the second must find what the first has made of
// it, the row or nothing, and not the half-way state at Meta.
type lanes struct {
	mu   sync.Mutex
	busy map[lane]chan struct{}
}

// enter waits until the lane is free and takes it; leave gives it back. It
// returns the context's error when that ends first.
func (l *lanes) enter(ctx context.Context, which lane) (leave func(), err error) {
	for {
		ahead := l.take(which)
		if ahead == nil {
			return func() { l.free(which) }, nil
		}
		select {
		case <-ahead:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// take takes a free lane and returns nil, else what closes when it is left.
func (l *lanes) take(which lane) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ahead, taken := l.busy[which]; taken {
		return ahead
	}
	if l.busy == nil {
		l.busy = map[lane]chan struct{}{}
	}
	l.busy[which] = make(chan struct{})
	return nil
}

func (l *lanes) free(which lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.busy[which])
	delete(l.busy, which)
}
