package sim

import "sync/atomic"

// memo remembers the last results of a costly function. Each key has one of a fixed
// number of slots, and a later key takes the slot over. The zero memo is ready for use,
// from several goroutines.
type memo[V any] struct {
	slots [1 << memoBits]atomic.Pointer[remembered[V]]
}

type remembered[V any] struct {
	key   uint64
	value V
}

// memoBits is the logarithm of the number of slots.
const memoBits = 12

// of returns the value of a key, which compute makes when it is not remembered.
// An error of compute is not remembered.
func (m *memo[V]) of(key uint64, compute func() (V, error)) (V, error) {
	const golden = 0x9E3779B97F4A7C15 // spreads keys that are alike (Fibonacci hashing)
	slot := &m.slots[key*golden>>(64-memoBits)]
	if known := slot.Load(); known != nil && known.key == key {
		return known.value, nil
	}
	value, err := compute()
	if err == nil {
		slot.Store(&remembered[V]{key, value})
	}
	return value, err
}
