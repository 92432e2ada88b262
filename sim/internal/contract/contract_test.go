package contract_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/specs"
)

func load(t *testing.T, name string) *contract.Spec {
	t.Helper()
	data, err := specs.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := contract.Load(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func operation(t *testing.T, name string) *contract.Operation {
	t.Helper()
	file, _, _ := strings.Cut(name, ".")
	o, ok := load(t, file+".yaml").Operation(name)
	if !ok {
		t.Fatalf("no operation %s", name)
	}
	return o
}

// pathOnly gives every path parameter a value that satisfies both vendors.
func pathOnly(in, _ string) (string, bool) { return "v23.0", in == "path" }

func words(found []sim.Violation) string {
	var out []string
	for _, v := range found {
		out = append(out, v.In+"/"+v.Name+"/"+v.Keyword)
	}
	return strings.Join(out, " ")
}

func TestCheckRequestBody(t *testing.T) {
	otp, add := operation(t, "360dialog.request_otp"), operation(t, "360dialog.add_number")
	for _, c := range []struct {
		name string
		op   *contract.Operation
		body any
		want string
	}{
		{"right", otp, map[string]any{"code_method": "sms", "language": "en_US"}, ""},
		{"wrong case, unknown members, one missing", otp, map[string]any{"code_method": "SMS", "x": 1.0, "y": nil},
			"body/code_method/enum body/x/additionalProperties body/y/additionalProperties body/language/required"},
		{"null and empty", otp, map[string]any{"code_method": nil, "language": ""}, "body/code_method/enum body/language/minLength"},
		{"no object", otp, []any{}, "body//type"},
		{"two keywords of one member", add, map[string]any{"phone_number": "+49"}, "body/phone_number/minLength body/phone_number/pattern"},
	} {
		got := words(c.op.CheckRequest(contract.Request{Param: pathOnly, Body: c.body, HasBody: true}))
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCheckRequestParameters(t *testing.T) {
	list := operation(t, "meta.list_numbers")
	for _, c := range []struct {
		query map[string]string
		want  string
	}{
		{map[string]string{"limit": "25", "code_verification_status": "VERIFIED"}, ""},
		{map[string]string{"limit": "0"}, "query/limit/minimum"},
		{map[string]string{"limit": "101"}, "query/limit/maximum"},
		{map[string]string{"limit": "many"}, "query/limit/type"},
		{map[string]string{"limit": ""}, "query/limit/type"},
		{map[string]string{"country_code": "us"}, "query/country_code/pattern"},
		{map[string]string{"Version": "x", "Business-ID": "12a"}, "path/Version/pattern path/Business-ID/pattern"},
	} {
		param := func(in, name string) (string, bool) {
			if v, ok := c.query[name]; ok {
				return v, true
			}
			if in != "path" {
				return "", false
			}
			return map[string]string{"Version": "v23.0", "Business-ID": "1"}[name], true
		}
		if got := words(list.CheckRequest(contract.Request{Param: param})); got != c.want {
			t.Errorf("%v: got %q, want %q", c.query, got, c.want)
		}
	}
	missing := list.CheckRequest(contract.Request{Param: func(string, string) (string, bool) { return "", false }})
	if got := words(missing); got != "path/Version/required path/Business-ID/required" {
		t.Errorf("missing path parameters: %q", got)
	}
	verify := operation(t, "meta.verify_code")
	param := func(_, name string) (string, bool) {
		return map[string]string{"Version": "v23.0", "Pre-Verified-Phone-Number-ID": "1"}[name], true
	}
	if got := words(verify.CheckRequest(contract.Request{Param: param})); got != "body//required" {
		t.Errorf("missing body: %q", got)
	}
}

func TestCheckResponse(t *testing.T) {
	list, add := operation(t, "360dialog.list_numbers"), operation(t, "360dialog.add_number")
	meta := map[string]any{"developer_message": "Not found", "http_code": 404, "success": false}
	detailed := map[string]any{"developer_message": "Not found", "http_code": 404, "success": false, "details": map[string]any{}}
	for _, c := range []struct {
		name   string
		op     *contract.Operation
		status int
		media  string
		value  any
		want   string
	}{
		{"right", list, 404, "application/json", map[string]any{"meta": meta}, ""},
		{"charset", list, 404, "application/json; charset=UTF-8", map[string]any{"meta": meta}, ""},
		{"details on a list", list, 404, "application/json", map[string]any{"meta": detailed}, "body/meta/additionalProperties"},
		{"details on an add", add, 404, "application/json", map[string]any{"meta": detailed}, ""},
		{"unknown status", list, 418, "application/json", map[string]any{"meta": meta}, "status//responses"},
		{"unknown media type", list, 404, "text/plain", "x", "header/Content-Type/content"},
		{"wrong inside", add, 502, "application/json", map[string]any{"meta": map[string]any{"success": 1}},
			"body/meta.success/type body/meta.developer_message/required body/meta.http_code/required"},
	} {
		if got := words(c.op.CheckResponse(c.status, c.media, c.value)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLoadRefusesABrokenDocument(t *testing.T) {
	if _, err := contract.Load("doc.yaml", []byte("openapi: [")); err == nil || !strings.HasPrefix(err.Error(), "doc.yaml: ") {
		t.Error(err)
	}
}

func TestCheckSchema(t *testing.T) {
	s := load(t, "meta.yaml")
	good := map[string]any{"error": map[string]any{"message": "m", "type": "OAuthException", "code": 100}}
	if v := s.CheckSchema("GraphAPIError", good); len(v) != 0 {
		t.Error(v)
	}
	if got := words(s.CheckSchema("GraphAPIError", map[string]any{"error": map[string]any{}})); got != "body/error.message/required body/error.type/required body/error.code/required" {
		t.Error(got)
	}
	if got := words(s.CheckSchema("Nothing", good)); got != "//schema" {
		t.Error(got)
	}
}

// A body of unknown members is told by its first ones, and costs no more than
// it is long.
func TestViolationsAreBounded(t *testing.T) {
	otp := operation(t, "360dialog.verify_otp")
	body := map[string]any{}
	for i := range 20_000 {
		body["unknown"+strconv.Itoa(10_000+i)] = 1.0
	}
	found := otp.CheckRequest(contract.Request{Param: pathOnly, Body: body, HasBody: true})
	if len(found) != contract.MaxViolations || found[0].Name != "unknown10000" || found[99].Name != "unknown10099" {
		t.Errorf("%d violations, from %s to %s", len(found), found[0].Name, found[len(found)-1].Name)
	}
}
