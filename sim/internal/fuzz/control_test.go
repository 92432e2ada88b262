package fuzz_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// earlier is what a world has seen before it is asked: a code that was sent, one
// that was wrong, and a refusal.
func (h *house) earlier(t testing.TB) []call {
	id := h.ids(t)[2]
	return []call{
		graph("POST", "/v23.0/"+id+"/request_code?code_method=SMS&language=en_US"),
		graph("POST", "/v23.0/"+id+"/verify_code?code=654321"),
		graph("GET", "/v23.0/1"),
		hub("GET", pool, ""),
	}
}

// controlCalls are calls without a body; * stands for a name.
var controlCalls = []string{
	"GET /numbers", "GET /numbers/*", "GET /codes", "GET /codes/latest", "GET /requests", "GET /requests/*", "GET /requests/count", "GET /requests/stream",
	"GET /worlds", "GET /faults", "GET /limits", "GET /errors", "GET /operations", "GET /openapi/*", "GET /scenarios", "GET /scenario", "GET /snapshot",
	"GET /clock", "GET /coverage", "GET /health", "GET /ca.pem", "POST /verify", "POST /reset", "DELETE /requests", "DELETE /faults/*", "DELETE /faults", "DELETE /worlds/*", "GET /*",
}

// controlQueries are queries; ID stands for the id of a number.
var controlQueries = []string{
	"", "limit=1", "limit=0", "limit=10001", "limit=01", "limit=+1", "limit=1&limit=2", "after=ID", "after=r1", "after=1-2-3", "after=1768467600000000000-ID-1", "after=tries",
	"phone_number=+12025550131", "phone_number=(202)%20555-0131", "status=VERIFIED", "status=4xx", "status=404", "include=deleted", "include=", "state=pending", "since=r1", "since=r99999999999999999999",
	"since=2026-01-15T09:00:00Z", "since=2026-01-15T09:00:00.999999999%2B23:59", "since=9999-12-31T23:59:59Z", "since=0000-01-01T00:00:00Z", "conforms=true", "conforms=1", "fault=*", "error=*", "parent=*",
	"operation=meta.get_number", "operation=meta.get_numbre", "wait=5s", "wait=61s", "wait=0s", "wait=-1s", "wait=1w&min=2", "min=5", "min=99999999999999999999", "%zz", "a;b", "&&", "x=%00", "=",
}

// FuzzControlQuery asks the control API anything, with any parameter.
func FuzzControlQuery(f *testing.F) {
	h := closed()
	earlier := h.earlier(f)
	id := h.ids(f)[2]
	for i := range controlCalls {
		for j, query := range controlQueries {
			if (i+j)%9 == 0 || i < 8 && (i+j)%2 == 0 {
				f.Add(uint8(i), id, strings.ReplaceAll(query, "ID", id), "")
			}
		}
		for j, value := range inOrder(nastyTexts) {
			if strings.Contains(controlCalls[i], "*") && (i+j)%3 == 0 {
				f.Add(uint8(i), value, "", "")
			}
		}
	}
	for _, value := range inOrder(nastyTexts) {
		for _, name := range []string{"phone_number", "after", "since", "limit", "wait", "status"} {
			f.Add(uint8(0), "", name+"="+url.QueryEscape(value), "")
			f.Add(uint8(4), "", name+"="+value, value)
		}
	}
	f.Add(uint8(21), "", "", "application/xml")
	f.Add(uint8(13), "meta", "", "application/yaml, application/json")
	f.Add(uint8(13), "control", "", "text/html;q=1")
	f.Fuzz(func(t *testing.T, which uint8, name, query, accept string) {
		method, path, _ := strings.Cut(controlCalls[int(which)%len(controlCalls)], " ")
		c := call{method: method, target: "/_sim/v1" + strings.ReplaceAll(path, "*", url.PathEscape(name)) + "?" + query, gone: true}
		if accept != "" {
			c = c.withHeader("Accept", accept)
		}
		if strings.Contains(path, "*") && strings.Contains(name, "metrics") { // they count all that came before
			return
		}
		h.do(t, c, earlier...)
	})
}

// controlBodies are bodies of each call that takes one; ID stands for the id of a
// number.
var controlBodies = map[string][]string{
	"PUT /worlds/t": {`{"scenario":"throttled","seed":7}`, `{"seed":18446744073709551615}`, `{"seed":-1}`, `{"seed":1.0}`, `{"scenario":"../default"}`, `null`},
	"POST /numbers": {`{"phone_number":"12025550140"}`, `{"phone_number":"+49 (1512) 345-6789"}`, `{"phone_number":12025550140,"status":"EXPIRED"}`, `{"phone_number":"12025550140","partner":"secondPA"}`,
		`{"phone_number":"12025550140","business":"1"}`, `{"phone_number":"12025550140","business":"9876543210987654","partner":"simul8PA"}`, `{"phone_number":"+883 5100 0123 4567"}`},
	"POST /events": {`{"claim":"12115555105"}`, `{"claim":{"phone_number":"12115555105","replace":true}}`, `{"expire":"12115555105"}`, `{"restore":"12115555105"}`, `{"delete":"4915123456789"}`, `{"verify":"12025550131"}`,
		`{"add_fault":{"do":{"error":"meta.unexpected_error"}}}`, `{"remove_fault":"x"}`, `{"revoke_token":"EAAJBsimulator"}`, `{"expire_token":"EAAJBsimulator"}`, `{"set_permissions":{"token":"EAAJBsimulator","permissions":[]}}`,
		`{"revoke_key":"sim-api-key"}`, `{"set_dialect":"observed"}`, `{"claim":"ID"}`, `{"claim":"1","expire":"1"}`, `{"claim":null}`, `{"claim":{"phone_number":null}}`,
		`{"signup":{"phone_numbers":["12115555105"],"outcome":"finish"}}`, `{"signup":{"outcome":"only_waba","business":{"id":"506914307656634"}}}`, `{"account_update":{"waba":"1","event":"PARTNER_REMOVED"}}`},
	"POST /signups": {`{"phone_numbers":["+1 211-555-5105"],"version":3}`, `{"ids":["ID",""],"outcome":"finish"}`, `{"outcome":"only_waba","business":{"name":"\u0000<b>"},"redirect_uri":"x"}`,
		`{"ids":["ID"],"outcome":"finish","number":"1"}`, `{"outcome":"cancel","step":"PERMISSIONS","version":2}`, `{"outcome":"error","error_message":"\ud83d\ude00/%@<"}`, `{"waba":"1"}`, `{"business":{"id":"01"}}`, `{"ids":null}`, `{}`},
	"PUT /apps/1017734028366125/webhook": {`{"url":""}`, `{"url":"ftp://x"}`, `{"url":"http://","fields":[]}`, `{"url":"http://127.0.0.1:1/"}`, `{}`},
	"POST /clock": {`{"advance":"13d23h"}`, `{"advance":"0s"}`, `{"advance":"100y"}`, `{"advance":"5200w"}`, `{"advance":"36500d"}`, `{"advance":"36501d"}`, `{"advance":"-1s"}`, `{"advance":5}`, `{"advance":"1h1h"}`, `{"advance":"99999999999999999999ms"}`,
		`{"at":"2026-02-01T00:00:00Z"}`, `{"at":"2149-12-31T23:59:59.999999999Z"}`, `{"at":"2150-01-01T00:00:00Z"}`, `{"at":"2026-01-15T09:00:00.0000000001Z"}`, `{"at":"2026-06-30T23:59:60Z"}`, `{"at":"2027-01-01T00:00:00+23:59"}`,
		`{"at":"0001-01-01T00:00:00Z"}`, `{"mode":"running"}`, `{"mode":"frozen"}`, `{"mode":"Frozen"}`, `{"advance":"1s","mode":"frozen"}`, `{"advance":null}`},
	"POST /faults": {`{"do":{"error":"meta.rate_limited"}}`, `{"name":"x","on":{"operation":"meta.add_number","phone_number":"+1 202-555-0143"},"when":{"calls":[1,2],"probability":0.5,"after":"1m","until":"1h","status":"VERIFIED"},"do":{"latency":{"p50":"1s","p99":"2s"}}}`,
		`{"do":{"status":503}}`, `{"do":{"status":204,"violates":"x"}}`, `{"do":{"status":200,"body":"{}","violates":"x"}}`, `{"on":{"operation":"meta.add_number"},"do":{"status":429,"body":"\u0000","headers":{"Retry-After":"1"},"violates":"x"}}`,
		`{"do":{"status":503,"headers":{"X-A":"a\r\nX-B: b"},"violates":"x"}}`, `{"do":{"status":503,"headers":{"a b":"c"},"violates":"x"}}`, `{"do":{"status":503,"headers":{"Content-Length":"5","Transfer-Encoding":"chunked"},"violates":"x"}}`,
		`{"do":{"connection":"reset"}}`, `{"do":{"connection":"hang"}}`, `{"do":{"reply":"drop"}}`, `{"do":{"reply":"truncate","violates":"x"}}`, `{"do":{"reply":"garbage","violates":"x"}}`, `{"do":{"reply":"slow","latency":"3s"}}`,
		`{"do":{"deliver":"never"}}`, `{"do":{"deliver":{"late":"30s"}}}`, `{"on":{"operation":"meta.webhook"},"do":{"deliver":"out_of_order"}}`, `{"do":{"error":"meta.code_wrong","apply":true}}`, `{"do":{"error":"360dialog.meta_failed"}}`, `{"when":{"probability":1e-320},"do":{"latency":"1ms"}}`,
		`{"when":{"probability":1e999},"do":{"latency":"1ms"}}`, `{"when":{"every":9223372036854775807},"do":{"latency":"1ms"}}`, `{"when":{"calls":[-1,0]},"do":{"latency":"1ms"}}`, `{"do":{"latency":{"min":"2s","max":"1s"}}}`, `{"name":"","do":{"latency":"0s"}}`},
	"PUT /faults/none": {`{"enabled":false}`, `{"enabled":"false"}`, `{"enabled":null}`, `{}`},
	"PUT /limits": {`[]`, `{"data":[]}`, `{"limits":[{"operation":"meta.*","per":"app","allow":1,"window":"1h"}]}`, `[{"name":"a","operation":["meta.get_number"],"per":"number","allow":2,"window":"1ms","error":"meta.rate_limited","retry_after":true}]`,
		`[{"operation":"*","per":"token","allow":1,"window":"36500d"}]`, `[{"operation":"meta.add_number","per":"business","allow":9223372036854775807,"window":"1h"}]`, `[{"operation":"meta.add_number","per":"business","allow":1e3,"window":"1h"}]`,
		`[{"operation":"meta.add_number","per":"business","allow":-1,"window":"1h"}]`, `[{"name":"a","operation":"360dialog.*","per":"partner","allow":1,"window":"1h"},{"name":"a","operation":"360dialog.*","per":"partner","allow":1,"window":"1h"}]`, `{"data":[],"limits":[]}`, `{"data":null}`},
	"POST /limits/tries/exhaust": {`{"key":"506914307656634"}`, `{"key":""}`, `{"key":null}`, `{}`, `{"key":1}`},
	"POST /limits/hub/exhaust":   {`{"key":"sim-api-key"}`, `{}`},
	"PUT /scenario":              {`{"name":"default"}`, `{"name":"throttled"}`, `{"name":"flapping"}`, `{"name":"../x"}`, `{"name":""}`, `{"name":null}`},
	"POST /verify":               {`{}`},
	"POST /snapshot/diff":        {`{}`, `{"from":null}`, `{"from":{}}`, `{"from":{"version":2}}`, `{"from":{"version":1}}`},
	"PUT /snapshot":              {`{"version":1}`, `{"version":2}`, `{"version":"1"}`},
}

// FuzzControlBody sends the control API any body. One that is refused changes
// nothing; one that is taken makes a world that stands everything.
func FuzzControlBody(f *testing.F) {
	h := closed()
	earlier := h.earlier(f)
	id := h.ids(f)[2]
	var calls []string
	for c := range controlBodies {
		calls = append(calls, c)
	}
	slices.Sort(calls)
	for i, c := range calls {
		for _, body := range controlBodies[c] {
			f.Add(uint8(i), "", strings.ReplaceAll(body, "ID", id))
		}
		for j, body := range inOrder(nastyJSON) {
			if (i+j)%6 == 0 {
				f.Add(uint8(i), "application/json", body)
			}
		}
		f.Add(uint8(i), "application/x-www-form-urlencoded", controlBodies[c][0])
		f.Add(uint8(i), "text/plain", controlBodies[c][0])
		f.Add(uint8(i), "application/json", "\xef\xbb\xbf"+controlBodies[c][0])
		f.Add(uint8(i), "application/json", strings.ReplaceAll(controlBodies[c][0], ":", " :\r\n\t"))
	}
	for i, value := range inOrder(nastyTexts) {
		text := asJSON(f, value)
		for j, seed := range [][2]string{
			{`{"phone_number":` + text + `}`, "POST /numbers"}, {`{"phone_number":"12025550140","partner":` + text + `}`, "POST /numbers"}, {`{"advance":` + text + `}`, "POST /clock"}, {`{"at":` + text + `}`, "POST /clock"},
			{`{"claim":` + text + `}`, "POST /events"}, {`{"revoke_token":` + text + `}`, "POST /events"}, {`{"name":` + text + `,"do":{"latency":"1ms"}}`, "POST /faults"}, {`{"key":` + text + `}`, "POST /limits/tries/exhaust"},
			{`{"do":{"status":503,"violates":` + text + `,"body":` + text + `,"headers":{"X-A":` + text + `}}}`, "POST /faults"}, {`[{"name":` + text + `,"operation":"meta.*","per":"app","allow":1,"window":"1h"}]`, "PUT /limits"},
			{`{"on":{"number_id":` + text + `,"business":` + text + `,"partner":` + text + `},"do":{"latency":"1ms"}}`, "POST /faults"}, {`{"name":` + text + `}`, "PUT /scenario"},
		} {
			if (i+j)%5 == 0 {
				f.Add(uint8(slices.Index(calls, seed[1])), "", seed[0])
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, contentType, body string) {
		method, path, _ := strings.Cut(calls[int(which)%len(calls)], " ")
		c := call{method: method, target: "/_sim/v1" + path, body: body}
		if contentType != "" {
			c = c.withHeader("Content-Type", contentType)
		}
		if strings.HasSuffix(path, "/scenario") && strings.Contains(contentType, "yaml") { // a target of its own
			return
		}
		a, ok := h.do(t, c, earlier...)
		if ok && a.status < 300 && path != "/snapshot/diff" && path != "/verify" && a.status != http.StatusNoContent {
			h.live(t)
		}
	})
}
