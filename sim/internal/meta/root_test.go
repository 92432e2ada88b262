package meta_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

func (b *bench) batch(parts string, more string) answer {
	b.t.Helper()
	r := "batch=" + url.QueryEscape(parts) + more
	return b.wrapped("POST", "/v25.0/", r, "Authorization: Bearer "+ownToken, "Content-Type: application/x-www-form-urlencoded")
}

// wrapped is send for answers that may be lists: they are put under "list".
func (b *bench) wrapped(method, target, body string, headers ...string) answer {
	b.t.Helper()
	w := b.raw(method, target, body, headers...)
	a := answer{status: w.Code, header: w.Header(), text: w.Body.String(), body: map[string]any{}}
	var list []any
	if json.Unmarshal(w.Body.Bytes(), &list) == nil {
		a.body["list"] = list
	} else if err := json.Unmarshal(w.Body.Bytes(), &a.body); err != nil {
		b.t.Fatalf("%v in %q", err, a.text)
	}
	return a
}

func TestBatch(t *testing.T) {
	b := newBench(t)
	id := b.add("15550000001")
	a := b.batch(`[{"method":"GET","relative_url":"`+id+`/?fields=id"},`+
		`{"method":"POST","relative_url":"v23.0/`+id+`/request_code","body":"code_method=SMS&language=en_US"},`+
		`{"method":"GET","relative_url":"123?access_token=EAAJBother"},{"relative_url":"?ids=1"}]`, "&include_headers=false")
	list := a.body["list"].([]any)
	want := []string{
		`{"body":"{\"id\":\"` + id + `\",\"is_input_id_valid\":true}","code":200}`,
		`{"body":"{\"success\":true}","code":200}`,
	}
	for i, w := range want {
		if got, _ := json.Marshal(list[i]); string(got) != w {
			t.Errorf("part %d: %s", i, got)
		}
	}
	for i, code := range map[int]float64{2: 404, 3: 400} {
		if got := list[i].(map[string]any)["code"]; got != code {
			t.Errorf("part %d: %v", i, list[i])
		}
	}
	records := b.world.Journal.All(sim.RecordFilter{})
	whole := records[len(records)-5]
	for _, part := range records[len(records)-4:] {
		if part.Parent != whole.ID || part.Origin != "client" {
			t.Errorf("record %s: parent %q, origin %q", part.ID, part.Parent, part.Origin)
		}
	}
	if got := b.batch(`[{"method":"GET","relative_url":"`+id+`"}]`, "").body["list"].([]any)[0].(map[string]any)["headers"].([]any); len(got) < 3 {
		t.Errorf("headers %v", got)
	}
	for _, bad := range []string{"", "{}", "[]", "[1", "[" + strings.Repeat(`{"relative_url":"1"},`, 50) + `{"relative_url":"1"}]`} {
		if a := b.batch(bad, ""); a.status != 400 {
			t.Errorf("batch %q: %d %s", bad, a.status, a.text)
		}
	}
}

func TestReadingByIDs(t *testing.T) {
	b := newBench(t)
	one, two := b.add("15550000001"), b.add("15550000002")
	if a := b.as("GET", "/v23.0/?ids="+one+","+two+"&fields=id", ""); a.text !=
		`{"`+one+`":{"id":"`+one+`","is_input_id_valid":true},"`+two+`":{"id":"`+two+`","is_input_id_valid":true}}` {
		t.Error(a.text)
	}
	if a := b.as("GET", "/?ids="+one+",123", ""); a.status != 404 || a.problem() != "Pre-verified phone number not found" {
		t.Error(a.text)
	}
	if a := b.as("GET", "/v23.0/", ""); a.status != 400 {
		t.Error(a.text)
	}
}

// What a proxy sends in the place of a node is the answer of the whole, and
// declared like the node's own; it is never wrapped into JSON.
func TestReadingByIDsWhatARuleSpoils(t *testing.T) {
	page := "<html>"
	for name, do := range map[string]sim.FaultAction{
		"garbage":  {Reply: "garbage", Violates: "a proxy's page"},
		"page":     {Status: 200, Body: &page, Headers: map[string]string{"Content-Type": "text/html"}, Violates: "a proxy's page"},
		"teapot":   {Status: 418, Body: &page, Violates: "a proxy's page"},
		"a list":   {Status: 200, Body: new("[]"), Violates: "another form"},
		"no body":  {Status: 204, Violates: "another form"},
		"an error": {Error: "meta.unexpected_error"},
	} {
		b := newBench(t)
		id := b.add("15550000001")
		b.world.Faults.Add(sim.FaultRule{On: sim.FaultMatch{Operation: "meta.get_number"}, When: sim.FaultTrigger{Calls: sim.FaultCalls{2, 4}}, Do: do}, start)
		own := b.raw("GET", "/v23.0/"+id, "", "Authorization: Bearer "+ownToken) // its first call passes
		whole := b.raw("GET", "/v23.0/?pretty=1&ids="+id, "", "Authorization: Bearer "+ownToken)
		b.raw("GET", "/v23.0/"+id, "", "Authorization: Bearer "+ownToken)
		spoiled := b.raw("GET", "/v23.0/"+id+"?pretty=1", "", "Authorization: Bearer "+ownToken)
		if own.Code != 200 || whole.Code != spoiled.Code || whole.Header().Get("Content-Type") != spoiled.Header().Get("Content-Type") {
			t.Errorf("%s: %d, by ids %d %v, alone %d %v", name, own.Code, whole.Code, whole.Header(), spoiled.Code, spoiled.Header())
		}
		if do.Error == "" && whole.Body.String() != spoiled.Body.String() { // an error has a trace id
			t.Errorf("%s: by ids %q, alone %q", name, whole.Body, spoiled.Body)
		}
	}
}

// What a client writes into a batch or a list of ids is its own affair: it is
// refused like the same address on its own, never a 500 and never a lost part.
func TestPartsThatAreNoAddresses(t *testing.T) {
	b := newBench(t)
	id := b.add("15550000001")
	a := b.batch(`[{"method":"GET","relative_url":"%zz"},{"method":"GET","relative_url":"a\nb"},{"method":"NO WAY","relative_url":"`+id+`"}]`, "")
	for i, part := range a.body["list"].([]any) {
		if answer, ok := part.(map[string]any); !ok || answer["code"] != float64(400) {
			t.Errorf("part %d: %v, want a 400", i, part)
		}
	}
	for target, status := range map[string]int{
		"/?ids=%25zz": 400, "/?ids=a%0Ab": 400, "/?ids=" + id + "%7F": 400, "/?ids=" + id + "%3Ffields=id": 400,
		"/?fields=%25zz&ids=" + id: 422, "/?fields=id%0A&ids=" + id: 200, "/?fields=id%26access_token%3Dx&ids=" + id: 422,
		"/?fields=id,+phone_number&ids=" + id: 200,
	} {
		if a := b.as("GET", target, ""); a.status != status {
			t.Errorf("%s: %d %s, want %d", target, a.status, a.text, status)
		}
	}
}

func TestModifiers(t *testing.T) {
	b := newBench(t)
	id := b.add("15550000001")
	if a := b.as("GET", "/v23.0/"+id+"?pretty=1", ""); !strings.HasPrefix(a.text, "{\n  \"id\": ") {
		t.Errorf("%q", a.text)
	}
	if a := b.as("GET", "/v23.0/"+id+"?metadata=1&debug=all", ""); !strings.HasSuffix(a.text,
		`"metadata":{"type":"whatsappbusinesspreverifiedphonenumber"},"__debug__":{"messages":[]}}`) {
		t.Error(a.text)
	}
	if a := b.as("GET", "/v23.0/123?suppress_http_code=1", ""); a.status != 200 || a.problem() != "Pre-verified phone number not found" {
		t.Errorf("%d %s", a.status, a.text)
	}
	first := b.as("GET", "/v23.0/"+id, "")
	tag := first.header.Get("ETag")
	if w := b.raw("GET", "/v23.0/"+id, "", "Authorization: Bearer "+ownToken, "If-None-Match: "+tag); len(tag) != 42 || w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("tag %s, then %d %s", tag, w.Code, w.Body)
	}
	if w := b.raw("HEAD", "/v23.0/"+id, "", "Authorization: Bearer "+ownToken); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD: %d %q", w.Code, w.Body)
	}
	if w := b.raw("OPTIONS", "/v23.0/"+id, "", "Origin: http://a.test"); w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("OPTIONS: %d %v", w.Code, w.Header())
	}
}
