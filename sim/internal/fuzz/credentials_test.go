package fuzz_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzGraphCredential offers Meta any credential in any place: what gets in has
// brought a token of the world, as it is.
func FuzzGraphCredential(f *testing.F) {
	for _, value := range append(inOrder(nastyTexts), metaToken, "Bearer "+metaToken, "bearer  "+metaToken+" ", "OAuth "+metaToken, "Basic "+metaToken, "Bearer"+metaToken,
		"Bearer\t"+metaToken, "Bearer "+metaToken+"\x00", "Bearer "+metaToken+" x", "Bearer EAAJBreader", "Bearer "+strings.ToLower(metaToken), "Bearer "+metaToken[:13], "Bearer "+metaToken+metaToken,
		"Bearer EAA"+strings.Repeat("Z", 200), "Bearer EAAJBproof", apiKey, "Bearer "+apiKey, "Bearer 1|x", "Negotiate") {
		f.Add(value, "", "", "")
		f.Add("", "access_token="+url.QueryEscape(strings.TrimPrefix(value, "Bearer ")), "", "")
		f.Add("", "access_token="+value, "application/json", asJSON(f, map[string]string{"access_token": value}))
		f.Add("", "", "application/x-www-form-urlencoded", "access_token="+strings.TrimPrefix(value, "Bearer "))
	}
	f.Add("", "access_token="+metaToken+"&access_token=x", "", "")
	f.Add("Bearer x", "access_token="+metaToken, "", "")
	f.Add("Bearer EAAJBproof", "appsecret_proof=ff", "", "")
	f.Add("Bearer EAAJBproof", "appsecret_proof=17a3b2f4", "application/json", `{"appsecret_proof":null,"access_token":["`+metaToken+`"]}`)
	f.Fuzz(func(t *testing.T, authorization, query, contentType, body string) {
		c := call{method: "POST", target: "/v23.0/" + business + "/add_phone_numbers?phone_number=12025550140&" + query, body: body}
		for name, value := range map[string]string{"Authorization": authorization, "Content-Type": contentType} {
			if value != "" {
				c = c.withHeader(name, value)
			}
		}
		a, ok := closed().do(t, c)
		if !ok || a.root() == nil || a.root().Error == "meta.malformed_request" || a.root().Operation == nil {
			return
		}
		if !slices.Contains(strings.Split(a.root().Error, " "), "meta.invalid_token") && a.status != http.StatusUnauthorized && !hasToken(authorization, query, body) {
			t.Errorf("%d %s without a token", a.status, a.body)
		}
		if a.status == http.StatusOK && a.root().Error == "" && a.root().Business != business {
			t.Errorf("a token of %s has added a number to %s", a.root().Business, business)
		}
	})
}

// hasToken reports whether one of the texts holds a token of the world, plain,
// percent-encoded or with JSON's escapes.
func hasToken(texts ...string) bool {
	for _, s := range texts {
		plain, _ := url.QueryUnescape(s)
		for _, token := range []string{metaToken, otherToken, "EAAJBreader", "EAAJBproof"} {
			if strings.Contains(s, token) || strings.Contains(plain, token) || strings.Contains(unescaped(s), token) || strings.Contains(pairs(s), token) {
				return true
			}
		}
	}
	return false
}

// unescaped is what the texts of a JSON object say.
func unescaped(s string) string {
	var object map[string]any
	if json.Unmarshal([]byte(s), &object) != nil {
		return ""
	}
	var b strings.Builder
	for _, v := range object {
		if text, ok := v.(string); ok {
			b.WriteString(text + " ")
		}
	}
	return b.String()
}

// pairs is what the values of a form say, where they can be read.
func pairs(s string) string {
	values, _ := url.ParseQuery(s)
	var b strings.Builder
	for _, list := range values {
		b.WriteString(strings.Join(list, " ") + " ")
	}
	return b.String()
}

// FuzzHubCredential offers 360dialog any credential: an API key decides, and a
// bearer token is taken only as it was issued.
func FuzzHubCredential(f *testing.F) {
	h := closed()
	issued := h.bearer(f)
	parts := strings.Split(issued, ".")
	claims := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for _, token := range append(inOrder(nastyTexts), issued, issued+".", issued+"=", "."+issued, parts[0]+"."+parts[1]+".", parts[0]+".."+parts[2], strings.Join(parts[:2], "."),
		claims(`{"alg":"none"}`)+"."+parts[1]+".", claims(`{"alg":"HS256","typ":"JWT"}`)+"."+parts[1]+"."+parts[2],
		parts[0]+"."+claims(`{"iss":"preverified-sim","partner_id":"secondPA","exp":9999999999}`)+"."+parts[2],
		parts[0]+"."+claims(`{"exp":1e999,"iss":["a"],"partner_id":{}}`)+"."+parts[2], claims(`{"alg":"RS256","crit":["x"]}`)+"."+parts[1]+"."+parts[2],
		claims(`{"alg":null}`)+"."+claims(`null`)+"."+parts[2], claims(strings.Repeat("[", 5000))+"."+parts[1]+"."+parts[2],
		issued[:len(issued)-1]+string(rune(issued[len(issued)-1]+1)), strings.Repeat(".", 5000), issued+" "+issued, apiKey, metaToken) {
		f.Add("", "Bearer "+token)
		f.Add("", token)
		f.Add(token, "")
		f.Add(token, "Bearer "+issued)
	}
	for _, key := range []string{apiKey, apiKey + " ", otherKey, "Sim-Api-Key", apiKey + "," + otherKey, apiKey[:10]} {
		f.Add(key, "")
		f.Add("", "Bearer "+key)
	}
	f.Add("", "bEARER   "+issued)
	f.Add("", "OAuth "+issued)
	f.Fuzz(func(t *testing.T, key, authorization string) {
		c := call{method: "GET", target: pool}
		if key != "" {
			c = c.withHeader("X-API-Key", key)
		}
		if authorization != "" {
			c = c.withHeader("Authorization", authorization)
		}
		a, ok := h.do(t, c)
		if !ok {
			return
		}
		key = strings.Trim(key, " \t")
		scheme, token, _ := strings.Cut(strings.TrimSpace(authorization), " ")
		good := key == apiKey || key == "" && strings.EqualFold(scheme, "Bearer") && strings.TrimSpace(token) == issued
		switch {
		case good != (a.status == http.StatusOK):
			t.Errorf("key %q and %q: %d %s", key, authorization, a.status, a.body)
		case !good && a.status != http.StatusUnauthorized && key != otherKey:
			t.Errorf("key %q and %q are refused with %d %s", key, authorization, a.status, a.body)
		}
	})
}

// bearer logs the partner's hub user in and returns the token.
func (h *house) bearer(t testing.TB) string {
	t.Helper()
	h.anew(t)
	c := call{method: "POST", target: "/api/v2/token", body: `{"username":"partner@example.com","password":"simulator"}`}
	r, _ := c.withHeader("Content-Type", "application/json").request()
	var a answer
	h.serve(t, r, &a)
	var said struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(a.body, &said); err != nil || said.Token == "" {
		t.Fatalf("no token in %s", a.body)
	}
	return said.Token
}
