package contract_test

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// sample is a body, with whether its schema takes it.
type sample struct {
	why   string
	body  string
	valid bool
}

const (
	seedListEntry = `{"phone_number": "+1 211-555-5105", "code_verification_status": "VERIFIED",
		"verification_expiry_time": "2023-04-14T22:12:31+0000", "id": "5745365898905902"}`
	poolNumber = `{"preverified_phone_number_id": "106540352242922", "phone_number": "80012345678", "country_code": null,
		"partner_id": "simul8PA", "code_verification_status": "NOT_VERIFIED", "created_at": "2026-01-15T09:00:00Z"}`
	graphError = `{"error": {"message": "Invalid parameter", "type": "OAuthException", "code": 100, "fbtrace_id": "AXsgnV2Cm3ZMGF3dF_cfYIn"}}`
	hubError   = `{"meta": {"developer_message": "Not found", "http_code": 404, "success": false, "360dialog_trace_id": "TOZFYLoh3xrUq2FsREQ"}}`
	hubDetails = `{"meta": {"details": {"json": {"phone_number": ["Length must be between 6 and 20."]}},
		"developer_message": "Wrong payload", "http_code": 400, "success": false}}`
)

// responses are answers by documented and status: the seeds' own samples, and
// each of them spoiled in one place.
var responses = map[string]map[string][]sample{
	"meta.get_number": {"200": {
		{"seed 001, valid number", `{"id": "1234567890123456", "country_prefix": 1, "display_phone_number": "+1 (555) 123-4567", "is_input_id_valid": true}`, true},
		{"seed 001, invalid number", `{"id": "2345678901234567", "error_msg": "Phone number format is invalid", "is_input_id_valid": false}`, true},
		{"fields of the list beside it", `{"id": "1", "is_input_id_valid": true, "code_verification_status": "EXPIRED", "owner_business": {"id": "2", "name": "Lucky Shrub"}}`, true},
		{"unknown field, the vendor leaves it open", `{"is_input_id_valid": true, "more": 1}`, true},
		{"is_input_id_valid missing", `{"id": "1234567890123456"}`, false},
		{"is_input_id_valid as text", `{"is_input_id_valid": "true"}`, false},
		{"country_prefix out of range", `{"is_input_id_valid": true, "country_prefix": 1000}`, false},
		{"id that is no number", `{"is_input_id_valid": true, "id": "abc"}`, false},
		{"status of the other vocabulary", `{"is_input_id_valid": true, "code_verification_status": "PENDING"}`, false},
	}, "404": {
		{"error envelope", graphError, true},
		{"error_data as object", `{"error": {"message": "m", "type": "t", "code": 1, "error_data": {"details": "d"}}}`, true},
		{"error_data as text", `{"error": {"message": "m", "type": "t", "code": 1, "error_data": "{}"}}`, true},
		{"code missing", `{"error": {"message": "m", "type": "t"}}`, false},
		{"code as text", `{"error": {"message": "m", "type": "t", "code": "100"}}`, false},
		{"no envelope", `{"message": "m", "type": "t", "code": 1}`, false},
	}},
	"meta.delete_number": {"200": {
		{"schema of seed 001", `{"success": true}`, true},
		{"example of seed 001, a string against its own schema", `{"success": "true"}`, false},
		{"nothing", `{}`, false},
	}},
	"meta.list_numbers": {"200": {
		{"seed 002", `{"data": [` + seedListEntry + `], "paging": {"cursors": {"before": "QVFIU", "after": "QVFIU"}}}`, true},
		{"empty page", `{"data": [], "paging": {"cursors": {}}}`, true},
		{"real empty page", `{"data": []}`, true},
		{"Meta OpenAPI v23.0 fields, next and summary", `{"data": [{"id": "1", "display_phone_number": "+44 20 1234 5678", "verification_status": "PENDING",
			"country_prefix": 44, "availability_status": "IN_USE", "created_time": "2024-01-15T10:30:00Z", "supported_features": ["MESSAGING"],
			"country_code": "GB"}], "paging": {"cursors": {"after": "a"}, "next": "http://127.0.0.1:8360/v23.0/1/preverified_numbers?after=a"}, "summary": {"total_count": 1}}`, true},
		{"Unix seconds", `{"data": [{"id": "1", "verification_expiry_time": 1681510351}]}`, true},
		{"expiry with Z", `{"data": [{"id": "1", "verification_expiry_time": "2023-04-14T22:12:31Z"}]}`, false},
		{"expiry null", `{"data": [{"id": "1", "verification_expiry_time": null}]}`, false},
		{"created_time with an offset", `{"data": [{"id": "1", "created_time": "2024-01-15T10:30:00+0000"}]}`, false},
		{"status in lower case", `{"data": [{"id": "1", "code_verification_status": "verified"}]}`, false},
		{"code status of the other vocabulary", `{"data": [{"id": "1", "code_verification_status": "PENDING"}]}`, false},
		{"verification_status of the other vocabulary", `{"data": [{"id": "1", "verification_status": "NOT_VERIFIED"}]}`, false},
		{"phone number without a plus sign", `{"data": [{"id": "1", "phone_number": "12115555105"}]}`, false},
		{"unknown feature", `{"data": [{"id": "1", "supported_features": ["CALLS"]}]}`, false},
		{"country code in lower case", `{"data": [{"id": "1", "country_code": "us"}]}`, false},
		{"owner without id", `{"data": [{"id": "1", "owner_business": {"name": "Lucky Shrub"}}]}`, false},
		{"entry without id", `{"data": [{"phone_number": "+1 211-555-5105"}]}`, false},
		{"id as number", `{"data": [{"id": 5745365898905902}]}`, false},
		{"next without a host", `{"data": [], "paging": {"next": "/v23.0/1"}}`, false},
		{"data missing", `{"paging": {}}`, false},
	}},
	"meta.verify_code": {"200": {
		{"seed 003", `{"success": true}`, true},
		{"with id", `{"success": true, "id": "1234567890123456"}`, true},
		{"success missing", `{"id": "1234567890123456"}`, false},
		{"success as text", `{"success": "true"}`, false},
	}},
	"meta.share_number": {"200": {
		{"seed 004", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.unshare_number": {"200": {
		{"as share", `{"success": true}`, true},
		{"success as number", `{"success": 1}`, false},
	}},
	"meta.add_number": {"200": {
		{"new id", `{"id": "1234567890123456"}`, true},
		{"id missing", `{"success": true}`, false},
	}},
	"meta.request_code": {"200": {
		{"accepted", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.list_partners": {"200": {
		{"one partner", `{"data": [{"id": "1", "name": "Lucky Shrub", "verification_status": "verified", "created_time": "2023-01-15T10:30:00Z", "two_factor_type": "none", "timezone_id": 1}]}`, true},
		{"status in capitals", `{"data": [{"id": "1", "name": "Lucky Shrub", "verification_status": "VERIFIED"}]}`, false},
		{"entry without id", `{"data": [{"name": "Lucky Shrub"}]}`, false},
	}},
	"meta.get_business": {"200": {
		{"business", `{"id": "506914307656634", "name": "Lucky Shrub", "timezone_id": 0}`, true},
		{"name as number", `{"id": "506914307656634", "name": 1}`, false},
		{"id missing", `{"name": "Lucky Shrub"}`, false},
	}, "503": {{"error envelope", graphError, true}, {"not an error", `{"success": false}`, false}}},
	"meta.get_waba": {"200": {
		{"node", `{"id": "1", "name": "Wind & Wool"}`, true},
		{"id missing", `{"name": "x"}`, false},
		{"currency in lower case", `{"id": "1", "currency": "usd"}`, false},
	}},
	"meta.get_phone": {"200": {
		{"node", `{"id": "1", "status": "CONNECTED", "quality_rating": "NA"}`, true},
		{"unknown status", `{"id": "1", "status": "FINE"}`, false},
		{"id missing", `{}`, false},
	}},
	"meta.register_phone": {"200": {
		{"done", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.deregister_phone": {"200": {
		{"done", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.request_phone_code": {"200": {
		{"done", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.verify_phone_code": {"200": {
		{"done", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.list_waba_numbers": {"200": {
		{"page", `{"data": [{"id": "1", "status": "LINKED", "throughput": {"level": "STANDARD"}}]}`, true},
		{"entry without id", `{"data": [{"status": "LINKED"}]}`, false},
	}},
	"meta.add_waba_number": {"200": {
		{"new id", `{"id": "1"}`, true},
		{"id missing", `{"success": true}`, false},
	}},
	"meta.list_subscribed_apps": {"200": {
		{"one app", `{"data": [{"whatsapp_business_api_data": {"id": "1", "name": "App 1"}}]}`, true},
		{"bare app", `{"data": [{"id": "1", "name": "App 1"}]}`, false},
	}},
	"meta.subscribe_app": {"200": {
		{"done", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.unsubscribe_app": {"200": {
		{"done", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.list_assigned_users": {"200": {
		{"one user", `{"data": [{"id": "1", "user_type": "SYSTEM_USER"}], "summary": {"total_count": 1}}`, true},
		{"unknown type", `{"data": [{"id": "1", "user_type": "ROBOT"}]}`, false},
	}},
	"meta.assign_user": {"200": {
		{"done", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.unassign_user": {"200": {
		{"done", `{"success": true}`, true},
		{"success missing", `{}`, false},
	}},
	"meta.list_client_wabas": {"200": {
		{"none", `{"data": []}`, true},
		{"data missing", `{}`, false},
	}},
	"meta.list_owned_wabas": {"200": {
		{"none", `{"data": []}`, true},
		{"data missing", `{}`, false},
	}},
	"meta.list_credit_lines": {"200": {
		{"one line", `{"data": [{"id": "1", "legal_entity_name": "Lucky Shrub"}]}`, true},
		{"line without id", `{"data": [{}]}`, false},
	}},
	"meta.share_credit_line": {"200": {
		{"allocation", `{"allocation_config_id": "58501441721238", "waba_id": "1"}`, true},
		{"allocation missing", `{"waba_id": "1"}`, false},
	}},
	"meta.exchange_code": {"200": {
		{"token", `{"access_token": "EAAx", "token_type": "bearer", "expires_in": 5184000}`, true},
		{"no type", `{"access_token": "EAAx"}`, false},
	}},
	"meta.debug_token": {"200": {
		{"dead", `{"data": {"is_valid": false, "scopes": []}}`, true},
		{"no data", `{"is_valid": false}`, false},
	}},
	"meta.system_user_token": {"200": {
		{"token", `{"access_token": "EAAx"}`, true},
		{"nothing", `{}`, false},
	}},
	"meta.set_webhook": {"200": {
		{"documented", `{"success": true}`, true},
		{"nothing", `{}`, false},
	}},
	"360dialog.list_numbers": {"200": {
		{"country_code null", `[` + poolNumber + `]`, true},
		{"partner_id null", `[{"preverified_phone_number_id": "1", "phone_number": "1", "country_code": "us", "partner_id": null, "code_verification_status": "VERIFIED", "created_at": "c"}]`, true},
		{"empty pool", `[]`, true},
		{"an object around it", `{"data": []}`, false},
		{"extra member", `[{"preverified_phone_number_id": "1", "phone_number": "1", "country_code": "us", "partner_id": "p", "code_verification_status": "VERIFIED", "created_at": "c", "id": "1"}]`, false},
		{"country_code missing", `[{"preverified_phone_number_id": "1", "phone_number": "1", "partner_id": "p", "code_verification_status": "VERIFIED", "created_at": "c"}]`, false},
		{"created_at null", `[{"preverified_phone_number_id": "1", "phone_number": "1", "country_code": "us", "partner_id": "p", "code_verification_status": "VERIFIED", "created_at": null}]`, false},
	}, "400": {{"details", hubDetails, true}, {"no details", hubError, true}}, "404": {
		{"no details", hubError, true},
		{"details on a list 404", hubDetails, false},
	}},
	"360dialog.add_number": {"201": {
		{"new number", poolNumber, true},
		{"in an array", `[` + poolNumber + `]`, false},
	}, "409": {{"details", hubDetails, true}, {"details as a list", `{"meta": {"developer_message": "m", "http_code": 409, "success": false, "details": ["d"]}}`, false}},
		"502": {{"details", hubDetails, true}, {"Meta's envelope", graphError, false}},
		"401": {{"no details", hubError, true}, {"details", hubDetails, false}}},
	"360dialog.delete_number": {"200": {
		{"data null", `{"status": "success", "message": "Deleted.", "data": null}`, true},
		{"data object", `{"status": "success", "message": "Deleted.", "data": {"id": "1"}}`, true},
		{"message missing", `{"status": "success"}`, false},
		{"extra member", `{"status": "success", "message": "Deleted.", "success": true}`, false},
	}, "404": {{"details", hubDetails, true}, {"http_code as text", `{"meta": {"developer_message": "m", "http_code": "404", "success": false}}`, false}}},
	"360dialog.request_otp": {"200": {
		{"no data", `{"status": "success", "message": "Sent."}`, true},
		{"status as boolean", `{"status": true, "message": "Sent."}`, false},
	}},
	"360dialog.verify_otp": {"200": {
		{"the number", poolNumber, true},
		{"Meta's answer", `{"success": true}`, false},
	}},
	"360dialog.create_token": {"200": {
		{"token", `{"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 86400}`, true},
		{"expires_in as text", `{"access_token": "a.b.c", "token_type": "Bearer", "expires_in": "86400"}`, false},
		{"token_type missing", `{"access_token": "a.b.c", "expires_in": 86400}`, false},
	}, "403": {
		{"OAuth shape", `{"error": "invalid_grant", "error_description": "Wrong email or password."}`, true},
		{"pool shape", hubError, false},
	}},
}

func TestResponseSamples(t *testing.T) {
	found := operations(t)
	for name := range published {
		byStatus, there := responses[name]
		if !there {
			t.Errorf("%s has no sample", name)
		}
		for status, samples := range byStatus {
			ref := found[name].op.Responses.Value(status)
			if ref == nil {
				t.Errorf("%s has no status %s", name, status)
				continue
			}
			check(t, name+" "+status, ref.Value.Content.Get("application/json").Schema.Value, samples)
		}
	}
}

// requests are JSON bodies by documented.
var requests = map[string][]sample{
	"meta.verify_code": {
		{"seed 003", `{"code": "123456"}`, true},
		{"four digits", `{"code": "1234"}`, true},
		{"eight digits and the id the Node SDK adds", `{"code": "12345678", "id": "1"}`, true},
		{"three digits", `{"code": "123"}`, false},
		{"nine digits", `{"code": "123456789"}`, false},
		{"hyphen", `{"code": "123-456"}`, false},
		{"newline", `{"code": "123456\n"}`, false},
		{"number", `{"code": 123456}`, false},
		{"missing", `{}`, false},
	},
	"meta.request_code": {
		{"underscore", `{"code_method": "SMS", "language": "en_US"}`, true},
		{"hyphen", `{"code_method": "VOICE", "language": "en-US"}`, true},
		{"bare language", `{"code_method": "SMS", "language": "en"}`, true},
		{"Facebook's own Latin America", `{"code_method": "SMS", "language": "es_LA"}`, true},
		{"region by number", `{"code_method": "SMS", "language": "es_419"}`, true},
		{"script and region", `{"code_method": "SMS", "language": "zh_Hans_CN"}`, true},
		{"three letters", `{"code_method": "SMS", "language": "fil"}`, true},
		{"a word", `{"code_method": "SMS", "language": "english"}`, false},
		{"empty", `{"code_method": "SMS", "language": ""}`, false},
		{"region in lower case", `{"code_method": "SMS", "language": "en_us"}`, false},
		{"method in lower case", `{"code_method": "sms", "language": "en_US"}`, false},
		{"third method", `{"code_method": "IVR", "language": "en_US"}`, false},
		{"language missing", `{"code_method": "SMS"}`, false},
	},
	"meta.share_number": {
		{"seed 004", `{"preverified_id": "1234567890123456", "partner_business_id": "9876543210987654"}`, true},
		{"unknown parameter", `{"preverified_id": "1", "partner_business_id": "2", "permissions": []}`, true},
		{"partner missing", `{"preverified_id": "1234567890123456"}`, false},
		{"id as number", `{"preverified_id": 1234567890123456, "partner_business_id": "9876543210987654"}`, false},
		{"id as word", `{"preverified_id": "abc", "partner_business_id": "9876543210987654"}`, false},
	},
	"meta.add_number": {
		{"formatted", `{"phone_number": "+1 (555) 078-3881"}`, true},
		{"missing", `{}`, false},
	},
	"meta.register_phone": {
		{"documented", `{"messaging_product": "whatsapp", "pin": "581063"}`, true},
		{"short pin", `{"messaging_product": "whatsapp", "pin": "5810"}`, false},
		{"other product", `{"messaging_product": "sms", "pin": "581063"}`, false},
	},
	"meta.request_phone_code": {
		{"documented", `{"code_method": "SMS", "language": "en_US"}`, true},
		{"other method", `{"code_method": "MAIL", "language": "en_US"}`, false},
	},
	"meta.verify_phone_code": {
		{"documented", `{"code": "123456"}`, true},
		{"five digits", `{"code": "12345"}`, false},
	},
	"meta.add_waba_number": {
		{"documented", `{"phone_number": "15550783881", "verified_name": "Wind and Wool"}`, true},
		{"no name", `{"phone_number": "15550783881"}`, false},
	},
	"meta.subscribe_app": {
		{"nothing", `{}`, true},
		{"callback as number", `{"override_callback_uri": 1}`, false},
	},
	"meta.assign_user": {
		{"documented", `{"user": "1", "tasks": ["MANAGE"]}`, true},
		{"no tasks", `{"user": "1"}`, false},
	},
	"meta.share_credit_line": {
		{"documented", `{"waba_id": "1", "waba_currency": "USD"}`, true},
		{"currency in lower case", `{"waba_id": "1", "waba_currency": "usd"}`, false},
	},
	"meta.system_user_token": {
		{"documented", `{"appsecret_proof": "00", "fetch_only": true}`, true},
		{"no proof", `{}`, false},
	},
	"meta.set_webhook": {
		{"documented", `{"object": "whatsapp_business_account", "callback_url": "https://example.com/", "fields": ["account_update"], "verify_token": "t"}`, true},
		{"another object", `{"object": "page", "callback_url": "https://example.com/", "fields": "about", "verify_token": "t"}`, false},
	},
	"360dialog.add_number": {
		{"digits", `{"phone_number": "4915123456789"}`, true},
		{"plus sign", `{"phone_number": "+4915123456789"}`, false},
		{"five digits", `{"phone_number": "12345"}`, false},
		{"twenty-one digits", `{"phone_number": "123456789012345678901"}`, false},
		{"null", `{"phone_number": null}`, false},
		{"extra member", `{"phone_number": "4915123456789", "x": 1}`, false},
	},
	"360dialog.request_otp": {
		{"lower case", `{"code_method": "sms", "language": "anything"}`, true},
		{"upper case", `{"code_method": "SMS", "language": "en_US"}`, false},
		{"list", `{"code_method": ["sms"], "language": "en_US"}`, false},
		{"empty language", `{"code_method": "voice", "language": ""}`, false},
	},
	"360dialog.verify_otp": {
		{"code", `{"code": "123456"}`, true},
		{"empty code, Meta decides", `{"code": ""}`, true},
		{"number", `{"code": 123456}`, false},
		{"missing", `{}`, false},
	},
	"360dialog.create_token": {
		{"login", `{"username": "partner@example.com", "password": "simulator"}`, true},
		{"password missing", `{"username": "partner@example.com"}`, false},
	},
}

func TestRequestSamples(t *testing.T) {
	for name, o := range operations(t) {
		if o.op.RequestBody == nil {
			continue
		}
		if len(requests[name]) == 0 {
			t.Errorf("%s has no sample", name)
		}
		check(t, name, o.op.RequestBody.Value.Content["application/json"].Schema.Value, requests[name])
	}
}

// parameters are parameter values by documented and parameter, as a validator
// sees them: integers already read as numbers.
var parameters = map[string]map[string][]sample{
	"meta.get_number": {
		"Version":                      {{"version", `"v23.0"`, true}, {"no letter", `"23.0"`, false}, {"one part", `"v23"`, false}},
		"Pre-Verified-Phone-Number-ID": {{"digits", `"1234567890123456"`, true}, {"word", `"me"`, false}, {"empty", `""`, false}},
	},
	"meta.get_business": {"Business-ID": {{"digits", `"506914307656634"`, true}, {"word", `"me"`, false}}},
	"meta.list_numbers": {
		"limit":                    {{"least", `1`, true}, {"most", `100`, true}, {"zero", `0`, false}, {"too many", `101`, false}},
		"code_verification_status": {{"EXPIRED", `"EXPIRED"`, true}, {"other vocabulary", `"PENDING"`, false}},
		"verification_status":      {{"PENDING", `"PENDING"`, true}, {"other vocabulary", `"NOT_VERIFIED"`, false}},
		"availability_status":      {{"AVAILABLE", `"AVAILABLE"`, true}, {"lower case", `"available"`, false}},
		"country_code":             {{"capitals", `"US"`, true}, {"lower case", `"us"`, false}},
		"phone_number":             {{"display form", `"+1 211-555-5105"`, true}},
		"fields":                   {{"list", `"id,phone_number"`, true}},
		"after":                    {{"cursor", `"MAZDZD"`, true}},
		"before":                   {{"cursor", `"MAZDZD"`, true}},
	},
	"meta.list_partners":  {"limit": {{"most", `100`, true}, {"too many", `101`, false}}},
	"meta.unshare_number": {"preverified_id": {{"digits", `"1"`, true}, {"word", `"a"`, false}}, "partner_business_id": {{"digits", `"1"`, true}, {"word", `"a"`, false}}},
	"360dialog.list_numbers": {
		"code_verification_status": {{"VERIFIED", `"VERIFIED"`, true}, {"lower case", `"verified"`, false}},
		"phone_number":             {{"digits", `"4915123456789"`, true}, {"plus sign", `"+4915123456789"`, false}, {"short", `"12345"`, false}},
		"country_code":             {{"free text", `"DEU"`, true}},
	},
	"360dialog.delete_number": {"preverified_phone_number_id": {{"free text, a 404 and not a 400", `"abc"`, true}}},
}

func TestParameterSamples(t *testing.T) {
	found := operations(t)
	for name, byParameter := range parameters {
		for parameter, samples := range byParameter {
			p := parameterNamed(found[name].op, parameter)
			if p == nil {
				t.Errorf("%s has no parameter %s", name, parameter)
				continue
			}
			check(t, name+" "+parameter, p.Schema.Value, samples)
		}
	}
}

func parameterNamed(op *openapi3.Operation, name string) *openapi3.Parameter {
	for _, ref := range op.Parameters {
		if ref.Value.Name == name {
			return ref.Value
		}
	}
	return nil
}

func check(t *testing.T, where string, schema *openapi3.Schema, samples []sample) {
	t.Helper()
	for _, s := range samples {
		err := schema.VisitJSON(decode(t, s.body))
		if (err == nil) != s.valid {
			t.Errorf("%s, %s: accepted %v, want %v (%v)", where, s.why, err == nil, s.valid, err)
		}
	}
}
