package meta

import (
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// success is the answer of every change without a result. Seed 001's
// example shows the text "true" for a deletion; its schema says boolean.
var success = wire.Object{{Name: "success", Value: true}}

// done answers success unless the change was refused.
func done(err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return success, nil
}

func getNumber(c *trip.Call) (any, error) {
	defaults, getters := nodeDefaults, ofNumbers(c)
	if c.Dialect == sim.Observed {
		defaults = sdkDefaults
	}
	fields, err := fieldsOf(c, defaults, getters)
	if err != nil {
		return nil, err
	}
	var out wire.Object
	err = c.Do(func(tx *store.Tx) error {
		n, err := tx.Number(c.Node, c.Token)
		if err != nil {
			return err
		}
		out = project(tx, n, fields, getters)
		if _, there := out.Get("is_input_id_valid"); !there { // the schema always requires it
			out = append(out, wire.Member{Name: "is_input_id_valid", Value: true})
		}
		if wants(c, "metadata") {
			out = append(out, metadata)
		}
		return nil
	})
	return out, err
}

func getBusiness(c *trip.Call) (any, error) {
	fields, err := fieldsOf(c, businessDefaults, businessFields)
	if err != nil {
		return nil, err
	}
	var out wire.Object
	err = c.Do(func(tx *store.Tx) error {
		b, err := tx.Business(c.Node, c.Token)
		if err == nil {
			out = project(tx, b, fields, businessFields)
		}
		return err
	})
	return out, err
}

func deleteNumber(c *trip.Call) (any, error) {
	return done(c.Do(func(tx *store.Tx) error { return tx.DeleteNumber(c.Node, c.Token) }))
}

func addNumber(c *trip.Call) (any, error) {
	phone, _ := c.Params.Text("phone_number")
	var out wire.Object
	err := c.Do(func(tx *store.Tx) error {
		if _, err := tx.Business(c.Node, c.Token); err != nil {
			return err
		}
		n, err := tx.AddNumber(c.Node, phone)
		if err != nil {
			return err
		}
		c.NumberID, c.PhoneNumber, c.NumberStatus = n.ID, n.PhoneNumber, n.Status
		out = wire.Object{{Name: "id", Value: n.ID}}
		return nil
	})
	return out, err
}

func requestCode(c *trip.Call) (any, error) {
	method, _ := c.Params.Text("code_method")
	language, _ := c.Params.Text("language")
	return done(c.Do(func(tx *store.Tx) error {
		return tx.RequestCode(c.Node, c.Token, method, language, c.Delivery)
	}))
}

func verifyCode(c *trip.Call) (any, error) {
	code, _ := c.Params.Text("code")
	return done(c.Do(func(tx *store.Tx) error {
		n, err := tx.VerifyCode(c.Node, c.Token, code)
		if err == nil {
			c.NumberStatus = n.Status
		}
		return err
	}))
}

func shareNumber(c *trip.Call) (any, error) {
	id, with := sharing(c)
	return done(c.Do(func(tx *store.Tx) error { return tx.Share(c.Node, id, with, c.Token) }))
}

func unshareNumber(c *trip.Call) (any, error) {
	id, with := sharing(c)
	return done(c.Do(func(tx *store.Tx) error { return tx.Unshare(c.Node, id, with, c.Token) }))
}

func sharing(c *trip.Call) (id, with string) {
	id, _ = c.Params.Text("preverified_id")
	with, _ = c.Params.Text("partner_business_id")
	return strings.TrimSpace(id), strings.TrimSpace(with)
}
