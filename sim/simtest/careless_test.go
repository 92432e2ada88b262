package simtest_test

import (
	"errors"
	"time"
)

// careless is a client as there are many: it repeats whatever failed, at once,
// reads the first page only, asks for code after code, and never checks what has
// become of anything.
type careless struct {
	*arena
	words
}

// stubborn is how often it sends a request that fails, gullible how often it
// asks for a code.
const (
	stubborn = 5
	gullible = 4
)

var errFailed = errors.New("it does not work")

func (c *careless) hammer(r request, into any) error {
	for range stubborn {
		a := c.send(r)
		if a.err == nil && a.status < 400 {
			return a.decode(into)
		}
	}
	return errFailed
}

// List implements client, as far as the first page goes.
func (c *careless) List() ([]number, error) {
	var p page
	err := c.hammer(c.meta("GET", ownNumbers, nil), &p)
	out := make([]number, len(p.Data))
	for i, m := range p.Data {
		out[i] = m.number()
	}
	return out, err
}

func (c *careless) rows() ([]number, error) {
	var all []poolNumber
	err := c.hammer(c.hub("GET", pool, nil), &all)
	out := make([]number, len(all))
	for i, p := range all {
		out[i] = p.number()
	}
	return out, err
}

func (c *careless) pick(phone string, all []number, err error) (number, error) {
	for _, n := range all {
		if n.Phone == phone {
			return n, nil
		}
	}
	return number{}, errors.Join(err, errMissing)
}

// insist asks for codes and enters whatever it has, without looking.
func (c *careless) insist(n number, code func(id string) request, enter func(id, code string) request) error {
	var ignored any
	for range gullible {
		_ = c.hammer(code(n.ID), &ignored)
		digits, arrived := c.inbox(n.Phone, time.Time{})
		if arrived && c.hammer(enter(n.ID, digits), &ignored) == nil {
			return nil
		}
	}
	return errFailed
}

// Verify implements client.
func (c *careless) Verify(phone string) error {
	all, err := c.List()
	n, err := c.pick(phone, all, err)
	if err != nil {
		return err
	}
	return c.insist(n, c.codeAtMeta, c.enterAtMeta)
}

// VerifyListed implements client.
func (c *careless) VerifyListed(n number) error { return c.insist(n, c.codeAtMeta, c.enterAtMeta) }

// Renew implements client.
func (c *careless) Renew(phone string) error { return c.Verify(phone) }

// Add implements client.
func (c *careless) Add(phone string) error {
	var ignored any
	return c.hammer(c.addAtMeta(phone), &ignored)
}

// Remove implements client.
func (c *careless) Remove(phone string) error {
	all, err := c.List()
	n, err := c.pick(phone, all, err)
	if err != nil {
		return err
	}
	var ignored any
	return c.hammer(c.meta("DELETE", graph+n.ID, nil), &ignored)
}

// Share implements client.
func (c *careless) Share(from []number, with string) error {
	if len(from) == 0 {
		return errMissing
	}
	var ignored any
	return c.hammer(c.share(from[0].ID, with), &ignored)
}

// AddToPool implements client.
func (c *careless) AddToPool(phone string) error {
	var ignored any
	return c.hammer(c.addToPool(phone), &ignored)
}

// VerifyInPool implements client.
func (c *careless) VerifyInPool(phone string) error {
	all, err := c.rows()
	n, err := c.pick(phone, all, err)
	if err != nil {
		return err
	}
	return c.insist(n, c.codeInPool, c.enterInPool)
}

// RenewPool implements client.
func (c *careless) RenewPool() error {
	all, err := c.rows()
	for _, n := range all {
		err = errors.Join(err, c.insist(n, c.codeInPool, c.enterInPool))
	}
	return err
}

// HandOver implements client: the list says verified, that will do.
func (c *careless) HandOver(phone string) error {
	all, err := c.rows()
	n, err := c.pick(phone, all, err)
	if err != nil || n.Status == verified {
		return err
	}
	return c.insist(n, c.codeInPool, c.enterInPool)
}
