package fuzz_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const pool = "/api/v2/partners/" + partner + "/preverified-numbers"

func hub(method, target, body string) call {
	return call{method: method, target: target, body: body}.withHeader("X-API-Key", apiKey)
}

// FuzzHub sends any request to 360dialog's API: paths and their escapes, queries
// and bodies.
func FuzzHub(f *testing.F) {
	id := closed().ids(f)[4]
	for _, path := range []string{
		pool, pool + "/", "/" + pool, pool + "?code_verification_status=VERIFIED&country_code=de&phone_number=4915123456790", pool + "?phone_number=%zz&phone_number=1",
		pool + "?code_verification_status=verified&phone_number=+49&limit=1", pool + "?%ff=%ff&%00", pool + "/" + id, pool + "/" + id + "/request-otp", pool + "/" + id + "/verify-otp",
		pool + "/%2e%2e/x", pool + "/a%2Fb", pool + "/" + id + "%00/verify-otp", pool + "/%zz", pool + "//verify-otp", pool + "/" + id + "/verify-otp/", pool + "/" + id + ";x=1/verify-otp",
		"/api/v2/partners/%73imul8PA/preverified-numbers", "/api/v2/partners/" + otherPartner + "/preverified-numbers", "/api/v2/partners/%00/preverified-numbers",
		"/api/v2/partners/a%2Fb/preverified-numbers", "/api/v2/partners//preverified-numbers", "/api/v2/partners/" + strings.Repeat("x", 5000) + "/preverified-numbers",
		"/api/v2/token", "/api/v2/token?x", "/api/v2/", "/api/v2", "/api/", "/api", "/api/v3/token", "/API/v2/token", "/api/v2/../v2/token", "/api%2Fv2/token", "/api/v2%2ftoken",
	} {
		for _, method := range []string{"GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT"} {
			f.Add(method, path, "", "")
		}
	}
	const media = "application/json"
	for _, body := range inOrder(nastyJSON) {
		f.Add("POST", pool, media, body)
		f.Add("POST", pool+"/"+id+"/verify-otp", media, body)
		f.Add("DELETE", pool+"/"+id, media, body)
	}
	for _, value := range inOrder(nastyTexts) {
		f.Add("POST", pool, media, asJSON(f, map[string]string{"phone_number": value}))
		f.Add("POST", pool+"/"+id+"/request-otp", media, asJSON(f, map[string]string{"code_method": "sms", "language": value}))
		f.Add("POST", pool+"/"+id+"/request-otp", media, asJSON(f, map[string]string{"code_method": value, "language": "en"}))
		f.Add("POST", pool+"/"+id+"/verify-otp", media, asJSON(f, map[string]string{"code": value}))
		f.Add("POST", "/api/v2/token", media, asJSON(f, map[string]string{"username": value, "password": value}))
		f.Add("POST", pool, value, `{"phone_number":"12025550140"}`)
		f.Add("GET", pool+"?code_verification_status="+value+"&phone_number="+url.QueryEscape(value), "", "")
		f.Add("POST", pool+"/"+url.PathEscape(value)+"/verify-otp", media, `{"code":"1"}`)
		f.Add("GET", "/api/v2/partners/"+url.PathEscape(value)+"/preverified-numbers", media, "")
	}
	f.Add("POST", pool, media, `{"phone_number":"12025550140"}`)
	f.Add("POST", pool, media+"; charset=utf-16", `{"phone_number":"12025550140"}`)
	f.Add("POST", pool, "application/vnd.api+json", `{"phone_number":"12115555105"}`)
	f.Add("POST", pool, "application/x-www-form-urlencoded", `phone_number=12025550140`)
	f.Add("POST", pool+"/"+id+"/request-otp", media, `{"code_method":"sms","language":"de"}`)
	f.Add("POST", "/api/v2/token", media, `{"username":"partner@example.com","password":"simulator"}`)
	f.Fuzz(func(t *testing.T, method, target, contentType, body string) {
		c := hub(method, target, body)
		if contentType != "" {
			c = c.withHeader("Content-Type", contentType)
		}
		a, ok := closed().do(t, c)
		if !ok || a.root() == nil || a.root().API != "360dialog" {
			return
		}
		if a.status == http.StatusMethodNotAllowed && a.header.Get("Allow") == "" {
			t.Error("a 405 without Allow")
		}
		if !refused(a.root()) && !slices.Contains(reads, operation(a.root())) {
			closed().roundTrip(t)
		}
	})
}

// FuzzOpen sends any request of either vendor with any credential to a world
// that makes up what it does not know, so that ids and names of foreign making
// get into its state.
func FuzzOpen(f *testing.F) {
	const media = "application/json"
	id := closed().ids(f)[0]
	for i, value := range append(inOrder(nastyTexts), "123", "0", "000123", "99999999999999999999999", "a", strings.Repeat("a", 5000)) {
		inPath := url.PathEscape(value)
		seeds := [][5]string{
			{"POST", "/v23.0/" + inPath + "/add_phone_numbers?phone_number=12025550140", "Bearer " + value, "", ""},
			{"POST", "/api/v2/partners/" + inPath + "/preverified-numbers", "", value, `{"phone_number":"12025550140"}`},
			{"GET", "/v23.0/" + inPath + "/preverified_numbers", "OAuth x", "", ""},
			{"GET", "/api/v2/partners/" + inPath + "/preverified-numbers", "Bearer " + value, "", ""},
			{"POST", "/v23.0/" + business + "/share_preverified_numbers", "Bearer x", "", "preverified_id=" + id + "&partner_business_id=" + url.QueryEscape(value)},
			{"POST", "/api/v2/token", "", "", asJSON(f, map[string]string{"username": value, "password": "x" + value})},
		}
		for j, s := range seeds {
			if j < 2 || (i+j)%4 == 0 {
				f.Add(s[0], s[1], s[2], s[3], s[4])
			}
		}
	}
	f.Fuzz(func(t *testing.T, method, target, authorization, key, body string) {
		c := call{method: method, target: target, body: body}
		if authorization != "" {
			c = c.withHeader("Authorization", authorization)
		}
		if key != "" {
			c = c.withHeader("X-API-Key", key)
		}
		if strings.HasPrefix(body, "{") {
			c = c.withHeader("Content-Type", media)
		}
		h := open()
		r, ok := c.request()
		if !ok {
			return
		}
		h.anew(t)
		var a answer
		h.serve(t, r, &a)
		if a.status >= 500 {
			t.Errorf("the simulator failed: %d %s", a.status, a.body)
		}
		if !strings.HasPrefix(r.URL.Path, "/_") {
			h.roundTrip(t)
			h.control(t, "GET", "/numbers?include=deleted", "")
		}
	})
}

// FuzzMetaAnswer has Meta answer 360dialog with any status and any text, which a
// fault rule puts in the place of an answer. 360dialog keeps its own contract.
func FuzzMetaAnswer(f *testing.F) {
	h := closed()
	id := h.ids(f)[4]
	json := func(method, path, body string) call {
		return hub(method, pool+path, body).withHeader("Content-Type", "application/json")
	}
	calls := []struct {
		operation string
		call      call
	}{
		{"meta.add_number", json("POST", "", `{"phone_number":"12025550140"}`)},
		{"meta.share_number", json("POST", "", `{"phone_number":"12025550140"}`)},
		{"meta.request_code", json("POST", "/"+id+"/request-otp", `{"code_method":"sms","language":"en"}`)},
		{"meta.verify_code", json("POST", "/"+id+"/verify-otp", `{"code":"123456"}`)},
		{"meta.delete_number", json("DELETE", "/"+id, "")},
	}
	for i, body := range append(append(inOrder(nastyJSON), inOrder(nastyTexts)...),
		`{"id":"1"}`, `{"id":""}`, `{"id":1}`, `{"id":"../x"}`, `{"id":"`+id+`"}`, `{"id":"\u0000"}`, `{"success":true}`, `{"success":"true"}`, `{"success":1}`, `{"success":true,"error":{}}`, `{"error":null}`, `{"error":[]}`, `{"error":"x"}`,
		`{"error":{"code":100,"error_subcode":33}}`, `{"error":{"code":803,"message":"\ud800"}}`, `{"error":{"code":1e999}}`, `{"error":{"code":"4"}}`, `{"error":{"code":80008,"error_data":{"b":1,"a":[{}]}}}`, `{"error":{"code":136024,"error_subcode":2388091}}`,
		`{"error":{"code":1,"code":2,"Code":3}}`, `{"error":{"a":`+strings.Repeat("[", 200)+strings.Repeat("]", 200)+`}}`, `{"error":`+manyMembers(300)+`}`) {
		f.Add(uint8(i), uint16(200), body)
		f.Add(uint8(i/5), uint16([]int{400, 404, 422, 429, 500, 503, 302, 418, 599}[i%9]), body)
	}
	f.Fuzz(func(t *testing.T, which uint8, status uint16, body string) {
		x := calls[int(which)%len(calls)]
		rule := call{method: "POST", target: "/_sim/v1/faults", body: `{"on":{"operation":"` + x.operation + `","origin":"360dialog"},"do":{"status":` +
			strconv.Itoa(200+int(status)%400) + `,"body":` + asJSON(t, body) + `,"violates":"any text"}}`}
		a, ok := h.do(t, x.call, rule)
		if ok && !slices.Contains([]int{200, 201, 400, 404, 409, 502}, a.status) {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
}
