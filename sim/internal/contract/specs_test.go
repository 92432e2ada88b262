package contract_test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/preverified-sim/preverified-sim/specs"
)

// vendorFiles are the documents this test is about, in the order of the README.
var vendorFiles = []string{"meta.yaml", "360dialog.yaml"}

// documented is one documented with the document it stands in.
type documented struct {
	file, path, method string
	doc                *openapi3.T
	op                 *openapi3.Operation
}

func loadSpec(t *testing.T, file string) *openapi3.T {
	t.Helper()
	src, err := specs.FS.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(src)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return doc
}

// operations returns every documented of both documents by simulator name, and
// fails on a name or operationId that occurs twice.
func operations(t *testing.T) map[string]documented {
	t.Helper()
	found, ids := map[string]documented{}, map[string]bool{}
	for _, file := range vendorFiles {
		doc := loadSpec(t, file)
		for path, item := range doc.Paths.Map() {
			for method, op := range item.Operations() {
				if path == "/{Version}" {
					continue // Graph's root: batches and reading by ids are no operations
				}
				name, _ := op.Extensions["x-sim-operation"].(string)
				if op.OperationID == "exchangeCodeByPost" {
					continue // the second method of meta.exchange_code
				}
				if _, twice := found[name]; twice || name == "" {
					t.Errorf("%s %s %s: x-sim-operation %q is missing or used twice", file, method, path, name)
				}
				if ids[op.OperationID] || op.OperationID == "" {
					t.Errorf("%s %s %s: operationId %q is missing or used twice", file, method, path, op.OperationID)
				}
				ids[op.OperationID] = true
				found[name] = documented{file, path, method, doc, op}
			}
		}
	}
	return found
}

func TestEveryPathIsValidByItself(t *testing.T) {
	for _, file := range append(slices.Clone(vendorFiles), "control.yaml") {
		doc := loadSpec(t, file)
		if doc.OpenAPI != "3.0.3" {
			t.Errorf("%s: OpenAPI %s, want 3.0.3: nullable means nothing in 3.1", file, doc.OpenAPI)
		}
		for path, item := range doc.Paths.Map() {
			one := *doc
			one.Paths = openapi3.NewPaths(openapi3.WithPath(path, item))
			if err := one.Validate(context.Background()); err != nil {
				t.Errorf("%s %s: %v", file, path, err)
			}
		}
	}
}

// Generators put all components of a document, and an answer type for each
// operation, into one name space without punctuation and, some of them, case.
func TestGeneratorsFindNoNameTwice(t *testing.T) {
	plain := func(name string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
	}
	for _, file := range append(slices.Clone(vendorFiles), "control.yaml") {
		doc := loadSpec(t, file)
		var names []string
		for _, part := range []any{doc.Components.Schemas, doc.Components.Parameters, doc.Components.Responses} {
			for _, name := range reflect.ValueOf(part).MapKeys() {
				names = append(names, name.String())
			}
		}
		for path, item := range doc.Paths.Map() {
			for method, op := range item.Operations() {
				names = append(names, op.OperationID, op.OperationID+"Response")
				for _, p := range op.Parameters {
					if p.Value.In == "path" && p.Value.Example == nil {
						t.Errorf("%s %s %s: path parameter %s has no example", file, method, path, p.Value.Name)
					}
				}
			}
		}
		seen := map[string]string{}
		for _, name := range names {
			if other, twice := seen[plain(name)]; twice {
				t.Errorf("%s: %s and %s get the same name", file, other, name)
			}
			seen[plain(name)] = name
		}
	}
}

const (
	number    = "/{Version}/{Pre-Verified-Phone-Number-ID}"
	business  = "/{Version}/{Business-ID}"
	pool      = "/api/v2/partners/{partner_id}/preverified-numbers"
	poolEntry = pool + "/{preverified_phone_number_id}"
)

// published is what the vendors print: where each documented lives, what it is
// called, and the statuses of the seeds or, for the neighbours, of Meta OpenAPI
// v23.0. An documented without an operationId here has none at the vendor.
var published = map[string]struct {
	method, path, id string
	statuses         []string
}{
	"meta.get_number":           {"GET", number, "getPreVerifiedPhoneNumberDetails", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.delete_number":        {"DELETE", number, "deletePreVerifiedPhoneNumber", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.list_numbers":         {"GET", business + "/preverified_numbers", "getPreVerifiedPhoneNumbers", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.verify_code":          {"POST", number + "/verify_code", "verifyPreVerifiedPhoneNumberCode", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.share_number":         {"POST", business + "/share_preverified_numbers", "sharePreVerifiedPhoneNumber", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.unshare_number":       {"DELETE", business + "/share_preverified_numbers", "", nil},
	"meta.add_number":           {"POST", business + "/add_phone_numbers", "addPhoneNumbers", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.request_code":         {"POST", number + "/request_code", "requestPreVerifiedPhoneNumberCode", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.list_partners":        {"GET", number + "/partners", "getPreVerifiedPhoneNumberPartners", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.get_business":         {"GET", business, "getBusinessPortfolioSpecificFields", []string{"200"}},
	"meta.get_waba":             {"GET", "/{Version}/{WABA-ID}", "getWhatsAppBusinessAccountDetails", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.get_phone":            {"GET", "/{Version}/{Phone-Number-ID}", "getPhoneNumberById", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.register_phone":       {"POST", "/{Version}/{Phone-Number-ID}/register", "registerWhatsAppBusinessPhoneNumber", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.deregister_phone":     {"POST", "/{Version}/{Phone-Number-ID}/deregister", "deregisterPhoneNumber", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.request_phone_code":   {"POST", "/{Version}/{Phone-Number-ID}/request_code", "requestVerificationCode", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.verify_phone_code":    {"POST", "/{Version}/{Phone-Number-ID}/verify_code", "verifyPhoneNumberCode", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.list_waba_numbers":    {"GET", "/{Version}/{WABA-ID}/phone_numbers", "getWhatsAppBusinessAccountPhoneNumbers", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.add_waba_number":      {"POST", "/{Version}/{WABA-ID}/phone_numbers", "createWhatsAppBusinessAccountPhoneNumber", []string{"200", "400", "401", "403", "404", "409", "422", "429", "500"}},
	"meta.list_subscribed_apps": {"GET", "/{Version}/{WABA-ID}/subscribed_apps", "getAllSubscriptionsForAWaba", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.subscribe_app":        {"POST", "/{Version}/{WABA-ID}/subscribed_apps", "subscribeToWabaWebhooks", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.unsubscribe_app":      {"DELETE", "/{Version}/{WABA-ID}/subscribed_apps", "unsubscribeFromWabaWebhooks", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.list_assigned_users":  {"GET", "/{Version}/{WABA-ID}/assigned_users", "getAssignedUsers", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.assign_user":          {"POST", "/{Version}/{WABA-ID}/assigned_users", "addAssignedUser", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.unassign_user":        {"DELETE", "/{Version}/{WABA-ID}/assigned_users", "removeAssignedUser", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.list_client_wabas":    {"GET", "/{Version}/{Business-ID}/client_whatsapp_business_accounts", "getClientWhatsAppBusinessAccounts", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.list_owned_wabas":     {"GET", "/{Version}/{Business-ID}/owned_whatsapp_business_accounts", "getOwnedWhatsAppBusinessAccounts", []string{"200", "400", "401", "403", "404", "422", "429", "500"}},
	"meta.list_credit_lines":    {"GET", "/{Version}/{Business-ID}/extendedcredits", "", nil},
	"meta.share_credit_line":    {"POST", "/{Version}/{Credit-Line-ID}/whatsapp_credit_sharing_and_attach", "", nil},
	"meta.exchange_code":        {"GET", "/{Version}/oauth/access_token", "", nil},
	"meta.debug_token":          {"GET", "/{Version}/debug_token", "", nil},
	"meta.system_user_token":    {"POST", "/{Version}/{Business-ID}/system_user_access_tokens", "", nil},
	"meta.set_webhook":          {"POST", "/{Version}/{App-ID}/subscriptions", "", nil},
	"360dialog.list_numbers":    {"GET", pool, "get_preverified_numbers_endpoints_list_preverified_numbers", []string{"200", "400", "404"}},
	"360dialog.add_number":      {"POST", pool, "post_preverified_numbers_endpoints_add_preverified_number", []string{"201", "400", "404", "409", "502"}},
	"360dialog.delete_number":   {"DELETE", poolEntry, "delete_preverified_numbers_endpoints_delete_preverified_number", []string{"200", "400", "404", "502"}},
	"360dialog.request_otp":     {"POST", poolEntry + "/request-otp", "post_preverified_numbers_endpoints_request_otp", []string{"200", "400", "404"}},
	"360dialog.verify_otp":      {"POST", poolEntry + "/verify-otp", "post_preverified_numbers_endpoints_verify_otp", []string{"200", "400", "404"}},
	"360dialog.create_token":    {"POST", "/api/v2/token", "", nil},
}

// added is what the README says was put on top of the published statuses.
func added(name string) []string {
	switch {
	case name == "360dialog.create_token":
		return []string{"200", "400", "401", "403", "405", "429", "500"}
	case name == "meta.exchange_code", name == "meta.debug_token", name == "meta.set_webhook":
		return []string{"200", "400", "401", "403", "429", "500", "503"}
	case name == "meta.share_credit_line", name == "meta.system_user_token":
		return []string{"200", "400", "401", "403", "404", "429", "500", "503"}
	case name[:5] == "meta.":
		return []string{"200", "400", "401", "403", "404", "422", "429", "500", "503"}
	}
	return []string{"401", "403", "405", "429", "500"}
}

func TestOperationsAreTheVendors(t *testing.T) {
	found := operations(t)
	for name := range found {
		if _, known := published[name]; !known {
			t.Errorf("%s is not an documented of the simulator", name)
		}
	}
	for name, want := range published {
		got, there := found[name]
		if !there {
			t.Errorf("%s is missing", name)
			continue
		}
		if got.method != want.method || got.path != want.path {
			t.Errorf("%s is %s %s, want %s %s", name, got.method, got.path, want.method, want.path)
		}
		if want.id != "" && got.op.OperationID != want.id {
			t.Errorf("%s has operationId %s, want %s", name, got.op.OperationID, want.id)
		}
		checkStatuses(t, name, got.op, want.statuses)
	}
}

// checkStatuses holds an documented to the published statuses and the added
// ones, and to nothing else: a status outside both is an undocumented promise.
func checkStatuses(t *testing.T, name string, op *openapi3.Operation, want []string) {
	t.Helper()
	for _, status := range want {
		if op.Responses.Value(status) == nil {
			t.Errorf("%s: published status %s is missing", name, status)
		}
	}
	all := append(slices.Clone(want), added(name)...)
	for status := range op.Responses.Map() {
		if !slices.Contains(all, status) {
			t.Errorf("%s: status %s is neither published nor listed as added", name, status)
		}
	}
	for _, status := range added(name) {
		if op.Responses.Value(status) == nil {
			t.Errorf("%s: added status %s is missing", name, status)
		}
	}
}

// TestErrorSchemas holds the failures to the vendor's schema at each status.
// The list's 404 is the only answer of the seed without details.
func TestErrorSchemas(t *testing.T) {
	const plain, detailed = "DefaultHttpError", "DefaultValidationError"
	plainStatuses := []string{"401", "403", "405", "429", "500"}
	for name, o := range operations(t) {
		for status, ref := range o.op.Responses.Map() {
			if status[0] == '2' {
				continue
			}
			want := detailed
			switch {
			case o.file == "meta.yaml":
				want = "GraphAPIError"
			case name == "360dialog.create_token" && (status == "401" || status == "403"):
				want = "OAuthError"
			case slices.Contains(plainStatuses, status), name == "360dialog.list_numbers" && status == "404":
				want = plain
			}
			if got := ref.Value.Content.Get("application/json").Schema.Ref; got != "#/components/schemas/"+want {
				t.Errorf("%s %s answers with %s, want %s", name, status, got, want)
			}
		}
	}
}

// TestRequestBodies: official Meta SDKs post forms, 360dialog reads JSON only,
// and its seed does not mark a body required. Subscribing takes no body, too.
func TestRequestBodies(t *testing.T) {
	for name, o := range operations(t) {
		isPost := o.method == http.MethodPost && name != "meta.deregister_phone" // it has no parameters
		if isPost != (o.op.RequestBody != nil) {
			t.Errorf("%s: %s with body %v", name, o.method, o.op.RequestBody != nil)
			continue
		}
		if !isPost {
			continue
		}
		body, types := o.op.RequestBody.Value, []string{"application/json"}
		if o.file == "meta.yaml" {
			types = append(types, "application/x-www-form-urlencoded", "multipart/form-data")
		}
		if body.Required != (o.file == "meta.yaml" && name != "meta.subscribe_app") || len(body.Content) != len(types) {
			t.Errorf("%s: required %v, %d media types, want %v", name, body.Required, len(body.Content), types)
		}
		for _, mediaType := range types {
			if body.Content[mediaType] == nil || body.Content[mediaType].Schema.Ref != body.Content["application/json"].Schema.Ref {
				t.Errorf("%s: %s is missing or has a schema of its own", name, mediaType)
			}
		}
	}
}

// TestDocumentsUseWhatIsChecked keeps out the keywords that would make a request and a
// response read the same schema differently, defaults, which the validator would write
// into requests, and what package contract does not look at.
func TestDocumentsUseWhatIsChecked(t *testing.T) {
	for _, file := range append(slices.Clone(vendorFiles), "control.yaml") {
		doc := loadSpec(t, file)
		plain := func(at string) func(*openapi3.Schema) {
			return func(s *openapi3.Schema) {
				if s.ReadOnly || s.WriteOnly || s.Default != nil {
					t.Errorf("%s: %s uses readOnly, writeOnly or default", file, at)
				}
			}
		}
		for name, ref := range doc.Components.Schemas {
			walk(ref, plain(name))
		}
		for path, item := range doc.Paths.Map() {
			for method, op := range item.Operations() {
				at := method + " " + path
				for _, ref := range slices.Concat(item.Parameters, op.Parameters) {
					p := ref.Value
					if p.Schema == nil || p.Content != nil || p.In == "cookie" || p.In == "header" && file != "control.yaml" || !slices.ContainsFunc([]string{"string", "integer", "boolean"}, p.Schema.Value.Type.Is) {
						t.Fatalf("%s: %s: parameter %s is of a kind that is not checked", file, at, p.Name)
					}
					walk(p.Schema, plain(at))
				}
				if body := op.RequestBody; body != nil {
					var one *openapi3.Schema
					for _, media := range body.Value.Content {
						if walk(media.Schema, plain(at)); one != nil && one != media.Schema.Value {
							t.Errorf("%s: %s: the media types of the request differ in their schema", file, at)
						}
						one = media.Schema.Value
					}
					if one == nil {
						t.Errorf("%s: %s: a request body without content", file, at)
					}
				}
				for status, answer := range op.Responses.Map() {
					if _, err := strconv.Atoi(status); err != nil {
						t.Errorf("%s: %s: status %s is no number", file, at, status)
					}
					for _, media := range answer.Value.Content {
						walk(media.Schema, plain(at))
					}
				}
			}
		}
	}
}

// walk visits a schema and everything inside it. The documents hold no cycles.
func walk(ref *openapi3.SchemaRef, visit func(*openapi3.Schema)) {
	if ref == nil {
		return
	}
	visit(ref.Value)
	walk(ref.Value.Items, visit)
	walk(ref.Value.Not, visit)
	walk(ref.Value.AdditionalProperties.Schema, visit)
	for _, p := range ref.Value.Properties {
		walk(p, visit)
	}
	for _, list := range []openapi3.SchemaRefs{ref.Value.AllOf, ref.Value.AnyOf, ref.Value.OneOf} {
		for _, s := range list {
			walk(s, visit)
		}
	}
}

// decode turns a body of the tables into the value a validator visits.
func decode(t *testing.T, body string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return v
}
