package dialog360

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

func ptr(s string) *string { return &s }

func filter(operation string) sim.RecordFilter { return sim.RecordFilter{Operation: operation} }

// metaCode reads the code of Meta's error object in the details, -1 without.
func (a got) metaCode() float64 {
	a.t.Helper()
	var details struct {
		Error struct {
			Code *float64 `json:"code"`
		} `json:"error"`
	}
	text := a.details()
	if text == "" {
		return -1
	}
	must(a.t, json.Unmarshal([]byte(text), &details))
	if details.Error.Code == nil {
		a.t.Fatalf("details hold no error object of Meta's: %s", text)
	}
	return *details.Error.Code
}

func (a got) quotes(code float64) {
	a.t.Helper()
	if got := a.metaCode(); got != code {
		a.t.Errorf("details quote Meta's code %v, want %v: %s", got, code, a.body)
	}
}

var (
	outage  = sim.FaultAction{Error: "meta.unexpected_error"}
	lost    = sim.FaultAction{Reply: "drop"}
	garbage = sim.FaultAction{Reply: "garbage", Violates: "a proxy's page"}
)

const addGermany = `{"phone_number":"` + germany + `"}`

func TestCallsToMetaAreChildren(t *testing.T) {
	r := newRig(t)
	r.add(germany)
	all := r.records()
	var operations []string
	for _, rec := range all {
		operations = append(operations, rec.Operation)
	}
	if want := []string{"360dialog.add_number", "meta.add_number", "meta.share_number"}; !slices.Equal(operations, want) {
		t.Fatalf("the journal has %v, want %v", operations, want)
	}
	parent := all[0]
	if parent.Origin != "client" || parent.Partner != partnerID || parent.Business != business ||
		parent.PhoneNumber != germany || parent.NumberID == "" {
		t.Errorf("the add is recorded as %+v", parent)
	}
	for _, child := range all[1:] {
		if child.Origin != "360dialog" || child.Parent != parent.ID || !child.Conforms || child.Status != 200 {
			t.Errorf("child %s: origin %s, parent %s, conforms %v, status %d", child.Operation, child.Origin, child.Parent, child.Conforms, child.Status)
		}
	}
}

func TestMetaRefusesTheNumber(t *testing.T) {
	for _, dialect := range []sim.Dialect{sim.Documented, sim.Observed} {
		r := newRig(t, func(s *world.Setup) { s.Settings.Dialect = dialect })
		r.do("POST", collection, `{"phone_number":"000000"}`).fails(400, "Meta refused the request").quotes(100)
		must(t, r.world.Store.Do(r.world.Now(), func(tx *store.Tx) error {
			_, err := tx.AddNumber(business, germany)
			return err
		}))
		r.do("POST", collection, addGermany).fails(400, "Meta refused the request").quotes(100)
		r.lists("")
	}
}

func TestMetaFailsToAdd(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		do   sim.FaultAction
		code float64
	}{
		{outage, 2}, {sim.FaultAction{Error: "meta.temporarily_unavailable"}, 2}, {sim.FaultAction{Error: "meta.rate_limited"}, 4},
		{sim.FaultAction{Error: "meta.invalid_token"}, 190}, {sim.FaultAction{Error: "meta.permission_denied"}, 200},
		{sim.FaultAction{Connection: "reset"}, -1}, {sim.FaultAction{Connection: "close"}, -1},
		{sim.FaultAction{Status: 503, Violates: "a bare status"}, 2}, // Graph's envelope
		{sim.FaultAction{Status: 502, Body: ptr("<html>"), Violates: "a proxy's page"}, -1},
		{sim.FaultAction{Status: 200, Body: ptr("{}"), Violates: "no id"}, -1},
	} {
		r.fail("meta.add_number", c.do)
		r.do("POST", collection, addGermany).fails(502, "Server error").quotes(c.code)
		r.lists("")
		if r.atMeta(germany) {
			t.Errorf("%s: the number is at Meta", fault.Describe(&c.do))
		}
	}
	r.heal()
	r.add(germany)
}

func TestLostReplyOfAnAddLeavesAnOrphan(t *testing.T) {
	for _, do := range []sim.FaultAction{lost, garbage, {Reply: "truncate"}} {
		r := newRig(t)
		r.fail("meta.add_number", do)
		r.do("POST", collection, addGermany).fails(502, "Server error").quotes(-1)
		r.lists("")
		r.heal()
		r.do("POST", collection, addGermany).fails(400, "Meta refused the request").quotes(100)
	}
}

func TestShareFailsAndTheNumberIsTakenBack(t *testing.T) {
	for _, do := range []sim.FaultAction{
		outage, lost, garbage, {Connection: "reset"}, {Error: "meta.not_shareable"},
		{Status: 200, Body: ptr(`{"success":false}`)},
	} {
		r := newRig(t)
		r.fail("meta.share_number", do)
		r.do("POST", collection, addGermany).fails(502, "Server error")
		r.lists("")
		if r.atMeta(germany) {
			t.Errorf("%s: the number stayed at Meta", fault.Describe(&do))
		}
		r.heal()
		r.add(germany)
	}
}

func TestShareFailsAndTheOrphanStays(t *testing.T) {
	r := newRig(t, func(s *world.Setup) { s.Settings.KeepOrphans = true })
	r.fail("meta.share_number", outage)
	r.do("POST", collection, addGermany).fails(502, "Server error").quotes(2)
	if !r.atMeta(germany) {
		t.Error("the number was taken back")
	}
	r.lists("")
}

func TestNumberTakenBackFromAClientThatHasGone(t *testing.T) {
	r := newRig(t)
	r.fail("meta.share_number", sim.FaultAction{Connection: "hang"})
	r.fail("meta.delete_number", sim.FaultAction{Latency: &sim.Latency{Fixed: sim.Duration(time.Millisecond)}})
	ctx, cancel := context.WithCancel(t.Context())
	req := httptest.NewRequest("POST", collection, strings.NewReader(addGermany)).WithContext(ctx)
	req.Header = http.Header{"X-Api-Key": {apiKey}, "Content-Type": {"application/json"}}
	hung := make(chan struct{})
	go func() {
		r.world.Journal.WaitCount(ctx, filter("meta.add_number"), 1)
		cancel()
		close(hung)
	}()
	rec := httptest.NewRecorder()
	r.trip.ServeHTTP(rec, req, r.world, Name, trip.Entry{Path: collection, Escaped: collection})
	<-hung
	if rec.Code != 502 || r.atMeta(germany) {
		t.Errorf("status %d, at Meta: %v", rec.Code, r.atMeta(germany))
	}
}

func TestHangingMetaRunsIntoTheTimeout(t *testing.T) {
	r := newRig(t)
	r.hub.timeout = time.Millisecond
	r.fail("meta.add_number", sim.FaultAction{Connection: "hang"})
	r.do("POST", collection, addGermany).fails(502, "Server error").quotes(-1)
}

func TestNumberTakenAwayBetweenShareAndPool(t *testing.T) {
	r := newRig(t)
	r.fail("meta.add_number", sim.FaultAction{Status: 200, Body: ptr(`{"id":"1"}`), Violates: "an id that does not exist"})
	r.fail("meta.share_number", sim.FaultAction{Status: 200, Body: ptr(`{"success":true}`)})
	r.do("POST", collection, addGermany).fails(502, "Server error").quotes(-1)
	r.lists("")
}

func TestMetaFailsToDelete(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	for _, c := range []struct {
		do   sim.FaultAction
		code float64
	}{{outage, 2}, {sim.FaultAction{Connection: "reset"}, -1}, {sim.FaultAction{Error: "meta.number_in_use"}, 100}} {
		r.fail("meta.delete_number", c.do)
		r.do("DELETE", item(id), "").fails(502, "Server error").quotes(c.code)
		r.lists("", germany)
	}
	r.fail("meta.delete_number", lost)
	r.do("DELETE", item(id), "").fails(502, "Server error").quotes(-1)
	r.lists("", germany)
	r.heal()
	r.do("DELETE", item(id), "").is(200) // gone at Meta by now, and that counts as deleted
	r.lists("")
}

func TestDeleteOfWhatIsGoneAtMeta(t *testing.T) {
	for _, dialect := range []sim.Dialect{sim.Documented, sim.Observed} {
		r := newRig(t, func(s *world.Setup) { s.Settings.Dialect = dialect })
		id := r.add(germany)
		must(t, r.world.Store.Do(r.world.Now(), func(tx *store.Tx) error {
			return tx.DeleteNumber(id, sim.Token{Business: store.HubBusiness})
		}))
		r.lists("", germany)
		r.do("POST", item(id, "/request-otp"), bySMS).fails(400, "Meta refused the request")
		r.do("DELETE", item(id), "").is(200)
		r.lists("")
	}
}

func TestCodesThatMetaRefuses(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	verify := func(code string) got { return r.do("POST", item(id, "/verify-otp"), `{"code":"`+code+`"}`) }
	const refused = "Meta refused the request"
	if verify("123456").fails(400, refused).metaCode() < 0 {
		t.Error("a code nobody asked for: no error of Meta's in details")
	}
	r.do("POST", item(id, "/request-otp"), `{"code_method":"sms","language":"klingon!"}`).fails(400, refused).quotes(100)
	r.do("POST", item(id, "/request-otp"), bySMS).is(200)
	late := r.code(germany)
	r.move(sim.DefaultCodeRules.TTL)
	if verify(late).fails(400, refused).metaCode() < 0 {
		t.Error("a late code: no error of Meta's in details")
	}
	r.do("POST", item(id, "/request-otp"), bySMS).is(200)
	right := r.code(germany)
	verify("1").fails(400, refused)
	r.lists("?code_verification_status=NOT_VERIFIED", germany)
	verify(right).is(200)
	verify(right).fails(400, refused).quotes(100)
	r.do("POST", item(id, "/request-otp"), bySMS).fails(400, refused).quotes(100) // verified, not yet again
}

func TestMetaFailsOnCodes(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	calls := map[string][2]string{
		"meta.request_code": {"/request-otp", bySMS}, "meta.verify_code": {"/verify-otp", `{"code":"123456"}`},
	}
	for operation, call := range calls {
		for _, c := range []struct {
			do   sim.FaultAction
			code float64
		}{{outage, 2}, {sim.FaultAction{Connection: "reset"}, -1}, {lost, -1}} {
			r.fail(operation, c.do)
			a := r.do("POST", item(id, call[0]), call[1]).fails(400, "Meta refused the request")
			if c.do.Reply == "" {
				a.quotes(c.code)
			}
		}
		r.heal()
	}
}

func TestLostReplyOfAVerificationVerifies(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	r.do("POST", item(id, "/request-otp"), bySMS).is(200)
	r.fail("meta.verify_code", lost)
	r.do("POST", item(id, "/verify-otp"), `{"code":"`+r.code(germany)+`"}`).fails(400, "Meta refused the request").quotes(-1)
	r.lists("?code_verification_status=VERIFIED", germany)
}

func TestDialectOfARequestReachesMeta(t *testing.T) {
	r := newRig(t)
	a := r.send("POST", collection, `{"phone_number":"000000"}`,
		"X-API-Key", apiKey, "Content-Type", "application/json", trip.DialectHeader, "observed")
	if !strings.Contains(a.fails(400, "Meta refused the request").details(), "(#100) Invalid phone number") {
		t.Errorf("Meta answered in another dialect: %s", a.body)
	}
}

func TestDetailsQuoteMetaInTheServicesWriting(t *testing.T) {
	r := newRig(t)
	r.fail("meta.add_number", sim.FaultAction{Status: 400, Violates: "a made-up body",
		Body: ptr("{\"error\": {\"message\": \"nö\",\n \"code\": 100, \"a\": [{\"c\": 1.50, \"b\": null}]}}")})
	a := r.do("POST", collection, addGermany).fails(400, "Meta refused the request")
	if !strings.Contains(a.body, `"details":{"error":{"a":[{"b":null,"c":1.50}],"code":100,"message":"n\u00f6"}},"developer_message"`) {
		t.Errorf("body %s", a.body)
	}
}

func TestOwnFaults(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		error   string
		status  int
		message string
	}{
		{"360dialog.meta_failed", 502, "Server error"},
		{"360dialog.internal_error", 500, "Internal Server Error"},
		{"360dialog.too_many_requests", 429, "Too Many Requests"},
	} {
		r.fail("360dialog.add_number", sim.FaultAction{Error: c.error})
		a := r.do("POST", collection, addGermany).fails(c.status, c.message)
		if a.details() != "" || a.header.Get("Retry-After") != "" {
			t.Errorf("%s: details %s, Retry-After %q", c.error, a.details(), a.header.Get("Retry-After"))
		}
	}
	r.fail("360dialog.add_number", sim.FaultAction{Status: 503, Violates: "nobody documents it"})
	r.do("POST", collection, addGermany).fails(503, "Service Unavailable")
	r.fail("360dialog.add_number", sim.FaultAction{Status: 299, Violates: "nobody documents it"})
	if m := r.do("POST", collection, addGermany).is(299).meta(); m["success"] != true {
		t.Errorf("envelope of a 299: %v", m)
	}
}

func TestLimitAnnouncesItsEnd(t *testing.T) {
	r := newRig(t, func(s *world.Setup) {
		s.Limits = []sim.LimitRule{{Name: "slow", Operations: sim.LimitOperations{"360dialog.list_numbers"}, Per: "partner", Allow: 1, Window: sim.Duration(90 * time.Second)}}
	})
	r.lists("")
	r.move(500 * time.Millisecond)
	a := r.do("GET", collection, "").fails(429, "Too Many Requests")
	if got := a.header.Get("Retry-After"); got != "90" || a.details() != "" {
		t.Errorf("Retry-After %q, want 90: %s", got, a.body)
	}
	r.send("GET", "/api/v2/partners/"+otherID+"/preverified-numbers", "", "X-API-Key", otherKey).is(200)
}

func TestForeignErrorIsAnInternalOne(t *testing.T) {
	r := newRig(t)
	call := &trip.Call{Request: httptest.NewRequest("GET", collection, nil)}
	call.TraceID(func() string { return "x" })
	for _, err := range []error{errors.New("disk"), &sim.Error{Code: "unheard_of"}} {
		reply := r.hub.Render(call, nil, err)
		if reply.Status != 500 || reply.Failure != "360dialog.internal_error" || !reply.Transient {
			t.Errorf("%v: %d %s", err, reply.Status, reply.Failure)
		}
	}
	reply := r.hub.Render(call, nil, &sim.Error{Code: "malformed_request"})
	if reply.Status != 400 || reply.Failure != "360dialog.invalid_json" {
		t.Errorf("a broken framing: %d %s", reply.Status, reply.Failure)
	}
}

func TestRefusalIsADomainError(t *testing.T) {
	err := error(&refusal{cause: &sim.Error{Code: wrongPayload, Field: "x", Detail: "no"}})
	var refused *sim.Error
	if !errors.As(err, &refused) || refused.Code != wrongPayload || err.Error() != refused.Error() {
		t.Errorf("%v unwraps to %v", err, refused)
	}
}

func TestTableFitsTheDocument(t *testing.T) {
	r := newRig(t)
	spec := have(t, hubDocument)
	if got, want := len(r.hub.Routes()), len(spec.Operations()); got != want {
		t.Errorf("%d routes, %d operations in the document", got, want)
	}
	for _, route := range r.hub.Routes() {
		if !route.Contract.Documents(route.Success) || route.Handler == nil || allow[route.Path] == "" {
			t.Errorf("%s: success %d, Allow %q", route.Operation, route.Success, allow[route.Path])
		}
	}
	if _, err := New(have(t, metaDocument), have(t, allFailures)); err == nil {
		t.Error("a document without the operations is accepted")
	}
}

func TestPassingFailures(t *testing.T) {
	for _, c := range []struct {
		f    failure
		want bool
	}{
		{failure{}, true},
		{failure{status: 500, code: 2}, true},
		{failure{status: 422, code: 613}, true},
		{failure{status: 400, code: 136024, subcode: 2388367}, true},
		{failure{status: 400, code: 136024}, false},
		{failure{status: 422, code: 100}, false},
		{failure{status: 404, code: 803}, false},
	} {
		if got := c.f.passing(); got != c.want {
			t.Errorf("%+v: %v", c.f, got)
		}
	}
}
