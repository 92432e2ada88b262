package model

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
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
	verb := verbs[c.operation]
	r := request{world: world, method: verb[0]}
	params := map[string]string{}
	for name, value := range c.params {
		params[name] = value
		if name == "after" || name == "before" {
			params[name] = cmp.Or(cursors[value], "AAAA")
		}
	}
	if vendorOf(c.operation) == "meta" {
		r.target = strings.Replace(verb[1], "{}", url.PathEscape(c.node), 1)
		if c.secret != "" {
			r.headers = append(r.headers, "Authorization", "Bearer "+c.secret)
		}
		if c.operation == "meta.get_number" {
			params["fields"] = cardFields
		}
	} else {
		r.target = "/api/v2/partners/" + url.PathEscape(c.partner) + "/preverified-numbers" + strings.Replace(verb[1], "{}", c.number, 1)
		switch {
		case c.operation == "360dialog.create_token":
			r.target = "/api/v2/token"
		case c.note != nil:
			r.headers = append(r.headers, "Authorization", "Bearer "+c.secret)
		case c.secret != "":
			r.headers = append(r.headers, "X-API-Key", c.secret)
		}
	}
	if c.dialect != "" {
		r.headers = append(r.headers, "X-Sim-Dialect", c.dialect)
	}
	if len(params) > 0 {
		r.carry(params, c.style)
	}
	return r
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
	case "360dialog.list_numbers":
		var rows []poolRow
		err := json.Unmarshal(body, &rows)
		return linesOf(rows), err
	case "360dialog.add_number", "360dialog.verify_otp":
		var row poolRow
		err := json.Unmarshal(body, &row)
		return linesOf([]poolRow{row}), err
	}
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
