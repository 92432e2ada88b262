package dialog360

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

const (
	bySMS   = `{"code_method":"sms","language":"en_US"}`
	byVoice = `{"code_method":"voice","language":"de"}`
)

func TestWholeLifeOfANumber(t *testing.T) {
	r := newRig(t)
	a := r.do("POST", collection, `{"phone_number":"`+germany+`"}`).is(201)
	id := a.text("preverified_phone_number_id")
	a.says(`{"code_verification_status":"NOT_VERIFIED","country_code":"de","created_at":"2026-01-15T09:00:00Z",` +
		`"partner_id":"simul8PA","phone_number":"` + germany + `","preverified_phone_number_id":"` + id + `"}` + "\n")
	if got := a.header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type %q", got)
	}
	if !regexp.MustCompile(`^[1-9][0-9]{15}$`).MatchString(id) {
		t.Errorf("id %q is not Meta's", id)
	}
	r.do("POST", item(id, "/request-otp"), bySMS).is(200).
		says(`{"data":null,"message":"The code was requested.","status":"success"}` + "\n")
	r.move(time.Minute)
	v := r.do("POST", item(id, "/verify-otp"), `{"code":"`+r.code(germany)+`"}`).is(200)
	if v.text("code_verification_status") != "VERIFIED" || v.text("created_at") != "2026-01-15T09:00:00Z" {
		t.Errorf("verified row: %s", v.body)
	}
	r.move(14 * 24 * time.Hour)
	r.lists("?code_verification_status=EXPIRED", germany)
	r.lists("?code_verification_status=VERIFIED")
	r.do("POST", item(id, "/request-otp"), byVoice).is(200)
	r.do("POST", item(id, "/verify-otp"), `{"code":"`+r.code(germany)+`"}`).is(200)
	r.lists("?code_verification_status=VERIFIED", germany)
	r.do("DELETE", item(id), "").is(200).says(`{"data":null,"message":"The number was deleted.","status":"success"}` + "\n")
	r.do("DELETE", item(id), "").fails(404, "Not found")
	r.lists("")
	if r.atMeta(germany) {
		t.Error("the number is still at Meta")
	}
	if again := r.add(germany); again == id {
		t.Error("a number added again has its old id")
	}
	r.lists("?code_verification_status=NOT_VERIFIED", germany)
}

func TestMetaSeesItsOwnWords(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	for _, body := range []string{bySMS, byVoice} {
		r.do("POST", item(id, "/request-otp"), body).is(200)
	}
	var methods, languages []string
	must(t, r.world.Store.Do(r.world.Now(), func(tx *store.Tx) error {
		for _, c := range tx.Codes(store.CodeFilter{NumberID: id}) {
			methods, languages = append(methods, c.Method), append(languages, c.Language)
		}
		n, err := tx.AnyNumber(id)
		if n.OwnerBusinessID != store.HubBusiness || !slices.Equal(n.SharedWith, []string{business}) || n.PartnerID != partnerID {
			t.Errorf("at Meta: owner %s, shared with %v, partner %s", n.OwnerBusinessID, n.SharedWith, n.PartnerID)
		}
		return err
	}))
	if !slices.Equal(methods, []string{"VOICE", "SMS"}) || !slices.Equal(languages, []string{"de", "en_US"}) {
		t.Errorf("Meta was asked for %v in %v", methods, languages)
	}
}

func TestListFiltersAndOrders(t *testing.T) {
	r := newRig(t)
	r.do("GET", collection, "").is(200).says("[]\n")
	for _, phone := range []string{germany, freephone, portugal, "4915123456790"} {
		r.add(phone)
	}
	r.lists("", germany, freephone, portugal, "4915123456790")
	r.lists("?country_code=de", germany, "4915123456790", freephone, portugal)
	r.lists("?country_code=pt", portugal, germany, freephone, "4915123456790")
	r.lists("?country_code=DE", germany, freephone, portugal, "4915123456790")
	r.lists("?country_code=", germany, freephone, portugal, "4915123456790")
	r.lists("?phone_number="+portugal, portugal)
	r.lists("?phone_number="+portugal+"&phone_number="+germany, portugal)
	r.lists("?phone_number=999999999")
	r.lists("?code_verification_status=VERIFIED")
	r.lists("?limit=1&offset=1&foo=%zz&a&=b&&", germany, freephone, portugal, "4915123456790")
	if a := r.do("GET", collection+"?phone_number="+freephone, ""); !regexp.MustCompile(`"country_code":null`).MatchString(a.body) {
		t.Errorf("a number of no country: %s", a.body)
	}
}

func TestPoolThatLagsShowsWhatItKnows(t *testing.T) {
	r := newRig(t, func(s *world.Setup) { s.Rules.PoolSync = 1000 * time.Hour })
	id := r.add(germany)
	r.do("POST", item(id, "/request-otp"), bySMS).is(200)
	v := r.do("POST", item(id, "/verify-otp"), `{"code":"`+r.code(germany)+`"}`).is(200)
	if v.text("code_verification_status") != "VERIFIED" {
		t.Errorf("what 360dialog has just learned is not shown: %s", v.body)
	}
	r.move(14 * 24 * time.Hour)
	r.lists("?code_verification_status=VERIFIED") // lapsed at Meta, so left out
	r.lists("?code_verification_status=EXPIRED")  // not known yet
	r.lists("", germany)
}

func TestAddingWhatAPoolHolds(t *testing.T) {
	r := newRig(t)
	r.add(germany)
	r.do("POST", collection, `{"phone_number":"`+germany+`"}`).fails(409, "Conflict")
	r.do("POST", collection, `{"phone_number":"490`+germany[2:]+`"}`).fails(409, "Conflict") // with a trunk zero
	r.send("POST", "/api/v2/partners/"+otherID+"/preverified-numbers", `{"phone_number":"`+germany+`"}`,
		"X-API-Key", otherKey, "Content-Type", "application/json").fails(409, "Conflict")
	r.lists("", germany)
}

func TestOfTwoAddsAtOnceOneSucceeds(t *testing.T) {
	r := newRig(t)
	const clients = 16
	statuses := make(chan int, clients)
	for range clients {
		go func() { statuses <- r.do("POST", collection, `{"phone_number":"`+germany+`"}`).status }()
	}
	seen := map[int]int{}
	for range clients {
		seen[<-statuses]++
	}
	if seen[201] != 1 || seen[409] != clients-1 {
		t.Errorf("answers %v, want one 201 and else 409", seen)
	}
	r.lists("", germany)
}

func TestSameRequestsGiveTheSameBytes(t *testing.T) {
	run := func() (out []string) {
		r := newRig(t)
		id := r.add(germany)
		for _, a := range []got{
			r.do("POST", item(id, "/request-otp"), bySMS), r.do("POST", item(id, "/verify-otp"), `{"code":"1"}`),
			r.do("GET", collection, ""), r.do("POST", tokenPath, `{"username":"`+username+`","password":"`+password+`"}`),
		} {
			out = append(out, a.body)
		}
		return append(out, r.code(germany))
	}
	if a, b := run(), run(); !slices.Equal(a, b) {
		t.Errorf("two runs differ:\n%v\n%v", a, b)
	}
}
