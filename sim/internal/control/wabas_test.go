package control_test

import "testing"

// TestListWABAs pages through the accounts, and names the pool a number came from.
func TestListWABAs(t *testing.T) {
	r := newRig(t)
	r.want(201, "POST", "/signups", `{"phone_numbers": ["4915123456789"], "outcome": "finish", "business": {"name": "<b>Wool</b>"}}`)
	r.want(201, "POST", "/signups", `{"outcome": "only_waba"}`)
	first := r.want(200, "GET", "/wabas?limit=1", "")
	w := data(first)[0]
	n := data(object{"data": w["phone_numbers"]})[0]
	if len(data(first)) != 1 || w["name"] != "<b>Wool</b>" || n["phone_number"] != "4915123456789" || n["partner_id"] != "simul8PA" || n["registered"] != false {
		t.Errorf("the first page is %v", first)
	}
	second := r.want(200, "GET", "/wabas?after="+first["next"].(string), "")
	if all := data(second); len(all) != 1 || len(all[0]["phone_numbers"].([]any)) != 0 || second["next"] != nil {
		t.Errorf("the second page is %v", second)
	}
	r.wantProblem(400, "invalid-request", "GET", "/wabas?after=nine", "", `after: there is no "nine" in this list`)
}
