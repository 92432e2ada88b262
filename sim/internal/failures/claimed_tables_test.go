package failures_test

import (
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

// documentedClaimed lists every example of a failure in Meta OpenAPI v23.0 that is
// of one operation on WABAs and the numbers on them. Several ids may say the same.
var documentedClaimed = []struct {
	operation string
	failure
}{
	{"meta.list_waba_numbers", failure{400, "Invalid parameter: filtering must be valid JSON", oauth, 100, 0, "", "", nil}},
	{"meta.list_waba_numbers", failure{403, "Your app doesn't have permission to access this WhatsApp Business Account", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.list_waba_numbers", failure{404, "WhatsApp Business Account not found", graph, 803, 0, "", "", nil}},
	{"meta.add_waba_number", failure{404, "WhatsApp Business Account not found", graph, 803, 0, "", "", nil}},
	{"meta.list_waba_numbers", failure{422, "The requested fields are not available for this account", graph, 100, 0, "", "", nil}},
	{"meta.add_waba_number", failure{400, "Invalid parameter: phone_number must be in E.164 format", oauth, 100, 0, "", "", nil}},
	{"meta.add_waba_number", failure{403, "Phone number limit exceeded for this WhatsApp Business Account", oauth, 200, 1349175, "Limit Exceeded", "You have reached the maximum number of phone numbers for this account", nil}},
	{"meta.add_waba_number", failure{409, "Phone number is already registered with WhatsApp Business", graph, 100, 0, "", "", nil}},
	{"meta.add_waba_number", failure{422, "Phone number validation failed: invalid format", graph, 100, 0, "", "", nil}},
	{"meta.add_waba_number", failure{429, "Phone number creation rate limit exceeded", oauth, 4, 2446080, "", "", true}},
	{"meta.get_phone", failure{400, "Invalid version format. Use format like 'v23.0'", oauth, 100, 0, "", "", nil}},
	{"meta.get_phone", failure{400, "Invalid phone number ID format. Must be numeric.", oauth, 100, 0, "", "", nil}},
	{"meta.get_phone", failure{400, "Invalid field requested. Available fields: name_status, code_verification_status", oauth, 100, 0, "", "", nil}},
	{"meta.get_phone", failure{401, "Error validating access token: Session has expired", oauth, 190, 463, "", "", nil}},
	{"meta.get_phone", failure{401, "An access token is required to request this resource", oauth, 104, 0, "", "", nil}},
	{"meta.get_phone", failure{403, "Your app doesn't have permission to access this phone number", oauth, 200, 1349174, "", "", nil}},
	{"meta.get_phone", failure{403, "Your app is not linked to the WhatsApp Business Account that owns this phone number", oauth, 200, 1349175, "", "", nil}},
	{"meta.get_phone", failure{403, "Requires whatsapp_business_messaging or whatsapp_business_management permission", oauth, 200, 1349176, "", "", nil}},
	{"meta.get_phone", failure{404, "Phone number not found", graph, 803, 0, "", "", nil}},
	{"meta.get_phone", failure{404, "This phone number has been deleted and is no longer accessible", graph, 803, 0, "", "", nil}},
	{"meta.get_phone", failure{404, "The WhatsApp Business Account associated with this phone number could not be found", graph, 803, 0, "", "", nil}},
	{"meta.get_phone", failure{422, "The phone number is not registered with WhatsApp Business API", graph, 100, 0, "", "", nil}},
	{"meta.get_phone", failure{422, "Phone number is currently under review and information is not available", graph, 100, 0, "", "", nil}},
	{"meta.get_phone", failure{422, "Phone number information is temporarily unavailable. Please try again later.", graph, 100, 0, "", "", nil}},
	{"meta.get_phone", failure{429, "User request limit reached", oauth, 17, 2446079, "", "", true}},
	{"meta.get_phone", failure{429, "Business request limit reached for WhatsApp Business Account", oauth, 80007, 2446079, "", "", true}},
	{"meta.get_phone", failure{500, "WhatsApp Business API service is temporarily unavailable", graph, 2, 0, "", "", true}},
	{"meta.get_phone", failure{500, "Database temporarily unavailable. Please retry your request", graph, 2, 0, "", "", true}},
	{"meta.register_phone", failure{400, "Invalid PIN format. PIN must be exactly 6 digits", oauth, 100, 0, "", "", nil}},
	{"meta.register_phone", failure{403, "Your app doesn't have permission to register this phone number", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.register_phone", failure{404, "Phone number not found", graph, 803, 0, "", "", nil}},
	{"meta.deregister_phone", failure{404, "Phone number not found", graph, 803, 0, "", "", nil}},
	{"meta.register_phone", failure{422, "Phone number is already registered or in invalid state for registration", graph, 100, 0, "", "", nil}},
	{"meta.register_phone", failure{429, "Registration rate limit exceeded", oauth, 4, 2446079, "", "", true}},
	{"meta.register_phone", failure{500, "An unexpected error occurred during registration. Please retry your request", graph, 2, 0, "", "", true}},
	{"meta.deregister_phone", failure{400, "Phone number is not currently linked in Facebook Hosted System", oauth, 100, 0, "", "", nil}},
	{"meta.deregister_phone", failure{400, "Deregister endpoint is not available for API solution for SMB businesses.", oauth, 100, 0, "", "", nil}},
	{"meta.deregister_phone", failure{400, "Phone number not registered on the WhatsApp Business Platform.", oauth, 100, 2207051, "", "", nil}},
	{"meta.deregister_phone", failure{403, "Your app doesn't have permission to access this phone number", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.deregister_phone", failure{422, "The phone number cannot be deregistered in its current state", graph, 100, 0, "", "", nil}},
	{"meta.deregister_phone", failure{429, "Rate limit exceeded for deregistration requests", oauth, 4, 2446079, "", "", true}},
	{"meta.request_phone_code", failure{400, "Invalid parameter: code_method must be SMS or VOICE", oauth, 100, 0, "", "", nil}},
	{"meta.request_phone_code", failure{403, "Your app doesn't have permission to access this phone number", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.request_phone_code", failure{404, "Phone number not found", graph, 803, 0, "", "", nil}},
	{"meta.verify_phone_code", failure{404, "Phone number not found", graph, 803, 0, "", "", nil}},
	{"meta.request_phone_code", failure{422, "Phone number is not eligible for verification at this time", graph, 100, 0, "", "", nil}},
	{"meta.verify_phone_code", failure{400, "Invalid verification code format", oauth, 100, 0, "", "", nil}},
	{"meta.verify_phone_code", failure{403, "Your app doesn't have permission to verify this phone number", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.verify_phone_code", failure{422, "The verification code is invalid or has expired", graph, 100, 0, "Verification Failed", "The verification code you entered is invalid or has expired", nil}},
	{"meta.verify_phone_code", failure{429, "Too many verification attempts. Please try again later", oauth, 4, 2446079, "", "", true}},
	{"meta.list_subscribed_apps", failure{400, "Invalid parameter: WABA-ID must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.unsubscribe_app", failure{400, "Invalid parameter: WABA-ID must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.list_subscribed_apps", failure{403, "Your app doesn't have permission to access this WhatsApp Business Account", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.list_subscribed_apps", failure{404, "WhatsApp Business Account not found", graph, 803, 0, "", "", nil}},
	{"meta.subscribe_app", failure{404, "WhatsApp Business Account not found", graph, 803, 0, "", "", nil}},
	{"meta.list_subscribed_apps", failure{422, "The requested fields are not available for this subscription", graph, 100, 0, "", "", nil}},
	{"meta.subscribe_app", failure{400, "Invalid callback URI format", oauth, 100, 0, "", "", nil}},
	{"meta.subscribe_app", failure{403, "Your app doesn't have permission to subscribe to this WhatsApp Business Account", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.subscribe_app", failure{422, "Webhook callback URL is not reachable or invalid", graph, 100, 0, "", "", nil}},
	{"meta.unsubscribe_app", failure{403, "Your app doesn't have permission to unsubscribe from this WhatsApp Business Account", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.unsubscribe_app", failure{404, "WhatsApp Business Account not found or not subscribed", graph, 803, 0, "", "", nil}},
	{"meta.unsubscribe_app", failure{422, "Cannot unsubscribe: subscription is required for active integrations", graph, 100, 0, "", "", nil}},
	{"meta.get_waba", failure{400, "Invalid parameter: whatsapp_business_account_id must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.get_waba", failure{403, "Your app doesn't have permission to access this WhatsApp Business Account", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.get_waba", failure{404, "WhatsApp Business Account not found", graph, 803, 0, "", "", nil}},
	{"meta.list_assigned_users", failure{404, "WhatsApp Business Account not found", graph, 803, 0, "", "", nil}},
	{"meta.assign_user", failure{404, "WhatsApp Business Account not found", graph, 803, 0, "", "", nil}},
	{"meta.get_waba", failure{422, "The requested fields are not available for this account", graph, 100, 0, "", "", nil}},
	{"meta.list_assigned_users", failure{422, "The requested fields are not available for this account", graph, 100, 0, "", "", nil}},
	{"meta.list_assigned_users", failure{400, "The parameter business is required to specify a business", oauth, 100, 0, "", "", nil}},
	{"meta.list_assigned_users", failure{403, "Need permission on WhatsAppBusinessAccount or this Business", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.assign_user", failure{400, "Invalid parameter: user must be a valid user ID", oauth, 100, 0, "", "", nil}},
	{"meta.unassign_user", failure{400, "Invalid parameter: user must be a valid user ID", oauth, 100, 0, "", "", nil}},
	{"meta.assign_user", failure{403, "Your app doesn't have permission to add users to this WhatsApp Business Account", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.assign_user", failure{422, "User is already assigned to this WhatsApp Business Account", graph, 100, 0, "", "", nil}},
	{"meta.unassign_user", failure{403, "Your app doesn't have permission to remove users from this WhatsApp Business Account", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.unassign_user", failure{404, "User is not assigned to this WhatsApp Business Account", graph, 803, 0, "", "", nil}},
	{"meta.unassign_user", failure{422, "Cannot remove user due to business asset group permissions", graph, 100, 0, "", "", nil}},
	{"meta.list_client_wabas", failure{400, "Invalid parameter: business_id must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.list_owned_wabas", failure{400, "Invalid parameter: business_id must be a valid numeric string", oauth, 100, 0, "", "", nil}},
	{"meta.list_client_wabas", failure{403, "Your app doesn't have permission to access client WhatsApp Business Accounts for this business", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.list_client_wabas", failure{404, "Business not found", graph, 803, 0, "", "", nil}},
	{"meta.list_owned_wabas", failure{404, "Business not found", graph, 803, 0, "", "", nil}},
	{"meta.list_client_wabas", failure{422, "The requested fields are not available for this business", graph, 100, 0, "", "", nil}},
	{"meta.list_owned_wabas", failure{403, "Your app doesn't have permission to access this business's WhatsApp Business Accounts", oauth, 200, 1349174, denied, deniedUser, nil}},
	{"meta.list_owned_wabas", failure{422, "The requested filter combination is not supported", graph, 100, 0, "", "", nil}},
}

// claimedOperations are those that Meta OpenAPI v23.0 describes with failures. Some
// have a text of their own in the place of a common one.
var claimedOperations = []struct {
	name           string
	own429, own500 bool
}{
	{"meta.list_waba_numbers", false, false},
	{"meta.add_waba_number", true, false},
	{"meta.get_phone", false, false},
	{"meta.register_phone", true, true},
	{"meta.deregister_phone", true, false},
	{"meta.request_phone_code", false, false},
	{"meta.verify_phone_code", true, false},
	{"meta.list_subscribed_apps", false, false},
	{"meta.subscribe_app", false, false},
	{"meta.unsubscribe_app", false, false},
	{"meta.get_waba", false, false},
	{"meta.list_assigned_users", false, false},
	{"meta.assign_user", false, false},
	{"meta.unassign_user", false, false},
	{"meta.list_client_wabas", false, false},
	{"meta.list_owned_wabas", false, false},
}

// claimedRows adds what every one of these operations has.
func claimedRows() []documentedRow {
	var rows []documentedRow
	for _, r := range documentedClaimed {
		rows = append(rows, documentedRow{"", r.operation, r.failure})
	}
	for _, op := range claimedOperations {
		rows = append(rows, documentedRow{"", op.name, failure{401, "Invalid OAuth access token", oauth, 190, 463, "", "", nil}})
		if !op.own429 {
			rows = append(rows, documentedRow{"", op.name, failure{429, "Application request limit reached", oauth, 4, 2446079, "", "", true}})
		}
		if !op.own500 {
			rows = append(rows, documentedRow{"", op.name, failure{500, "An unexpected error occurred. Please retry your request", graph, 2, 0, "", "", true}})
		}
	}
	return rows
}

// TestEveryDocumentedFailureOfTheClaimedHalfRenders: each example is what some entry
// of the catalogue answers.
func TestEveryDocumentedFailureOfTheClaimedHalfRenders(t *testing.T) {
	c := shipped(t)
	for _, row := range claimedRows() {
		found := false
		for _, e := range c.Entries() {
			found = found || e.MayComeFrom(row.operation) && seen(e.Answer(sim.Documented, row.operation, nil)) == row.failure
		}
		if !found {
			t.Errorf("no entry answers %+v from %s", row.failure, row.operation)
		}
	}
}
