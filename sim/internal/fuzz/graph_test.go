package fuzz_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

// ids are the numbers of the world, in the order of the scenario; an id is the
// same in every run.
func (h *house) ids(t testing.TB) []string {
	h.anew(t)
	var out []string
	for _, n := range h.world(t).Snapshot().Store.Numbers {
		out = append(out, n.ID)
	}
	return out
}

func graph(method, target string) call {
	return call{method: method, target: target}.withHeader("Authorization", "Bearer "+metaToken)
}

// FuzzGraph sends any request to Meta's API: paths and versions, parameters in
// query, form, multipart and JSON, method overrides and modifiers.
func FuzzGraph(f *testing.F) {
	id := closed().ids(f)[0]
	add := "/v23.0/" + business + "/add_phone_numbers"
	for _, path := range []string{
		"/", "//", "/v23.0", "/v23.0/", "/v23.0//", "/v", "/v23", "/v23.", "/v.0", "/v-1.0/1", "/v0.0/1", "/v18.0/" + id, "/v26.0/" + id + "/",
		"/v27.0/" + id, "/v023.0/" + id, "/v23.00/" + id, "/v+23.0/" + id, "/v99999999999999999999.0/" + id, "/V23.0/" + id,
		"/" + id, "/%" + "3" + id, "/" + business, "/v23.0/%2e%2e/" + id, "/v23.0/" + id + "%2Fpartners", "/v23.0/" + id + "/partners/",
		"/v23.0/" + id + "//partners", "/v23.0/0" + id, "/v23.0/" + strings.Repeat("9", 400), "/v23.0/me", "/v23.0/" + otherBusiness,
		"/v23.0/" + business + "/preverified_numbers?limit=2", "/v23.0/" + business + "/preverified_numbers?verification_status=PENDING&country_code=US",
		"/v23.0/" + business + "/preverified_numbers?summary=total_count&code_verification_status=VERIFIED&verification_status=EXPIRED",
		"/v23.0/" + id + "?method=delete", "/v23.0/" + id + "?method=BREW%0a", "/v23.0/" + id + "?metadata=1&debug=all&pretty=1&fields=owner_business{name}",
		"/v23.0/" + id + "?suppress_http_code=1&fields=nothing", "/v23.0/" + id + "?debug=all&debug=", "/v23.0/" + id + "?&&=&a=b=c&a;b",
		"/?ids=" + id, "/v23.0/?ids=" + id + "," + id + ",+&fields=id", "/?ids=a/b?c#d,%00", "/v23.0/?ids=" + strings.Repeat("1,", 60),
	} {
		for _, method := range []string{"GET", "POST", "DELETE", "HEAD", "OPTIONS"} {
			f.Add(method, path, "", "")
		}
	}
	for _, value := range inOrder(nastyTexts) {
		f.Add("GET", "/v23.0/"+url.PathEscape(value), "", "")
		f.Add("GET", "/"+url.PathEscape(value)+"/partners?limit="+url.QueryEscape(value), "", "")
		f.Add("GET", "/v23.0/"+business+"/preverified_numbers?phone_number="+url.QueryEscape(value)+"&"+url.QueryEscape(value)+"="+value, "", "")
		f.Add("POST", add+"?phone_number="+url.QueryEscape(value), "", "")
		f.Add("POST", add, "application/x-www-form-urlencoded", "phone_number="+value)
		f.Add("POST", add, "multipart/form-data; boundary=b", multipartBody(`name="phone_number"`, value))
		f.Add("POST", "/v23.0/"+id+"/verify_code", "application/json", asJSON(f, map[string]string{"code": value}))
		f.Add("POST", "/v23.0/"+id+"/request_code", "application/json", asJSON(f, map[string]string{"code_method": "SMS", "language": value}))
		f.Add("DELETE", "/v23.0/"+business+"/share_preverified_numbers?partner_business_id="+otherBusiness, value, "preverified_id="+value)
	}
	for _, body := range inOrder(nastyJSON) {
		f.Add("POST", add, "application/json", body)
		f.Add("POST", "/v23.0/"+business+"/share_preverified_numbers", "", body)
		f.Add("GET", "/v23.0/"+id, "application/json", body)
	}
	f.Add("POST", add, "application/json", `{"phone_number":12025550140}`)
	f.Add("POST", "/v23.0/"+business+"/share_preverified_numbers", "application/json", `{"preverified_id":`+id+`,"partner_business_id":"`+otherBusiness+`"}`)
	f.Add("POST", "/v23.0/"+id, "application/x-www-form-urlencoded", "method=delete&access_token="+otherToken)
	f.Add("POST", add, "application/x-www-form-urlencoded", manyPairs(400)+"phone_number=12025550140")
	f.Add("POST", add, "multipart/form-data; boundary=b", multipartBody(`name="phone_number"; filename="x"`, "1", `name=phone_number`, "12025550140"))
	f.Add("POST", add, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name*=utf-8''phone%5fnumber\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=31=32025550140\r\n--b--")
	f.Add("POST", add, "multipart/form-data; boundary=", "--\r\n\r\n--\r\n")
	f.Add("POST", add, "multipart/form-data", "phone_number=12025550140")
	f.Add("POST", add, "application/json; charset=\"", "{}")
	f.Fuzz(func(t *testing.T, method, target, contentType, body string) {
		c := graph(method, target)
		if contentType != "" {
			c = c.withHeader("Content-Type", contentType)
		}
		c.body = body
		a, ok := closed().do(t, c)
		if !ok || a.root() == nil || a.root().API != "meta" {
			return
		}
		if version := a.header.Get("Facebook-Api-Version"); !versionForm.MatchString(version) && !strings.HasPrefix(version, "v") {
			t.Errorf("answered by the version %q", version)
		}
		if a.status < 300 && a.root().Error == "" && len(a.records) == 1 && !slices.Contains(reads, operation(a.root())) {
			closed().roundTrip(t)
		}
	})
}

func manyPairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("x" + string(rune('a'+i%26)) + strings.Repeat("y", i/26) + "=1&")
	}
	return b.String()
}

// FuzzGraphFields asks every node and edge for any fields: whatever is answered
// has its id, what was asked for and nothing else.
func FuzzGraphFields(f *testing.F) {
	id := closed().ids(f)[0]
	targets := []string{id, business, business + "/preverified_numbers", id + "/partners"}
	for _, fields := range append(inOrder(nastyTexts),
		"id", "id,id", "ID", "id,", ",id", " id , name ", "id name", "phone_number,code_verification_status", "owner_business", "owner_business{}",
		"owner_business{id,name}", "owner_business{id{name}}", "owner_business{id", "owner_business}", "{id}", "owner_business{id}{name}", "owner_business{id}id",
		"owner_business{name},owner_business{id}", "owner_business{nothing}", "id{name}", "owner_business.limit(3){id}", "owner_business.fields(id,name)",
		"is_input_id_valid", "error_msg,region,supported_features", "created_time,last_updated,country_prefix,country_code,availability_status",
		strings.Repeat("id,", 3000), strings.Repeat("owner_business{", 1000), strings.Repeat("}", 1000), strings.Repeat("{", 1000),
	) {
		for i := range targets {
			f.Add(uint8(i), fields)
		}
	}
	f.Fuzz(func(t *testing.T, where uint8, fields string) {
		target := targets[int(where)%len(targets)]
		a, ok := closed().do(t, graph("GET", "/v23.0/"+target+"?fields="+url.QueryEscape(fields)))
		if !ok {
			return
		}
		if a.status != http.StatusOK {
			if a.status != http.StatusUnprocessableEntity && a.status != http.StatusBadRequest {
				t.Errorf("%q: %d %s", fields, a.status, a.body)
			}
			return
		}
		var page struct{ Data []map[string]any }
		if err := json.Unmarshal(a.body, &page); err != nil {
			t.Fatal(err)
		}
		if page.Data == nil {
			object, _ := a.value(t).(map[string]any)
			page.Data = []map[string]any{object}
		}
		asked := strings.FieldsFunc(fields, func(r rune) bool { return strings.ContainsRune(",{}.()", r) })
		for i := range asked {
			asked[i] = strings.TrimSpace(asked[i])
		}
		for _, object := range page.Data {
			if text(object, "id") == "" {
				t.Errorf("%q: no id in %s", fields, a.body)
			}
			for name := range object {
				if strings.Join(asked, "") != "" && name != "id" && name != "is_input_id_valid" && !slices.Contains(asked, name) {
					t.Errorf("%q: %s was not asked for in %s", fields, name, a.body)
				}
			}
		}
	})
}

// FuzzGraphCursors pages with any cursors and limits: only a cursor that was
// handed out is taken, and it leads on from its item.
func FuzzGraphCursors(f *testing.F) {
	h := closed()
	id := h.ids(f)[4] // 360dialog's, shared with the partner's business
	edges := []string{business + "/preverified_numbers", id + "/partners"}
	issued := make([][]string, len(edges)) // of each edge, in the order of its items
	for i, edge := range edges {
		issued[i] = h.cursors(f, edge)
		for j, cursor := range issued[i] {
			f.Add(uint8(i), cursor, "", "1")
			f.Add(uint8(i), "", cursor, "2")
			f.Add(uint8(i), issued[i][0], cursor, "")
			f.Add(uint8(j), cursor+"\n", "", "")
			f.Add(uint8(j), strings.ToLower(cursor), cursor[1:], "")
			f.Add(uint8(j), strings.ReplaceAll(cursor, "ZA", "Z"), "", "")
			f.Add(uint8(j), cursor[:len(cursor)-1]+"A", "", "")
		}
	}
	for _, value := range append(inOrder(nastyTexts), "MAZDZD", "QVFIU", "QVFIUg==", "ZDZD", "ZAZAZAZA", "1.0", "+1", "1e1", "1_0", "0", "101", "100") {
		f.Add(uint8(0), value, "", "")
		f.Add(uint8(1), "", value, "1")
		f.Add(uint8(0), "", "", value)
	}
	f.Fuzz(func(t *testing.T, where uint8, after, before, limit string) {
		at := int(where) % len(edges)
		query := url.Values{"after": {after}, "before": {before}, "limit": {limit}}
		if limit == "" {
			query.Del("limit")
		}
		a, ok := h.do(t, graph("GET", "/v23.0/"+edges[at]+"?"+query.Encode()))
		if !ok {
			return
		}
		if a.status != http.StatusOK {
			if a.status != http.StatusBadRequest {
				t.Errorf("%d %s", a.status, a.body)
			}
			return
		}
		for _, cursor := range []string{after, before} {
			if cursor != "" && !slices.Contains(issued[at], cursor) {
				t.Errorf("the cursor %q was never handed out, and answered %s", cursor, a.body)
			}
		}
		page := pageOf(t, a.body)
		if i := slices.Index(issued[at], page.Paging.Cursors.Before); after != "" && len(page.Data) > 0 && i != slices.Index(issued[at], after)+1 {
			t.Errorf("the page behind item %d begins with item %d", slices.Index(issued[at], after), i)
		}
	})
}

type page struct {
	Data   []struct{ ID string }
	Paging struct {
		Cursors struct{ Before, After string }
		Next    string
	}
}

func pageOf(t testing.TB, body []byte) page {
	t.Helper()
	var p page
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return p
}

// cursors follows an edge item by item to its end.
func (h *house) cursors(f *testing.F, edge string) []string {
	var out []string
	for next := "/v23.0/" + edge + "?limit=1"; next != ""; {
		h.anew(f)
		r, _ := graph("GET", next).request()
		var a answer
		h.serve(f, r, &a)
		p := pageOf(f, a.body)
		if len(p.Data) != 1 || p.Paging.Cursors.After == "" || p.Paging.Cursors.After != p.Paging.Cursors.Before {
			f.Fatalf("a page of one item is %s", a.body)
		}
		out = append(out, p.Paging.Cursors.After)
		next = strings.TrimPrefix(p.Paging.Next, "http://sim.test")
	}
	return out
}

// FuzzGraphBatch sends any batch, as a form and in JSON: every part is answered
// in its place, as the request it is.
func FuzzGraphBatch(f *testing.F) {
	id := closed().ids(f)[0]
	for _, batch := range append(append(inOrder(nastyJSON), inOrder(nastyTexts)...),
		`[{"method":"GET","relative_url":"`+id+`"},{"method":"DELETE","relative_url":"v23.0/`+id+`/"},{"relative_url":"`+id+`?fields=id"}]`,
		`[{"method":"POST","relative_url":"`+business+`/add_phone_numbers","body":"phone_number=12025550140"},{"method":"post","relative_url":"`+business+`/add_phone_numbers","body":"phone_number=12025550140"}]`,
		`[{"method":"POST","relative_url":"`+id+`/verify_code","body":"{\"code\":\"1\"}"},{"method":"POST","relative_url":"`+id+`/verify_code","body":"code=%zz"}]`,
		`[{"relative_url":"?ids=`+id+`"},{"relative_url":""},{"relative_url":"/"},{"relative_url":"//"},{"relative_url":"http://example.com/"},{"relative_url":":"},{"relative_url":"%"},{"relative_url":"a b?c d"}]`,
		`[{"method":"POST","relative_url":"","body":"batch=[{\"relative_url\":\"`+id+`\"}]"}]`,
		`[{"method":"BREW\n","relative_url":"\u0000"},{"method":"OPTIONS","relative_url":"`+id+`"},{"method":"HEAD","relative_url":"`+id+`"}]`,
		`[{"relative_url":"`+id+`?access_token=`+otherToken+`"},{"relative_url":"`+id+`","body":"access_token="},{"relative_url":"`+id+`?suppress_http_code=1&access_token=x"}]`,
		`[{"relative_url":null,"method":null,"body":null},null]`, `[{"RELATIVE_URL":"`+id+`","relative_url":"1"}]`, `[{"body":{"code":"1"}}]`, `[1]`, `[[]]`, `[]`,
		`[`+strings.Repeat(`{"relative_url":"1"},`, 49)+`{"relative_url":"1"}]`, `[`+strings.Repeat(`{"relative_url":"1"},`, 50)+`{"relative_url":"1"}]`,
		`[{"relative_url":"`+id+`?method=delete"},{"relative_url":"`+id+`"}]`, `[{"relative_url":"`+id+`?pretty=1&debug=all"}]`,
		`[{"name":"first","omit_response_on_success":true,"relative_url":"`+id+`"},{"depends_on":"first","relative_url":"{result=first:$.id}"}]`,
	) {
		f.Add(batch, "", true)
		f.Add(batch, "false", false)
	}
	f.Fuzz(func(t *testing.T, batch, headers string, form bool) {
		c := graph("POST", "/v23.0/")
		if form {
			c = c.withHeader("Content-Type", "application/x-www-form-urlencoded")
			c.body = url.Values{"batch": {batch}, "include_headers": {headers}}.Encode()
		} else {
			c = c.withHeader("Content-Type", "application/json")
			c.body = `{"include_headers":` + asJSON(t, headers) + `,"batch":` + batch + `}`
		}
		a, ok := closed().do(t, c)
		if !ok || a.status != http.StatusOK || a.root().Error != "" {
			return
		}
		checkParts(t, &a, strings.Contains(batch, "omit_response_on_success"))
	})
}

// checkParts holds the answer to a batch against the journal's records of its
// parts. Only a part that succeeds may leave its answer out, and only where the
// batch asks for that. A part that reads several nodes has records of its own.
func checkParts(t *testing.T, a *answer, mayOmit bool) {
	t.Helper()
	var parts []*struct {
		Code    int
		Body    string
		Headers []struct{ Name, Value string }
	}
	if err := json.Unmarshal(a.body, &parts); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	var records []sim.Record
	for _, r := range a.records {
		if r.Parent != nil && *r.Parent == a.root().ID {
			records = append(records, r)
		}
	}
	if len(parts) != len(records) {
		t.Fatalf("%d parts, and %d records of parts: %s", len(parts), len(records), a.body)
	}
	for i, p := range parts {
		switch {
		case p == nil && mayOmit && records[i].Status == http.StatusOK:
		case p == nil:
			t.Errorf("the answer of part %d was lost", i)
		case p.Code != records[i].Status || p.Code >= 500:
			t.Errorf("part %d has the code %d and the record %s", i, p.Code, asJSON(t, records[i]))
		case p.Body != "":
			if _, err := decode([]byte(p.Body)); err != nil {
				t.Errorf("part %d: %v in %s", i, err, p.Body)
			}
		}
	}
}

// FuzzGraphIDs reads any nodes at once: an object that has each of them once, or
// the refusal of one.
func FuzzGraphIDs(f *testing.F) {
	all := strings.Join(closed().ids(f), ",")
	for _, ids := range append(inOrder(nastyTexts), all, all+","+all, business+" "+business, business+"/partners", business+"?fields=name", business+"#x",
		"%32", "v23.0/"+business, "../"+business, "/"+business, business+"/", ",", " ", business+"\t", "?ids="+business, strings.Repeat("1,", 51)) {
		f.Add(ids, "")
		f.Add(ids, "id")
		f.Add(business, ids)
	}
	f.Fuzz(func(t *testing.T, ids, fields string) {
		a, ok := closed().do(t, graph("GET", "/?ids="+url.QueryEscape(ids)+"&fields="+url.QueryEscape(fields)))
		if !ok || a.status != http.StatusOK {
			return
		}
		object, _ := a.value(t).(map[string]any)
		if len(object) != len(a.records)-1 {
			t.Errorf("%d nodes, and %d records: %s", len(object), len(a.records)-1, a.body)
		}
		for id := range object {
			if !strings.Contains(ids, id) {
				t.Errorf("%q was not asked for: %s", id, a.body)
			}
		}
	})
}
