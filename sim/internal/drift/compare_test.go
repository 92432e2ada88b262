package drift_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/drift"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
)

func answer(status int, body string, headers ...string) har.Answer {
	a := har.Answer{Status: status, Header: http.Header{}, Body: []byte(body)}
	for i := 0; i+1 < len(headers); i += 2 {
		a.Header.Set(headers[i], headers[i+1])
	}
	return a
}

// short writes differences without entry and operation.
func short(found []drift.Difference) string {
	var out []string
	for _, d := range found {
		out = append(out, strings.TrimPrefix(d.String(), "entry 0 : "))
	}
	return strings.Join(out, "\n")
}

func TestCompareBodies(t *testing.T) {
	for name, c := range map[string]struct{ recorded, simulated, want string }{
		"equal":             {`{"success":true}`, `{"success":true}`, ""},
		"no body":           {``, `{}`, "body: recorded no body, simulated JSON"},
		"a gateway's page":  {`<html>`, `{}`, "body: recorded no JSON, simulated JSON"},
		"null":              {`null`, `null`, ""},
		"missing":           {`{"a":1,"b":{"c":[]}}`, `{"b":{}}`, "missing a: recorded number, simulated nothing\nmissing b.c: recorded array, simulated nothing"},
		"extra":             {`{}`, `{"a":"x"}`, "extra a: recorded nothing, simulated string"},
		"type":              {`{"success":"true"}`, `{"success":true}`, "type success: recorded string, simulated boolean"},
		"null for text":     {`{"country_code":null}`, `{"country_code":"de"}`, "type country_code: recorded null, simulated string"},
		"whole type":        {`[]`, `{}`, "type body: recorded array, simulated object"},
		"boolean":           {`{"success":false}`, `{"success":true}`, "value success: recorded false, simulated true"},
		"code":              {`{"error":{"code":100,"error_subcode":33}}`, `{"error":{"code":803,"error_subcode":33}}`, "value error.code: recorded 100, simulated 803"},
		"number":            {`{"total_count":7}`, `{"total_count":3}`, ""},
		"message":           {`{"error":{"message":"(#100) A"}}`, `{"error":{"message":"A"}}`, `value error.message: recorded "(#100) A", simulated "A"`},
		"ids in a message":  {`{"error":{"message":"Object with ID '111111' does not exist"}}`, `{"error":{"message":"Object with ID '222222' does not exist"}}`, ""},
		"other ids in it":   {`{"error":{"message":"ID '333333'"}}`, `{"error":{"message":"ID '222222'"}}`, `value error.message: recorded "ID '333333'", simulated "ID '222222'"`},
		"times in it":       {`{"error":{"message":"expired on Friday, 18-Sep-26 10:00:00 PDT."}}`, `{"error":{"message":"expired on Monday, 02-Mar-26 01:00:00 PST."}}`, ""},
		"user texts":        {`{"error":{"error_user_msg":"Tente novamente mais tarde."}}`, `{"error":{"error_user_msg":"Try again later."}}`, ""},
		"status":            {`{"code_verification_status":"VERIFIED"}`, `{"code_verification_status":"EXPIRED"}`, `value code_verification_status: recorded "VERIFIED", simulated "EXPIRED"`},
		"time":              {`{"t":"2026-01-15T09:00:00+0000"}`, `{"t":"2027-01-15T09:00:00+0000"}`, ""},
		"form of a time":    {`{"t":"2026-01-15T09:00:00Z"}`, `{"t":"2026-01-15T09:00:00+0000"}`, "shape t: recorded a time with Z, simulated a time with +0000"},
		"phone":             {`{"phone_number":"+1 211-555-5105"}`, `{"phone_number":"+49 1512 3456789"}`, ""},
		"form of a phone":   {`{"phone_number":"+12115555105"}`, `{"phone_number":"+1 211-555-5105"}`, "shape phone_number: recorded a phone number in E.164, simulated a phone number for display"},
		"id":                {`{"id":"5745365898905902"}`, `{"id":"123456"}`, ""},
		"form of an id":     {`{"id":"wa_1"}`, `{"id":"123456"}`, "shape id: recorded text, simulated digits"},
		"masked":            {`{"id":"***","phone_number":"+1XXXXXXXXXX","code_verification_status":"[REDACTED]","n":"****"}`, `{"id":"123456","phone_number":"+1 211-555-5105","code_verification_status":"VERIFIED","n":1}`, ""},
		"trace id":          {`{"error":{"fbtrace_id":"AXsgnV2Cm3ZMGF3dF_cfYIn"}}`, `{"error":{"fbtrace_id":"A0000000000000000000000"}}`, ""},
		"old trace id":      {`{"error":{"fbtrace_id":"EJplcsCHuLu"}}`, `{"error":{"fbtrace_id":"A0000000000000000000000"}}`, `shape error.fbtrace_id: recorded "EJplcsCHuLu", simulated 23 characters, the first an A`},
		"cursors":           {`{"paging":{"cursors":{"after":"MAZDZD"}}}`, `{"paging":{"cursors":{"after":"QVFIUj"}}}`, ""},
		"items by id":       {`{"data":[{"id":"111111","n":1},{"id":"555555"}]}`, `{"data":[{"id":"555555"},{"id":"222222","n":1}]}`, ""},
		"an item less":      {`{"data":[{"id":"111111"},{"id":"555555"}]}`, `{"data":[{"id":"222222"}]}`, "missing data[1]: recorded object, simulated nothing"},
		"an item more":      {`[]`, `[{"preverified_phone_number_id":"555555"}]`, "extra [0]: recorded nothing, simulated object"},
		"the same in many":  {`{"data":[{"id":"111111","r":1},{"id":"555555","r":1},{"id":"666666","r":1}]}`, `{"data":[{"id":"222222"},{"id":"555555"},{"id":"666666"}]}`, "missing data[0].r: recorded number, simulated nothing (and 2 more items)"},
		"items by place":    {`{"m":["a","b"]}`, `{"m":["c",1]}`, "type m[1]: recorded string, simulated number"},
		"same id twice":     {`[{"id":"555555"},{"id":"555555"}]`, `[{"id":"555555"}]`, "missing [1]: recorded object, simulated nothing"},
		"360dialog's words": {`{"meta":{"developer_message":"Not found","http_code":404}}`, `{"meta":{"developer_message":"Not Found","http_code":404}}`, `value meta.developer_message: recorded "Not found", simulated "Not Found"`},
	} {
		t.Run(name, func(t *testing.T) {
			terms := drift.Terms{Vendor: "meta", IDs: map[string]string{"111111": "222222"}}
			if got := short(drift.Compare(answer(200, c.recorded), answer(200, c.simulated), terms)); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

func TestCompareHeaders(t *testing.T) {
	for name, c := range map[string]struct {
		header, recorded, simulated, want string
	}{
		"charset's case":  {"Content-Type", "application/json; charset=utf-8", "application/json; charset=UTF-8", ""},
		"no charset":      {"Content-Type", "application/json", "application/json; charset=UTF-8", ""},
		"media type":      {"Content-Type", "text/javascript", "application/json", `header content-type: recorded "text/javascript", simulated "application/json"`},
		"version":         {"Facebook-Api-Version", "v25.0", "v23.0", `header facebook-api-version: recorded "v25.0", simulated "v23.0"`},
		"request id":      {"X-Fb-Request-Id", "AXsgnV2Cm3ZMGF3dF_cfYIn", "A0000000000000000000000", ""},
		"odd request id":  {"X-Fb-Request-Id", "7", "A0000000000000000000000", `header x-fb-request-id: recorded "7", simulated 23 characters, the first an A`},
		"trace id":        {"X-Fb-Trace-Id", "EJplcsCHuLu", "abc+/678901", ""},
		"revision":        {"X-Fb-Rev", "1027384655", "1000000000", ""},
		"no revision":     {"X-Fb-Rev", "", "1000000000", "header x-fb-rev: recorded nothing, simulated 10 digits"},
		"no debug":        {"X-Fb-Debug", strings.Repeat("A", 86) + "==", "", "header x-fb-debug: recorded 88 characters of base64, simulated nothing"},
		"cache":           {"Cache-Control", "no-store", "private, no-store", `header cache-control: recorded "no-store", simulated "no-store, private"`},
		"cache's order":   {"Cache-Control", "no-store, private", "private,no-store", ""},
		"etag":            {"Etag", `"1"`, `"2"`, ""},
		"no etag":         {"Etag", `"1"`, "", "header etag: recorded a value, simulated nothing"},
		"challenge":       {"Www-Authenticate", `OAuth "Facebook Platform" "invalid_token" "A"`, `OAuth "Facebook Platform" "invalid_token" "B"`, ""},
		"other challenge": {"Www-Authenticate", `OAuth "Facebook Platform" "invalid_token" "A"`, `OAuth "Facebook Platform" "not_found" "A"`, `header www-authenticate: recorded OAuth "Facebook Platform" "invalid_token", simulated OAuth "Facebook Platform" "not_found"`},
		"transport":       {"Strict-Transport-Security", "max-age=1", "max-age=15552000; preload", `header strict-transport-security: recorded "max-age=1", simulated "max-age=15552000, preload"`},
		"origin":          {"Access-Control-Allow-Origin", "*", "", `header access-control-allow-origin: recorded "*", simulated nothing`},
		"masked":          {"X-Fb-Debug", "***", strings.Repeat("A", 86) + "==", ""},
		"of no account":   {"Date", "now", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			recorded, simulated := answer(200, "{}", c.header, c.recorded), answer(200, "{}", c.header, c.simulated)
			if got := short(drift.Compare(recorded, simulated, drift.Terms{Vendor: "meta"})); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
			got := short(drift.Compare(recorded, simulated, drift.Terms{Vendor: "360dialog"}))
			if c.header != "Content-Type" && got != "" || c.header == "Content-Type" && got != c.want {
				t.Errorf("360dialog: %s", got)
			}
		})
	}
}

func TestCompareTerms(t *testing.T) {
	recorded, simulated := answer(400, "{", "Facebook-Api-Version", "v21.0"), answer(422, "{}", "Facebook-Api-Version", "v26.0")
	recorded.Unseen = true
	got := short(drift.Compare(recorded, simulated, drift.Terms{Vendor: "meta", Unversioned: true}))
	if want := "status: recorded 400, simulated 422"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	recorded.Header = http.Header{}
	if got := len(drift.Compare(recorded, simulated, drift.Terms{Vendor: "meta"})); got != 2 {
		t.Errorf("%d differences, want status and version", got)
	}
	recorded.Headless = true
	if got := short(drift.Compare(recorded, simulated, drift.Terms{Vendor: "meta"})); got != "status: recorded 400, simulated 422" {
		t.Errorf("headers that the recorder did not keep differ: %s", got)
	}
	d := drift.Difference{Entry: 12, Operation: "meta.verify_code", Kind: drift.KindStatus, Recorded: "400", Simulated: "422", More: 1}
	if want := "entry 12 meta.verify_code: status: recorded 400, simulated 422 (and 1 more item)"; d.String() != want {
		t.Errorf("got %s, want %s", d, want)
	}
}
