package simtest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// metaSDK is one of Meta's Business SDKs as it shows on the wire.
type metaSDK interface {
	// get, post and del call a path behind the version; params are as the SDK's
	// user gives them.
	get(path string, params url.Values) (map[string]any, error)
	post(path string, params url.Values) (map[string]any, error)
	del(path string, params url.Values) (map[string]any, error)
	// list reads an edge to its end and returns the pages.
	list(path string, params url.Values) ([][]any, error)
}

// nodeSDK sends what Meta's Node SDK 24.0.1 sends: the token in the query, a
// JSON body also on GET and DELETE, a redundant id, next links as they are.
type nodeSDK struct {
	t     testing.TB
	s     *simtest.Sim
	token string
}

var errTypeless = errors.New("the answer cannot be read")

func (n nodeSDK) send(verb, target, body string) (map[string]any, error) {
	n.t.Helper()
	a := onTheWire(n.t, n.s, verb+" "+target+` HTTP/1.1
Accept: application/json, text/plain, */*
Content-Type: application/json
User-Agent: fbbizsdk-nodejs-v24.0.0
Accept-Encoding: gzip, compress, deflate, br
Host: HOST
Connection: keep-alive`, body)
	data := jsonObject(n.t, a.Body)
	if a.Status/100 == 2 {
		return data, nil
	}
	failure, ok := data["error"].(map[string]any)
	if !ok {
		return nil, errTypeless
	}
	return nil, &sdkError{status: a.Status, members: failure}
}

// sdkError is what both SDKs make of a refusal.
type sdkError struct {
	status  int
	members map[string]any
}

func (e *sdkError) Error() string { return fmt.Sprintf("%d %v", e.status, e.members) }

// idOf is the first part of a path.
func idOf(path string) string {
	id, _, _ := strings.Cut(path, "/")
	return id
}

func (n nodeSDK) query(params url.Values) string {
	if len(params) == 0 {
		return "?access_token=" + n.token
	}
	return "?" + params.Encode() + "&access_token=" + n.token
}

func (n nodeSDK) get(path string, params url.Values) (map[string]any, error) {
	return n.send("GET", "/v24.0/"+path+n.query(params), "{}")
}

func (n nodeSDK) post(path string, params url.Values) (map[string]any, error) {
	body := map[string]string{"id": idOf(path)}
	for name := range params {
		body[name] = params.Get(name)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return n.send("POST", "/v24.0/"+path+n.query(nil), string(text))
}

func (n nodeSDK) del(path string, params url.Values) (map[string]any, error) {
	all := url.Values{"id": {idOf(path)}}
	for name, values := range params {
		all[name] = values
	}
	return n.send("DELETE", "/v24.0/"+path+n.query(all), "{}")
}

func (n nodeSDK) list(path string, params url.Values) ([][]any, error) {
	data, err := n.get(path, params)
	var pages [][]any
	for err == nil {
		items, ok := data["data"].([]any)
		if !ok {
			return nil, errTypeless
		}
		pages = append(pages, items)
		paging, _ := data["paging"].(map[string]any)
		next, _ := paging["next"].(string)
		if next == "" {
			return pages, nil
		}
		_, rest, _ := strings.Cut(strings.TrimPrefix(next, "http://"), "/")
		data, err = n.send("GET", "/"+rest, "{}")
	}
	return pages, err
}

// pythonSDK sends what Meta's Python SDK 25.0.2 sends: token and proof in the
// query, forms, a slash behind the id of a node, summary=true on edges.
type pythonSDK struct {
	t             testing.TB
	s             *simtest.Sim
	token, secret string
}

func (p pythonSDK) send(verb, target, body string) (map[string]any, error) {
	p.t.Helper()
	head := verb + " " + target + ` HTTP/1.1
Host: HOST
User-Agent: fbbizsdk-python-v25.0.2
Accept-Encoding: gzip, deflate
Accept: */*
Connection: keep-alive`
	switch {
	case body != "":
		head += "\nContent-Type: application/x-www-form-urlencoded"
	case verb != "GET":
		head += "\nContent-Length: 0"
	}
	a := onTheWire(p.t, p.s, head, body)
	if a.Status == 304 || strings.Contains(string(a.Body), "Service Unavailable") {
		return nil, errTypeless
	}
	if len(a.Body) > 0 && a.Body[0] == '[' { // a batch
		return map[string]any{"batch": json.RawMessage(a.Body)}, nil
	}
	data := jsonObject(p.t, a.Body)
	if failure, there := data["error"].(map[string]any); there {
		return nil, &sdkError{a.Status, failure}
	}
	if success, there := data["success"]; there && (success == false || success == "" || success == nil) {
		return nil, &sdkError{a.Status, data}
	}
	return data, nil
}

func (p pythonSDK) query(params url.Values) string {
	all := url.Values{"access_token": {p.token}}
	if p.secret != "" {
		mac := hmac.New(sha256.New, []byte(p.secret))
		mac.Write([]byte(p.token))
		all.Set("appsecret_proof", hex.EncodeToString(mac.Sum(nil)))
	}
	for name, values := range params {
		all[name] = values
	}
	return "?" + all.Encode()
}

// at puts the slash behind a node's id that the SDK puts there.
func (p pythonSDK) at(path string) string {
	if !strings.Contains(path, "/") {
		path += "/"
	}
	return "/v25.0/" + path
}

func (p pythonSDK) get(path string, params url.Values) (map[string]any, error) {
	return p.send("GET", p.at(path)+p.query(params), "")
}

func (p pythonSDK) post(path string, params url.Values) (map[string]any, error) {
	return p.send("POST", p.at(path)+p.query(nil), params.Encode())
}

func (p pythonSDK) del(path string, params url.Values) (map[string]any, error) {
	return p.send("DELETE", p.at(path)+p.query(params), "")
}

func (p pythonSDK) list(path string, params url.Values) ([][]any, error) {
	params.Set("summary", "true")
	var pages [][]any
	for {
		data, err := p.get(path, params)
		if err != nil {
			return pages, err
		}
		items, ok := data["data"].([]any)
		if !ok {
			return nil, errTypeless
		}
		pages = append(pages, items)
		paging, _ := data["paging"].(map[string]any)
		if _, more := paging["next"]; !more {
			return pages, nil
		}
		params.Set("after", paging["cursors"].(map[string]any)["after"].(string))
	}
}

const sdkScenario = `
version: 1
name: sdk
summary: An app with a secret.
apps: [{id: "77", secret: s3cret}]
businesses:
  - {id: "506914307656634", name: Mine, tokens: [{token: EAAJBsimulator, app: "77", app_secret: s3cret}]}
  - {id: "9876543210987654", name: Other, tokens: [EAAJBother]}
`

// eachSDK runs a test with both SDKs, each on a simulator of its own.
func eachSDK(t *testing.T, run func(t *testing.T, s *simtest.Sim, sdk metaSDK)) {
	t.Helper()
	start := func(t *testing.T) *simtest.Sim {
		return simtest.Start(t, server.Options{ScenarioFile: "sdk.yaml", ScenarioText: []byte(sdkScenario)})
	}
	t.Run("node", func(t *testing.T) {
		s := start(t)
		run(t, s, nodeSDK{t, s, "EAAJBsimulator"})
	})
	t.Run("python", func(t *testing.T) {
		s := start(t)
		run(t, s, pythonSDK{t, s, "EAAJBsimulator", ""})
	})
	t.Run("python with a secret", func(t *testing.T) {
		s := start(t)
		run(t, s, pythonSDK{t, s, "EAAJBsimulator", "s3cret"})
	})
}

// sdkFields are what the SDKs' class for the node has.
const sdkFields = "code_verification_status,code_verification_time,id,owner_business,phone_number,verification_expiry_time"

func TestSDKsWalkANumberThroughItsLife(t *testing.T) {
	eachSDK(t, func(t *testing.T, s *simtest.Sim, sdk metaSDK) {
		done := func(data map[string]any, err error) map[string]any {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return data
		}
		added := done(sdk.post("506914307656634/add_phone_numbers", url.Values{"phone_number": {"+1 211-555-5105"}}))
		id, _ := added["id"].(string)
		node := done(sdk.get(id, url.Values{"fields": {sdkFields}}))
		if node["phone_number"] != "+1 211-555-5105" || node["code_verification_status"] != "NOT_VERIFIED" {
			t.Errorf("the node is %v", node)
		}
		done(sdk.post(id+"/request_code", url.Values{"code_method": {"SMS"}, "language": {"en_US"}}))
		done(sdk.post(id+"/verify_code", url.Values{"code": {s.Code("12115555105")}}))
		done(sdk.post("506914307656634/share_preverified_numbers", url.Values{"preverified_id": {id}, "partner_business_id": {"9876543210987654"}}))
		partners, err := sdk.list(id+"/partners", url.Values{"fields": {"id,name"}})
		if err != nil || len(partners) != 1 || partners[0][0].(map[string]any)["name"] != "Other" {
			t.Errorf("partners %v, %v", partners, err)
		}
		listed, err := sdk.list("506914307656634/preverified_numbers", url.Values{"fields": {sdkFields}, "code_verification_status": {"VERIFIED"}, "phone_number": {"12115555105"}})
		if err != nil || len(listed) != 1 || len(listed[0]) != 1 {
			t.Fatalf("listed %v, %v", listed, err)
		}
		item := listed[0][0].(map[string]any)
		if owner := item["owner_business"].(map[string]any); owner["id"] != "506914307656634" || item["verification_expiry_time"] == nil {
			t.Errorf("the item is %v", item)
		}
		done(sdk.del("506914307656634/share_preverified_numbers", url.Values{"preverified_id": {id}, "partner_business_id": {"9876543210987654"}}))
		if business := done(sdk.get("506914307656634", url.Values{"fields": {"id,name"}})); business["name"] != "Mine" {
			t.Errorf("the business is %v", business)
		}
		if gone := done(sdk.del(id, nil)); gone["success"] != true {
			t.Errorf("deleted with %v", gone)
		}
		if _, err := sdk.get(id, nil); err == nil {
			t.Error("a deleted number can be read")
		}
		for _, r := range s.Control("GET", "/requests?limit=100", nil).JSON(t)["data"].([]any) {
			if record := r.(map[string]any); record["conforms"] != true && record["status"] == float64(200) {
				t.Errorf("%v %v does not conform: %v", record["method"], record["path"], record["violations"])
			}
		}
	})
}

// TestSDKsOnboardACustomer takes both SDKs through their part of a claim, from the end of
// the signup on.
func TestSDKsOnboardACustomer(t *testing.T) {
	eachSDK(t, func(t *testing.T, s *simtest.Sim, sdk metaSDK) {
		s.Control("POST", "/numbers", map[string]string{"phone_number": "12115555105", "status": "VERIFIED"})
		ended := s.Signup("12115555105")
		waba, phone := string(ended.WABAID), string(ended.PhoneNumberID)
		for _, step := range []struct {
			path   string
			params url.Values
		}{
			{waba + "/assigned_users", url.Values{"user": {"1972555232742222"}, "tasks": {"MANAGE"}}},
			{"1972385232742146/whatsapp_credit_sharing_and_attach", url.Values{"waba_id": {waba}, "waba_currency": {"USD"}}},
			{waba + "/subscribed_apps", url.Values{}},
			{phone + "/register", url.Values{"messaging_product": {"whatsapp"}, "pin": {"581063"}}},
		} {
			if _, err := sdk.post(step.path, step.params); err != nil {
				t.Errorf("%s: %v", step.path, err)
			}
		}
		numbers, err := sdk.list(waba+"/phone_numbers", url.Values{"fields": {"id,display_phone_number,status,code_verification_status"}})
		if err != nil || len(numbers) != 1 || len(numbers[0]) != 1 || numbers[0][0].(map[string]any)["id"] != phone {
			t.Errorf("the WABA has %v, %v", numbers, err)
		}
		if node, err := sdk.get(phone, url.Values{"fields": {"id,status,platform_type"}}); err != nil || node["status"] != "CONNECTED" || node["platform_type"] != "CLOUD_API" {
			t.Errorf("the number is %v, %v", node, err)
		}
		if wabas, err := sdk.list("506914307656634/client_whatsapp_business_accounts", url.Values{"fields": {"id,name"}}); err != nil || wabas[0][0].(map[string]any)["id"] != waba {
			t.Errorf("the client's accounts are %v, %v", wabas, err)
		}
		if _, err := sdk.del(waba+"/subscribed_apps", nil); err != nil {
			t.Error(err)
		}
	})
}

func TestSDKsPage(t *testing.T) {
	eachSDK(t, func(t *testing.T, _ *simtest.Sim, sdk metaSDK) {
		var want, got []string
		for i := range 7 {
			added, err := sdk.post("506914307656634/add_phone_numbers", url.Values{"phone_number": {fmt.Sprintf("1212555%04d", 1000+i)}})
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, added["id"].(string))
		}
		pages, err := sdk.list("506914307656634/preverified_numbers", url.Values{"limit": {"3"}, "fields": {"id"}, "code_verification_status": {"NOT_VERIFIED"}})
		if err != nil || len(pages) != 3 {
			t.Fatalf("%d pages, %v", len(pages), err)
		}
		for _, page := range pages {
			for _, item := range page {
				got = append(got, item.(map[string]any)["id"].(string))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		empty, err := sdk.list("506914307656634/preverified_numbers", url.Values{"code_verification_status": {"EXPIRED"}})
		if err != nil || len(empty) != 1 || len(empty[0]) != 0 {
			t.Errorf("the empty list is %v, %v", empty, err)
		}
	})
}

func TestSDKsReadErrors(t *testing.T) {
	eachSDK(t, func(t *testing.T, s *simtest.Sim, sdk metaSDK) {
		for _, c := range []struct {
			dialect string
			call    func() (map[string]any, error)
			status  int
			code    float64
			subcode any
		}{
			{"documented", func() (map[string]any, error) { return sdk.get("123", nil) }, 404, 803, nil},
			{"documented", func() (map[string]any, error) { return sdk.get("506914307656634/nothing", nil) }, 400, 2500, nil},
			{"documented", func() (map[string]any, error) { return sdk.get("9876543210987654", nil) }, 403, 200, 1349175.0},
			{"documented", func() (map[string]any, error) {
				return sdk.post("506914307656634/add_phone_numbers", url.Values{"phone_number": {"12"}})
			}, 400, 100, nil},
			{"observed", func() (map[string]any, error) { return sdk.get("123", nil) }, 400, 100, 33.0},
			{"observed", func() (map[string]any, error) { return sdk.post("123/verify_code", url.Values{"code": {"123456"}}) }, 400, 100, 33.0},
		} {
			s.Control("POST", "/events", map[string]string{"set_dialect": c.dialect})
			_, err := c.call()
			var failure *sdkError
			if !errors.As(err, &failure) {
				t.Errorf("%s: %v", c.dialect, err)
				continue
			}
			m := failure.members
			message, _ := m["message"].(string)
			kind, _ := m["type"].(string)
			trace, _ := m["fbtrace_id"].(string)
			if failure.status != c.status || m["code"] != c.code || m["error_subcode"] != c.subcode || message == "" || kind == "" || len(trace) != 23 {
				t.Errorf("%s: %v, want %d %v %v", c.dialect, failure, c.status, c.code, c.subcode)
			}
		}
		s.Control("POST", "/events", map[string]string{"set_dialect": "documented"})
		s.Control("POST", "/faults", map[string]any{"on": map[string]string{"operation": "meta.get_business"}, "do": map[string]string{"error": "meta.rate_limited"}})
		_, err := sdk.get("506914307656634", nil)
		var failure *sdkError
		if !errors.As(err, &failure) || failure.status != 429 || failure.members["is_transient"] != true {
			t.Errorf("rate limited: %v", err)
		}
	})
}

func TestPythonSDKBatches(t *testing.T) {
	s := simtest.Start(t, server.Options{ScenarioFile: "sdk.yaml", ScenarioText: []byte(sdkScenario)})
	p := pythonSDK{t, s, "EAAJBsimulator", "s3cret"}
	added, err := p.post("506914307656634/add_phone_numbers", url.Values{"phone_number": {"12125550001"}})
	if err != nil {
		t.Fatal(err)
	}
	id := added["id"].(string)
	parts, err := json.Marshal([]map[string]string{
		{"method": "GET", "relative_url": id + "/?fields=id%2Cphone_number"},
		{"method": "POST", "relative_url": id + "/request_code", "body": "code_method=SMS&language=en_US"},
		{"method": "GET", "relative_url": "506914307656634/preverified_numbers?limit=1&summary=true"},
		{"method": "DELETE", "relative_url": id + "/"},
		{"method": "GET", "relative_url": id + "/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := p.send("POST", "/v25.0/"+p.query(nil), url.Values{"batch": {string(parts)}}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	var answers []struct {
		Code    int                            `json:"code"`
		Body    string                         `json:"body"`
		Headers []struct{ Name, Value string } `json:"headers"`
	}
	if err := json.Unmarshal(whole["batch"].(json.RawMessage), &answers); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{200, 200, 200, 200, 404} {
		if answers[i].Code != want || len(answers[i].Headers) == 0 {
			t.Errorf("part %d: %+v, want %d", i, answers[i], want)
		}
		jsonObject(t, []byte(answers[i].Body))
	}
}

func TestProofOfTheAppsSecret(t *testing.T) {
	s := simtest.Start(t, server.Options{ScenarioFile: "sdk.yaml", ScenarioText: []byte(sdkScenario)})
	_, err := pythonSDK{t, s, "EAAJBsimulator", "another"}.get("506914307656634", nil)
	var failure *sdkError
	if !errors.As(err, &failure) || failure.members["code"] != 100.0 || failure.members["type"] != "GraphMethodException" {
		t.Errorf("a wrong proof: %v", err)
	}
	if _, err := (pythonSDK{t, s, "EAAJBother", "whatever"}).get("9876543210987654", nil); err != nil {
		t.Errorf("a proof that cannot be checked: %v", err)
	}
}

// TestSamplesOfTheSeeds sends Meta's own curl samples: a body {} and a
// Content-Type on GET and DELETE, the token as a Bearer header.
func TestSamplesOfTheSeeds(t *testing.T) {
	s := simtest.Start(t)
	id := s.Meta("POST", "/v23.0/506914307656634/add_phone_numbers", map[string]string{"phone_number": "12125550001"}).JSON(t)["id"].(string)
	for _, head := range []string{
		"GET /v23.0/" + id + "?fields=id,country_prefix,display_phone_number,is_input_id_valid",
		"GET /v23.0/506914307656634/preverified_numbers?fields=phone_number,code_verification_status,code_verification_time,verification_expiry_time",
		"DELETE /v23.0/" + id,
	} {
		a := onTheWire(t, s, head+" HTTP/1.1\nHost: HOST\nUser-Agent: curl/8.5.0\nAccept: */*\nAuthorization: Bearer EAAJBsimulator\nContent-Type: application/json", "{}")
		if a.Status != 200 {
			t.Errorf("%s: %d %s", head, a.Status, a.Body)
		}
	}
}
