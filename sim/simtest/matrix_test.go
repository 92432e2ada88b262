package simtest_test

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
	"github.com/preverified-sim/preverified-sim/specs"
)

// shot is one request.
type shot struct {
	method, path string
	body         any
	headers      []string
}

// change turns an operation's well-formed request, or the world, into what a
// cell of the matrix needs.
type change func(c caller, q *shot)

// cell is one way to one documented answer of one operation: what is changed
// about the good request, and what the answer says. says is the message of a
// failure, or a part of a success.
type cell struct {
	operation string
	status    int
	how       string
	change    change
	says      string
}

// sound is a request of each operation that succeeds in the world of
// twoPartners.
var sound = map[string]func(c caller) shot{
	"meta.get_number":    func(c caller) shot { return metaShot("GET", "/"+c.id(phoneNew), nil) },
	"meta.delete_number": func(c caller) shot { return metaShot("DELETE", "/"+c.id(phoneNew), nil) },
	"meta.list_numbers":  func(caller) shot { return metaShot("GET", ownBusiness+"/preverified_numbers", nil) },
	"meta.get_business":  func(caller) shot { return metaShot("GET", ownBusiness, nil) },
	"meta.list_partners": func(c caller) shot { return metaShot("GET", "/"+c.id(phoneNew)+"/partners", nil) },
	"meta.add_number": func(caller) shot {
		return metaShot("POST", ownBusiness+"/add_phone_numbers", params{"phone_number": phoneUnused})
	},
	"meta.request_code": func(c caller) shot {
		return metaShot("POST", "/"+c.id(phoneNew)+"/request_code", params{"code_method": "SMS", "language": "en_US"})
	},
	"meta.verify_code": func(c caller) shot {
		c.askCode(phoneNew)
		return metaShot("POST", "/"+c.id(phoneNew)+"/verify_code", params{"code": c.code(phoneNew)})
	},
	"meta.share_number": func(c caller) shot {
		return metaShot("POST", ownBusiness+"/share_preverified_numbers", sharing(c.id(phoneNew)))
	},
	"meta.unshare_number": func(c caller) shot {
		id := c.id(phoneVerified)
		c.meta(200, simtest.MetaToken, "POST", ownBusiness+"/share_preverified_numbers", sharing(id))
		return metaShot("DELETE", ownBusiness+"/share_preverified_numbers?preverified_id="+id+"&partner_business_id="+simtest.OtherBusinessID, nil)
	},
	"360dialog.list_numbers":  func(caller) shot { return hubShot("GET", "", nil) },
	"360dialog.add_number":    func(caller) shot { return hubShot("POST", "", params{"phone_number": phoneUnused}) },
	"360dialog.delete_number": func(c caller) shot { return hubShot("DELETE", "/"+c.id(phonePooled), nil) },
	"360dialog.request_otp": func(c caller) shot {
		return hubShot("POST", "/"+c.id(phonePooled)+"/request-otp", params{"code_method": "sms", "language": "en"})
	},
	"360dialog.verify_otp": func(c caller) shot {
		c.hub(200, "POST", "/"+c.id(phonePooled)+"/request-otp", otpRequest)
		return hubShot("POST", "/"+c.id(phonePooled)+"/verify-otp", params{"code": c.code(phonePooled)})
	},
	"360dialog.create_token": func(caller) shot {
		return shot{"POST", "/api/v2/token", params{"username": "partner@example.com", "password": "simulator"}, nil}
	},
}

// params are the members of a JSON body.
type params map[string]any

const ownBusiness = "/" + simtest.BusinessID

func metaShot(method, path string, body any) shot {
	return shot{method, "/v23.0" + path, body, []string{"Authorization", "Bearer " + simtest.MetaToken}}
}

func hubShot(method, path string, body any) shot {
	return shot{method, poolOf(simtest.PartnerID) + path, body, []string{"X-API-Key", simtest.APIKey}}
}

func sharing(id string) params {
	return params{"preverified_id": id, "partner_business_id": simtest.OtherBusinessID}
}

// askCode requests a code at Meta.
func (c caller) askCode(phone string) {
	c.t.Helper()
	c.meta(200, simtest.MetaToken, "POST", "/"+c.id(phone)+"/request_code", params{"code_method": "SMS", "language": "en_US"})
}

// The changes. Each is about one thing.

func asItIs(caller, *shot) {}

// with gives members of the body other values; null takes one away.
func with(pairs ...any) change {
	return func(_ caller, q *shot) {
		body, _ := q.body.(params)
		for i := 0; i < len(pairs); i += 2 {
			name, _ := pairs[i].(string)
			if body[name] = pairs[i+1]; pairs[i+1] == nil {
				delete(body, name)
			}
		}
	}
}

func credential(name, value string) change {
	return func(_ caller, q *shot) { q.headers = []string{name, value} }
}

func bearer(token string) change { return credential("Authorization", "Bearer "+token) }

func query(pairs string) change {
	return func(_ caller, q *shot) {
		mark := "?"
		if strings.Contains(q.path, "?") {
			mark = "&"
		}
		q.path += mark + pairs
	}
}

// instead puts another text in the place of the numeric id of the path, or of
// the partner's.
func instead(id string) change {
	return func(_ caller, q *shot) { q.path = pathID.ReplaceAllString(q.path, "${1}"+id) }
}

var pathID = regexp.MustCompile(`^(/v23\.0/|.*/preverified-numbers/)[0-9]+`)

// of makes the request one about the number with another phone number.
func of(phone string) change {
	return func(c caller, q *shot) { instead(c.id(phone))(c, q) }
}

func partner(id string) change {
	return func(_ caller, q *shot) { q.path = strings.Replace(q.path, simtest.PartnerID, id, 1) }
}

func verb(method string) change { return func(_ caller, q *shot) { q.method = method } }

// event lets something happen in the world first.
func event(name string, value any) change {
	return func(c caller, _ *shot) { c.control(200, "POST", "/events", params{name: value}) }
}

// fails has an operation fail with an entry of the catalogue.
func fails(operation, id string) change {
	return func(c caller, _ *shot) {
		c.control(201, "POST", "/faults", params{"on": params{"operation": operation}, "do": params{"error": id}})
	}
}

// usedUp puts a limit on an operation and uses it up.
func usedUp(operation, per, id string) change {
	return func(c caller, _ *shot) {
		c.control(200, "PUT", "/limits", []params{{"name": "few", "operation": operation, "per": per, "allow": 1, "window": "1h", "error": id}})
		c.control(200, "POST", "/limits/few/exhaust", nil)
	}
}

func twice(c caller, q *shot) { c.do(q.method, q.path, q.body, q.headers...) }

// all makes several changes.
func all(changes ...change) change {
	return func(c caller, q *shot) {
		for _, f := range changes {
			f(c, q)
		}
	}
}

// cells is the matrix: what every vendor operation has in common, and the rest
// one by one.
func cells() []cell {
	out := slices.Concat(metaCells, claimedCells, hubCells)
	for _, o := range documented() {
		if o.name == "meta.exchange_code" { // it takes no token
			out = append(out, failing(o.name,
				"401", "meta.invalid_token", "Invalid OAuth access token",
				"403", "meta.permission_denied", "",
				"429", "meta.rate_limited", "Application request limit reached",
				"500", "meta.unexpected_error", "An unexpected error occurred. Please retry your request",
				"503", "meta.temporarily_unavailable", "(#2) Service temporarily unavailable")...)
			continue
		}
		if strings.HasPrefix(o.name, "meta.") {
			out = append(out,
				cell{o.name, 401, "unknown token", bearer("EAAJBnobody"), "Invalid OAuth access token"},
				cell{o.name, 401, "no token", credential("Accept", "*/*"), withoutToken(o.name)},
				cell{o.name, 401, "revoked token", all(event("revoke_token", simtest.MetaToken), bearer(simtest.MetaToken)), "Invalid OAuth access token"},
				cell{o.name, 403, "token without the permission", bearer("EAAJBreader"), ""},
				cell{o.name, 429, "limit used up", usedUp(o.name, "business", "meta.rate_limited"), "Application request limit reached"},
				cell{o.name, 500, "failure", fails(o.name, "meta.unexpected_error"), "An unexpected error occurred. Please retry your request"},
				cell{o.name, 503, "failure", fails(o.name, "meta.temporarily_unavailable"), "(#2) Service temporarily unavailable"})
			continue
		}
		out = append(out,
			cell{o.name, 405, "PATCH", verb("PATCH"), "Method Not Allowed"},
			cell{o.name, 500, "failure", fails(o.name, "360dialog.internal_error"), "Internal Server Error"})
		if o.name == "360dialog.create_token" {
			continue
		}
		out = append(out,
			cell{o.name, 401, "unknown key", credential("X-API-Key", "nobody"), "Unauthorized"},
			cell{o.name, 401, "no credential", credential("Accept", "*/*"), "Unauthorized"},
			cell{o.name, 401, "revoked key", event("revoke_key", simtest.APIKey), "Unauthorized"},
			cell{o.name, 403, "key of another partner", credential("X-API-Key", secondKey), "Forbidden"},
			cell{o.name, 404, "unknown partner", partner("nobodyPA"), "Not found"},
			cell{o.name, 429, "limit used up", usedUp(o.name, "partner", "360dialog.too_many_requests"), "Too Many Requests"})
	}
	return out
}

// withoutToken is what an operation says to a call without a token.
func withoutToken(operation string) string {
	if operation == "meta.get_phone" {
		return "An access token is required to request this resource"
	}
	return "Invalid OAuth access token"
}

const nobody = "99999"

var metaCells = []cell{
	{"meta.get_number", 200, "good", asItIs, `"is_input_id_valid":true`},
	{"meta.get_number", 400, "id is no number", instead("abc"), "Invalid parameter: phone_number_id must be a valid numeric string"},
	{"meta.get_number", 400, "wrong proof", all(bearer("EAAJBproof"), query("appsecret_proof=0")), "Invalid appsecret_proof provided in the API argument"},
	{"meta.get_number", 403, "token of another business", bearer(simtest.OtherToken), "Your app doesn't have permission to access this pre-verified phone number"},
	{"meta.get_number", 404, "unknown id", instead(nobody), "Pre-verified phone number not found"},
	{"meta.get_number", 404, "deleted", event("delete", phoneNew), "Pre-verified phone number not found"},
	{"meta.get_number", 422, "unknown field", query("fields=colour"), "The requested fields are not available for this phone number"},

	{"meta.delete_number", 200, "good", asItIs, `"success":true`},
	{"meta.delete_number", 400, "id is no number", instead("abc"), "Invalid parameter: phone_number_id must be a valid numeric string"},
	{"meta.delete_number", 403, "token of another business", bearer(simtest.OtherToken), "Your app doesn't have permission to delete this pre-verified phone number"},
	{"meta.delete_number", 404, "twice", twice, "Pre-verified phone number not found"},
	{"meta.delete_number", 422, "claimed", event("claim", phoneNew), "Cannot delete phone number that is currently in use"},

	{"meta.list_numbers", 200, "good", asItIs, `"data":[{`},
	{"meta.list_numbers", 400, "limit", query("limit=0"), "Invalid parameter: limit must be between 1 and 100"},
	{"meta.list_numbers", 400, "cursor", query("after=MAZDZD"), "Invalid parameter: cursor is malformed or expired"},
	{"meta.list_numbers", 400, "id is no number", instead("abc"), "Invalid parameter: business_id must be a valid numeric string"},
	{"meta.list_numbers", 403, "token of another business", bearer(simtest.OtherToken), "Business is not accessible to your app"},
	{"meta.list_numbers", 404, "unknown business", instead(nobody), "Business not found"},
	{"meta.list_numbers", 422, "unknown field", query("fields=colour"), "The requested fields are not available for this phone number"},
	{"meta.list_numbers", 422, "not eligible", fails("meta.list_numbers", "meta.business_not_eligible"), "Business is not eligible for pre-verified phone number access"},
	{"meta.list_numbers", 422, "filters", fails("meta.list_numbers", "meta.invalid_filter_combination"), "Invalid filter combination: specified filters cannot be used together"},

	{"meta.get_business", 200, "good", asItIs, `"name":"Lucky Shrub"`},
	{"meta.get_business", 400, "wrong proof", all(bearer("EAAJBproof"), query("appsecret_proof=0")), "Invalid appsecret_proof provided in the API argument"},
	{"meta.get_business", 403, "token of another business", bearer(simtest.OtherToken), "Business is not accessible to your app"},
	{"meta.get_business", 404, "failure", fails("meta.get_business", "meta.business_not_found"), "Business not found"},
	{"meta.get_business", 422, "unknown field", query("fields=colour"), "The requested fields are not available for this business"},

	{"meta.list_partners", 200, "good", asItIs, `"data":[]`},
	{"meta.list_partners", 400, "id is no number", instead("abc"), "Invalid parameter: pre_verified_phone_number_id must be a valid numeric string"},
	{"meta.list_partners", 403, "token of another business", bearer(simtest.OtherToken), "Your app doesn't have permission to access this Pre-Verified Phone Number"},
	{"meta.list_partners", 404, "unknown id", instead(nobody), "Pre-Verified Phone Number not found"},
	{"meta.list_partners", 422, "unknown field", query("fields=colour"), "The requested fields are not available for this pre-verified phone number"},

	{"meta.add_number", 200, "good", asItIs, `"id":"`},
	{"meta.add_number", 400, "no phone number", with("phone_number", "12"), "Invalid phone number"},
	{"meta.add_number", 400, "nothing", with("phone_number", nil), "Missing required parameter: phone_number"},
	{"meta.add_number", 403, "token of another business", bearer(simtest.OtherToken), "Business is not accessible to your app"},
	{"meta.add_number", 404, "unknown business", instead(nobody), "WhatsApp Business Account not found"},
	{"meta.add_number", 422, "twice", twice, "This phone number is already registered"},
	{"meta.add_number", 422, "full", fails("meta.add_number", "meta.pool_full"), "Maximum number of phone numbers per business account exceeded"},

	{"meta.request_code", 200, "good", asItIs, `"success":true`},
	{"meta.request_code", 400, "method", with("code_method", "PIGEON"), "Invalid parameter: code_method must be SMS or VOICE"},
	{"meta.request_code", 400, "language", with("language", "english"), "Invalid parameter: language must be a valid locale identifier"},
	{"meta.request_code", 403, "token of another business", bearer(simtest.OtherToken), "Your app doesn't have permission to access this pre-verified phone number"},
	{"meta.request_code", 404, "unknown id", instead(nobody), "Pre-verified phone number not found"},
	{"meta.request_code", 422, "verified", of(phoneVerified), "This phone number has already been verified"},
	{"meta.request_code", 422, "limit on codes", usedUp("meta.request_code", "number", "meta.code_requests_exceeded"), "Too many verification code requests. Please wait before requesting another code"},

	{"meta.verify_code", 200, "good", asItIs, `"success":true`},
	{"meta.verify_code", 400, "letters", with("code", "abcdef"), "Invalid parameter: code must be a numeric string"},
	{"meta.verify_code", 400, "nothing", with("code", nil), "Missing required parameter: code"},
	{"meta.verify_code", 403, "token of another business", bearer(simtest.OtherToken), "Your app doesn't have permission to access this Pre-Verified Phone Number"},
	{"meta.verify_code", 404, "unknown id", instead(nobody), "Pre-Verified Phone Number not found"},
	{"meta.verify_code", 422, "wrong", with("code", "00000000"), "The verification code is invalid"},
	{"meta.verify_code", 422, "late", func(c caller, _ *shot) { c.advance(10 * minute) }, "The verification code has expired"},
	{"meta.verify_code", 422, "verified", of(phoneVerified), "This phone number is already verified"},

	{"meta.share_number", 200, "good", asItIs, `"success":true`},
	{"meta.share_number", 400, "id is no number", with("preverified_id", "abc"), "Invalid preverified_id: must be a valid numeric string"},
	{"meta.share_number", 400, "unknown target", with("partner_business_id", nobody), "Invalid partner_business_id: business not found or not accessible"},
	{"meta.share_number", 403, "number of another business", func(c caller, q *shot) { with("preverified_id", c.id(phonePooled))(c, q) }, "Your business doesn't have permission to share this pre-verified phone number"},
	{"meta.share_number", 403, "target", fails("meta.share_number", "meta.share_target_forbidden"), "Target business is not accessible or sharing is not allowed"},
	{"meta.share_number", 404, "unknown business", instead(nobody), "Business not found"},
	{"meta.share_number", 404, "unknown number", with("preverified_id", nobody), "Pre-verified phone number not found"},
	{"meta.share_number", 422, "twice", twice, "Pre-verified phone number is already shared with the target business"},
	{"meta.share_number", 422, "with oneself", with("partner_business_id", simtest.BusinessID), "Business relationship does not allow phone number sharing"},

	{"meta.unshare_number", 200, "good", asItIs, `"success":true`},
	{"meta.unshare_number", 400, "nothing", func(_ caller, q *shot) { q.path, _, _ = strings.Cut(q.path, "?") }, "Missing required parameter: preverified_id"},
	{"meta.unshare_number", 403, "token of another business", bearer(simtest.OtherToken), "Business is not accessible to your app"},
	{"meta.unshare_number", 404, "unknown business", instead(nobody), "Business not found"},
	{"meta.unshare_number", 422, "twice", twice, "Pre-verified phone number is not shared with the target business"},
}

var hubCells = []cell{
	{"360dialog.list_numbers", 200, "good", asItIs, `[{"code_verification_status":"NOT_VERIFIED"`},
	{"360dialog.list_numbers", 400, "filter", query("code_verification_status=verified"), "Wrong payload"},

	{"360dialog.add_number", 201, "good", asItIs, `"phone_number":"` + phoneUnused + `"`},
	{"360dialog.add_number", 400, "plus sign", with("phone_number", "+"+phoneUnused), "Wrong payload"},
	{"360dialog.add_number", 400, "refused by Meta", with("phone_number", "000000"), "Wrong payload"},
	{"360dialog.add_number", 409, "twice", twice, "Conflict"},
	{"360dialog.add_number", 409, "in another pool", with("phone_number", phoneForeign), "Conflict"},
	{"360dialog.add_number", 502, "Meta fails to add", fails("meta.add_number", "meta.unexpected_error"), "Server error"},
	{"360dialog.add_number", 502, "Meta fails to share", fails("meta.share_number", "meta.temporarily_unavailable"), "Server error"},

	{"360dialog.delete_number", 200, "good", asItIs, `"status":"success"`},
	{"360dialog.delete_number", 404, "twice", twice, "Not found"},
	{"360dialog.delete_number", 404, "in another pool", of(phoneForeign), "Not found"},
	{"360dialog.delete_number", 502, "Meta fails", fails("meta.delete_number", "meta.unexpected_error"), "Server error"},
	{"360dialog.delete_number", 400, "claimed", event("claim", phonePooled), "Wrong payload"},

	{"360dialog.request_otp", 200, "good", asItIs, `"status":"success"`},
	{"360dialog.request_otp", 400, "method", with("code_method", "SMS"), "Wrong payload"},
	{"360dialog.request_otp", 400, "verified", of(phonePooledVerified), "Wrong payload"},
	{"360dialog.request_otp", 400, "Meta fails", fails("meta.request_code", "meta.unexpected_error"), "The request could not be completed at Meta"},
	{"360dialog.request_otp", 404, "unknown id", instead(nobody), "Not found"},

	{"360dialog.verify_otp", 200, "good", asItIs, `"code_verification_status":"VERIFIED"`},
	{"360dialog.verify_otp", 400, "no text", with("code", 123456), "Wrong payload"},
	{"360dialog.verify_otp", 400, "wrong", with("code", "00000000"), "Wrong payload"},
	{"360dialog.verify_otp", 404, "unknown id", instead(nobody), "Not found"},

	{"360dialog.create_token", 200, "good", asItIs, `"token_type":"Bearer"`},
	{"360dialog.create_token", 400, "nothing", with("password", nil), "Wrong payload"},
	{"360dialog.create_token", 403, "wrong password", with("password", "guess"), "invalid_grant"},
	{"360dialog.create_token", 429, "failure", fails("360dialog.create_token", "360dialog.too_many_requests"), "Too Many Requests"},
}

const minute = day / (24 * 60)

// TestMatrix reaches every documented answer of every operation.
func TestMatrix(t *testing.T) {
	s := simtest.Start(t, server.Options{ScenarioFile: "two-partners.yaml", ScenarioText: []byte(twoPartners + claimedWorld)})
	t.Run("cells", func(t *testing.T) {
		for i, x := range cells() {
			t.Run(fmt.Sprintf("%s/%d/%s", x.operation, x.status, strings.ReplaceAll(x.how, " ", "-")), func(t *testing.T) {
				t.Parallel()
				x.run(caller{t, s.In("cell-" + strconv.Itoa(i))})
			})
		}
	})
	violations := caller{t, s}.control(200, "GET", "/health", nil).JSON(t)["violations"]
	same(t, "violations", violations, any(float64(0)))
}

func (x cell) run(c caller) {
	q := sound[x.operation](c)
	x.change(c, &q)
	before := c.counted(x.operation, x.status)
	a := c.want(x.status, c.do(q.method, q.path, q.body, q.headers...), q.method, q.path)
	if got := said(c, x.operation, a); x.says != "" && got != x.says && (x.status >= 400 || !strings.Contains(got, x.says)) {
		c.t.Errorf("it says %q, not %q", got, x.says)
	}
	if after := c.counted(x.operation, x.status); after != before+1 {
		c.t.Errorf("coverage has %v of %s %d, and had %v", after, x.operation, x.status, before)
	}
	record := c.control(200, "GET", "/requests/"+a.Header.Get("X-Sim-Request"), nil).JSON(c.t)
	if name, _ := record["operation"].(string); name != x.operation && x.status != http.StatusMethodNotAllowed {
		c.t.Errorf("the journal takes it for %q", name)
	}
	found, _ := record["violations"].([]any)
	for _, v := range found {
		if place, _ := v.(map[string]any); place["direction"] == "response" {
			c.t.Errorf("the answer breaks its contract: %v", v)
		}
	}
}

// said is the message of a failure in its vendor's envelope, or a whole
// success.
func said(c caller, operation string, a simtest.Answer) string {
	c.t.Helper()
	switch {
	case a.Status < http.StatusBadRequest:
		return string(a.Body)
	case strings.HasPrefix(operation, "meta."):
		if text(c.t, a, "error.type") == "" || text(c.t, a, "error.fbtrace_id") == "" {
			c.t.Errorf("not Meta's envelope: %s", a.Body)
		}
		return text(c.t, a, "error.message")
	case operation == "360dialog.create_token" && a.Status == http.StatusForbidden:
		return text(c.t, a, "error")
	default:
		meta, _ := a.JSON(c.t)["meta"].(map[string]any)
		if meta["success"] != false || meta["http_code"] != float64(a.Status) || meta["360dialog_trace_id"] == "" {
			c.t.Errorf("not 360dialog's envelope: %s", a.Body)
		}
		return text(c.t, a, "meta.developer_message")
	}
}

// counted is what coverage says of an answer.
func (c caller) counted(operation string, status int) int {
	c.t.Helper()
	covered, _ := c.control(200, "GET", "/coverage", nil).JSON(c.t)["operations"].([]any)
	for _, o := range covered {
		of, _ := o.(map[string]any)
		answers, _ := of["answers"].([]any)
		for _, a := range answers {
			answer, _ := a.(map[string]any)
			if of["operation"] == operation && answer["status"] == float64(status) {
				n, _ := answer["count"].(float64)
				return int(n)
			}
		}
	}
	c.t.Fatalf("coverage does not know %s %d", operation, status)
	return 0
}

// specified is an operation of a document and the statuses it has.
type specified struct {
	name     string
	statuses []int
}

// documented lists what the documents say, in the order of names.
func documented() []specified {
	var out []specified
	for _, name := range []string{"meta.yaml", "360dialog.yaml"} {
		data, err := specs.FS.ReadFile(name)
		if err != nil {
			panic(err)
		}
		var document struct {
			Paths map[string]map[string]struct {
				Operation string               `yaml:"x-sim-operation"`
				Responses map[string]yaml.Node `yaml:"responses"`
			} `yaml:"paths"`
		}
		if err := yaml.Unmarshal(data, &document); err != nil {
			panic(err)
		}
		for _, verbs := range document.Paths {
			for _, o := range verbs {
				if o.Operation == "" { // batches and reading by ids are no operations
					continue
				}
				s := specified{name: o.Operation}
				for status := range o.Responses {
					n, _ := strconv.Atoi(status)
					s.statuses = append(s.statuses, n)
				}
				slices.Sort(s.statuses)
				out = append(out, s)
			}
		}
	}
	slices.SortFunc(out, func(a, b specified) int { return strings.Compare(a.name, b.name) })
	return out
}

// TestMatrixIsComplete: every documented answer has a way to it or a line in
// specs/README.md that says why there is none; and not both.
func TestMatrixIsComplete(t *testing.T) {
	reached, excused := map[string]bool{}, excuses(t)
	for _, x := range cells() {
		reached[fmt.Sprintf("%s %d", x.operation, x.status)] = true
	}
	operations := documented()
	same(t, "operations", len(operations), len(sound))
	for _, o := range operations {
		for _, status := range o.statuses {
			answer := fmt.Sprintf("%s %d", o.name, status)
			switch _, listed := excused[answer]; {
			case reached[answer] && listed:
				t.Errorf("%s can be reached and is on the list of those that cannot", answer)
			case !reached[answer] && !listed:
				t.Errorf("%s has no way to it and no line in specs/README.md", answer)
			}
			delete(excused, answer)
			delete(reached, answer)
		}
	}
	for answer := range excused {
		t.Errorf("%s is on the list and in no document", answer)
	}
	for answer := range reached {
		t.Errorf("%s has a way to it and is in no document", answer)
	}
}

// TestExcusesHold: no failure of the catalogue is an answer that is said to be
// out of reach.
func TestExcusesHold(t *testing.T) {
	s := simtest.Start(t)
	excused := excuses(t)
	for _, e := range list(t, s.Control("GET", "/errors", nil)) {
		for _, o := range documented() {
			for answer := range excused {
				name, status, _ := strings.Cut(answer, " ")
				if name == o.name && answersWith(t, s, e, name, status) {
					t.Errorf("%v answers %s", e["id"], answer)
				}
			}
		}
	}
}

// answersWith tells whether a catalogue entry is answered by an operation with
// a status: such a rule is let in without a word on why it may.
func answersWith(t *testing.T, s *simtest.Sim, entry map[string]any, operation, status string) bool {
	t.Helper()
	rendered, _ := entry["documented"].(map[string]any)
	if fmt.Sprint(rendered["status"]) != status {
		return false
	}
	a := s.Do("POST", "/_sim/v1/faults", params{"on": params{"operation": operation}, "do": params{"error": entry["id"]}})
	return a.Status == http.StatusCreated
}

const excuseHeading = "## Documented answers that cannot be reached yet"

// excuses reads the table of that section: operation, status, reason.
func excuses(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../specs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(data), excuseHeading+"\n")
	if !found {
		t.Fatalf("specs/README.md has no section %q", excuseHeading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	out := map[string]string{}
	for line := range strings.Lines(section) {
		parts := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(parts) != 3 || strings.Contains(line, "---") || strings.Contains(line, "reason") {
			continue
		}
		operation, status := strings.Trim(parts[0], " `"), strings.TrimSpace(parts[1])
		if reason := strings.TrimSpace(parts[2]); reason != "" {
			out[operation+" "+status] = reason
		}
	}
	return out
}
