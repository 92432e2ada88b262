package failures_test

import (
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
)

// failure is one answer as a client sees it. Zero members are absent.
type failure struct {
	status    int
	message   string
	kind      string
	code      int
	subcode   int
	title     string
	user      string
	transient any // nil, true or false
}

func seen(a failures.Variant) failure {
	f := failure{status: a.Status}
	for _, m := range a.Members {
		switch m.Name {
		case "message":
			f.message = m.Value.(string)
		case "type":
			f.kind = m.Value.(string)
		case "code":
			f.code = m.Value.(int)
		case "error_subcode":
			f.subcode = m.Value.(int)
		case "error_user_title":
			f.title = m.Value.(string)
		case "error_user_msg":
			f.user = m.Value.(string)
		case "is_transient":
			f.transient = m.Value
		}
	}
	return f
}

const (
	oauth  = "OAuthException"
	graph  = "GraphMethodException"
	get    = "meta.get_number"
	del    = "meta.delete_number"
	list   = "meta.list_numbers"
	verify = "meta.verify_code"
	share  = "meta.share_number"
	add    = "meta.add_number"
	code   = "meta.request_code"
	shared = "meta.list_partners"

	denied     = "Permission Denied"
	deniedUser = "Your app doesn't have permission to access this resource"
	noAccess   = "Access Denied"
)

type documentedRow struct {
	id, operation string
	failure
}

// documented lists every example of a failure in Meta OpenAPI v23.0 that is of
// one operation.
var documented = []documentedRow{
	{"meta.invalid_id", get, failure{400, "Invalid parameter: phone_number_id must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.permission_denied", get, failure{403, "Your app doesn't have permission to access this pre-verified phone number", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.number_not_found", get, failure{404, "Pre-verified phone number not found", graph, 803, 0, "", "", nil}},
	{"meta.fields_unavailable", get, failure{422, "The requested fields are not available for this phone number", graph, 100, 0, "", "", nil}},

	{"meta.invalid_id", del, failure{400, "Invalid parameter: phone_number_id must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.permission_denied", del, failure{403, "Your app doesn't have permission to delete this pre-verified phone number", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.number_not_found", del, failure{404, "Pre-verified phone number not found", graph, 803, 0, "", "", nil}},
	{"meta.number_in_use", del, failure{422, "Cannot delete phone number that is currently in use", graph, 100, 0, "", "", nil}},

	{"meta.invalid_id", list, failure{400, "Invalid parameter: business_id must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.invalid_limit", list, failure{400, "Invalid parameter: limit must be between 1 and 100", oauth, 100, 0, "", "", nil}},
	{"meta.invalid_cursor", list, failure{400, "Invalid parameter: cursor is malformed or expired", oauth, 100, 0, "", "", nil}},
	{"meta.permission_denied", list, failure{403, "Your app doesn't have permission to access pre-verified phone numbers for this business", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.business_access_denied", list, failure{403, "Business is not accessible to your app", oauth, 200, 1349175, noAccess, "Cannot access the specified business", nil}},
	{"meta.business_not_found", list, failure{404, "Business not found", graph, 803, 0, "", "", nil}},
	{"meta.business_not_eligible", list, failure{422, "Business is not eligible for pre-verified phone number access", graph, 100, 0, "", "", nil}},
	{"meta.invalid_filter_combination", list, failure{422, "Invalid filter combination: specified filters cannot be used together", graph, 100, 0, "", "", nil}},

	{"meta.invalid_code_format", verify, failure{400, "Invalid parameter: code must be a numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.missing_parameter", verify, failure{400, "Missing required parameter: code", oauth, 100, 0, "", "", nil}},
	{"meta.permission_denied", verify, failure{403, "Your app doesn't have permission to access this Pre-Verified Phone Number", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.number_not_found", verify, failure{404, "Pre-Verified Phone Number not found", graph, 803, 0, "", "", nil}},
	{"meta.code_wrong", verify, failure{422, "The verification code is invalid", graph, 100, 0, "Invalid Code", "The verification code you entered is incorrect", nil}},
	{"meta.code_expired", verify, failure{422, "The verification code has expired", graph, 100, 0, "Code Expired", "The verification code has expired. Please request a new code", nil}},
	{"meta.already_verified", verify, failure{422, "This phone number is already verified", graph, 100, 0, "", "", nil}},

	{"meta.invalid_id", share, failure{400, "Invalid preverified_id: must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.partner_business_not_found", share, failure{400, "Invalid partner_business_id: business not found or not accessible", oauth, 100, 0, "", "", nil}},
	{"meta.permission_denied", share, failure{403, "Your business doesn't have permission to share this pre-verified phone number", oauth, 200, 1349174, denied, "Your business doesn't have permission to share this phone number", nil}},
	{"meta.share_target_forbidden", share, failure{403, "Target business is not accessible or sharing is not allowed", oauth, 200, 1349175, noAccess, "Cannot share with the specified business", nil}},
	{"meta.number_not_found", share, failure{404, "Pre-verified phone number not found", graph, 803, 0, "", "", nil}},
	{"meta.business_not_found", share, failure{404, "Business not found", graph, 803, 0, "", "", nil}},
	{"meta.not_shareable", share, failure{422, "Pre-verified phone number is not in a shareable state", graph, 100, 0, "", "", nil}},
	{"meta.already_shared", share, failure{422, "Pre-verified phone number is already shared with the target business", graph, 100, 0, "", "", nil}},
	{"meta.relationship_forbidden", share, failure{422, "Business relationship does not allow phone number sharing", graph, 100, 0, "", "", nil}},

	{"meta.invalid_phone_number", add, failure{400, "Invalid phone number", oauth, 100, 0, "", "", nil}},
	{"meta.permission_denied", add, failure{403, "Your app doesn't have permission to add phone numbers to this business account", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.business_not_found", add, failure{404, "WhatsApp Business Account not found", graph, 803, 0, "", "", nil}},
	{"meta.pool_full", add, failure{422, "Maximum number of phone numbers per business account exceeded", graph, 100, 0, "", "", nil}},

	{"meta.invalid_code_method", code, failure{400, "Invalid parameter: code_method must be SMS or VOICE", oauth, 100, 0, "", "", nil}},
	{"meta.invalid_language", code, failure{400, "Invalid parameter: language must be a valid locale identifier", oauth, 100, 0, "", "", nil}},
	{"meta.permission_denied", code, failure{403, "Your app doesn't have permission to access this pre-verified phone number", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.business_access_denied", code, failure{403, "App does not have access to the business that owns this phone number", oauth, 200, 0, "", "", nil}},
	{"meta.number_not_found", code, failure{404, "Pre-verified phone number not found", graph, 803, 0, "", "", nil}},
	{"meta.already_verified", code, failure{422, "This phone number has already been verified", graph, 100, 0, "", "", nil}},
	{"meta.code_requests_exceeded", code, failure{422, "Too many verification code requests. Please wait before requesting another code", graph, 613, 0, "", "", nil}},

	{"meta.invalid_id", shared, failure{400, "Invalid parameter: pre_verified_phone_number_id must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.permission_denied", shared, failure{403, "Your app doesn't have permission to access this Pre-Verified Phone Number", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.number_not_found", shared, failure{404, "Pre-Verified Phone Number not found", graph, 803, 0, "", "", nil}},
	{"meta.fields_unavailable", shared, failure{422, "The requested fields are not available for this pre-verified phone number", graph, 100, 0, "", "", nil}},
}

// documentedRows adds what every described operation has.
func documentedRows() []documentedRow {
	rows := documented
	for _, op := range []string{get, del, list, verify, share, add, code, shared} {
		rows = append(rows,
			documentedRow{"meta.invalid_token", op, failure{401, "Invalid OAuth access token", oauth, 190, 463, "", "", nil}},
			documentedRow{"meta.rate_limited", op, failure{429, "Application request limit reached", oauth, 4, 2446079, "", "", true}},
			documentedRow{"meta.unexpected_error", op, failure{500, "An unexpected error occurred. Please retry your request", graph, 2, 0, "", "", true}},
		)
	}
	return rows
}

func TestEveryDocumentedFailureRenders(t *testing.T) {
	c := shipped(t)
	for _, row := range documentedRows() {
		e := entry(t, c, row.id)
		if got := seen(e.Answer(sim.Documented, row.operation, nil)); got != row.failure {
			t.Errorf("%s from %s\n got %+v\nwant %+v", row.id, row.operation, got, row.failure)
		}
		if !e.MayComeFrom(row.operation) {
			t.Errorf("%s does not come from %s", row.id, row.operation)
		}
		if source := e.Rendering(sim.Documented).For(row.operation).Source; source != failures.OpenAPI {
			t.Errorf("%s from %s is marked %s", row.id, row.operation, source)
		}
	}
}

// Each rendering that is marked as Meta's own is a row of the table, under whatever id.
func TestNothingElseIsMarkedAsDocumented(t *testing.T) {
	type at struct {
		operation string
		failure
	}
	rows := map[at]bool{}
	for _, r := range append(documentedRows(), claimedRows()...) {
		rows[at{r.operation, r.failure}] = true
	}
	for _, e := range shipped(t).Entries() {
		for _, op := range operations {
			if !e.MayComeFrom(op) || e.Rendering(sim.Documented).For(op).Source != failures.OpenAPI {
				continue
			}
			if got := seen(e.Answer(sim.Documented, op, nil)); !rows[at{op, got}] {
				t.Errorf("%s from %s is marked openapi; no example says %+v", e.ID, op, got)
			}
		}
	}
}

const gone = "Unsupported post request. Object with ID '106540352242922' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api"

// The answers of graph.facebook.com where they differ from what Meta publishes.
func TestEveryObservedFailureRenders(t *testing.T) {
	c := shipped(t)
	for _, row := range []struct {
		id, operation string
		source        failures.Source
		failure
	}{
		{"meta.number_not_found", verify, failures.SeenInWild, failure{400, gone, graph, 100, 33, "", "", nil}},
		{"meta.business_not_found", share, failures.SeenInWild, failure{400, gone, graph, 100, 33, "", "", nil}},
		{"meta.unsupported_request", "", failures.SeenInWild, failure{400, gone, graph, 100, 33, "", "", nil}},
		{"meta.invalid_id", get, failures.SeenInWild, failure{400, "(#803) Some of the aliases you requested do not exist: 106540352242922", oauth, 803, 0, "", "", nil}},
		{"meta.missing_token", add, failures.SeenInWild, failure{400, "An access token is required to request this resource.", oauth, 104, 0, "", "", nil}},
		{"meta.invalid_token", add, failures.SeenInWild, failure{401, "Invalid OAuth access token - Cannot parse access token", oauth, 190, 0, "", "", nil}},
		{"meta.token_expired", list, failures.SeenInWild, failure{400, "Error validating access token: Session has expired on Friday, 18-Sep-26 10:00:00 PDT. The current time is Friday, 18-Sep-26 11:00:00 PDT.", oauth, 190, 463, "", "", nil}},
		{"meta.token_revoked", list, failures.SeenInWild, failure{400, "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.", oauth, 190, 460, "", "", nil}},
		{"meta.token_app_removed", list, failures.SeenInWild, failure{400, "Error validating access token: The user has not authorized application 17.", oauth, 190, 458, "", "", nil}},
		{"meta.permission_denied", share, failures.SeenInWild, failure{403, "(#200) Requires business_management permission to manage the object", oauth, 200, 0, "", "", nil}},
		{"meta.code_wrong", verify, failures.Docs, failure{400, "Verify code error", oauth, 136025, 0, "", "", nil}},
		{"meta.code_expired", verify, failures.Docs, failure{400, "Verify code error", oauth, 136025, 0, "", "", nil}},
		{"meta.code_requests_exceeded", code, failures.SeenInWild, failure{400, "Request code error", oauth, 136024, 2388367, "Request Code Rate Limit", "You have requested a verification code too many times. Try again later.", false}},
		{"meta.code_request_cooldown", code, failures.SeenInWild, failure{400, "Request code error", oauth, 136024, 2388091, "Couldn't send code", "Request code failed: Please try again in some time.", false}},
		{"meta.already_verified", code, failures.SeenInWild, failure{400, "Request code error", oauth, 136024, 2388366, "", "", nil}},
		{"meta.already_verified", verify, failures.Inferred, failure{400, "Verify code error", oauth, 136025, 0, "", "", nil}},
		{"meta.rate_limited", list, failures.SeenInWild, failure{400, "(#80008) There have been too many calls to this WhatsApp Business account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.", oauth, 80008, 0, "", "", nil}},
		{"meta.app_rate_limited", list, failures.SeenInWild, failure{403, "(#4) Application request limit reached", oauth, 4, 0, "", "", true}},
		{"meta.user_rate_limited", list, failures.SeenInWild, failure{400, "(#17) User request limit reached", oauth, 17, 2446079, "", "", nil}},
		{"meta.waba_rate_limited", list, failures.Inferred, failure{400, "(#80007) Business request limit reached for WhatsApp Business Account", oauth, 80007, 2446079, "", "", nil}},
		{"meta.temporarily_unavailable", get, failures.SeenInWild, failure{503, "(#2) Service temporarily unavailable", oauth, 2, 0, "", "", true}},
		{"meta.unexpected_error", get, failures.SeenInWild, failure{500, "An unknown error occurred", oauth, 1, 99, "", "", nil}},
		{"meta.fields_unavailable", get, failures.SeenInWild, failure{400, "(#100) Tried accessing nonexisting field (code) on node type (Business)", oauth, 100, 0, "", "", nil}},
		{"meta.missing_parameter", share, failures.SeenInWild, failure{400, "(#100) The parameter code is required.", oauth, 100, 0, "", "", nil}},
		{"meta.unknown_path", "", failures.SeenInWild, failure{400, "Unknown path components: /nowhere", oauth, 2500, 0, "", "", nil}},
		{"meta.business_not_eligible", add, failures.SeenInWild, failure{400, "Cannot add phone number to WhatsApp Business Account", oauth, 200000, 3095008, "", "", nil}},
		{"meta.phone_number_taken", add, failures.Inferred, failure{400, "Invalid parameter", oauth, 100, 2388001, "Cannot Create Certificate", "This number is registered to an existing WhatsApp account. To use this number, disconnect it from the existing account.", false}},
		{"meta.invalid_appsecret_proof", get, failures.SeenInWild, failure{400, "Invalid appsecret_proof provided in the API argument", graph, 100, 0, "", "", nil}},
		{"meta.appsecret_proof_required", get, failures.SeenInWild, failure{400, "API calls from the server require an appsecret_proof argument", graph, 100, 0, "", "", nil}},
	} {
		e := entry(t, c, row.id)
		if got := seen(e.Answer(sim.Observed, row.operation, args)); got != row.failure {
			t.Errorf("%s from %s\n got %+v\nwant %+v", row.id, row.operation, got, row.failure)
		}
		if source := e.Rendering(sim.Observed).For(row.operation).Source; source != row.source {
			t.Errorf("%s from %s is marked %s, want %s", row.id, row.operation, source, row.source)
		}
	}
}

func TestEvery360dialogFailureRenders(t *testing.T) {
	c := shipped(t)
	for _, row := range []struct {
		id     string
		status int
		body   string
	}{
		{"360dialog.unauthorized", 401, `{"developer_message":"Unauthorized"}`},
		{"360dialog.forbidden", 403, `{"developer_message":"Forbidden"}`},
		{"360dialog.invalid_grant", 403, `{"error":"invalid_grant","error_description":"Wrong email or password."}`},
		{"360dialog.partner_not_found", 404, `{"developer_message":"Not found"}`},
		{"360dialog.number_not_found", 404, `{"developer_message":"Not found"}`},
		{"360dialog.not_found", 404, `{"developer_message":"Not Found"}`},
		{"360dialog.method_not_allowed", 405, `{"developer_message":"Method Not Allowed"}`},
		{"360dialog.wrong_payload", 400, `{"developer_message":"Wrong payload"}`},
		{"360dialog.invalid_json", 400, `{"developer_message":"Bad Request"}`},
		{"360dialog.request_too_large", 413, `{"developer_message":"Request Entity Too Large"}`},
		{"360dialog.already_in_pool", 409, `{"developer_message":"Conflict"}`},
		{"360dialog.meta_refused", 400, `{"developer_message":"Wrong payload"}`},
		{"360dialog.meta_failed", 502, `{"developer_message":"Server error"}`},
		{"360dialog.otp_failed", 400, `{"developer_message":"Wrong payload"}`},
		{"360dialog.too_many_requests", 429, `{"developer_message":"Too Many Requests"}`},
		{"360dialog.internal_error", 500, `{"developer_message":"Internal Server Error"}`},
	} {
		for _, d := range []sim.Dialect{sim.Documented, sim.Observed} {
			a := entry(t, c, row.id).Answer(d, "", nil)
			if a.Status != row.status || text(t, a) != row.body {
				t.Errorf("%s %s is %d %s", row.id, d, a.Status, text(t, a))
			}
		}
	}
}
