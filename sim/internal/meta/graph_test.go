package meta_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLifeOfANumber(t *testing.T) {
	b := newBench(t)
	id := b.add("+1 (555) 078-3881")
	if a := b.as("GET", "/v23.0/"+id+"?fields=phone_number,code_verification_status,code_verification_time,owner_business{id,name},country_prefix", ""); a.text !=
		`{"phone_number":"+1 555-078-3881","code_verification_status":"NOT_VERIFIED","owner_business":{"id":"506914307656634","name":"Lucky Shrub"},"country_prefix":1,"id":"`+id+`","is_input_id_valid":true}` {
		t.Error(a.text)
	}
	if a := b.as("POST", "/v23.0/"+id+"/request_code", `{"code_method":"SMS","language":"en_US"}`); a.text != `{"success":true}` {
		t.Error(a.text)
	}
	if a := b.as("POST", "/v23.0/"+id+"/verify_code", `{"code":"`+b.code(id)+`"}`); a.text != `{"success":true}` {
		t.Error(a.text)
	}
	list := "/v23.0/" + owner + "/preverified_numbers"
	want := `{"data":[{"phone_number":"+1 555-078-3881","code_verification_status":"VERIFIED","verification_expiry_time":"2026-01-29T09:00:00+0000","id":"` + id + `"}],`
	if a := b.as("GET", list, ""); !strings.HasPrefix(a.text, want) {
		t.Error(a.text)
	}
	b.advance(14*24*time.Hour - time.Second)
	if a := b.as("GET", list+"?code_verification_status=EXPIRED", ""); a.text != `{"data":[],"paging":{"cursors":{}}}` {
		t.Error(a.text)
	}
	b.advance(time.Second)
	if a := b.as("GET", list, ""); !strings.Contains(a.text, `"EXPIRED"`) {
		t.Error(a.text)
	}
	if a := b.as("DELETE", "/v23.0/"+id, "{}"); a.text != `{"success":true}` {
		t.Error(a.text)
	}
	if a := b.as("GET", "/v23.0/"+id, ""); a.status != 404 {
		t.Error(a.text)
	}
	if again := b.add("15550783881"); again == id {
		t.Error("a re-added number keeps its id")
	}
}

func TestDocumentedRefusals(t *testing.T) {
	b := newBench(t)
	fresh, used := b.add("15550000001"), b.verified("15550000002")
	claimed, lapsed := b.verified("15550000003"), b.add("15550000004")
	check(t, b.world.Store.Do(b.world.Now(), claim("15550000003")))
	b.as("POST", "/v23.0/"+lapsed+"/request_code", `{"code_method":"VOICE","language":"pt_BR"}`)
	late := b.code(lapsed)
	b.advance(11 * time.Minute)
	share := "/v23.0/" + owner + "/share_preverified_numbers"
	list := "/v23.0/" + owner + "/preverified_numbers"
	if a := b.as("POST", share, `{"preverified_id":"`+fresh+`","partner_business_id":"`+other+`"}`); a.status != 200 {
		t.Fatal(a.text)
	}
	for _, c := range []struct {
		method, target, body string
		status               int
		message              string
	}{
		{"GET", "/v23.0/12x", "", 400, "Invalid parameter: phone_number_id must be a valid numeric string"},
		{"GET", "/v23.0/123", "", 404, "Pre-verified phone number not found"},
		{"GET", "/v23.0/123/partners", "", 404, "Pre-Verified Phone Number not found"},
		{"GET", "/v23.0/" + fresh + "?fields=id,nonsense", "", 422, "The requested fields are not available for this phone number"},
		{"GET", "/v23.0/" + fresh + "/partners?fields=nonsense", "", 422, "The requested fields are not available for this pre-verified phone number"},
		{"DELETE", "/v23.0/123", "{}", 404, "Pre-verified phone number not found"},
		{"DELETE", "/v23.0/" + claimed, "", 422, "Cannot delete phone number that is currently in use"},
		{"POST", "/v23.0/" + fresh + "/verify_code", "{}", 400, "Missing required parameter: code"},
		{"POST", "/v23.0/" + fresh + "/verify_code", "", 400, "Missing required parameter: code"},
		{"POST", "/v23.0/" + fresh + "/verify_code", `{"code":"12a456"}`, 400, "Invalid parameter: code must be a numeric string"},
		{"POST", "/v23.0/" + fresh + "/verify_code", `{"code":123456}`, 400, "Invalid parameter: code must be a numeric string"},
		{"POST", "/v23.0/" + fresh + "/verify_code", `{"code":"123"}`, 400, "Invalid parameter: code must be a numeric string"},
		{"POST", "/v23.0/" + fresh + "/verify_code", `{"code":"123456"}`, 422, "The verification code is invalid"},
		{"POST", "/v23.0/" + lapsed + "/verify_code", `{"code":"` + late + `"}`, 422, "The verification code has expired"},
		{"POST", "/v23.0/" + used + "/verify_code", `{"code":"123456"}`, 422, "This phone number is already verified"},
		{"POST", "/v23.0/123/verify_code", `{"code":"123456"}`, 404, "Pre-Verified Phone Number not found"},
		{"POST", "/v23.0/" + used + "/request_code", `{"code_method":"SMS","language":"en"}`, 422, "This phone number has already been verified"},
		{"POST", "/v23.0/" + fresh + "/request_code", `{"code_method":"sms","language":"en"}`, 400, "Invalid parameter: code_method must be SMS or VOICE"},
		{"POST", "/v23.0/" + fresh + "/request_code", `{"code_method":"SMS","language":"!"}`, 400, "Invalid parameter: language must be a valid locale identifier"},
		{"POST", "/v23.0/" + fresh + "/request_code", `{"language":"en"}`, 400, "Missing required parameter: code_method"},
		{"POST", "/v23.0/" + owner + "/add_phone_numbers", `{"phone_number":"12"}`, 400, "Invalid phone number"},
		{"POST", "/v23.0/" + owner + "/add_phone_numbers", `{"phone_number":"15550000001"}`, 422, ""},
		{"POST", "/v23.0/123/add_phone_numbers", `{"phone_number":"15550000009"}`, 404, "WhatsApp Business Account not found"},
		{"POST", share, `{"preverified_id":"x","partner_business_id":"1"}`, 400, "Invalid preverified_id: must be a valid numeric string"},
		{"POST", share, `{"preverified_id":"123","partner_business_id":"` + other + `"}`, 404, "Pre-verified phone number not found"},
		{"POST", share, `{"preverified_id":"` + used + `","partner_business_id":"1"}`, 400, "Invalid partner_business_id: business not found or not accessible"},
		{"POST", share, `{"preverified_id":"` + fresh + `","partner_business_id":"` + other + `"}`, 422, "Pre-verified phone number is already shared with the target business"},
		{"POST", share, `{"preverified_id":"` + used + `","partner_business_id":"` + owner + `"}`, 422, "Business relationship does not allow phone number sharing"},
		{"POST", share, `{"preverified_id":"` + claimed + `","partner_business_id":"` + other + `"}`, 422, "Pre-verified phone number is not in a shareable state"},
		{"POST", "/v23.0/123/share_preverified_numbers", `{"preverified_id":"` + used + `","partner_business_id":"` + other + `"}`, 404, "Business not found"},
		{"DELETE", share + "?preverified_id=" + used + "&partner_business_id=" + other, "", 422, ""},
		{"GET", "/v23.0/123/preverified_numbers", "", 404, "Business not found"},
		{"GET", "/v23.0/x/preverified_numbers", "", 400, "Invalid parameter: business_id must be a valid numeric string"},
		{"GET", list + "?limit=0", "", 400, "Invalid parameter: limit must be between 1 and 100"},
		{"GET", list + "?limit=101", "", 400, "Invalid parameter: limit must be between 1 and 100"},
		{"GET", list + "?after=QVFIUnonsense", "", 400, "Invalid parameter: cursor is malformed or expired"},
		{"GET", list + "?code_verification_status=VERIFYED", "", 400, "Invalid parameter: code_verification_status must be one of VERIFIED, NOT_VERIFIED, EXPIRED"},
		{"GET", "/v23.0/" + other, "", 403, ""},
		{"GET", "/v23.0/" + other + "/preverified_numbers", "", 403, "Business is not accessible to your app"},
		{"POST", "/v23.0/" + fresh + "/nothing", "{}", 400, "Unknown path components: /nothing"},
		{"POST", "/v23.0/" + fresh, "{}", 400, ""},
		{"GET", "/v99.0/me", "", 400, "Unknown path components: /me"},
		{"POST", share, `{"preverified_id":`, 400, ""},
		{"POST", share, `["a"]`, 400, ""},
		{"POST", share, strings.Repeat("[", 100000), 400, ""},
	} {
		a := b.as(c.method, c.target, c.body)
		if a.status != c.status || c.message != "" && a.problem() != c.message {
			t.Errorf("%s %s %s: %d %s", c.method, c.target, c.body, a.status, a.text)
		}
		if id := a.body["error"].(map[string]any)["fbtrace_id"]; id != a.header.Get("X-Fb-Request-Id") || len(id.(string)) != 23 {
			t.Errorf("%s %s: trace id %v, header %q", c.method, c.target, id, a.header.Get("X-Fb-Request-Id"))
		}
	}
}

func TestCredentials(t *testing.T) {
	b := newBench(t)
	id := b.add("15550000001")
	target := "/v23.0/" + id
	proof := "appsecret_proof="
	for _, c := range []struct {
		name, query string
		header      string
		status      int
	}{
		{"bearer", "", "Bearer " + ownToken, 200},
		{"OAuth, any case", "", "oauth " + ownToken, 200},
		{"query", "?access_token=" + ownToken, "", 200},
		{"none", "", "", 401},
		{"unknown", "", "Bearer EAAJBunknown", 401},
		{"no scheme", "", ownToken, 401},
		{"of another business", "", "Bearer " + otherToken, 403},
		{"without the permission", "", "Bearer EAAJBweak", 403},
		{"not yet expired", "", "Bearer EAAJBshort", 200},
		{"wrong proof", "?" + proof + "00", "Bearer EAAJBapp", 400},
		{"right proof", "?" + proof + "d870b43cc916045833e9c99f187ec4f5dc045cb6e995fd79aeee47edf29d2019", "Bearer EAAJBapp", 200},
		{"proof nobody can check", "?" + proof + "00", "Bearer " + ownToken, 200},
	} {
		if a := b.send("GET", target+c.query, "", "Authorization: "+c.header); a.status != c.status {
			t.Errorf("%s: %d %s", c.name, a.status, a.text)
		}
	}
	if a := b.send("GET", target, "access_token="+ownToken, "Content-Type: application/x-www-form-urlencoded"); a.status != 401 {
		t.Errorf("a token in the body of a GET is read: %d", a.status)
	}
	if a := b.send("POST", target+"/request_code", "code_method=SMS&language=en_US&access_token="+ownToken, "Content-Type: application/x-www-form-urlencoded"); a.status != 200 {
		t.Errorf("a token in the body of a POST: %d %s", a.status, a.text)
	}
	b.advance(time.Hour)
	if a := b.send("GET", target, "", "Authorization: Bearer EAAJBshort"); a.status != 401 {
		t.Errorf("expired: %d", a.status)
	}
}

func TestSharedNumbers(t *testing.T) {
	b := newBench(t)
	id := b.add("15550000001")
	asOther := func(method, target, body string) answer {
		return b.send(method, target, body, "Authorization: Bearer "+otherToken, "Content-Type: application/json")
	}
	if a := asOther("GET", "/v23.0/"+id, ""); a.status != 403 {
		t.Error(a.text)
	}
	share := `{"preverified_id":"` + id + `","partner_business_id":"` + other + `"}`
	b.as("POST", "/v23.0/"+owner+"/share_preverified_numbers", share)
	if a := b.as("GET", "/v23.0/"+id+"/partners?summary=true", ""); !strings.HasPrefix(a.text, `{"data":[{"id":"`+other+`","name":"Other"}]`) ||
		!strings.HasSuffix(a.text, `"summary":{"total_count":1}}`) {
		t.Error(a.text)
	}
	for _, c := range []struct {
		method, target, body string
		status               int
	}{
		{"GET", "/v23.0/" + id, "", 200},
		{"GET", "/v23.0/" + other + "/preverified_numbers", "", 200},
		{"POST", "/v23.0/" + id + "/request_code", `{"code_method":"SMS","language":"en_US"}`, 200},
		{"DELETE", "/v23.0/" + id, "", 403},
		{"POST", "/v23.0/" + other + "/share_preverified_numbers", `{"preverified_id":"` + id + `","partner_business_id":"` + owner + `"}`, 403},
	} {
		if a := asOther(c.method, c.target, c.body); a.status != c.status {
			t.Errorf("%s %s: %d %s", c.method, c.target, a.status, a.text)
		}
	}
	if a := b.as("DELETE", "/v23.0/"+owner+"/share_preverified_numbers?preverified_id="+id+"&partner_business_id="+other, "{}"); a.status != 200 {
		t.Error(a.text)
	}
	if a := asOther("GET", "/v23.0/"+id, ""); a.status != 403 {
		t.Error(a.text)
	}
}

func TestPaging(t *testing.T) {
	b := newBench(t)
	var ids []string
	for _, phone := range []string{"15550000001", "15550000002", "15550000003", "15550000004", "15550000005"} {
		ids = append(ids, b.add(phone))
	}
	next := "/v23.0/" + owner + "/preverified_numbers?fields=id&limit=2&access_token=" + ownToken
	var seen []string
	var previous string
	for next != "" {
		a := b.send("GET", next, "")
		for _, n := range a.body["data"].([]any) {
			seen = append(seen, n.(map[string]any)["id"].(string))
		}
		paging := a.body["paging"].(map[string]any)
		cursors := paging["cursors"].(map[string]any)
		if !strings.HasPrefix(cursors["before"].(string), "QVFIU") || len(cursors["after"].(string)) < 120 {
			t.Errorf("cursors %v", cursors)
		}
		previous, _ = paging["previous"].(string)
		link, _ := paging["next"].(string)
		next = strings.TrimPrefix(link, "http://sim.test")
		if next != "" && !strings.HasPrefix(next, "/v23.0/"+owner+"/preverified_numbers?fields=id&limit=2&access_token="+ownToken+"&after=") {
			t.Errorf("next loses parameters: %s", next)
		}
	}
	if !slices.Equal(seen, ids) {
		t.Errorf("seen %v, want %v", seen, ids)
	}
	back := b.send("GET", strings.TrimPrefix(previous, "http://sim.test"), "")
	if got := back.body["data"].([]any); len(got) != 2 || got[0].(map[string]any)["id"] != ids[2] {
		t.Errorf("previous: %s", back.text)
	}
	a := b.as("GET", "/v23.0/"+owner+"/preverified_numbers?limit=2", "")
	after := a.body["paging"].(map[string]any)["cursors"].(map[string]any)["after"].(string)
	if strings.Contains(a.text, "access_token") {
		t.Error("next carries a token that came by header")
	}
	b.as("DELETE", "/v23.0/"+ids[1], "")
	if a := b.as("GET", "/v23.0/"+owner+"/preverified_numbers?after="+url.QueryEscape(after), ""); a.status != 400 {
		t.Errorf("a cursor outlives its item: %d", a.status)
	}
}

func TestFilters(t *testing.T) {
	b := newBench(t)
	us, de := b.verified("12125550101"), b.add("4915123456789")
	check(t, b.world.Store.Do(b.world.Now(), claim("12125550101")))
	for query, want := range map[string][]string{
		"":                                         {us, de},
		"code_verification_status=VERIFIED":        {us},
		"verification_status=PENDING":              {de},
		"verification_status=FAILED":               nil,
		"availability_status=IN_USE":               {us},
		"availability_status=RESERVED":             nil,
		"country_code=DE":                          {de},
		"phone_number=%2B1+212-555-0101":           {us},
		"phone_number=12125550101&country_code=DE": nil,
		"code_verification_status=VERIFIED&verification_status=PENDING":          nil,
		"limit=100&code_verification_status=VERIFIED&availability_status=IN_USE": {us},
	} {
		a := b.as("GET", "/v23.0/"+owner+"/preverified_numbers?"+query, "")
		var got []string
		for _, n := range a.body["data"].([]any) {
			got = append(got, n.(map[string]any)["id"].(string))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
}

func TestVersionsAndPaths(t *testing.T) {
	b := newBench(t)
	id := b.add("15550000001")
	for path, version := range map[string]string{
		"/v23.0/": "v23.0", "/v19.0/": "v19.0", "/v26.0/": "v26.0", "/v2.8/": "v19.0", "/": "v26.0",
	} {
		for _, slash := range []string{"", "/"} {
			a := b.as("GET", path+id+slash, "{}")
			if a.status != 200 || a.header.Get("Facebook-Api-Version") != version {
				t.Errorf("%s%s: %d %s", path, slash, a.status, a.header.Get("Facebook-Api-Version"))
			}
		}
	}
	if a := b.as("POST", "/v23.0/"+id+"?method=delete", ""); a.text != `{"success":true}` {
		t.Error(a.text)
	}
}

func TestPostParametersComeFromAnywhere(t *testing.T) {
	b := newBench(t)
	for i, c := range []struct{ query, contentType, body string }{
		{"?phone_number=15550000010", "", ""},
		{"", "application/x-www-form-urlencoded", "phone_number=15550000011&id=1"},
		{"", "application/json; charset=utf-8", `{"phone_number":"+1 555 000 0012","id":"1"}`},
		{"", "", `{"phone_number":"15550000013"}`},
		{"", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"phone_number\"\r\n\r\n15550000014\r\n--x--\r\n"},
		{"?phone_number=1", "application/json", `{"phone_number":"15550000015"}`},
	} {
		a := b.send("POST", "/v23.0/"+owner+"/add_phone_numbers"+c.query, c.body, "Authorization: Bearer "+ownToken, "Content-Type: "+c.contentType)
		if a.status != 200 {
			t.Errorf("case %d: %d %s", i, a.status, a.text)
		}
	}
}
