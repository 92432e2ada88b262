// Package meta is Meta's dialect: the Graph API for WhatsApp pre-verified phone
// numbers.
//
// The route table in this file has a row for every operation. Most of Meta's templates
// are /{Version}/{x}, so the kind of the node behind the id chooses among the rows of a
// path; an unknown id takes the first. To add an operation, describe it in
// specs/meta.yaml and its failures in specs/meta.errors.yaml, add a row here, a
// handler, and a transaction to package store.
//
// A request passes decode.go (version, method, parameters), access.go (token),
// identify.go (route and node), invalid.go (the wording of a broken contract),
// handlers.go, list.go and fields.go (the operations), and render.go (envelope and
// headers). batch.go has batches, root.go reading by ids.
package meta

import (
	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// Name is the vendor's name, the first part of its operations' names.
const Name = "meta"

// Graph is Meta's dialect. It holds no state; worlds come with the calls.
type Graph struct{ trip.Vendor }

// table is the one list of Meta's operations (seeds 001 to 004, Meta OpenAPI
// v23.0; unsharing is from Meta's guide on pre-verified numbers and the SDKs).
func table() []*trip.Route {
	return []*trip.Route{
		{Operation: "meta.get_number", Method: "GET", Path: "/{node}", Kind: store.KindNumber, Handler: getNumber},
		{Operation: "meta.get_business", Method: "GET", Path: "/{node}", Kind: store.KindBusiness, Handler: getBusiness},
		{Operation: "meta.get_waba", Method: "GET", Path: "/{node}", Kind: store.KindWABA, Denied: sim.WABAAccessDenied, Handler: getWABA},
		{Operation: "meta.delete_number", Method: "DELETE", Path: "/{node}", Kind: store.KindNumber, Handler: deleteNumber},
		{Operation: "meta.list_numbers", Method: "GET", Path: "/{node}/preverified_numbers", Kind: store.KindBusiness, Handler: listNumbers},
		{Operation: "meta.verify_code", Method: "POST", Path: "/{node}/verify_code", Kind: store.KindNumber, Handler: verifyCode},
		{Operation: "meta.request_code", Method: "POST", Path: "/{node}/request_code", Kind: store.KindNumber, Handler: requestCode},
		{Operation: "meta.add_number", Method: "POST", Path: "/{node}/add_phone_numbers", Kind: store.KindBusiness, Handler: addNumber},
		{Operation: "meta.share_number", Method: "POST", Path: "/{node}/share_preverified_numbers", Kind: store.KindBusiness, Handler: shareNumber},
		{Operation: "meta.unshare_number", Method: "DELETE", Path: "/{node}/share_preverified_numbers", Kind: store.KindBusiness, Handler: unshareNumber},
		{Operation: "meta.list_partners", Method: "GET", Path: "/{node}/partners", Kind: store.KindNumber, Handler: listPartners},

		{Operation: "meta.get_phone", Method: "GET", Path: "/{node}", Kind: store.KindPhone, Denied: "phone_permission_missing", Handler: getPhone},
		{Operation: "meta.register_phone", Method: "POST", Path: "/{node}/register", Kind: store.KindPhone, Denied: sim.PhoneAccessDenied, Handler: registerPhone},
		{Operation: "meta.deregister_phone", Method: "POST", Path: "/{node}/deregister", Kind: store.KindPhone, Denied: sim.PhoneAccessDenied, Handler: deregisterPhone},
		{Operation: "meta.request_phone_code", Method: "POST", Path: "/{node}/request_code", Kind: store.KindPhone, Denied: sim.PhoneAccessDenied, Handler: requestPhoneCode},
		{Operation: "meta.verify_phone_code", Method: "POST", Path: "/{node}/verify_code", Kind: store.KindPhone, Denied: sim.PhoneAccessDenied, Handler: verifyPhoneCode},
		{Operation: "meta.list_waba_numbers", Method: "GET", Path: "/{node}/phone_numbers", Kind: store.KindWABA, Denied: sim.WABAAccessDenied, Handler: listWABANumbers},
		{Operation: "meta.add_waba_number", Method: "POST", Path: "/{node}/phone_numbers", Kind: store.KindWABA, Denied: sim.WABAAccessDenied, Handler: addWABANumber},
		{Operation: "meta.list_subscribed_apps", Method: "GET", Path: "/{node}/subscribed_apps", Kind: store.KindWABA, Denied: sim.WABAAccessDenied, Handler: listSubscribedApps},
		{Operation: "meta.subscribe_app", Method: "POST", Path: "/{node}/subscribed_apps", Kind: store.KindWABA, Denied: sim.WABAAccessDenied, Handler: subscribeApp},
		{Operation: "meta.unsubscribe_app", Method: "DELETE", Path: "/{node}/subscribed_apps", Kind: store.KindWABA, Denied: sim.WABAAccessDenied, Handler: unsubscribeApp},
		{Operation: "meta.list_assigned_users", Method: "GET", Path: "/{node}/assigned_users", Kind: store.KindWABA, Denied: sim.WABAAccessDenied, Handler: listAssignedUsers},
		{Operation: "meta.assign_user", Method: "POST", Path: "/{node}/assigned_users", Kind: store.KindWABA, Denied: sim.WABAAccessDenied, Handler: assignUser},
		{Operation: "meta.unassign_user", Method: "DELETE", Path: "/{node}/assigned_users", Kind: store.KindWABA, Denied: sim.WABAAccessDenied, Handler: unassignUser},
		{Operation: "meta.list_client_wabas", Method: "GET", Path: "/{node}/client_whatsapp_business_accounts", Kind: store.KindBusiness, Denied: sim.BusinessAccessDenied, Handler: listClientWABAs},
		{Operation: "meta.list_owned_wabas", Method: "GET", Path: "/{node}/owned_whatsapp_business_accounts", Kind: store.KindBusiness, Denied: sim.BusinessAccessDenied, Handler: listOwnedWABAs},
		{Operation: "meta.list_credit_lines", Method: "GET", Path: "/{node}/extendedcredits", Kind: store.KindBusiness, Denied: sim.BusinessAccessDenied, Handler: listCreditLines},
		{Operation: "meta.share_credit_line", Method: "POST", Path: "/{node}/whatsapp_credit_sharing_and_attach", Kind: store.KindCreditLine, Denied: sim.CreditDenied, Handler: shareCreditLine},
		{Operation: "meta.exchange_code", Method: "GET", Path: exchangePath, Kind: store.KindApp, Handler: exchangeCode},
		{Operation: "meta.debug_token", Method: "GET", Path: "/debug_token", Kind: store.KindApp, Handler: debugToken},
		{Operation: "meta.system_user_token", Method: "POST", Path: "/{node}/system_user_access_tokens", Kind: store.KindBusiness, Denied: sim.BusinessAccessDenied, Handler: systemUserToken},
		{Operation: "meta.set_webhook", Method: "POST", Path: "/{node}/subscriptions", Kind: store.KindApp, Handler: setWebhook},
	}
}

// New builds the dialect. It returns an error when an operation of the tables
// is not in the document.
func New(spec *contract.Spec, errors *failures.Catalogue) (*Graph, error) {
	g := &Graph{trip.Vendor{Spec: spec, ErrorSchema: "GraphAPIError", Errors: errors, Unexpected: unexpectedError}}
	paths := []string{exchangePath, "/{node}/{edge}", "/debug_token", "/{node}", "/"} // a word before the ids it looks like
	others := append(g.rootTable(), &trip.Route{                                      // an operation with two methods
		Operation: "meta.exchange_code", Document: "exchangeCodeByPost", Method: "POST", Path: exchangePath, Kind: store.KindApp, Handler: exchangeCode,
	})
	return g, g.Bind(Name, paths, table(), others...)
}
