package signup

import (
	"context"
	"sync"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Courier delivers the webhooks of all worlds. Each one is sent by a goroutine of its
// own, so that a receiver that hangs costs nothing but its delivery; the webhooks to one
// app begin in order, each when the one before was answered or after [orderly].
type Courier struct {
	wall    func() time.Time
	observe func(*journal.Record)

	mu     sync.Mutex
	turns  map[turn]chan struct{}       // closed when the newest webhook to an app was tried
	alarms map[*world.World]*time.Timer // of the worlds in which webhooks have waited
}

type turn struct {
	world *world.World
	app   string
}

// orderly is how long a webhook waits in wall time for the answer to the one before.
const orderly = time.Second

// NewCourier makes a courier. wall is real time; observe is told of each record.
func NewCourier(wall func() time.Time, observe func(*journal.Record)) *Courier {
	return &Courier{wall: wall, observe: observe, turns: map[turn]chan struct{}{}, alarms: map[*world.World]*time.Timer{}}
}

// Wake sends the webhooks of a world that are due, and lets time pass there when the next
// one is, since no request may come that would. It does not wait for them.
func (c *Courier) Wake(w *world.World) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range w.Store.TakeDue() {
		to := turn{w, d.App}
		before, tried := c.turns[to], make(chan struct{})
		c.turns[to] = tried
		go c.carry(to, d, before, tried)
	}
	c.set(w)
}

// set has the alarm of a world go off when its next webhook is due, if its clock runs.
func (c *Courier) set(w *world.World) {
	at, waits := w.Store.NextHook()
	waits = waits && w.Clock.Mode() == sim.Running && w.Life().Err() == nil
	pause := at.Sub(w.Clock.Now()) / time.Duration(max(w.Clock.Speed(), 1))
	switch alarm, known := c.alarms[w]; {
	case known && waits:
		alarm.Reset(pause)
	case known:
		alarm.Stop()
	case waits:
		alarm = time.AfterFunc(pause, func() {
			w.Settle(w.Now())
			c.Wake(w)
		})
		c.alarms[w] = alarm
		context.AfterFunc(w.Life(), func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			alarm.Stop()
			delete(c.alarms, w)
		})
	}
}

// Rest waits until the webhooks of a world that are due were tried, or ctx is done.
func (c *Courier) Rest(ctx context.Context, w *world.World) {
	for tried := c.trying(w); tried != nil; tried = c.trying(w) {
		select {
		case <-tried:
		case <-w.Leaving():
			return
		case <-ctx.Done():
			return
		}
	}
}

// trying is closed when a webhook of a world was tried; nil where none is being sent.
func (c *Courier) trying(w *world.World) <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	for to, tried := range c.turns {
		if to.world == w {
			return tried
		}
	}
	return nil
}

// carry makes one attempt when its turn has come.
func (c *Courier) carry(to turn, d store.Delivery, before <-chan struct{}, tried chan struct{}) {
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.turns[to] == tried {
			delete(c.turns, to)
		}
		close(tried)
	}()
	if before != nil {
		select {
		case <-before:
		case <-time.After(orderly):
		case <-to.world.Leaving():
			return
		}
	}
	c.attempt(to.world.Life(), to.world, d)
}

// attempt asks the fault rules and sends a webhook, or holds it back. A webhook that a
// rule has held back is not asked about again.
func (c *Courier) attempt(ctx context.Context, w *world.World, d store.Delivery) {
	v := c.visit(w, d)
	way := v.decide()
	switch {
	case way.Late > 0:
		w.Store.Hold(d.Seq, v.record.Fault, time.Duration(way.Late))
		return
	case way.Outcome == sim.DeliverOutOfOrder:
		w.Store.Hold(d.Seq, v.record.Fault, 0)
		return
	case way.Outcome == sim.DeliverNever:
		v.record.Seq, v.record.ID = w.Journal.Open()
		v.record.Outcome, v.record.Cause = "dropped", byRule(v.record.Fault)
		c.close(v)
		w.Store.Attempted(d.Seq, true)
		return
	case way.Outcome == sim.DeliverBadSignature:
		v.record.RequestHeader.Set(signatureHeader, signature(d.Secret+"?", v.record.RequestBody))
	}
	taken := c.send(ctx, v)
	if way.Outcome == sim.DeliverTwice {
		again := c.visit(w, d)
		again.record.Fault = v.record.Fault
		c.send(ctx, again)
	}
	if ctx.Err() == nil {
		w.Store.Attempted(d.Seq, taken)
	}
}
