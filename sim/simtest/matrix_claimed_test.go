package simtest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// claimedWorld is what the matrix adds to the world of twoPartners: a customer's
// WABA that the first business manages.
const claimedWorld = `
switches: {claimed: in_use, share_expired: refused}
wabas:
  - id: "102290129340398"
    business: "9876543210987654"
    shared_with: ["506914307656634"]
    phone_numbers:
      - {phone_number: "12025550140", id: "110200345501442"}
      - {phone_number: "12025550141", id: "110200345501443", pin: "581063"}
      - {phone_number: "12025550142", id: "110200345501444", verified: false}
  - id: "102290129340399"
    business: "9876543210987654"
    phone_numbers: [{phone_number: "12025550143", id: "110200345501445"}]
`

const (
	customerWABA  = "/102290129340398"
	foreignWABA   = "102290129340399"
	claimedPhone  = "/110200345501442"
	registered    = "/110200345501443"
	unverified    = "/110200345501444"
	phoneOfOthers = "110200345501445"
	systemUser    = "1972555232742222"
	creditLine    = "/1972385232742146"
	appToken      = "1017734028366125|sim-app-secret"
	customer      = "/9876543210987654"
	phoneDenied   = "Your app doesn't have permission to access this phone number"
	wabaDenied    = "Your app doesn't have permission to access this WhatsApp Business Account"
	fieldsRefused = "The requested fields are not available for this account"
	bareDenied    = "(#200) You do not have the necessary permissions required to perform this operation"
)

// proof is the appsecret_proof of the first business's token under the secret of
// the first app.
func proof() string {
	mac := hmac.New(sha256.New, []byte("sim-app-secret"))
	mac.Write([]byte(simtest.MetaToken))
	return hex.EncodeToString(mac.Sum(nil))
}

// exchange is the request for the code of a signup that has ended.
func exchange(c caller) shot {
	var ended sim.Signup
	a := c.control(201, "POST", "/signups", params{"outcome": "only_waba", "waba": customerWABA[1:], "redirect_uri": "https://example.com/"})
	if err := json.Unmarshal(a.Body, &ended); err != nil {
		c.t.Fatal(err)
	}
	return shot{"GET", "/v23.0/oauth/access_token?client_id=1017734028366125&client_secret=sim-app-secret&code=" + string(ended.Code), nil, nil}
}

func init() {
	maps.Copy(sound, map[string]func(caller) shot{
		"meta.get_waba":             func(caller) shot { return metaShot("GET", customerWABA, nil) },
		"meta.get_phone":            func(caller) shot { return metaShot("GET", claimedPhone, nil) },
		"meta.list_waba_numbers":    func(caller) shot { return metaShot("GET", customerWABA+"/phone_numbers", nil) },
		"meta.list_subscribed_apps": func(caller) shot { return metaShot("GET", customerWABA+"/subscribed_apps", nil) },
		"meta.subscribe_app":        func(caller) shot { return metaShot("POST", customerWABA+"/subscribed_apps", params{}) },
		"meta.deregister_phone":     func(caller) shot { return metaShot("POST", registered+"/deregister", nil) },
		"meta.list_client_wabas":    func(caller) shot { return metaShot("GET", ownBusiness+"/client_whatsapp_business_accounts", nil) },
		"meta.list_owned_wabas":     func(caller) shot { return metaShot("GET", ownBusiness+"/owned_whatsapp_business_accounts", nil) },
		"meta.list_credit_lines":    func(caller) shot { return metaShot("GET", ownBusiness+"/extendedcredits", nil) },
		"meta.debug_token":          func(caller) shot { return metaShot("GET", "/debug_token?input_token="+simtest.MetaToken, nil) },
		"meta.exchange_code":        exchange,
		"meta.register_phone": func(caller) shot {
			return metaShot("POST", claimedPhone+"/register", params{"messaging_product": "whatsapp", "pin": "581063"})
		},
		"meta.request_phone_code": func(caller) shot {
			return metaShot("POST", unverified+"/request_code", params{"code_method": "SMS", "language": "en_US"})
		},
		"meta.verify_phone_code": func(c caller) shot {
			c.meta(200, simtest.MetaToken, "POST", unverified+"/request_code", params{"code_method": "SMS", "language": "en_US"})
			return metaShot("POST", unverified+"/verify_code", params{"code": c.code("12025550142")})
		},
		"meta.add_waba_number": func(c caller) shot {
			return metaShot("POST", customerWABA+"/phone_numbers", params{
				"phone_number": phoneVerified, "verified_name": "Wind and Wool", "preverified_id": c.id(phoneVerified),
			})
		},
		"meta.unsubscribe_app": func(c caller) shot {
			c.meta(200, simtest.MetaToken, "POST", customerWABA+"/subscribed_apps", nil)
			return metaShot("DELETE", customerWABA+"/subscribed_apps", nil)
		},
		"meta.list_assigned_users": func(caller) shot {
			return metaShot("GET", customerWABA+"/assigned_users?business="+simtest.BusinessID, nil)
		},
		"meta.assign_user": func(caller) shot {
			return metaShot("POST", customerWABA+"/assigned_users", params{"user": systemUser, "tasks": []string{"MANAGE"}})
		},
		"meta.unassign_user": func(c caller) shot {
			c.assign()
			return metaShot("DELETE", customerWABA+"/assigned_users?user="+systemUser, nil)
		},
		"meta.share_credit_line": func(c caller) shot {
			c.assign()
			return metaShot("POST", creditLine+"/whatsapp_credit_sharing_and_attach", params{"waba_id": customerWABA[1:], "waba_currency": "USD"})
		},
		"meta.set_webhook": func(c caller) shot {
			hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.FormValue("hub.challenge")) }))
			c.t.Cleanup(hook.Close)
			return shot{"POST", "/v23.0/1017734028366125/subscriptions", params{
				"object": "whatsapp_business_account", "callback_url": hook.URL, "fields": "account_update", "verify_token": "t",
			}, []string{"Authorization", "Bearer " + appToken}}
		},
		"meta.system_user_token": func(caller) shot {
			return metaShot("POST", customer+"/system_user_access_tokens", params{"appsecret_proof": proof(), "fetch_only": true})
		},
	})
}

// assign gives the first business's system user a task on the customer's WABA.
func (c caller) assign() {
	c.t.Helper()
	c.meta(200, simtest.MetaToken, "POST", customerWABA+"/assigned_users?tasks=MANAGE&user="+systemUser, nil)
}

// failing are cells of failures that only a fault rule brings.
func failing(operation string, pairs ...string) (out []cell) {
	for i := 0; i < len(pairs); i += 3 {
		status, _ := strconv.Atoi(pairs[i])
		out = append(out, cell{operation, status, pairs[i+1], fails(operation, pairs[i+1]), pairs[i+2]})
	}
	return out
}

var claimedCells = slices.Concat(wabaCells, phoneCells, tokenCells,
	failing("meta.get_phone",
		"400", "meta.invalid_id", "Invalid phone number ID format. Must be numeric.",
		"400", "meta.invalid_version", "Invalid version format. Use format like 'v23.0'",
		"403", "meta.phone_app_not_linked", "Your app is not linked to the WhatsApp Business Account that owns this phone number",
		"404", "meta.phone_not_found", "Phone number not found",
		"404", "meta.phone_deleted", "This phone number has been deleted and is no longer accessible",
		"404", "meta.phone_waba_gone", "The WhatsApp Business Account associated with this phone number could not be found",
		"422", "meta.phone_not_on_api", "The phone number is not registered with WhatsApp Business API",
		"422", "meta.phone_under_review", "Phone number is currently under review and information is not available",
		"422", "meta.phone_information_unavailable", "Phone number information is temporarily unavailable. Please try again later.",
		"500", "meta.whatsapp_unavailable", "WhatsApp Business API service is temporarily unavailable",
		"500", "meta.database_unavailable", "Database temporarily unavailable. Please retry your request"),
	failing("meta.deregister_phone",
		"400", "meta.phone_not_linked", "Phone number is not currently linked in Facebook Hosted System",
		"400", "meta.phone_of_small_business", "Deregister endpoint is not available for API solution for SMB businesses.",
		"422", "meta.cannot_deregister", "The phone number cannot be deregistered in its current state"),
	failing("meta.register_phone", "500", "meta.registration_failed", "An unexpected error occurred during registration. Please retry your request"),
	failing("meta.add_waba_number", "429", "meta.waba_creation_limited", "Phone number creation rate limit exceeded"),
	failing("meta.unsubscribe_app", "422", "meta.unsubscribe_refused", "Cannot unsubscribe: subscription is required for active integrations"),
	failing("meta.unassign_user", "422", "meta.unassign_refused", "Cannot remove user due to business asset group permissions"),
	failing("meta.get_waba",
		"400", "meta.invalid_id", "Invalid parameter: whatsapp_business_account_id must be a valid numeric string",
		"404", "meta.waba_not_found", "WhatsApp Business Account not found"),
)

var wabaCells = []cell{
	{"meta.get_waba", 200, "good", asItIs, `"id":"102290129340398"`},
	{"meta.get_waba", 200, "what a back end reads", query("fields=on_behalf_of_business_info,message_template_namespace"), `"on_behalf_of_business_info":{"id":"9876543210987654"`},
	{"meta.get_waba", 200, "edges in fields", query("fields=phone_numbers{id,status},subscribed_apps"), `"phone_numbers":{"data":[{"id":"110200345501442","status":"PENDING"}`},
	{"meta.get_waba", 403, "of another business", instead(foreignWABA), wabaDenied},
	{"meta.get_waba", 422, "unknown field", query("fields=colour"), fieldsRefused},

	{"meta.list_waba_numbers", 200, "good", asItIs, `"id":"110200345501442"`},
	{"meta.list_waba_numbers", 200, "by digits", query("display_phone_number=12025550141"), `"data":[{"verified_name":"Another business","code_verification_status":"VERIFIED","display_phone_number":"+1 202-555-0141"`},
	{"meta.list_waba_numbers", 400, "filtering", query("filtering=x"), "Invalid parameter: filtering must be valid JSON"},
	{"meta.list_waba_numbers", 200, "filtered", query("filtering=" + url.QueryEscape(`[{"field":"is_official_business_account","operator":"EQUAL","value":true}]`)), `"data":[]`},
	{"meta.list_waba_numbers", 400, "filtering another field", query("filtering=" + url.QueryEscape(`[{"field":"status","operator":"EQUAL","value":"LINKED"}]`)), "Invalid parameter: filtering must be EQUAL, on account_mode, messaging_limit_tier or is_official_business_account"},
	{"meta.list_waba_numbers", 400, "another operator", query("filtering=" + url.QueryEscape(`[{"field":"account_mode","operator":"IN","value":"LIVE"}]`)), "Invalid parameter: filtering must be EQUAL, on account_mode, messaging_limit_tier or is_official_business_account"},
	{"meta.list_waba_numbers", 400, "limit", query("limit=0"), "Invalid parameter: limit must be between 1 and 100"},
	{"meta.list_waba_numbers", 400, "cursor", query("after=x"), "Invalid parameter: cursor is malformed or expired"},
	{"meta.list_waba_numbers", 400, "id is no number", instead("abc"), "Invalid parameter: WABA-ID must be a valid numeric string"},
	{"meta.list_waba_numbers", 403, "of another business", instead(foreignWABA), wabaDenied},
	{"meta.list_waba_numbers", 404, "unknown id", instead(nobody), "WhatsApp Business Account not found"},
	{"meta.list_waba_numbers", 404, "a business's id", instead(simtest.BusinessID), "WhatsApp Business Account not found"},
	{"meta.list_waba_numbers", 422, "unknown field", query("fields=colour"), fieldsRefused},

	{"meta.add_waba_number", 200, "claims", asItIs, `"id":"`},
	{"meta.add_waba_number", 200, "adds", with("preverified_id", nil, "phone_number", phoneUnused), `"id":"`},
	{"meta.add_waba_number", 200, "without its calling code", with("preverified_id", nil, "phone_number", "2025550130", "cc", "1"), `"id":"`},
	{"meta.add_waba_number", 400, "no phone number", with("phone_number", nil), "Invalid parameter: phone_number must be in E.164 format"},
	{"meta.add_waba_number", 400, "letters", with("phone_number", "abc"), "Invalid parameter: phone_number must be in E.164 format"},
	{"meta.add_waba_number", 400, "no name", with("verified_name", nil), "(#100) The parameter verified_name is required."},
	{"meta.add_waba_number", 403, "of another business", instead(foreignWABA), wabaDenied},
	{"meta.add_waba_number", 403, "full", fails("meta.add_waba_number", "meta.waba_full"), "Phone number limit exceeded for this WhatsApp Business Account"},
	{"meta.add_waba_number", 404, "unknown WABA", instead(nobody), "WhatsApp Business Account not found"},
	{"meta.add_waba_number", 404, "unknown pre-verified number", with("preverified_id", nobody), "Pre-verified phone number not found"},
	{"meta.add_waba_number", 404, "another's pre-verified number", bearer(simtest.OtherToken), "Pre-verified phone number not found"},
	{"meta.add_waba_number", 409, "claimed", event("claim", phoneVerified), "Phone number is already registered with WhatsApp Business"},
	{"meta.add_waba_number", 409, "twice", twice, "Phone number is already registered with WhatsApp Business"},
	{"meta.add_waba_number", 422, "another number", with("phone_number", phoneUnused), "Phone number validation failed: invalid format"},
	{"meta.add_waba_number", 422, "impossible", with("preverified_id", nil, "phone_number", "99912345678"), "Phone number validation failed: invalid format"},

	{"meta.list_subscribed_apps", 200, "none", asItIs, `"data":[]`},
	{"meta.list_subscribed_apps", 400, "id is no number", instead("abc"), "Invalid parameter: WABA-ID must be a valid numeric string"},
	{"meta.list_subscribed_apps", 403, "of another business", instead(foreignWABA), wabaDenied},
	{"meta.list_subscribed_apps", 404, "unknown id", instead(nobody), "WhatsApp Business Account not found"},
	{"meta.list_subscribed_apps", 422, "unknown field", query("fields=colour"), "The requested fields are not available for this subscription"},

	{"meta.subscribe_app", 200, "good", asItIs, `"success":true`},
	{"meta.subscribe_app", 200, "twice", twice, `"success":true`},
	{"meta.subscribe_app", 400, "no https", with("override_callback_uri", "http://example.com/", "verify_token", "t"), "Invalid callback URI format"},
	{"meta.subscribe_app", 400, "no verify token", with("override_callback_uri", "https://example.com/"), "(#100) The parameter verify_token is required."},
	{"meta.subscribe_app", 400, "no override", with("verify_token", "t"), "(#100) The parameter override_callback_uri is required."},
	{"meta.subscribe_app", 200, "an empty override", with("override_callback_uri", "", "verify_token", "t"), `"success":true`},
	{"meta.subscribe_app", 400, "before the subscription", with("override_callback_uri", "https://example.com/", "verify_token", "t"), "(#100) Before override the current callback uri, your app must be subscribed to receive messages for WhatsApp Business Account"},
	{"meta.subscribe_app", 400, "id is no number", instead("abc"), "Invalid parameter: WABA-ID must be a valid numeric string"},
	{"meta.subscribe_app", 403, "of another business", instead(foreignWABA), "Your app doesn't have permission to subscribe to this WhatsApp Business Account"},
	{"meta.subscribe_app", 404, "unknown id", instead(nobody), "WhatsApp Business Account not found"},
	{"meta.subscribe_app", 422, "unreachable", all(twice, with("override_callback_uri", "https://127.0.0.1:1/", "verify_token", "t")), "Webhook callback URL is not reachable or invalid"},

	{"meta.unsubscribe_app", 200, "good", asItIs, `"success":true`},
	{"meta.unsubscribe_app", 400, "id is no number", instead("abc"), "Invalid parameter: WABA-ID must be a valid numeric string"},
	{"meta.unsubscribe_app", 403, "of another business", instead(foreignWABA), "Your app doesn't have permission to unsubscribe from this WhatsApp Business Account"},
	{"meta.unsubscribe_app", 404, "unknown id", instead(nobody), "WhatsApp Business Account not found or not subscribed"},
	{"meta.unsubscribe_app", 404, "twice", twice, "WhatsApp Business Account not found or not subscribed"},

	{"meta.list_assigned_users", 200, "good", asItIs, `"data":[]`},
	{"meta.list_assigned_users", 400, "business is no number", rewritten("business="+simtest.BusinessID, "business=abc"), "Invalid parameter: business must be of the documented form"},
	{"meta.list_assigned_users", 400, "no business", rewritten("?business="+simtest.BusinessID, ""), "The parameter business is required to specify a business"},
	{"meta.list_assigned_users", 403, "of another business", instead(foreignWABA), "Need permission on WhatsAppBusinessAccount or this Business"},
	{"meta.list_assigned_users", 404, "unknown id", instead(nobody), "WhatsApp Business Account not found"},
	{"meta.list_assigned_users", 422, "unknown field", query("fields=colour"), fieldsRefused},
	{"meta.assign_user", 200, "good", asItIs, `"success":true`},
	{"meta.assign_user", 200, "one task", with("tasks", "MANAGE"), `"success":true`},
	{"meta.assign_user", 200, "single quotes", with("tasks", "['MANAGE']"), `"success":true`},
	{"meta.assign_user", 400, "no user", with("user", nil), "Invalid parameter: user must be a valid user ID"},
	{"meta.assign_user", 400, "unknown user", with("user", nobody), "Invalid parameter: user must be a valid user ID"},
	{"meta.assign_user", 400, "no tasks", with("tasks", nil), "(#100) The parameter tasks is required."},
	{"meta.assign_user", 403, "of another business", instead(foreignWABA), "Your app doesn't have permission to add users to this WhatsApp Business Account"},
	{"meta.assign_user", 404, "unknown id", instead(nobody), "WhatsApp Business Account not found"},
	{"meta.assign_user", 422, "twice", twice, "User is already assigned to this WhatsApp Business Account"},
	{"meta.unassign_user", 200, "good", asItIs, `"success":true`},
	{"meta.unassign_user", 400, "no user", rewritten("?user="+systemUser, ""), "Invalid parameter: user must be a valid user ID"},
	{"meta.unassign_user", 403, "of another business", instead(foreignWABA), "Your app doesn't have permission to remove users from this WhatsApp Business Account"},
	{"meta.unassign_user", 404, "twice", twice, "User is not assigned to this WhatsApp Business Account"},

	{"meta.list_client_wabas", 200, "good", asItIs, `"id":"102290129340398"`},
	{"meta.list_client_wabas", 200, "find", query("find=" + foreignWABA), `"data":[]`},
	{"meta.list_client_wabas", 200, "business_type", query("business_type=STANDARD"), `"id":"102290129340398"`},
	{"meta.list_client_wabas", 400, "find is no number", query("find=abc"), "Invalid parameter: find must be of the documented form"},
	{"meta.list_client_wabas", 400, "id is no number", instead("abc"), "Invalid parameter: business_id must be a valid numeric string"},
	{"meta.list_client_wabas", 403, "another business", instead(simtest.OtherBusinessID), "Your app doesn't have permission to access client WhatsApp Business Accounts for this business"},
	{"meta.list_client_wabas", 404, "unknown id", instead(nobody), "Business not found"},
	{"meta.list_client_wabas", 422, "unknown field", query("fields=colour"), "The requested fields are not available for this business"},
	{"meta.list_owned_wabas", 200, "good", asItIs, `"data":[]`},
	{"meta.list_owned_wabas", 400, "id is no number", instead("abc"), "Invalid parameter: business_id must be a valid numeric string"},
	{"meta.list_owned_wabas", 403, "another business", instead(simtest.OtherBusinessID), "Your app doesn't have permission to access this business's WhatsApp Business Accounts"},
	{"meta.list_owned_wabas", 404, "unknown id", instead(nobody), "Business not found"},
	{"meta.list_owned_wabas", 422, "first and before", query("first=1&before=x"), "The requested filter combination is not supported"},
	{"meta.list_credit_lines", 200, "good", asItIs, `"id":"1972385232742146"`},
	{"meta.list_credit_lines", 400, "id is no number", instead("abc"), "Invalid parameter: business_id must be a valid numeric string"},
	{"meta.list_credit_lines", 403, "another business", instead(simtest.OtherBusinessID), "Your app doesn't have permission to access this business's WhatsApp Business Accounts"},
	{"meta.list_credit_lines", 404, "unknown id", instead(nobody), "Business not found"},
	{"meta.list_credit_lines", 422, "unknown field", query("fields=colour"), "The requested fields are not available for this business"},
	{"meta.share_credit_line", 200, "good", asItIs, `"allocation_config_id":"`},
	{"meta.share_credit_line", 400, "no WABA", with("waba_id", nil), "(#100) The parameter waba_id is required."},
	{"meta.share_credit_line", 403, "another's token", bearer(simtest.OtherToken), bareDenied},
	{"meta.share_credit_line", 404, "unknown WABA", with("waba_id", nobody), "WhatsApp Business Account not found"},
	{"meta.share_credit_line", 404, "unknown line", instead(nobody), "Credit line not found"},
}

var phoneCells = []cell{
	{"meta.get_phone", 200, "good", asItIs, `"status":"PENDING"`},
	{"meta.get_phone", 200, "registered", instead(registered[1:]), `"status":"CONNECTED"`},
	{"meta.get_phone", 200, "what clients ask for", query("fields=id,account_mode,certificate,is_pin_enabled,health_status,username,is_preverified_number,messaging_limit_tier"), `"account_mode":"LIVE","is_pin_enabled":false,"is_preverified_number":false,"messaging_limit_tier":"TIER_250"`},
	{"meta.get_phone", 200, "objects with braces", query("fields=id,quality_score{score},throughput.fields(level),webhook_configuration{application}"), `"quality_score":{"score":"UNKNOWN"},"throughput":{"level":"NOT_APPLICABLE"}`},
	{"meta.get_phone", 400, "unknown member of an object", query("fields=quality_score{colour}"), "Invalid field requested. Available fields: name_status, code_verification_status"},
	{"meta.get_phone", 400, "unknown field", query("fields=colour"), "Invalid field requested. Available fields: name_status, code_verification_status"},
	{"meta.get_phone", 403, "of another business", instead(phoneOfOthers), phoneDenied},

	{"meta.register_phone", 200, "good", asItIs, `"success":true`},
	{"meta.register_phone", 200, "every parameter", with("data_localization_region", "DE", "tier", "PROD", "meta_store_retention_minutes", 60, "backup", params{"password": "p", "data": "d"}), `"success":true`},
	{"meta.register_phone", 400, "retention", with("meta_store_retention_minutes", 61), "Invalid parameter: meta_store_retention_minutes must be one of 60"},
	{"meta.register_phone", 400, "no pin", with("pin", nil), "Invalid PIN format. PIN must be exactly 6 digits"},
	{"meta.register_phone", 400, "short pin", with("pin", "123"), "Invalid PIN format. PIN must be exactly 6 digits"},
	{"meta.register_phone", 400, "no product", with("messaging_product", nil), "(#100) The parameter messaging_product is required."},
	{"meta.register_phone", 403, "of another business", instead(phoneOfOthers), "Your app doesn't have permission to register this phone number"},
	{"meta.register_phone", 404, "unknown id", instead(nobody), "Phone number not found"},
	{"meta.register_phone", 422, "twice", twice, "Phone number is already registered or in invalid state for registration"},
	{"meta.register_phone", 422, "not verified", instead(unverified[1:]), "Phone number is already registered or in invalid state for registration"},
	{"meta.register_phone", 422, "too late", later(90 * day), "Phone number is already registered or in invalid state for registration"},
	{"meta.register_phone", 429, "eleventh", repeated(11), "Registration rate limit exceeded"},
	{"meta.deregister_phone", 200, "good", asItIs, `"success":true`},
	{"meta.deregister_phone", 400, "twice", twice, "Phone number not registered on the WhatsApp Business Platform."},
	{"meta.deregister_phone", 403, "of another business", instead(phoneOfOthers), phoneDenied},
	{"meta.deregister_phone", 404, "unknown id", instead(nobody), "Phone number not found"},
	{"meta.deregister_phone", 429, "eleventh", repeated(11), "Rate limit exceeded for deregistration requests"},

	{"meta.request_phone_code", 200, "good", asItIs, `"success":true`},
	{"meta.request_phone_code", 200, "a bare language", with("language", "en"), `"success":true`},
	{"meta.request_phone_code", 400, "no method", with("code_method", nil), "Invalid parameter: code_method must be SMS or VOICE"},
	{"meta.request_phone_code", 403, "of another business", instead(phoneOfOthers), phoneDenied},
	{"meta.request_phone_code", 404, "failure", fails("meta.request_phone_code", "meta.phone_not_found"), "Phone number not found"},
	{"meta.request_phone_code", 422, "verified", instead(claimedPhone[1:]), "Phone number is not eligible for verification at this time"},
	{"meta.verify_phone_code", 200, "good", asItIs, `"id":"110200345501444"`},
	{"meta.verify_phone_code", 400, "no code", with("code", nil), "Invalid verification code format"},
	{"meta.verify_phone_code", 400, "letters", with("code", "abcdef"), "Invalid verification code format"},
	{"meta.verify_phone_code", 403, "of another business", instead(phoneOfOthers), "Your app doesn't have permission to verify this phone number"},
	{"meta.verify_phone_code", 404, "failure", fails("meta.verify_phone_code", "meta.phone_not_found"), "Phone number not found"},
	{"meta.verify_phone_code", 422, "wrong", with("code", "000000"), "The verification code is invalid or has expired"},
	{"meta.verify_phone_code", 422, "twice", twice, "The verification code is invalid or has expired"},
	{"meta.verify_phone_code", 422, "late", later(10 * minute), "The verification code is invalid or has expired"},
	{"meta.verify_phone_code", 429, "sixth", all(with("code", "000000"), repeated(6)), "Too many verification attempts. Please try again later"},
}

var tokenCells = []cell{
	{"meta.exchange_code", 200, "good", asItIs, `"token_type":"bearer"`},
	{"meta.exchange_code", 200, "with a bearer header", bearer("EAAJBnobody"), `"token_type":"bearer"`},
	{"meta.exchange_code", 200, "an empty redirect_uri", query("redirect_uri="), `"token_type":"bearer"`},
	{"meta.exchange_code", 200, "the same redirect_uri", query("redirect_uri=https://example.com/"), `"token_type":"bearer"`},
	{"meta.exchange_code", 200, "by POST", byPost, `"token_type":"bearer"`},
	{"meta.exchange_code", 400, "another redirect_uri", query("redirect_uri=https://example.org/"), "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request"},
	{"meta.exchange_code", 400, "late", later(30 * time.Second), "This authorization code has expired."},
	{"meta.exchange_code", 400, "twice", twice, "This authorization code has been used."},
	{"meta.exchange_code", 400, "no code of ours", rewritten("code=AQ", "code=AQx"), "Invalid verification code format."},
	{"meta.exchange_code", 400, "wrong secret", rewritten("client_secret=sim-app-secret", "client_secret=guess"), "Error validating client secret."},
	{"meta.exchange_code", 400, "unknown app", rewritten("client_id=1017734028366125", "client_id=1"), "Error validating application. Invalid application ID."},
	{"meta.exchange_code", 400, "no code", rewritten("&code=", "&kode="), "(#100) The parameter code is required."},
	{"meta.debug_token", 200, "good", asItIs, `"is_valid":true`},
	{"meta.debug_token", 200, "of a system user", asItIs, `"user_id":"1972555232742222"`},
	{"meta.debug_token", 200, "by the app", bearer(appToken), `"app_id":"1017734028366125"`},
	{"meta.debug_token", 200, "unknown input", rewritten(simtest.MetaToken, "EAAnobody"), `"is_valid":false,"scopes":[]`},
	{"meta.debug_token", 400, "no input", rewritten("input_token="+simtest.MetaToken, ""), "(#100) The parameter input_token is required."},
	{"meta.debug_token", 400, "another app's", rewritten(simtest.MetaToken, "EAAJBproof"), "(#100) The App_id in the input_token did not match the Viewing App"},
	{"meta.system_user_token", 200, "good", asItIs, `"access_token":"EAA`},
	{"meta.system_user_token", 400, "no proof", with("appsecret_proof", nil), "(#100) The parameter appsecret_proof is required."},
	{"meta.system_user_token", 400, "wrong proof", with("appsecret_proof", "0"), "Invalid appsecret_proof provided in the API argument"},
	{"meta.system_user_token", 403, "no signup", instead(simtest.BusinessID), bareDenied},
	{"meta.set_webhook", 200, "good", asItIs, `"success":true`},
	{"meta.set_webhook", 200, "fields as a list", with("fields", []string{"account_update", "messages"}), `"success":true`},
	{"meta.set_webhook", 400, "no callback", with("callback_url", nil), "(#100) The parameter callback_url is required."},
	{"meta.set_webhook", 400, "another object", with("object", "page"), "Invalid parameter: object must be one of whatsapp_business_account"},
	{"meta.set_webhook", 400, "unknown field", with("fields", "about"), "Invalid parameter: fields must be one of " + strings.Join(sim.WebhookFields, ", ")},
	{"meta.set_webhook", 400, "no URL", with("callback_url", "example.com"), "Invalid callback URI format"},
	{"meta.set_webhook", 400, "no answer", with("callback_url", "http://127.0.0.1:1/"), "(#2200) callback verification failed: "},
	{"meta.set_webhook", 400, "a business's token", bearer(simtest.MetaToken), "(#15) This method must be called with an app access_token."},
	{"meta.set_webhook", 400, "another app", instead(nobody), "(#15) This method must be called with an app access_token."},
	{"meta.set_webhook", 400, "id is no number", instead("abc"), "Invalid parameter: app_id must be a valid numeric string"},
	{"meta.system_user_token", 404, "unknown business", instead(nobody), "Business not found"},
}

// rewritten puts another text into the path.
func rewritten(old, text string) change {
	return func(_ caller, q *shot) { q.path = strings.Replace(q.path, old, text, 1) }
}

// repeated sends the request before, so that the one of the cell is the nth.
func repeated(n int) change {
	return func(c caller, q *shot) {
		for range n - 1 {
			c.do(q.method, q.path, q.body, q.headers...)
		}
	}
}

// later moves the clock first.
func later(d time.Duration) change {
	return func(c caller, _ *shot) { c.advance(d) }
}

// byPost exchanges the code by POST, with its parameters in a JSON body.
func byPost(_ caller, q *shot) {
	_, query, _ := strings.Cut(q.path, "?")
	given, _ := url.ParseQuery(query)
	q.method, q.path, q.body = "POST", "/v23.0/oauth/access_token", params{"grant_type": "authorization_code"}
	for name := range given {
		q.body.(params)[name] = given.Get(name)
	}
}
