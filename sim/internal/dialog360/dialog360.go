// Package dialog360 is 360dialog's dialect: the Partner API v2 for a partner's
// pool of pre-verified phone numbers.
//
// 360dialog is a client of Meta here, as in life: adding a number registers it at Meta
// and shares it with the partner's business, and codes and deletions are passed on. Those
// calls enter the Graph dialect of the same world through [trip.Call.Upstream], so that
// Meta's faults, limits and lost answers come back as 360dialog's 502 or 400.
//
// A request passes decode.go (route, query, body), access.go (credential,
// partner), invalid.go (the wording of a broken contract), handlers.go (the
// operations), meta.go (the calls to Meta) and render.go (envelope and headers).
//
// The service behind seed 000 is Python, with Flask and marshmallow: routing
// errors come before everything else, messages of fields are marshmallow's,
// JSON has its keys sorted and ends with a newline. Digits outside ASCII and a newline at
// the end, which Python lets pass, are no phone number here.
package dialog360

import (
	"net/http"
	"sync"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// Name is the vendor's name, the first part of its operations' names.
const Name = "360dialog"

// The paths, with the names of variables as seed 000 has them.
const (
	poolPath  = "/api/v2/partners/{partner_id}/preverified-numbers"
	itemPath  = poolPath + "/{preverified_phone_number_id}"
	otpPath   = itemPath + "/request-otp"
	codePath  = itemPath + "/verify-otp"
	tokenPath = "/api/v2/token"
)

const createToken = "360dialog.create_token"

// upstreamTimeout is how long 360dialog waits for one answer of Meta, in wall
// time. The vendor's own figure is unknown; 30 seconds is what its clients use.
const upstreamTimeout = 30 * time.Second

// Dialog is 360dialog's dialect. It holds no state beside the adds that are under
// way; worlds come with the calls.
type Dialog struct {
	trip.Vendor
	adds sync.Map // of world and phone number → chan struct{}, closed when the add ends
}

// table is the one list of 360dialog's operations (seed 000; the token call is
// from the vendor's integration pages).
func (d *Dialog) table() []*trip.Route {
	return []*trip.Route{
		{Operation: "360dialog.list_numbers", Method: "GET", Path: poolPath, Handler: listNumbers},
		{Operation: "360dialog.add_number", Method: "POST", Path: poolPath, Success: http.StatusCreated, Handler: d.addNumber},
		{Operation: "360dialog.delete_number", Method: "DELETE", Path: itemPath, Handler: deleteNumber},
		{Operation: "360dialog.request_otp", Method: "POST", Path: otpPath, Handler: requestOTP},
		{Operation: "360dialog.verify_otp", Method: "POST", Path: codePath, Handler: verifyOTP},
		{Operation: createToken, Method: "POST", Path: tokenPath, Handler: issueToken},
	}
}

// New builds the dialect. It returns an error when an operation of the table
// is not in the document.
func New(spec *contract.Spec, errors *failures.Catalogue) (*Dialog, error) {
	d := &Dialog{Vendor: trip.Vendor{Spec: spec, ErrorSchema: "DefaultHttpError", Errors: errors, Unexpected: internalError}}
	return d, d.Bind(Name, []string{poolPath, itemPath, otpPath, codePath, tokenPath}, d.table())
}
