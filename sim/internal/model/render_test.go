package model

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// verbs are the methods and paths of the operations; {} is the id in the path.
var verbs = map[string][2]string{
	"meta.get_number":        {"GET", "/v23.0/{}"},
	"meta.get_business":      {"GET", "/v23.0/{}"},
	"meta.delete_number":     {"DELETE", "/v23.0/{}"},
	"meta.list_partners":     {"GET", "/v23.0/{}/partners"},
	"meta.request_code":      {"POST", "/v23.0/{}/request_code"},
	"meta.verify_code":       {"POST", "/v23.0/{}/verify_code"},
	"meta.list_numbers":      {"GET", "/v23.0/{}/preverified_numbers"},
	"meta.add_number":        {"POST", "/v23.0/{}/add_phone_numbers"},
	"meta.share_number":      {"POST", "/v23.0/{}/share_preverified_numbers"},
	"meta.add_waba_number":   {"POST", "/v23.0/{}/phone_numbers"},
	"meta.unshare_number":    {"DELETE", "/v23.0/{}/share_preverified_numbers"},
	"360dialog.list_numbers": {"GET", ""},
	"360dialog.add_number":   {"POST", ""},
	"360dialog.delete_number": {
		"DELETE", "/{}"},
	"360dialog.request_otp":  {"POST", "/{}/request-otp"},
	"360dialog.verify_otp":   {"POST", "/{}/verify-otp"},
	"360dialog.create_token": {"POST", ""},
}

// cardFields are asked for when a number is read, so that all of it is seen.
const cardFields = "id,code_verification_status,availability_status,owner_business{id},created_time," +
	"code_verification_time,verification_expiry_time"

// render writes a call down as the request that a client sends. cursors has
// those the lists have told, by the number they point at.
func (c call) render(world string, cursors map[string]string) request {
	if c.parts != nil {
		return c.renderBatch(world, cursors)
	}
	r := request{world: world, method: verbs[c.operation][0]}
	r.target, r.headers = c.address(), c.credential()
	if c.dialect != "" {
		r.headers = append(r.headers, "X-Sim-Dialect", c.dialect)
	}
	params := map[string]string{}
	for name, value := range c.params {
		params[name] = value
		if isCursor(name) {
			params[name] = cmp.Or(cursors[value], "AAAA")
		}
	}
	if c.operation == "meta.get_number" {
		params["fields"] = cardFields
	}
	if len(params) > 0 {
		r.carry(params, c.style)
	}
	return r
}

// renderBatch writes the parts as Meta's guide has them: the address without the
// version, and a form as the body.
func (c call) renderBatch(world string, cursors map[string]string) request {
	type part struct {
		Method  string `json:"method"`
		Address string `json:"relative_url"`
		Body    string `json:"body,omitempty"`
	}
	var parts []part
	for _, p := range c.parts {
		p.style = "form"
		r := p.render("", cursors)
		parts = append(parts, part{r.method, strings.TrimPrefix(r.target, "/v23.0/"), r.body})
	}
	body, _ := json.Marshal(map[string]any{"batch": parts}) // texts always encode
	r := request{world: world, method: "POST", target: "/v23.0/", body: string(body), headers: []string{"Content-Type", "application/json"}}
	if c.secret != "" {
		r.headers = append(r.headers, "Authorization", "Bearer "+c.secret)
	}
	if c.dialect != "" {
		r.headers = append(r.headers, "X-Sim-Dialect", c.dialect)
	}
	return r
}

func (c call) address() string {
	path := verbs[c.operation][1]
	switch {
	case vendorOf(c.operation) == "meta":
		return strings.Replace(path, "{}", url.PathEscape(c.node), 1)
	case c.operation == "360dialog.create_token":
		return "/api/v2/token"
	default:
		return "/api/v2/partners/" + url.PathEscape(c.partner) + "/preverified-numbers" + strings.Replace(path, "{}", c.number, 1)
	}
}

// credential is the header that says who calls.
func (c call) credential() []string {
	switch {
	case c.secret == "" || c.operation == "360dialog.create_token":
		return nil
	case vendorOf(c.operation) == "meta" || c.note != nil:
		return []string{"Authorization", "Bearer " + c.secret}
	default:
		return []string{"X-API-Key", c.secret}
	}
}

// carry puts parameters into the query of a GET, else into the body or, as Meta
// takes them from wherever they come, into a form or the query.
func (r *request) carry(params map[string]string, style string) {
	q := url.Values{}
	for name, value := range params {
		q.Set(name, value)
	}
	switch {
	case r.method == "GET" || style == "query":
		r.target += "?" + q.Encode()
	case style == "form":
		r.body = q.Encode()
		r.headers = append(r.headers, "Content-Type", "application/x-www-form-urlencoded")
	default:
		body, _ := json.Marshal(params) // strings always encode
		r.body = string(body)
		r.headers = append(r.headers, "Content-Type", "application/json")
	}
}

// factsOf reads from an answer what the specification says of it.
func factsOf(operation string, body []byte) ([]string, error) {
	switch operation {
	case "meta.get_number":
		return cardOf(body)
	case "meta.list_numbers":
		return listingOf(body)
	case "meta.list_partners":
		return partnersOf(body)
	case "":
		return partsOf(body)
	case "360dialog.list_numbers":
		var rows []poolRow
		err := json.Unmarshal(body, &rows)
		return linesOf(rows), err
	case "360dialog.add_number", "360dialog.verify_otp":
		var row poolRow
		err := json.Unmarshal(body, &row)
		return linesOf([]poolRow{row}), err
	case "meta.add_waba_number":
		facts, err := doneOf(body)
		if len(facts) == 1 && strings.HasPrefix(facts[0], "id=") {
			facts[0] = "claimed" // the id is drawn
		}
		return facts, err
	default:
		return doneOf(body)
	}
}

// partsOf reads the statuses of a batch.
func partsOf(body []byte) ([]string, error) {
	var parts []*struct {
		Code int `json:"code"`
	}
	err := json.Unmarshal(body, &parts)
	out := []string{}
	for _, p := range parts {
		if p == nil {
			out = append(out, "null")
		} else {
			out = append(out, strconv.Itoa(p.Code))
		}
	}
	return out, err
}

// doneOf reads the answer of what only does something.
func doneOf(body []byte) ([]string, error) {
	var done struct {
		ID      string `json:"id"`
		Success bool   `json:"success"`
		Status  string `json:"status"`
		Expires int    `json:"expires_in"`
	}
	err := json.Unmarshal(body, &done)
	switch {
	case done.Expires != 0:
		return []string{fmt.Sprint("token for ", done.Expires)}, err
	case done.ID != "":
		return []string{"id=" + done.ID}, err
	case done.Success:
		return []string{"success"}, err
	case done.Status == "success":
		return []string{"served"}, err
	default:
		return nil, err
	}
}

type poolRow struct {
	ID      string `json:"preverified_phone_number_id"`
	Phone   string `json:"phone_number"`
	Partner string `json:"partner_id"`
	Status  string `json:"code_verification_status"`
	Country string `json:"country_code"`
	Created string `json:"created_at"`
}

func linesOf(rows []poolRow) []string {
	out := []string{}
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%s %s %s %s %s %s", r.ID, r.Phone, r.Partner, r.Status, r.Country, r.Created))
	}
	return out
}

func cardOf(body []byte) ([]string, error) {
	var card map[string]any
	err := json.Unmarshal(body, &card)
	out := []string{}
	for field, name := range map[string]string{
		"id": "id", "code_verification_status": "status", "availability_status": "availability", "created_time": "created",
		"code_verification_time": "verified", "verification_expiry_time": "expires",
	} {
		if value, there := card[field]; there {
			out = append(out, fmt.Sprintf("%s=%v", name, value))
		}
	}
	if owner, ok := card["owner_business"].(map[string]any); ok {
		out = append(out, fmt.Sprintf("owner=%v", owner["id"]))
	}
	slices.Sort(out)
	return out, err
}

// listed is a page of Meta's list.
type listed struct {
	Data []struct {
		ID      string `json:"id"`
		Status  string `json:"code_verification_status"`
		Expires string `json:"verification_expiry_time"`
	} `json:"data"`
	Paging struct {
		Cursors  struct{ Before, After string }
		Next     string
		Previous string
	} `json:"paging"`
}

func listingOf(body []byte) ([]string, error) {
	var page listed
	err := json.Unmarshal(body, &page)
	out := []string{}
	for _, n := range page.Data {
		out = append(out, strings.TrimSpace(n.ID+" "+n.Status+" "+n.Expires))
	}
	if page.Paging.Previous != "" {
		out = append(out, "previous")
	}
	if page.Paging.Next != "" {
		out = append(out, "next")
	}
	return out, err
}

func partnersOf(body []byte) ([]string, error) {
	var page listed
	err := json.Unmarshal(body, &page)
	out := []string{}
	for _, b := range page.Data {
		out = append(out, b.ID)
	}
	return out, err
}
