package scenario

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Do carries the event out in a world, at an instant. It returns the refusal of
// the domain: a number that is not there, an unknown token.
func Do(s sim.Event, w *world.World, at time.Time) error {
	switch {
	case s.AddFault != nil:
		_, err := w.Faults.Add(*s.AddFault, at)
		return err
	case s.RemoveFault != "":
		if !w.Faults.Remove(s.RemoveFault) {
			return &sim.Error{Code: sim.UnknownName, Detail: "no fault rule " + s.RemoveFault}
		}
		return nil
	case s.SetDialect != "":
		w.SetDialect(sim.Dialect(s.SetDialect))
		return nil
	}
	return w.Store.Do(at, func(tx *store.Tx) error { return change(s, tx) })
}

func change(s sim.Event, tx *store.Tx) error {
	switch {
	case s.Claim != nil:
		return tx.Claim(s.Claim.PhoneNumber, s.Claim.Replace)
	case s.Expire != "":
		return tx.Expire(s.Expire)
	case s.Restore != "":
		return tx.Restore(s.Restore)
	case s.Delete != "":
		return tx.Remove(s.Delete)
	case s.Verify != "":
		return tx.Verify(s.Verify)
	case s.Share != nil:
		return tx.ShareUntil(s.Share.PhoneNumber, s.Share.With, s.Share.Until.Resolve(tx.Now()))
	case s.Unshare != nil:
		return tx.TakeBack(s.Unshare.PhoneNumber, s.Unshare.With)
	case s.RevokeToken != "":
		return tx.ChangeToken(s.RevokeToken, func(t *sim.Token) { t.RevokedAt = tx.Now() })
	case s.ExpireToken != "":
		return tx.ChangeToken(s.ExpireToken, func(t *sim.Token) { t.ExpiresAt = tx.Now() })
	case s.SetPermissions != nil:
		return tx.ChangeToken(s.SetPermissions.Token, func(t *sim.Token) { t.Permissions = s.SetPermissions.Permissions })
	case s.Signup != nil:
		_, err := tx.OpenSignup(*s.Signup)
		return err
	case s.AccountUpdate != nil:
		return tx.Update(*s.AccountUpdate)
	default:
		return tx.RevokeKey(s.RevokeKey)
	}
}

// object is what the event is done to, for lists of what became due. Tokens and
// keys are not named.
func object(s sim.Event) string {
	switch {
	case s.Claim != nil:
		return s.Claim.PhoneNumber
	case s.Share != nil:
		return s.Share.PhoneNumber
	case s.Unshare != nil:
		return s.Unshare.PhoneNumber
	case s.AddFault != nil:
		return s.AddFault.Name
	case s.AccountUpdate != nil:
		return string(s.AccountUpdate.Event) + " " + s.AccountUpdate.WABA
	case s.Signup != nil:
		return strings.Join(slices.Concat(s.Signup.PhoneNumbers, s.Signup.IDs), ", ")
	default:
		return cmp.Or(s.Expire, s.Restore, s.Delete, s.Verify, s.RemoveFault, s.SetDialect)
	}
}
