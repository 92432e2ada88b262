package fuzz_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	msisdnForm = regexp.MustCompile(`^[1-9][0-9]{1,16}$`)
	hubForm    = regexp.MustCompile(`^[0-9]{6,20}$`)
)

// FuzzPhoneNumber adds any text as a phone number, at Meta, at 360dialog and by
// the control API: all take the same for a number, and the same number for it.
func FuzzPhoneNumber(f *testing.F) {
	for _, text := range append(inOrder(nastyTexts), "12025550140", "+12025550140", "+1 (202) 555-0140", "1.202.555.0140", "001 202 555 0140", "+1+2025550140", "1-", "+", "((((", "4915123456789", "49 1512 3456789", "+490151234567",
		"390612345678", "39612345678", "+39 06 1234 5678", "549112345678", "5491123456789", "521551234567890", "+870 773 111 632", "+883 5100 0123 4567", "+800 1234 5678", "+979123456789", "+888123456789", "+999123456789", "0", "1", "12", "123456",
		"+7 812 1234567", "2250123456789", "+225 01 23 45 67 89", "85212345678", "+852-1234-5678", "123456789012345", "1234567890123456", strings.Repeat("1", 20), strings.Repeat("1", 41), "+1 202 555 0140 ext. 5", "tel:+12025550140", "1202555O140", "+1 202 555 0140 ") {
		f.Add(text)
	}
	h := closed()
	f.Fuzz(func(t *testing.T, text string) {
		body := asJSON(t, map[string]string{"phone_number": text})
		if strings.ToValidUTF8(text, "") != text {
			return // JSON cannot say it
		}
		add := graph("POST", "/v23.0/"+business+"/add_phone_numbers?phone_number="+url.QueryEscape(text))
		a, _ := h.do(t, add)
		taken := a.status == http.StatusOK
		atMeta := ""
		if taken {
			atMeta = h.added(t, text)
		}
		b := h.send(t, call{method: "POST", target: "/_sim/v1/numbers", body: body}.withHeader("Content-Type", "application/json"), nil)
		var shown struct {
			Phone string `json:"phone_number"`
		}
		_ = json.Unmarshal(b.body, &shown) // a problem has none
		if known := a.root().Error == "meta.phone_number_taken"; !known && (taken != (b.status == http.StatusCreated) || shown.Phone != atMeta) {
			t.Errorf("%q at Meta: %d %s, by the control API: %d %s", text, a.status, atMeta, b.status, b.body)
		}
		c := h.send(t, hub("POST", pool, body).withHeader("Content-Type", "application/json"), nil)
		if atHub := c.status == http.StatusCreated; atHub != (taken && hubForm.MatchString(text)) {
			t.Errorf("%q at Meta: %d %s, at 360dialog: %d %s", text, a.status, a.body, c.status, c.body)
		}
	})
}

// added returns the MSISDN of the number that was added last, which is the same
// in all its writings.
func (h *house) added(t *testing.T, text string) string {
	t.Helper()
	numbers := h.world(t).Snapshot().Store.Numbers
	phone := numbers[len(numbers)-1].MSISDN
	if !msisdnForm.MatchString(phone) {
		t.Fatalf("%q is the MSISDN %q", text, phone)
	}
	var found struct {
		Data []struct {
			Phone   string `json:"phone_number"`
			Display string `json:"display_phone_number"`
		}
	}
	if err := json.Unmarshal(h.control(t, "GET", "/numbers?phone_number="+phone, ""), &found); err != nil || len(found.Data) != 1 || found.Data[0].Phone != phone {
		t.Fatalf("%q is not found: %v %v", phone, found, err)
	}
	for _, again := range []string{phone, "+" + phone, found.Data[0].Display} {
		r, _ := graph("POST", "/v23.0/"+business+"/add_phone_numbers?phone_number="+url.QueryEscape(again)).request()
		var a answer
		h.serve(t, r, &a)
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%q was added as %s, and %q again: %d %s", text, phone, again, a.status, a.body)
		}
	}
	return phone
}
