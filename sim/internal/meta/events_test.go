package meta_test

import "github.com/preverified-sim/preverified-sim/sim/internal/store"

func claim(phone string) func(*store.Tx) error {
	return func(tx *store.Tx) error { return tx.Claim(phone, false) }
}
