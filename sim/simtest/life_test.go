package simtest_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

const day = 24 * time.Hour

// TestLifeInAPool walks one number through a partner's pool and reads it at
// Meta at every step.
func TestLifeInAPool(t *testing.T) {
	s := simtest.Start(t)
	c := caller{t, s}
	const phone = "4915123456789"
	seen := func(status, expiry string) {
		t.Helper()
		pooledAtMeta(c, phone, status, expiry)
	}
	freeze(c, "2030-01-01T00:00:00Z")

	id := text(t, c.hub(201, "POST", "", map[string]string{"phone_number": phone}), "preverified_phone_number_id")
	seen("NOT_VERIFIED", "")
	same(t, "the pool after adding", poolStates(c, ""), "NOT_VERIFIED")

	c.hub(200, "POST", "/"+id+"/request-otp", otpRequest)
	code := c.code(phone)
	seen("NOT_VERIFIED", "")

	row := c.hub(200, "POST", "/"+id+"/verify-otp", map[string]string{"code": code})
	same(t, "the row after verifying", text(t, row, "code_verification_status"), "VERIFIED")
	same(t, "the pool after verifying", poolStates(c, ""), "VERIFIED")
	seen("VERIFIED", "2030-01-15T00:00:00+0000")

	c.advance(14*day - time.Second)
	seen("VERIFIED", "2030-01-15T00:00:00+0000")
	same(t, "a second before the end", poolStates(c, "VERIFIED"), "VERIFIED")

	moved := c.control(200, "POST", "/clock", map[string]string{"advance": "1s"})
	if !bytes.Contains(moved.Body, []byte(id)) {
		t.Errorf("nothing was settled for %s: %s", id, moved.Body)
	}
	same(t, "the pool after 14 days", poolStates(c, ""), "EXPIRED")
	same(t, "VERIFIED after 14 days", poolStates(c, "VERIFIED"), "")
	same(t, "EXPIRED after 14 days", poolStates(c, "EXPIRED"), "EXPIRED")
	seen("EXPIRED", "2030-01-15T00:00:00+0000")

	c.hub(200, "POST", "/"+id+"/request-otp", otpRequest)
	if again := c.code(phone); again == code {
		t.Errorf("the second code is the first, %s", code)
	}
	c.hub(200, "POST", "/"+id+"/verify-otp", map[string]string{"code": c.code(phone)})
	same(t, "the pool after verifying again", poolStates(c, "VERIFIED"), "VERIFIED")
	seen("VERIFIED", "2030-01-29T00:00:00+0000")

	same(t, "deleting", text(t, c.hub(200, "DELETE", "/"+id, nil), "status"), "success")
	same(t, "the pool after deleting", poolStates(c, ""), "")
	c.meta(404, token360dialog, "GET", "/"+id, nil)
	c.meta(404, simtest.MetaToken, "GET", "/"+id+"/partners", nil)
	same(t, "the hub's list after deleting", column(t, c.meta(200, token360dialog, "GET", "/"+store.Business360dialog+"/preverified_numbers", nil), "id"), "")
	same(t, "the partner's list after deleting", column(t, c.meta(200, simtest.MetaToken, "GET", "/"+simtest.BusinessID+"/preverified_numbers", nil), "id"), "")
	c.hub(404, "DELETE", "/"+id, nil)

	again := text(t, c.hub(201, "POST", "", map[string]string{"phone_number": phone}), "preverified_phone_number_id")
	if again == id {
		t.Errorf("the number has its old id %s again", id)
	}
	seen("NOT_VERIFIED", "")
}

var otpRequest = map[string]string{"code_method": "sms", "language": "en_US"}

// freeze stops the world's clock at an instant.
func freeze(c caller, at string) {
	c.t.Helper()
	c.control(200, "POST", "/clock", map[string]string{"mode": "frozen"})
	c.control(200, "POST", "/clock", map[string]string{"at": at})
}

// poolStates is what 360dialog lists: the states of the numbers.
func poolStates(c caller, status string) string {
	c.t.Helper()
	query := ""
	if status != "" {
		query = "?code_verification_status=" + status
	}
	return column(c.t, c.hub(200, "GET", query, nil), "code_verification_status")
}

// pooledAtMeta reads a pooled number from the node, both businesses' lists and
// the partners edge.
func pooledAtMeta(c caller, phone, status, expiry string) {
	c.t.Helper()
	const fields = "?fields=id,phone_number,code_verification_status,verification_expiry_time,owner_business"
	id := c.id(phone)
	for token, business := range map[string]string{token360dialog: store.Business360dialog, simtest.MetaToken: simtest.BusinessID} {
		node := c.meta(200, token, "GET", "/"+id+fields, nil)
		same(c.t, "status at "+business, text(c.t, node, "code_verification_status"), status)
		same(c.t, "owner at "+business, text(c.t, node, "owner_business.id"), store.Business360dialog)
		if got, _ := node.JSON(c.t)["verification_expiry_time"].(string); got != expiry {
			c.t.Errorf("expiry at %s: %q, not %q", business, got, expiry)
		}
		edge := c.meta(200, token, "GET", "/"+business+"/preverified_numbers", nil)
		same(c.t, "ids of "+business, column(c.t, edge, "id"), id)
		same(c.t, "states of "+business, column(c.t, edge, "code_verification_status"), status)
		partners := c.meta(200, token, "GET", "/"+id+"/partners", nil)
		same(c.t, "partners seen by "+business, column(c.t, partners, "id"), simtest.BusinessID)
	}
}

// TestLifeAtMeta walks a number through Meta alone, with a second business
// beside the owner.
func TestLifeAtMeta(t *testing.T) {
	s := simtest.Start(t)
	c := caller{t, s}
	freeze(c, "2030-01-01T00:00:00Z")
	const phone = "12115555105"
	numbers := "/" + simtest.BusinessID + "/preverified_numbers"
	theirs := "/" + simtest.OtherBusinessID + "/preverified_numbers"

	id := text(t, c.meta(200, simtest.MetaToken, "POST", "/"+simtest.BusinessID+"/add_phone_numbers", map[string]string{"phone_number": "+1 211-555-5105"}), "id")
	same(t, "the state after adding", column(t, c.meta(200, simtest.MetaToken, "GET", numbers, nil), "code_verification_status"), "NOT_VERIFIED")
	c.meta(422, simtest.MetaToken, "POST", "/"+simtest.BusinessID+"/add_phone_numbers", map[string]string{"phone_number": phone})
	verifyAtMeta(c, simtest.MetaToken, id, phone)

	c.meta(403, simtest.OtherToken, "GET", "/"+id, nil)
	same(t, "the other's list", column(t, c.meta(200, simtest.OtherToken, "GET", theirs, nil), "id"), "")
	c.meta(200, simtest.MetaToken, "POST", "/"+simtest.BusinessID+"/share_preverified_numbers", shared(id))
	node := c.meta(200, simtest.OtherToken, "GET", "/"+id+"?fields=phone_number,code_verification_status", nil)
	same(t, "the number", text(t, node, "phone_number"), "+1 211-555-5105")
	same(t, "the other's list", column(t, c.meta(200, simtest.OtherToken, "GET", theirs, nil), "code_verification_status"), "VERIFIED")
	same(t, "its partners", column(t, c.meta(200, simtest.MetaToken, "GET", "/"+id+"/partners", nil), "name"), "Another business")
	c.meta(403, simtest.OtherToken, "DELETE", "/"+id, nil)

	c.advance(14 * day)
	for _, token := range []string{simtest.MetaToken, simtest.OtherToken} {
		node = c.meta(200, token, "GET", "/"+id+"?fields=code_verification_status,verification_status", nil)
		same(t, "after 14 days", text(t, node, "code_verification_status"), "EXPIRED")
		same(t, "after 14 days", text(t, node, "verification_status"), "EXPIRED")
	}
	same(t, "VERIFIED after 14 days", column(t, c.meta(200, simtest.OtherToken, "GET", theirs+"?code_verification_status=VERIFIED", nil), "id"), "")
	verifyAtMeta(c, simtest.MetaToken, id, phone)
	same(t, "verified again", column(t, c.meta(200, simtest.MetaToken, "GET", numbers+"?code_verification_status=VERIFIED", nil), "id"), id)

	c.meta(200, simtest.MetaToken, "DELETE", "/"+simtest.BusinessID+"/share_preverified_numbers?preverified_id="+id+"&partner_business_id="+simtest.OtherBusinessID, nil)
	c.meta(403, simtest.OtherToken, "GET", "/"+id, nil)
	same(t, "the other's list", column(t, c.meta(200, simtest.OtherToken, "GET", theirs, nil), "id"), "")

	deleteAndAddAgain(c, id, phone)
}

// deleteAndAddAgain shows the end of a number, its tombstone, and that its
// successor is another.
func deleteAndAddAgain(c caller, id, phone string) {
	c.t.Helper()
	same(c.t, "deleting", string(c.meta(200, simtest.MetaToken, "DELETE", "/"+id, nil).Body), `{"success":true}`)
	c.meta(404, simtest.MetaToken, "GET", "/"+id, nil)
	same(c.t, "the numbers", column(c.t, c.control(200, "GET", "/numbers", nil), "id"), "")
	tombs := list(c.t, c.control(200, "GET", "/numbers?include=deleted", nil))
	if len(tombs) != 1 || tombs[0]["id"] != id || tombs[0]["deleted_at"] == nil {
		c.t.Errorf("the tombstones are %v", tombs)
	}
	again := text(c.t, c.meta(200, simtest.MetaToken, "POST", "/"+simtest.BusinessID+"/add_phone_numbers", map[string]string{"phone_number": phone}), "id")
	if again == id {
		c.t.Errorf("the number has its old id %s again", id)
	}
	same(c.t, "with the deleted", column(c.t, c.control(200, "GET", "/numbers?include=deleted", nil), "id"), id+" "+again)
	node := c.meta(200, simtest.MetaToken, "GET", "/"+again+"?fields=code_verification_status", nil)
	same(c.t, "the successor", text(c.t, node, "code_verification_status"), "NOT_VERIFIED")
}

// verifyAtMeta has a number verified with the code of the control API.
func verifyAtMeta(c caller, token, id, phone string) {
	c.t.Helper()
	c.meta(200, token, "POST", "/"+id+"/request_code", map[string]string{"code_method": "SMS", "language": "en_US"})
	c.meta(200, token, "POST", "/"+id+"/verify_code", map[string]string{"code": c.code(phone)})
}

func shared(id string) map[string]string {
	return map[string]string{"preverified_id": id, "partner_business_id": simtest.OtherBusinessID}
}

// TestClaimedNumber: a customer has taken the number, and no other call changes it.
func TestClaimedNumber(t *testing.T) {
	s := simtest.Start(t, server.Options{ScenarioFile: "two-partners.yaml", ScenarioText: []byte(twoPartners + "switches: {claimed: in_use}\n")})
	c := caller{t, s}
	for _, phone := range []string{phoneVerified, phonePooledVerified} {
		c.control(200, "POST", "/events", map[string]string{"claim": phone})
		same(t, "availability of "+phone, c.state(phone)["availability"], "IN_USE")
	}
	own, pooled := c.id(phoneVerified), c.id(phonePooledVerified)
	gone := c.meta(422, simtest.MetaToken, "DELETE", "/"+own, nil)
	same(t, "deleting at Meta", text(t, gone, "error.message"), "Cannot delete phone number that is currently in use")
	node := c.meta(200, simtest.MetaToken, "GET", "/"+own+"?fields=availability_status", nil)
	same(t, "the node", text(t, node, "availability_status"), "IN_USE")

	refused := c.hub(400, "DELETE", "/"+pooled, nil)
	same(t, "deleting from the pool", text(t, refused, "meta.details.error.message"), "Cannot delete phone number that is currently in use")
	if ids := column(t, c.hub(200, "GET", "", nil), "preverified_phone_number_id"); !strings.Contains(ids, pooled) {
		t.Errorf("%s has left the pool: %s", pooled, ids)
	}

	replaced := c.id(phoneNew)
	c.control(200, "POST", "/events", map[string]any{"claim": map[string]any{"phone_number": phoneNew, "replace": true}})
	c.meta(404, simtest.MetaToken, "GET", "/"+replaced, nil)
	again := c.control(404, "POST", "/events", map[string]string{"claim": phoneNew})
	if detail := text(t, again, "detail"); !strings.HasPrefix(detail, "the number "+phoneNew+" is claimed: it is on WABA ") {
		t.Errorf("claiming a claimed number: %s", detail)
	}
}

// embedded is the default world under the rules of Embedded Signup.
const embedded = `
version: 1
name: embedded
summary: Ninety days, with a window of forty-five.
clock: {mode: frozen, at: 2030-01-01T00:00:00Z}
profile: embedded-signup
businesses:
  - {id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator]}
partners:
  - {id: simul8PA, business: "506914307656634", api_keys: [sim-api-key]}
`

// TestEmbeddedSignupProfile: ninety days of validity, a window for renewing in
// the second half of them, and an end for numbers that are never verified.
func TestEmbeddedSignupProfile(t *testing.T) {
	s := simtest.Start(t)
	c := caller{t, s}
	put := c.want(200, c.do("PUT", "/_sim/v1/scenario", embedded, "Content-Type", "application/yaml"), "PUT", "/scenario")
	same(t, "profile", text(t, put, "profile"), "embedded-signup")
	const phone, idle = "4915123456789", "4915123456780"
	id := text(t, c.hub(201, "POST", "", map[string]string{"phone_number": phone}), "preverified_phone_number_id")
	c.hub(201, "POST", "", map[string]string{"phone_number": idle})
	idleID := c.id(idle)
	verifyInThePool(c, id, phone)

	c.advance(45*day - time.Second)
	early := c.hub(400, "POST", "/"+id+"/request-otp", otpRequest)
	same(t, "before the window", text(t, early, "meta.details.error.message"), "This phone number has already been verified")
	c.advance(time.Second)
	verifyInThePool(c, id, phone)
	c.advance(45 * day)
	same(t, "renewed in time, after 90 days", poolStates(c, "VERIFIED"), "VERIFIED")

	c.meta(404, token360dialog, "GET", "/"+idleID, nil)
	c.hub(400, "POST", "/"+idleID+"/request-otp", otpRequest)
	c.advance(45*day - time.Second)
	same(t, "a second before the end", poolStates(c, "VERIFIED"), "VERIFIED")
	c.advance(time.Second)
	same(t, "90 days after renewing", poolStates(c, "VERIFIED"), "")
	c.hub(200, "DELETE", "/"+idleID, nil)
	same(t, "what is left", poolStates(c, ""), "EXPIRED")
}

func verifyInThePool(c caller, id, phone string) {
	c.t.Helper()
	c.hub(200, "POST", "/"+id+"/request-otp", otpRequest)
	c.hub(200, "POST", "/"+id+"/verify-otp", map[string]string{"code": c.code(phone)})
}

// TestFrozenWorldRepeats sends the same requests in two worlds, and in one of
// them again after a reset: bytes and headers are the same.
func TestFrozenWorldRepeats(t *testing.T) {
	s := simtest.Start(t, server.Options{ScenarioFile: "two-partners.yaml", ScenarioText: []byte(twoPartners)})
	first := performance(caller{t, s.In("twin-a")})
	second := performance(caller{t, s.In("twin-b")})
	caller{t, s.In("twin-b")}.control(204, "POST", "/reset", nil)
	third := performance(caller{t, s.In("twin-b")})
	for i := range first {
		if plain := strings.ReplaceAll(second[i], "twin-b", "twin-a"); plain != first[i] {
			t.Errorf("two worlds differ:\n%s\n%s", first[i], plain)
		}
		if third[i] != second[i] {
			t.Errorf("the world differs after a reset:\n%s\n%s", second[i], third[i])
		}
	}
}

// performance is a fixed row of requests with successes and failures of both
// vendors. It returns what they were answered.
func performance(c caller) []string {
	c.t.Helper()
	id := c.id(phonePooled)
	bearer := []string{"Authorization", "Bearer " + simtest.MetaToken}
	key := []string{"X-API-Key", simtest.APIKey}
	var out []string
	send := func(method, path string, body any, headers []string) {
		c.t.Helper()
		a := c.do(method, path, body, headers...)
		out = append(out, fmt.Sprintf("%s %s -> %d\n%s\n%s", method, path, a.Status, plainHeaders(a), a.Body))
	}
	send("POST", poolOf(simtest.PartnerID), map[string]string{"phone_number": phoneUnused}, key)
	send("POST", poolOf(simtest.PartnerID), map[string]string{"phone_number": phoneUnused}, key)
	send("POST", poolOf(simtest.PartnerID)+"/"+id+"/request-otp", otpRequest, key)
	send("POST", poolOf(simtest.PartnerID)+"/"+id+"/verify-otp", map[string]string{"code": c.code(phonePooled)}, key)
	send("GET", poolOf(simtest.PartnerID), nil, key)
	send("POST", "/api/v2/token", login, nil)
	send("GET", "/v23.0/"+simtest.BusinessID+"/preverified_numbers?summary=true", nil, bearer)
	send("GET", "/v23.0/"+id+"?fields=id,phone_number,created_time,owner_business{name}", nil, bearer)
	send("GET", "/v23.0/77", nil, bearer)
	send("GET", "/v23.0/"+id, nil, nil)
	send("POST", "/v23.0/"+id+"/request_code", map[string]string{"code_method": "SMS"}, bearer)
	send("GET", "/v23.0/nothing/here", nil, bearer)
	c.advance(14 * day)
	send("GET", poolOf(simtest.PartnerID), nil, key)
	send("DELETE", poolOf(simtest.PartnerID)+"/"+id, nil, key)
	send("GET", "/_sim/v1/numbers?include=deleted", nil, nil)
	send("GET", "/_sim/v1/codes", nil, nil)
	return out
}

var login = map[string]string{"username": "partner@example.com", "password": "simulator"}

// plainHeaders are those that have to repeat.
func plainHeaders(a simtest.Answer) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(a.Header)) {
		if name != "Date" && name != "X-Sim-World" {
			fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(a.Header[name], ", "))
		}
	}
	return b.String()
}
