package simtest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// slip is one way to get a request wrong, and the status each vendor answers.
type slip struct {
	name   string
	change change
	// on says which requests it can be done to; nil stands for all.
	on func(shot) bool
	// meta and hub are the statuses; 0 leaves the vendor out.
	meta, hub int
}

// fine stands for whatever the request is answered without the slip: it is none
// to that vendor.
const fine = -1

func posts(q shot) bool   { return q.method == "POST" }
func gets(q shot) bool    { return q.method == "GET" }
func deletes(q shot) bool { return q.method == "DELETE" }

// wants tells whether the body has a member that must be there.
func wants(q shot) bool {
	return posts(q) && !strings.HasSuffix(q.path, "/subscribed_apps") && !strings.HasSuffix(q.path, "/deregister")
}

// onlyPosts tells whether the path of a POST has no GET beside it.
func onlyPosts(q shot) bool {
	return posts(q) && !slices.ContainsFunc([]string{"preverified-numbers", "/subscribed_apps", "/phone_numbers", "/assigned_users"},
		func(edge string) bool { return strings.HasSuffix(q.path, edge) })
}

// selects tells whether fields are read: those of tokens and of credit lines are
// in no source, and the parameter is one more that is unknown.
func selects(q shot) bool {
	return gets(q) && !strings.Contains(q.path, "_token") && !strings.HasSuffix(q.path, "/extendedcredits")
}
func hasID(q shot) bool  { return pathID.MatchString(q.path) }
func inPool(q shot) bool { return strings.Contains(q.path, "/partners/") }
func lists(q shot) bool {
	return gets(q) && (strings.HasSuffix(q.path, "numbers") || strings.HasSuffix(q.path, "partners"))
}
func needsKey(q shot) bool { return q.headers != nil }

func whole(body string) change {
	return func(_ caller, q *shot) { q.body = body }
}

func media(name string) change {
	return func(_ caller, q *shot) { q.headers = append(slices.Clone(q.headers), "Content-Type", name) }
}

// path changes the path and leaves the query alone.
func path(f func(string) string) change {
	return func(_ caller, q *shot) {
		p, rest, found := strings.Cut(q.path, "?")
		if q.path = f(p); found {
			q.path += "?" + rest
		}
	}
}

// replaced is a path with parts of it replaced, in pairs of old and new.
func replaced(pairs ...string) change { return path(strings.NewReplacer(pairs...).Replace) }

// mebibyte is the longest body that is read.
const mebibyte = 1 << 20

var slips = slices.Concat(bodySlips, pathSlips, verbSlips, querySlips, credentialSlips)

var bodySlips = []slip{
	{"broken JSON", whole(`{"phone_number": `), posts, 400, 400},
	{"two values", whole(`{} {}`), posts, 400, 400},
	{"a list", whole(`[]`), posts, 400, 400},
	{"a text", whole(`"text"`), posts, 400, 400},
	{"a number", whole(`1e999`), posts, 400, 400},
	{"null", whole(`null`), posts, 400, 400},
	{"an empty object", whole(`{}`), wants, 400, 400},
	{"nothing", whole(``), wants, 400, 400},
	{"a NUL byte", whole("{\"phone_number\": \"1202\x00\"}"), posts, 400, 400},
	{"only NUL bytes", whole("\x00\x00"), posts, 400, 400},
	{"no UTF-8", whole("{\"phone_number\": \"\xff\xfe\"}"), wants, 400, 400},
	{"deep lists", whole(strings.Repeat("[", 100000)), posts, 400, 400},
	{"deep objects", whole(strings.Repeat(`{"a":`, 1000) + "1" + strings.Repeat("}", 1000)), posts, 400, 400},
	{"no media type it knows", all(whole("hello"), media("text/plain")), wants, 400, 400},
	{"a broken media type", all(whole("hello"), media(";;;")), wants, 400, 400},
	{"a form of nothing", all(whole("&&=&"), media("application/x-www-form-urlencoded")), wants, 400, 400},
	{"a form with broken escapes", all(whole("phone_number=%zz&code=%"), media("application/x-www-form-urlencoded")), posts, 400, 400},
	{"parts without a boundary", all(whole("--x"), media("multipart/form-data")), posts, 400, 400},
	{"parts that break off", all(whole("--x\r\nContent-Disposition: form-data; name=suppress_http_code\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"), media("multipart/form-data; boundary=x")), posts, 400, 400},
	{"a byte too long", whole(`{"x": "` + strings.Repeat("x", mebibyte-8) + `"}`), nil, 413, 413},
	{"much too long and no JSON", whole(strings.Repeat("x", mebibyte+mebibyte/8)), nil, 413, 413},
	{"an object to GET", whole(`{}`), gets, fine, fine},
	{"broken JSON to GET", whole(`{`), gets, fine, fine},
	{"an object to DELETE", whole(`{}`), deletes, fine, fine},
	{"broken JSON to DELETE", whole(`{`), deletes, 400, fine},
}

var pathSlips = []slip{
	{"unknown id", instead(nobody), hasID, 404, 404},
	{"zero", instead("0"), hasID, 404, 404},
	{"leading zeros", instead("000"), hasID, 404, 404},
	{"letters", instead("abc"), hasID, 400, 404},
	{"sign", instead("-1"), hasID, 400, 404},
	{"fraction", instead("1.5"), hasID, 400, 404},
	{"dots", instead(".."), hasID, 400, 404},
	{"blank", instead("%20"), hasID, 400, 404},
	{"NUL", instead("%00"), hasID, 400, 404},
	{"NUL behind digits", instead("123%00"), hasID, 400, 404},
	{"newline behind digits", instead("123%0A"), hasID, 400, 404},
	{"no UTF-8", instead("%ff%fe"), hasID, 400, 404},
	{"Arabic digits", instead("%D9%A1%D9%A2"), hasID, 400, 404},
	{"markup", instead("%3Cscript%3E"), hasID, 400, 404},
	{"a slash in it", instead("12%2F34"), hasID, 400, 404},
	{"40 digits", instead(strings.Repeat("9", 40)), hasID, 404, 404},
	{"32000 digits", instead(strings.Repeat("9", 32000)), hasID, 404, 404},
	{"32000 letters", instead(strings.Repeat("x", 32000)), hasID, 400, 404},
	{"no id", instead(""), hasID, 400, 0},

	{"double slash in front", path(func(p string) string { return "/" + p }), nil, fine, fine},
	{"double slash within", replaced("/v23.0/", "//v23.0/", "/api/v2/", "/api//v2/"), nil, fine, fine},
	{"double slash behind the version", replaced("/v23.0/", "/v23.0//", "/v2/", "/v2//"), nil, fine, fine},
	{"an edge too many", path(func(p string) string { return p + "/nothing/more" }), nil, 400, 404},
	{"a slash at the end", path(func(p string) string { return p + "/" }), nil, fine, 404},
	{"another version", replaced("/v23.0/", "/v99.0/", "/v2/", "/v3/"), nil, 400, 404},
	{"a broken version", replaced("/v23.0/", "/v23.7/"), nil, 400, fine},
	{"no version", replaced("/v23.0/", "/", "/api/v2/", "/api/"), nil, fine, 404},
	{"escaped digits", path(escapeDigits), hasID, fine, fine},
	{"unknown partner", partner("nobodyPA"), inPool, 0, 404},
	{"partner in capitals", partner("SIMUL8PA"), inPool, 0, 404},
	{"NUL as partner", partner("%00"), inPool, 0, 404},
	{"no partner", partner(""), inPool, 0, 404},
	{"long partner", partner(strings.Repeat("x", 32000)), inPool, 0, 404},
}

// escapeDigits writes the id in percent escapes.
func escapeDigits(p string) string {
	at := pathID.FindStringSubmatchIndex(p)
	var b strings.Builder
	for _, c := range []byte(p[at[3]:at[1]]) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return p[:at[3]] + b.String() + p[at[1]:]
}

var verbSlips = []slip{
	{"PUT", verb("PUT"), nil, 400, 405},
	{"PATCH", verb("PATCH"), nil, 400, 405},
	{"TRACE", all(verb("TRACE"), func(_ caller, q *shot) { q.body = nil }), nil, 400, 405},
	{"BREW", verb("BREW"), nil, 400, 405},
	{"lower case", func(_ caller, q *shot) { q.method = strings.ToLower(q.method) }, nil, 400, 405},
	{"HEAD to POST", verb("HEAD"), onlyPosts, 400, 405},
	{"HEAD to GET", verb("HEAD"), gets, fine, fine},
	{"OPTIONS", verb("OPTIONS"), nil, 200, 200},
	{"method override", query("method=BREW"), nil, 400, fine},
}

var querySlips = []slip{
	{"unknown parameter", query("colour=red"), nil, fine, fine},
	{"broken escape", query("colour=%zz"), nil, 400, fine},
	{"NUL in a name", query("%00=1"), nil, fine, fine},
	{"no UTF-8", query("colour=%ff"), nil, fine, fine},
	{"only separators", query("&&&=&"), nil, fine, fine},
	{"long parameter", query("colour=" + strings.Repeat("x", 32000)), nil, fine, fine},
	{"unknown field", query("fields=colour"), selects, 422, fine},
	{"NUL as field", query("fields=%00"), selects, 422, fine},
	{"open braces", query("fields=id%7Bname%7Bid"), selects, 422, fine},
	{"only braces", query("fields=%7B%7B%7D%7D"), selects, 422, fine},
	{"long field", query("fields=" + strings.Repeat("x", 32000)), selects, 422, fine},
	{"many fields", query("fields=" + strings.Repeat("id,", 8000)), gets, fine, fine},
	{"limit 0", query("limit=0"), lists, 400, fine},
	{"limit 101", query("limit=101"), lists, 400, fine},
	{"negative limit", query("limit=-1"), lists, 400, fine},
	{"fractional limit", query("limit=1.5"), lists, 400, fine},
	{"limit with an exponent", query("limit=1e1"), lists, 400, fine},
	{"huge limit", query("limit=" + strings.Repeat("9", 400)), lists, 400, fine},
	{"limit in words", query("limit=ten"), lists, 400, fine},
	{"made-up cursor", query("after=abc"), lists, 400, fine},
	{"long cursor", query("after=" + strings.Repeat("QVFIU", 6000)), lists, 400, fine},
	{"NUL as cursor", query("before=%00"), lists, 400, fine},
}

var credentialSlips = []slip{
	{"none", credential("Accept", "*/*"), needsKey, 401, 401},
	{"Bearer of nothing", credential("Authorization", "Bearer "), needsKey, 401, 401},
	{"Basic", credential("Authorization", "Basic c2ltdWw4UEE6c2ltLWFwaS1rZXk="), needsKey, 401, 401},
	{"no scheme", credential("Authorization", simtest.MetaToken), needsKey, 401, 401},
	{"long token", bearer(strings.Repeat("x", 32000)), needsKey, 401, 401},
	{"no UTF-8", bearer("\xff\xfe"), needsKey, 401, 401},
	{"unsigned token", bearer("eyJhbGciOiJub25lIn0.eyJwYXJ0bmVyX2lkIjoic2ltdWw4UEEiLCJpc3MiOiJwcmV2ZXJpZmllZC1zaW0ifQ."), needsKey, 401, 401},
	{"the other vendor's", all(credential("X-API-Key", simtest.MetaToken), media("application/json")), needsKey, 401, 401},
	{"the messaging API's header", credential("D360-API-KEY", simtest.APIKey), needsKey, 401, 401},
	{"token without the permission", bearer("EAAJBreader"), needsKey, 403, 401},
}

// TestBadInput does every slip to every operation that can suffer it: the
// vendor's own refusal in its own envelope, and nothing has changed.
func TestBadInput(t *testing.T) {
	s := simtest.Start(t, server.Options{ScenarioFile: "two-partners.yaml", ScenarioText: []byte(twoPartners + claimedWorld)})
	t.Run("slips", func(t *testing.T) {
		for _, operation := range slices.Sorted(maps.Keys(sound)) {
			t.Run(operation, func(t *testing.T) {
				t.Parallel()
				for _, x := range append(wrongValues(operation), slips...) {
					t.Run(strings.ReplaceAll(x.name, " ", "-"), func(t *testing.T) {
						x.run(caller{t, s.In(operation)}, operation)
					})
				}
			})
		}
	})
	same(t, "violations", caller{t, s}.control(200, "GET", "/health", nil).JSON(t)["violations"], any(float64(0)))
}

func (x slip) run(c caller, operation string) {
	want, isMeta := x.hub, strings.HasPrefix(operation, "meta.")
	if isMeta {
		want = x.meta
	}
	c.control(204, "POST", "/reset", nil)
	q := sound[operation](c)
	if want == 0 || x.on != nil && !x.on(q) {
		return
	}
	before := c.numbersAndCodes()
	x.change(c, &q)
	a := c.do(q.method, q.path, q.body, q.headers...)
	switch {
	case want == fine && operation == "360dialog.add_number":
		want = 201
	case want == fine:
		want = 200
	case operation == "meta.get_phone" && want == 422:
		want = 400 // Meta's own example for an unknown field of a phone number
	case operation == "meta.set_webhook" && want == 404:
		want = 400 // no token is an unknown app's own
	case operation == "meta.exchange_code" && x.name == "an edge too many":
		want = 401 // without the edge the request is one that needs a token
	case x.name == "no id" && strings.HasSuffix(operation, "_otp"):
		want = 405 // the slashes collapse, and request-otp is taken for the id of a number
	}
	if a.Status != want {
		c.t.Fatalf("%s %.60s: %d, not %d: %.300s", q.method, q.path, a.Status, want, a.Body)
	}
	if strings.EqualFold(q.method, "HEAD") || q.method == "OPTIONS" {
		same(c.t, "the body", len(a.Body), 0)
		return
	}
	c.enveloped(isMeta, a)
	if a.Status < 400 {
		return
	}
	if after := c.numbersAndCodes(); after != before {
		c.t.Errorf("a refused request changed the world:\n%s\n%s", before, after)
	}
	if a.Status == 405 && a.Header.Get("Allow") == "" {
		c.t.Error("a 405 without Allow")
	}
}

// enveloped holds an answer to the form its vendor gives it: JSON by name and
// by nature, and a failure in the vendor's own envelope with its own status.
func (c caller) enveloped(isMeta bool, a simtest.Answer) {
	c.t.Helper()
	media := "application/json"
	if isMeta {
		media = "application/json; charset=UTF-8"
	}
	same(c.t, "the media type", a.Header.Get("Content-Type"), media)
	if !json.Valid(a.Body) {
		c.t.Fatalf("no JSON: %.300s", a.Body)
	}
	switch {
	case a.Status < 400:
	case isMeta:
		said(c, "meta.", a)
	default:
		if !bytes.Contains(a.Body, []byte(`"error":"invalid_grant"`)) {
			said(c, "360dialog.", a)
		}
	}
}

// numbersAndCodes is what vendors' calls change in the world, as tests see it.
func (c caller) numbersAndCodes() string {
	c.t.Helper()
	return c.read("/numbers?include=deleted&limit=1000", "/codes?limit=1000")
}

// everything is all that the control API can change in the world.
func (c caller) everything() string {
	c.t.Helper()
	return c.numbersAndCodes() + c.read("/limits", "/faults", "/clock", "/scenario")
}

func (c caller) read(paths ...string) string {
	c.t.Helper()
	var b strings.Builder
	for _, path := range paths {
		b.Write(c.control(200, "GET", path, nil).Body)
	}
	return b.String()
}

// wrongValues are slips in the members of an operation's body: every member
// gets a value of every wrong kind.
func wrongValues(operation string) []slip {
	var out []slip
	for _, name := range members[operation] {
		for kind, value := range map[string]any{
			"a number": 12025550130, "a fraction": 1.5, "a truth": true, "a list": []string{"12025550130"},
			"an object": params{"a": 1}, "empty": "", "a blank": " ", "NUL": "\x00", "NUL behind": "12025550130\x00",
			"letters": "x<y>&\u2028", "Arabic digits": "\u0661\u0662\u0663\u0664\u0665\u0666", "long": strings.Repeat("9", 100000),
			"long letters": strings.Repeat("x", 100000), "a letter behind": "123456x", "a newline behind": "123456\n",
		} {
			status := 400
			_, isText := value.(string)
			switch {
			case isText && operation == "360dialog.create_token":
				status = 403 // any text may be a name or a password
			case kind == "long" && (name == "preverified_id" || name == "waba_id"):
				status = 404 // digits, as many as there may be
			case operation == "meta.add_waba_number" && name == "preverified_id" && kind == "empty":
				status = 409 // as if it were left out: the pool has the phone number
			}
			out = append(out, slip{name + " is " + kind, with(name, value), nil, status, status})
		}
		out = append(out, slip{name + " is null", whole(`{"` + name + `": null}`), nil, 400, 400})
	}
	slices.SortFunc(out, func(a, b slip) int { return strings.Compare(a.name, b.name) })
	return out
}

// members are those of the bodies.
var members = map[string][]string{
	"meta.add_number":         {"phone_number"},
	"meta.request_code":       {"code_method", "language"},
	"meta.verify_code":        {"code"},
	"meta.share_number":       {"preverified_id", "partner_business_id"},
	"meta.add_waba_number":    {"phone_number", "preverified_id"},
	"meta.register_phone":     {"messaging_product", "pin"},
	"meta.request_phone_code": {"code_method", "language"},
	"meta.verify_phone_code":  {"code"},
	"meta.assign_user":        {"user", "tasks"},
	"meta.share_credit_line":  {"waba_id", "waba_currency"},
	"meta.system_user_token":  {"appsecret_proof"},
	"meta.set_webhook":        {"object", "callback_url", "fields"},
	"360dialog.add_number":    {"phone_number"},
	"360dialog.request_otp":   {"code_method", "language"},
	"360dialog.verify_otp":    {"code"},
	"360dialog.create_token":  {"username", "password"},
}

// TestAddsOfOneNumber: of twenty adds at once exactly one wins, at either
// vendor, and one more is refused like the others.
func TestAddsOfOneNumber(t *testing.T) {
	s := simtest.Start(t, server.Options{ScenarioFile: "two-partners.yaml", ScenarioText: []byte(twoPartners)})
	for _, x := range []struct {
		operation     string
		won, lost     int
		everyoneElses change
	}{
		{"360dialog.add_number", 201, 409, all(partner(secondPartner), credential("X-API-Key", secondKey))},
		{"meta.add_number", 200, 422, all(instead(simtest.OtherBusinessID), bearer(simtest.OtherToken))},
	} {
		t.Run(x.operation, func(t *testing.T) {
			t.Parallel()
			c := caller{t, s.In(x.operation)}
			count := atOnce(c, 20, sound[x.operation](c), x.everyoneElses)
			same(t, "winners", count[x.won], 1)
			same(t, "losers", count[x.lost], 19)
			q := sound[x.operation](c)
			c.want(x.lost, c.do(q.method, q.path, q.body, q.headers...), q.method, q.path)
			all := column(t, c.control(200, "GET", "/numbers?include=deleted&phone_number="+phoneUnused, nil), "phone_number")
			same(t, "numbers", all, phoneUnused)
		})
	}
}

// atOnce sends a request n times side by side, every other time as another
// sender, and counts the statuses.
func atOnce(c caller, n int, q shot, other change) map[int]int {
	c.t.Helper()
	second := q
	other(c, &second)
	start, statuses, failed := make(chan struct{}), make(chan int, n), make(chan error, n)
	var senders sync.WaitGroup
	for i := range n {
		each := []shot{q, second}[i%2]
		senders.Go(func() {
			<-start
			a, err := c.s.Try(each.method, each.path, each.body, each.headers...)
			statuses <- a.Status
			failed <- err
		})
	}
	close(start)
	senders.Wait()
	count := map[int]int{}
	for range n {
		count[<-statuses]++
		if err := <-failed; err != nil {
			c.t.Error(err)
		}
	}
	return count
}

// TestBrokenFraming: a body that ends too early, and one without a length that
// never seems to end.
func TestBrokenFraming(t *testing.T) {
	s := simtest.Start(t, server.Options{ScenarioFile: "two-partners.yaml", ScenarioText: []byte(twoPartners)})
	c := caller{t, s}
	before := c.everything()
	for _, x := range []struct {
		path, credential string
		isMeta           bool
	}{
		{"/v23.0/" + simtest.BusinessID + "/add_phone_numbers", "Authorization: Bearer " + simtest.MetaToken, true},
		{poolOf(simtest.PartnerID), "X-API-Key: " + simtest.APIKey, false},
	} {
		const form = "POST %s HTTP/1.1\r\nHost: localhost\r\n%s\r\nContent-Type: application/json\r\nConnection: close\r\n%s"
		for body, status := range map[string]int{
			"Content-Length: 100\r\n\r\n{\"phone_number\": ":                                                                        400,
			"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"pho\r\nzz\r\n":                                                               400,
			fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n", mebibyte+mebibyte/8) + strings.Repeat("x", mebibyte+mebibyte/8): 413,
		} {
			a := raw(c, fmt.Sprintf(form, x.path, x.credential, body))
			c.want(status, a, "POST", x.path)
			c.enveloped(x.isMeta, a)
		}
	}
	same(t, "the world", c.everything(), before)
}

// raw sends bytes as they are, closes its half of the connection and reads the
// answer.
func raw(c caller, request string) simtest.Answer {
	c.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.s.URL, "http://"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	go func() {
		_, _ = io.WriteString(conn, request) // a server that refuses early need not read it all
		_ = conn.(*net.TCPConn).CloseWrite() //nolint:forcetypeassert // it was dialled as one
	}()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return simtest.Answer{Status: answer.StatusCode, Header: answer.Header, Body: body}
}
