package simtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// acceptance is what a mock made from Meta's published OpenAPI file alone gets
// wrong, one row a failing: it cannot page, remember, tell ids apart, or take
// what the official SDKs send.
var acceptance = []struct {
	name string
	run  func(t *testing.T, a *accepting)
}{
	{"limit is honoured and pages follow", acceptPages},
	{"no token is 401 with 190 and 463, and not any token passes", acceptTokens},
	{"429 comes from a limit, with usage headers, whatever the client sends", acceptLimits},
	{"Retry-After is there when a limit wants it", acceptRetryAfter},
	{"every User-Agent is taken", acceptUserAgents},
	{"request_code takes query, form and JSON", acceptParameters},
	{"only the right code verifies, once", acceptCodes},
	{"the id says what a path means", acceptKinds},
	{"both vocabularies of the status", acceptVocabularies},
	{"IVR in the observed dialect only", acceptIVR},
	{"a trailing slash on nodes and edges", acceptSlashes},
	{"what is added stays, what is deleted goes", acceptState},
}

// accepting is a simulator of its own with two numbers, the ids of which it
// holds.
type accepting struct {
	caller
	one, two string
}

func TestAcceptance(t *testing.T) {
	for _, row := range acceptance {
		t.Run(row.name, func(t *testing.T) {
			a := &accepting{caller: caller{t, simtest.Start(t)}}
			a.one, a.two = a.add("12125550001"), a.add("4915123456789")
			row.run(t, a)
		})
	}
}

const acceptedList = "/v23.0/506914307656634/preverified_numbers"

func (a *accepting) add(phone string) string {
	a.t.Helper()
	return a.meta(200, simtest.MetaToken, "POST", "/506914307656634/add_phone_numbers", map[string]string{"phone_number": phone}).JSON(a.t)["id"].(string)
}

// problemOf reads code and subcode of an error.
func (a *accepting) problemOf(answer simtest.Answer) (code, subcode any) {
	a.t.Helper()
	problem, _ := answer.JSON(a.t)["error"].(map[string]any)
	return problem["code"], problem["error_subcode"]
}

func acceptPages(t *testing.T, a *accepting) {
	var seen []any
	for path := acceptedList + "?limit=1&fields=id"; path != ""; {
		page := a.do("GET", path, nil, "Authorization", "Bearer "+simtest.MetaToken).JSON(t)
		data := page["data"].([]any)
		if len(data) != 1 {
			t.Fatalf("a page of %d", len(data))
		}
		seen = append(seen, data[0].(map[string]any)["id"])
		next, _ := page["paging"].(map[string]any)["next"].(string)
		path = strings.TrimPrefix(next, a.s.URL)
	}
	if len(seen) != 2 || seen[0] != a.one || seen[1] != a.two {
		t.Errorf("the pages hold %v", seen)
	}
}

func acceptTokens(t *testing.T, a *accepting) {
	for _, headers := range [][]string{nil, {"Authorization", "Bearer EAAJBmadeup"}} {
		answer := a.want(401, a.do("GET", acceptedList, nil, headers...), "GET", acceptedList)
		if code, subcode := a.problemOf(answer); code != 190.0 || subcode != 463.0 {
			t.Errorf("%v: %s", headers, answer.Body)
		}
	}
}

func acceptLimits(t *testing.T, a *accepting) {
	a.control(200, "PUT", "/limits", []map[string]any{{"operation": "meta.list_numbers", "per": "business", "allow": 1, "window": "1h"}})
	for _, want := range []int{200, 429} {
		answer := a.want(want, a.do("GET", acceptedList, nil, "Authorization", "Bearer "+simtest.MetaToken, "Prefer", "code=500"), "GET", acceptedList)
		if usage := answer.Header.Get("X-Business-Use-Case-Usage"); !strings.Contains(usage, `"call_count":100`) {
			t.Errorf("%d: usage %q", want, usage)
		}
		if answer.Header.Get("Retry-After") != "" {
			t.Errorf("%d: Retry-After, which Meta does not send", want)
		}
		if want != 429 {
			continue
		}
		if code, subcode := a.problemOf(answer); code != 4.0 || subcode != 2446079.0 {
			t.Errorf("%s", answer.Body)
		}
	}
}

func acceptRetryAfter(t *testing.T, a *accepting) {
	a.control(200, "PUT", "/limits", []map[string]any{{"operation": "meta.list_numbers", "per": "business", "allow": 1, "window": "1h", "retry_after": true}})
	a.control(200, "POST", "/clock", map[string]string{"mode": "frozen"})
	a.meta(200, simtest.MetaToken, "GET", "/506914307656634/preverified_numbers", nil)
	if wait := a.meta(429, simtest.MetaToken, "GET", "/506914307656634/preverified_numbers", nil).Header.Get("Retry-After"); wait != "3600" {
		t.Errorf("Retry-After %q", wait)
	}
}

func acceptUserAgents(t *testing.T, a *accepting) {
	for _, agent := range []string{
		"Go-http-client/1.1", "Go-http-client/2.0", "node", "undici", "curl/8.5.0", "python-requests/2.32.3", "axios/1.21.1",
		"fbbizsdk-python-v25.0.2", "fbbizsdk-nodejs-v24.0.0", "okhttp/4.12.0", "Ruby", "Java/21",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36", "", "-",
	} {
		for path, credential := range map[string]string{acceptedList: "Authorization: Bearer EAAJBsimulator", poolOf(simtest.PartnerID): "X-API-Key: sim-api-key"} {
			answer := onTheWire(t, a.s, "GET "+path+" HTTP/1.1\nHost: HOST\nUser-Agent: "+agent+"\n"+credential, "")
			if answer.Status != 200 {
				t.Errorf("%q at %s: %d %s", agent, path, answer.Status, answer.Body)
			}
		}
	}
	if answer := onTheWire(t, a.s, "GET "+acceptedList+" HTTP/1.1\nHost: HOST\nAuthorization: Bearer EAAJBsimulator", ""); answer.Status != 200 {
		t.Errorf("no User-Agent: %d", answer.Status)
	}
}

func acceptParameters(t *testing.T, a *accepting) {
	const multipart = "--x\r\nContent-Disposition: form-data; name=\"code_method\"\r\n\r\nSMS\r\n--x\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nen_US\r\n--x--\r\n"
	for _, c := range []struct{ query, contentType, body string }{
		{"?code_method=SMS&language=en_US", "", ""},
		{"?code_method=SMS", "application/x-www-form-urlencoded", "language=en_US"},
		{"", "application/x-www-form-urlencoded", "code_method=SMS&language=en_US"},
		{"", "application/json", `{"code_method":"SMS","language":"en_US"}`},
		{"", "multipart/form-data; boundary=x", multipart},
	} {
		path := "/v23.0/" + a.one + "/request_code" + c.query
		a.want(200, a.do("POST", path, c.body, "Authorization", "Bearer "+simtest.MetaToken, "Content-Type", c.contentType), c.contentType, path)
	}
	if codes := a.control(200, "GET", "/codes?number_id="+a.one, nil).JSON(t)["data"].([]any); len(codes) != 5 {
		t.Errorf("%d codes were sent", len(codes))
	}
	parts := strings.NewReplacer("code_method", "method", "SMS", "get", "language", "limit", "en_US", "1").Replace(strings.TrimSuffix(multipart, "--\r\n")) +
		"\r\nContent-Disposition: form-data; name=\"fields\"\r\n\r\nid\r\n--x--\r\n"
	for contentType, body := range map[string]string{"application/x-www-form-urlencoded": "method=get&limit=1&fields=id", "multipart/form-data; boundary=x": parts} {
		page := a.do("POST", "/v23.0/506914307656634/preverified_numbers", body, "Authorization", "Bearer "+simtest.MetaToken, "Content-Type", contentType)
		if next := text(t, page, "paging.next"); !strings.Contains(next, "limit=1&fields=id") {
			t.Errorf("%s: the page is linked by %s", contentType, next)
		}
	}
}

func acceptCodes(t *testing.T, a *accepting) {
	verify := func(want int, code string) simtest.Answer {
		return a.meta(want, simtest.MetaToken, "POST", "/"+a.one+"/verify_code", map[string]string{"code": code})
	}
	verify(422, "123456")
	a.meta(200, simtest.MetaToken, "POST", "/"+a.one+"/request_code", map[string]string{"code_method": "SMS", "language": "en_US"})
	verify(422, "0000")
	verify(200, a.s.Code("12125550001"))
	if answer := verify(422, a.s.Code("12125550001")); !strings.Contains(string(answer.Body), "already verified") {
		t.Errorf("the second time: %s", answer.Body)
	}
	a.meta(422, simtest.MetaToken, "POST", "/"+a.one+"/request_code", map[string]string{"code_method": "SMS", "language": "en_US"})
	number := a.meta(200, simtest.MetaToken, "GET", "/"+a.one+"?fields=code_verification_status", nil).JSON(t)
	if number["code_verification_status"] != "VERIFIED" {
		t.Errorf("the number is %v", number)
	}
}

func acceptKinds(t *testing.T, a *accepting) {
	for _, c := range []struct {
		path, operation string
		member          string
	}{
		{"/" + a.one, "meta.get_number", "is_input_id_valid"},
		{"/506914307656634", "meta.get_business", "name"},
	} {
		answer := a.meta(200, simtest.MetaToken, "GET", c.path, nil)
		if _, there := answer.JSON(t)[c.member]; !there {
			t.Errorf("%s: %s", c.path, answer.Body)
		}
		record := a.control(200, "GET", "/requests/"+answer.Header.Get("X-Sim-Request"), nil).JSON(t)
		if record["operation"] != c.operation {
			t.Errorf("%s is %v", c.path, record["operation"])
		}
	}
	a.meta(404, simtest.MetaToken, "GET", "/999999999999999", nil)
}

func acceptVocabularies(t *testing.T, a *accepting) {
	const fields = "fields=id,code_verification_status,verification_status,phone_number,display_phone_number,owner_business,country_prefix,availability_status,created_time"
	for _, filter := range []string{"code_verification_status=NOT_VERIFIED", "verification_status=PENDING"} {
		data := a.meta(200, simtest.MetaToken, "GET", "/506914307656634/preverified_numbers?"+fields+"&"+filter, nil).JSON(t)["data"].([]any)
		if len(data) != 2 {
			t.Fatalf("%s: %v", filter, data)
		}
		item := data[0].(map[string]any)
		if item["code_verification_status"] != "NOT_VERIFIED" || item["verification_status"] != "PENDING" ||
			item["phone_number"] != item["display_phone_number"] || item["owner_business"] == nil ||
			item["country_prefix"] != 1.0 || item["availability_status"] != "AVAILABLE" || item["created_time"] == nil {
			t.Errorf("%s: %v", filter, item)
		}
	}
}

func acceptIVR(t *testing.T, a *accepting) {
	path, body := "/v23.0/"+a.one+"/request_code", map[string]string{"code_method": "IVR", "language": "en_US"}
	for dialect, want := range map[string]int{"documented": 400, "observed": 200} {
		a.want(want, a.do("POST", path, body, "Authorization", "Bearer "+simtest.MetaToken, "X-Sim-Dialect", dialect), dialect, path)
	}
	if codes := a.control(200, "GET", "/codes?number_id="+a.one, nil).JSON(t)["data"].([]any); len(codes) != 1 {
		t.Errorf("%d codes were sent", len(codes))
	}
}

func acceptSlashes(t *testing.T, a *accepting) {
	for _, path := range []string{"/" + a.one + "/", "/506914307656634/preverified_numbers/", "/" + a.one + "/partners/", "/506914307656634/"} {
		a.meta(200, simtest.MetaToken, "GET", path, nil)
	}
	a.meta(200, simtest.MetaToken, "POST", "/"+a.one+"/request_code/", map[string]string{"code_method": "SMS", "language": "en_US"})
	a.meta(200, simtest.MetaToken, "DELETE", "/"+a.one+"/", nil)
}

func acceptState(t *testing.T, a *accepting) {
	a.meta(200, simtest.MetaToken, "DELETE", "/"+a.one, nil)
	a.meta(404, simtest.MetaToken, "GET", "/"+a.one, nil)
	a.meta(404, simtest.MetaToken, "POST", "/"+a.one+"/verify_code", map[string]string{"code": "123456"})
	data := a.meta(200, simtest.MetaToken, "GET", "/506914307656634/preverified_numbers", nil).JSON(t)["data"].([]any)
	if len(data) != 1 || data[0].(map[string]any)["id"] != a.two {
		t.Errorf("the list holds %v", data)
	}
	if again := a.add("12125550001"); again == a.one {
		t.Error("a number added again has its old id")
	}
	status := a.meta(http.StatusUnprocessableEntity, simtest.MetaToken, "POST", "/506914307656634/add_phone_numbers", map[string]string{"phone_number": "+1 212-555-0001"})
	if code, _ := a.problemOf(status); code != 100.0 {
		t.Errorf("added twice: %s", status.Body)
	}
}
