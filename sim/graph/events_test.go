package graph_test

import "github.com/preverified-sim/preverified-sim/sim"

func claim(phone string) func(*sim.Tx) error {
	return func(tx *sim.Tx) error { return tx.Claim(phone, false) }
}
