package dialog360

import (
	"strings"
	"testing"
)

func TestWordsOfABrokenContract(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	add, request, verify := collection, item(id, "/request-otp"), item(id, "/verify-otp")
	const missing, null, noText = `["Missing data for required field."]`, `["Field may not be null."]`, `["Not a valid string."]`
	const length, pattern = `"Length must be between 6 and 20."`, `"String does not match expected pattern."`
	const choice = `["Must be one of: sms, voice."]`
	for _, c := range []struct{ path, body, details string }{
		{add, `{}`, `{"json":{"phone_number":` + missing + `}}`},
		{add, ``, `{"json":{"phone_number":` + missing + `}}`},
		{add, `{"phone_number":null}`, `{"json":{"phone_number":` + null + `}}`},
		{add, `{"phone_number":123456}`, `{"json":{"phone_number":` + noText + `}}`},
		{add, `{"phone_number":{"a":1}}`, `{"json":{"phone_number":` + noText + `}}`},
		{add, `{"phone_number":"123"}`, `{"json":{"phone_number":[` + length + `]}}`},
		{add, `{"phone_number":"123456789012345678901"}`, `{"json":{"phone_number":[` + length + `]}}`},
		{add, `{"phone_number":"+4930123456"}`, `{"json":{"phone_number":[` + pattern + `]}}`},
		{add, `{"phone_number":"+49"}`, `{"json":{"phone_number":[` + length + `,` + pattern + `]}}`},
		{add, `{"phone_number":"123456\n"}`, `{"json":{"phone_number":[` + pattern + `]}}`},
		{add, `{"phone_number":"` + portugal + `","x":1}`, `{"json":{"x":["Unknown field."]}}`},
		{add, `{"x":null,"a":2}`, `{"json":{"a":["Unknown field."],"phone_number":` + missing + `,"x":["Unknown field."]}}`},
		{add, `[1]`, `{"json":{"_schema":["Invalid input type."]}}`},
		{add, `"text"`, `{"json":{"_schema":["Invalid input type."]}}`},
		{add, `null`, `{"json":{"_schema":["Invalid input type."]}}`},
		{request, `{}`, `{"json":{"code_method":` + missing + `,"language":` + missing + `}}`},
		{request, `{"code_method":"SMS","language":"en"}`, `{"json":{"code_method":` + choice + `}}`},
		{request, `{"code_method":1,"language":"en"}`, `{"json":{"code_method":` + choice + `}}`},
		{request, `{"code_method":["sms"],"language":"en"}`, `{"json":{"code_method":` + choice + `}}`},
		{request, `{"code_method":null,"language":null}`, `{"json":{"code_method":` + null + `,"language":` + null + `}}`},
		{request, `{"code_method":"sms","language":""}`, `{"json":{"language":["Shorter than minimum length 1."]}}`},
		{request, `{"code_method":"SMS","language":""}`, `{"json":{"code_method":` + choice + `,"language":["Shorter than minimum length 1."]}}`},
		{verify, `{"code":123456}`, `{"json":{"code":` + noText + `}}`},
		{verify, `{}`, `{"json":{"code":` + missing + `}}`},
		{tokenPath, `{"username":1}`, `{"json":{"password":` + missing + `,"username":` + noText + `}}`},
	} {
		if got := r.do("POST", c.path, c.body).fails(400, "Wrong payload").details(); got != c.details {
			t.Errorf("%s %s\n got %s\nwant %s", c.path, c.body, got, c.details)
		}
	}
}

func TestWordsOfABrokenQuery(t *testing.T) {
	r := newRig(t)
	const choice = `["Must be one of: NOT_VERIFIED, VERIFIED, EXPIRED."]`
	const both = `["Length must be between 6 and 20.","String does not match expected pattern."]`
	for query, details := range map[string]string{
		"code_verification_status=verified":                `{"query":{"code_verification_status":` + choice + `}}`,
		"code_verification_status=":                        `{"query":{"code_verification_status":` + choice + `}}`,
		"phone_number=":                                    `{"query":{"phone_number":` + both + `}}`,
		"phone_number":                                     `{"query":{"phone_number":` + both + `}}`,
		"phone_number=%2B4930123456":                       `{"query":{"phone_number":["String does not match expected pattern."]}}`,
		"phone_number=12345%zz":                            `{"query":{"phone_number":["String does not match expected pattern."]}}`,
		"phone_number=1+2&code_verification_status=x":      `{"query":{"code_verification_status":` + choice + `,"phone_number":` + both + `}}`,
		"code%5Fverification_status=x&phone_number=123456": `{"query":{"code_verification_status":` + choice + `}}`,
	} {
		if got := r.do("GET", collection+"?"+query, "").fails(400, "Wrong payload").details(); got != details {
			t.Errorf("%s\n got %s\nwant %s", query, got, details)
		}
	}
}

func TestUnescapeIsWerkzeugs(t *testing.T) {
	for text, want := range map[string]string{
		"a+b": "a b", "%41%4a%4A": "AJJ", "%": "%", "%4": "%4", "%zz": "%zz", "%ff": "\uFFFD", "\xff": "\uFFFD", "%C3%A9": "é",
	} {
		if got := unescape(text); got != want {
			t.Errorf("unescape(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestBodies(t *testing.T) {
	r := newRig(t)
	good := `{"phone_number":"` + germany + `"}`
	for _, broken := range []string{`{`, ` `, `{} {}`, "{\"phone_number\":\"\xff\"}", strings.Repeat("[", 70) + strings.Repeat("]", 70)} {
		if a := r.do("POST", collection, broken).fails(400, "Bad Request"); a.details() != "" {
			t.Errorf("%q has details %s", broken, a.details())
		}
	}
	for _, mediaType := range []string{"", "text/plain", "application/x-www-form-urlencoded", "text/json+json"} {
		a := r.send("POST", collection, good, "X-API-Key", apiKey, "Content-Type", mediaType).fails(400, "Wrong payload")
		if a.details() != `{"json":{"phone_number":["Missing data for required field."]}}` {
			t.Errorf("%q: %s", mediaType, a.details())
		}
	}
	r.send("POST", collection, good, "X-API-Key", apiKey, "Content-Type", "Application/Vnd.api+JSON; charset=utf-8").is(201)
	r.send("GET", collection, "{broken", "X-API-Key", apiKey, "Content-Type", "application/json").is(200)
	r.do("DELETE", item(r.world.Store.PeekPhone(germany)), "{broken").is(200)
	a := r.do("POST", collection, strings.Repeat(" ", 1<<16+1)).fails(413, "Request Entity Too Large")
	if a.details() != "" {
		t.Errorf("413 has details %s", a.details())
	}
}

func TestEmptyCodeReachesMeta(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	r.do("POST", item(id, "/verify-otp"), `{"code":""}`).fails(400, "Meta refused the request")
	last := r.records()[len(r.records())-1]
	if last.Operation != "meta.verify_code" || last.Origin != "360dialog" {
		t.Errorf("the last request was %s of %s", last.Operation, last.Origin)
	}
}

func TestHints(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	for _, c := range []struct {
		answer got
		hint   string
	}{
		{r.do("POST", item(id, "/request-otp"), `{"code_method":"SMS","language":"en"}`), "code_method is case-sensitive; write sms"},
		{r.do("GET", collection+"?code_verification_status=expired", ""), "code_verification_status is case-sensitive; write EXPIRED"},
		{r.do("GET", collection+"/", ""), "360dialog's paths have no trailing slash"},
		{r.send("GET", collection, "", "D360-API-KEY", apiKey), "360dialog's Partner API takes X-API-Key; D360-API-KEY is for the messaging API"},
		{r.do("GET", "/api/v2/partners/", ""), ""},
		{r.do("GET", collection+"?code_verification_status=OK", ""), ""},
	} {
		if got := c.answer.header.Get("X-Sim-Hint"); got != c.hint {
			t.Errorf("%d %s: hint %q, want %q", c.answer.status, c.answer.body, got, c.hint)
		}
	}
}
