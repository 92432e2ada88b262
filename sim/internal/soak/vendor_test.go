package soak_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	business, otherBusiness = "506914307656634", "9876543210987654"
	pool                    = "/api/v2/partners/simul8PA/preverified-numbers"
)

// phones are few, so that clients meet their own numbers again.
var phones = func() []string {
	list := []string{
		"12115555105", "4915123456789", "+49 151 23456790", "5511987654321", "+44 20 7946 0958",
		"12025550100", "12025550101", "12025550102", "12025550103", "12025550104", "12025550105", "12025550106",
	}
	for i := range 30 {
		list = append(list, fmt.Sprintf("120255501%02d", 40+i))
	}
	return list
}()

// odd are values that go where something else is expected.
var odd = []string{
	"", " ", "0", "-1", "999", "18446744073709551616", "abc", "%zz", "%00", "\x00", "\xff\xfe", "../..", `"'\`, "{}", "null",
	"٣٤٥٦٧٨", "12345678901234567890", "<b>", "a,b", "🙂", strings.Repeat("9", 400),
}

// moves are what clients do, each as often as it stands there. Some are several
// calls long.
var moves = slices.Concat(
	slices.Repeat([]func(*client) error{(*client).add, (*client).lookUp, (*client).verify, (*client).verify}, 6),
	slices.Repeat([]func(*client) error{(*client).list, (*client).follow, (*client).share, (*client).batch, (*client).partnersCall, (*client).wrong}, 4),
	slices.Repeat([]func(*client) error{(*client).remove, (*client).readControl, (*client).moveClock, (*client).fault, (*client).wrongControl}, 3),
	slices.Repeat([]func(*client) error{(*client).happen, (*client).limit, (*client).unfault, (*client).hang}, 2),
	[]func(*client) error{(*client).snapshot, (*client).anew},
)

// graph is a call of Meta's API, with its token in one of the places it may
// stand and now and then with what SDKs add.
func (c *client) graph(method, path string, params url.Values) call {
	version := pick(c, []string{"/v23.0", "/v23.0", "/v19.0", "/v26.0", "", "/v24.0"})
	x := call{method: method, target: version + path}
	token := "EAAJBsimulator"
	if c.chance(12) {
		token = pick(c, []string{"EAAJBother", "EAAJBreader", "EAAJBnobody", ""})
	}
	if params == nil {
		params = url.Values{}
	}
	if c.chance(8) {
		extra := pick(c, [][2]string{{"pretty", "1"}, {"debug", "all"}, {"metadata", "1"}, {"suppress_http_code", "1"}, {"locale", "de_DE"}})
		params.Set(extra[0], extra[1])
	}
	switch c.rnd.IntN(5) {
	case 0:
		params.Set("access_token", token)
	case 1:
		x = x.with("Authorization", "OAuth "+token)
	default:
		x = x.with("Authorization", "Bearer "+token)
	}
	if c.chance(10) {
		x = x.with("X-Sim-Dialect", "observed")
	}
	return c.carry(x, params)
}

// carry puts parameters where they may be.
func (c *client) carry(x call, params url.Values) call {
	if len(params) == 0 {
		return x
	}
	form := 0
	if x.method == "POST" {
		form = c.rnd.IntN(4)
	}
	switch form {
	case 1:
		x.body = params.Encode()
		return x.with("Content-Type", "application/x-www-form-urlencoded")
	case 2:
		plain := map[string]string{}
		for name := range params {
			plain[name] = params.Get(name)
		}
		text, _ := json.Marshal(plain) // a map of texts
		x.body = string(text)
		return x.with("Content-Type", "application/json")
	case 3:
		var b strings.Builder
		for _, pair := range strings.Split(params.Encode(), "&") {
			name, value, _ := strings.Cut(pair, "=")
			value, _ = url.QueryUnescape(value)
			fmt.Fprintf(&b, "--b\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", name, value)
		}
		x.body = b.String() + "--b--\r\n"
		return x.with("Content-Type", "multipart/form-data; boundary=b")
	}
	x.target += "?" + params.Encode()
	return x
}

// hub is a call of 360dialog's API.
func (c *client) hub(method, path, body string) call {
	x := call{method: method, target: path, body: body}
	switch {
	case c.token != "" && c.chance(3):
		x = x.with("Authorization", "Bearer "+c.token)
	case c.chance(15):
		x = x.with("X-API-Key", pick(c, []string{"second-api-key", "wrong", ""}))
	default:
		x = x.with("X-API-Key", "sim-api-key")
	}
	if body != "" {
		x = x.with("Content-Type", "application/json")
	}
	return x
}

// some is a number the client knows, or one that may not exist.
func (c *client) some() number {
	if len(c.numbers) == 0 || c.chance(15) {
		return number{strconv.Itoa(100000000000000 + c.rnd.IntN(50)), pick(c, phones)}
	}
	return pick(c, c.numbers)
}

func (c *client) one(x call) error {
	_, err := c.send(x)
	return err
}

// add registers a number with either vendor.
func (c *client) add() error {
	phone := pick(c, phones)
	x := c.graph("POST", "/"+business+"/add_phone_numbers", url.Values{"phone_number": {phone}})
	if c.chance(2) {
		text, _ := json.Marshal(phone) // a text
		x = c.hub("POST", pool, `{"phone_number":`+string(text)+`}`)
	}
	a, err := c.send(x)
	c.remember(number{found(anID, a.body), digits(phone)})
	return err
}

func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}

// lookUp reads a number, a business or some of them, and again by its ETag.
func (c *client) lookUp() error {
	n, params := c.some(), url.Values{}
	if c.chance(2) {
		params.Set("fields", pick(c, []string{
			"id", "id,phone_number,code_verification_status", "owner_business{id,name}", "verification_status,availability_status", "name", "id,,id", "nothing",
		}))
	}
	var x call
	switch c.rnd.IntN(6) {
	case 0:
		x = c.graph("GET", "/"+pick(c, []string{business, otherBusiness}), params)
	case 1:
		x = c.graph("GET", "/"+n.id+"/partners", params)
	case 2:
		params.Set("ids", n.id+","+c.some().id)
		x = c.graph("GET", "/", params)
	default:
		x = c.graph(pick(c, []string{"GET", "GET", "GET", "HEAD"}), "/"+n.id, params)
	}
	a, err := c.send(x)
	if tag := a.header.Get("ETag"); err == nil && tag != "" && c.chance(3) {
		return c.one(x.with("If-None-Match", tag))
	}
	return err
}

// list reads the first page of a pool.
func (c *client) list() error {
	if c.chance(3) {
		query := pick(c, []string{"", "?code_verification_status=VERIFIED", "?phone_number=4915123456789", "?country_code=DE", "?code_verification_status=verified"})
		return c.one(c.hub("GET", pool+query, ""))
	}
	params := url.Values{}
	if c.chance(2) {
		params.Set("limit", strconv.Itoa(1+c.rnd.IntN(12)))
	}
	if c.chance(3) {
		filter := pick(c, [][2]string{
			{"code_verification_status", "VERIFIED"}, {"verification_status", "PENDING"}, {"availability_status", "IN_USE"},
			{"country_code", "US"}, {"phone_number", "12115555105"}, {"summary", "total_count"}, {"fields", "id,phone_number,owner_business{name}"},
		})
		params.Set(filter[0], filter[1])
	}
	if err := c.one(c.graph("GET", "/"+business+"/preverified_numbers", params)); err != nil {
		return err
	}
	return c.follow()
}

// follow reads the next page, if there is one.
func (c *client) follow() error {
	if c.next == "" {
		return c.lookUp()
	}
	next := c.next
	if c.chance(3) {
		c.next = ""
	}
	return c.one(call{method: "GET", target: next}.with("Authorization", "Bearer EAAJBsimulator"))
}

// verify goes the whole way of a code, by either vendor, with a stop here and
// there.
func (c *client) verify() error {
	n := c.some()
	viaHub := c.chance(3)
	ask := c.graph("POST", "/"+n.id+"/request_code", url.Values{
		"code_method": {pick(c, []string{"SMS", "SMS", "VOICE", "FAX"})}, "language": {pick(c, []string{"en_US", "de", "pt-BR", "xx"})},
	})
	if viaHub {
		ask = c.hub("POST", pool+"/"+n.id+"/request-otp", pick(c, []string{`{"code_method":"sms","language":"en"}`, `{"code_method":"voice","language":"de"}`, `{"code_method":"SMS"}`}))
	}
	if err := c.one(ask); err != nil || c.chance(5) {
		return err
	}
	a, err := c.send(call{method: "GET", target: controlPath + "/codes/latest?phone_number=" + url.QueryEscape(n.phone)})
	code := found(aCode, a.body)
	if code == "" || c.chance(4) {
		code = pick(c, []string{"000000", "123-456", "12", "999999", ""})
	}
	for tries := 1 + c.rnd.IntN(2); err == nil && tries > 0; tries-- {
		try := c.graph("POST", "/"+n.id+"/verify_code", url.Values{"code": {code}})
		if viaHub {
			try = c.hub("POST", pool+"/"+n.id+"/verify-otp", `{"code":"`+code+`"}`)
		}
		err = c.one(try)
	}
	return err
}

func (c *client) share() error {
	method := pick(c, []string{"POST", "POST", "DELETE"})
	to := pick(c, []string{otherBusiness, otherBusiness, business, "1"})
	return c.one(c.graph(method, "/"+business+"/share_preverified_numbers", url.Values{"preverified_id": {c.some().id}, "partner_business_id": {to}}))
}

func (c *client) remove() error {
	n := c.some()
	switch c.rnd.IntN(3) {
	case 0:
		return c.one(c.hub("DELETE", pool+"/"+n.id, ""))
	case 1:
		return c.one(c.graph("POST", "/"+n.id, url.Values{"method": {"delete"}}))
	}
	return c.one(c.graph("DELETE", "/"+n.id, nil))
}

// partnersCall is what only 360dialog has, or its other partner.
func (c *client) partnersCall() error {
	switch c.rnd.IntN(3) {
	case 0:
		return c.one(c.hub("GET", "/api/v2/partners/secondPA/preverified-numbers", "").with("X-API-Key", "second-api-key"))
	case 1:
		return c.one(c.hub("POST", "/api/v2/token", pick(c, []string{`{"username":"partner@example.com","password":"wrong"}`, `{"username":"x"}`})))
	}
	return c.one(c.hub("POST", "/api/v2/token", `{"username":"partner@example.com","password":"simulator"}`))
}

// batch is some calls in one.
func (c *client) batch() error {
	parts := []map[string]string{}
	for range 1 + c.rnd.IntN(4) {
		id := c.some().id
		parts = append(parts, pick(c, []map[string]string{
			{"method": "GET", "relative_url": id + "?fields=id,phone_number"},
			{"method": "GET", "relative_url": "v23.0/" + business + "/preverified_numbers?limit=2"},
			{"method": "POST", "relative_url": business + "/add_phone_numbers", "body": "phone_number=" + url.QueryEscape(pick(c, phones))},
			{"method": "POST", "relative_url": id + "/verify_code", "body": "code=000000"},
			{"method": "DELETE", "relative_url": id},
			{"method": "BREW", "relative_url": "nothing"},
		}))
	}
	text, _ := json.Marshal(parts) // maps of texts
	x := call{method: "POST", target: "/", body: url.Values{"batch": {string(text)}, "access_token": {"EAAJBsimulator"}}.Encode()}
	return c.one(x.with("Content-Type", "application/x-www-form-urlencoded"))
}

// wrong is a request that is bad in one of many ways.
func (c *client) wrong() error {
	value := pick(c, odd)
	escaped := url.QueryEscape(value)
	bodies := []string{"", "{", "[]", "null", `{"phone_number":1e999}`, `{"phone_number":"\ud800"}`, `{"a":` + strings.Repeat("[", 200), "\xef\xbb\xbf{}", `{"code":123456}`, "code=1&code=2&%zz"}
	x := pick(c, []call{
		c.graph("GET", "/"+url.PathEscape(value), nil),
		c.graph("GET", "/"+business+"/preverified_numbers", url.Values{"limit": {value}}),
		c.graph("GET", "/"+business+"/preverified_numbers", url.Values{"after": {value}}),
		c.graph("GET", "/"+c.some().id, url.Values{"fields": {value}}),
		c.graph("POST", "/"+business+"/add_phone_numbers", url.Values{"phone_number": {value}}),
		c.graph("POST", "/"+c.some().id+"/verify_code", url.Values{"code": {value}}),
		c.graph(pick(c, []string{"PUT", "PATCH", "OPTIONS", "BREW"}), "/"+c.some().id, nil),
		{method: "GET", target: "/v99.0/" + business},
		{method: "GET", target: "/v23.0/" + business + "/preverified_numbers?access_token=" + escaped},
		c.hub("GET", "/api/v2/partners/"+url.PathEscape(value)+"/preverified-numbers", ""),
		c.hub("GET", pool+"?code_verification_status="+escaped, ""),
		c.hub("PUT", pool, "{}"),
		c.hub("GET", "/api/v3/"+url.PathEscape(value), ""),
		c.hub("POST", pool, pick(c, bodies)),
		c.hub("POST", pool+"/"+c.some().id+"/verify-otp", pick(c, bodies)),
		call{method: "POST", target: "/v23.0/" + business + "/add_phone_numbers", body: pick(c, bodies)}.
			with("Authorization", "Bearer EAAJBsimulator").with("Content-Type", pick(c, []string{"application/json", "text/plain", "multipart/form-data", "x/y; a=\""})),
		call{method: "POST", target: "/", body: "batch=" + escaped}.with("Content-Type", "application/x-www-form-urlencoded"),
		{method: "POST", target: pool, body: strings.Repeat("x", maxBody+1)},
	})
	return c.one(x)
}

// maxBody is the bound of request bodies that the simulator is started with.
const maxBody = 64 << 10
