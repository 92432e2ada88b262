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

// changes handles an operation without a result: success, unless do refuses it.
func changes(do func(*trip.Call, *store.Tx) error) trip.Handler {
	return func(c *trip.Call) (any, error) {
		return success, c.Do(func(tx *store.Tx) error { return do(c, tx) })
	}
}

// reads handles an operation whose result one transaction gives.
func reads(do func(*reader) (wire.Object, error)) trip.Handler {
	return func(c *trip.Call) (any, error) { return read(c, do) }
}

// arg is a parameter as text, "" for a missing one.
func arg(c *trip.Call, name string) string {
	text, _ := c.Params.Text(name)
	return text
}

// validity is the field that the documented schema of a node requires.
const validity = "is_input_id_valid"

func getNumber(c *trip.Call) (any, error) {
	defaults := nodeDefaults
	if c.Dialect == sim.Observed {
		defaults = sdkDefaults
	}
	value, err := getNode(numberClass, defaults, (*store.Tx).Number, numberFields)(c)
	if err != nil {
		return nil, err
	}
	out, _ := value.(wire.Object)
	// The documented schema requires it; the SDKs' class, the observed node, has none.
	if _, there := out.Get(validity); !there && c.Dialect != sim.Observed {
		out = append(out, wire.Member{Name: validity, Value: true})
	}
	if wants(c, "metadata") {
		out = append(out, metadata)
	}
	return out, nil
}

// getNode reads a node of a class.
func getNode[T any](class string, defaults []field, get func(*store.Tx, string, sim.Token) (T, error), fields map[string]getter[T]) trip.Handler {
	return func(c *trip.Call) (any, error) {
		asked, err := fieldsOf(c, class, defaults)
		if err != nil {
			return nil, err
		}
		return read(c, func(r *reader) (wire.Object, error) {
			v, err := get(r.tx, c.Node, c.Token)
			if err != nil {
				return nil, err
			}
			return project(r, v, asked, fields), nil
		})
	}
}

// listEdge reads an edge whose nodes are of a class.
func listEdge(class string, defaults []field, list func(*reader, edge, []field) (wire.Object, error)) trip.Handler {
	return func(c *trip.Call) (any, error) {
		fields, err := fieldsOf(c, class, defaults)
		if err != nil {
			return nil, err
		}
		return read(c, func(r *reader) (wire.Object, error) { return list(r, edgeOf(c), fields) })
	}
}

// The nodes and edges that are read as they are.
var (
	getBusiness     = getNode(businessClass, businessDefaults, (*store.Tx).Business, businessFields)
	getWABA         = getNode(wabaClass, wabaDefaults, (*store.Tx).WABA, wabaFields)
	listPartners    = listEdge(businessClass, businessDefaults, (*reader).partners)
	listWABANumbers = listEdge(phoneClass, phoneDefaults, (*reader).wabaNumbers)

	listSubscribedApps = listEdge(appClass, appDefaults, (*reader).subscribedApps)
	listAssignedUsers  = listEdge(userClass, named("id", "name", "business", "user_type"), (*reader).assignedUsers)
	listCreditLines    = listEdge(creditClass, named("id", "legal_entity_name"), (*reader).creditLines)
	listClientWABAs    = listEdge(wabaClass, named("id", "name", "currency", "timezone_id"), wabasOf((*store.Tx).ClientWABAs))
	listOwnedWABAs     = listEdge(wabaClass, named("id", "name", "message_template_namespace", "timezone_id"), wabasOf((*store.Tx).OwnedWABAs))
)

func addNumber(c *trip.Call) (any, error) {
	return trip.In(c, func(tx *store.Tx) (wire.Object, error) {
		if _, err := tx.Business(c.Node, c.Token); err != nil {
			return nil, err
		}
		n, err := tx.AddNumber(c.Node, arg(c, "phone_number"))
		if err != nil {
			return nil, err
		}
		c.NumberID, c.PhoneNumber, c.NumberStatus = n.ID, n.PhoneNumber, n.Status
		return wire.Object{{Name: "id", Value: n.ID}}, nil
	})
}

// The changes to a pre-verified number.
var (
	deleteNumber = changes(func(c *trip.Call, tx *store.Tx) error { return tx.DeleteNumber(c.Node, c.Token) })
	requestCode  = changes(func(c *trip.Call, tx *store.Tx) error {
		return tx.RequestCode(c.Node, c.Token, arg(c, "code_method"), arg(c, "language"), c.Delivery)
	})
	verifyCode = changes(func(c *trip.Call, tx *store.Tx) error {
		n, err := tx.VerifyCode(c.Node, c.Token, arg(c, "code"))
		if err == nil {
			c.NumberStatus = n.Status
		}
		return err
	})
	shareNumber = changes(func(c *trip.Call, tx *store.Tx) error {
		id, with := sharing(c)
		return tx.Share(c.Node, id, with, c.Token)
	})
	unshareNumber = changes(func(c *trip.Call, tx *store.Tx) error {
		id, with := sharing(c)
		return tx.Unshare(c.Node, id, with, c.Token)
	})
)

func sharing(c *trip.Call) (id, with string) {
	return strings.TrimSpace(arg(c, "preverified_id")), strings.TrimSpace(arg(c, "partner_business_id"))
}
