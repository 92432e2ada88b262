package dialog360

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

func (r *rig) token() string {
	r.t.Helper()
	return r.send("POST", tokenPath, `{"username":"`+username+`","password":"`+password+`"}`,
		"Content-Type", "application/json").is(200).text("access_token")
}

func TestCredentials(t *testing.T) {
	r := newRig(t)
	token := r.token()
	parts := strings.Split(token, ".")
	forged := parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2]))
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "."
	symmetric, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"partner_id": partnerID, "exp": start.Unix() + 60}).SignedString(signingPEM)
	must(t, err)
	for _, c := range []struct {
		name    string
		status  int
		headers []string
	}{
		{"key", 200, []string{"X-API-Key", apiKey}},
		{"key in lower case", 200, []string{"x-api-key", apiKey}},
		{"token", 200, []string{"Authorization", "Bearer " + token}},
		{"scheme in another case", 200, []string{"Authorization", "bEARER  " + token}},
		{"key beats a bad token", 200, []string{"X-API-Key", apiKey, "Authorization", "Bearer x"}},
		{"a bad key beats a good token", 401, []string{"X-API-Key", "x", "Authorization", "Bearer " + token}},
		{"nothing", 401, nil},
		{"unknown key", 401, []string{"X-API-Key", "x"}},
		{"revoked key", 401, []string{"X-API-Key", "revoked-key"}},
		{"key as a token", 401, []string{"Authorization", "Bearer " + apiKey}},
		{"key of the messaging API", 401, []string{"D360-API-KEY", apiKey}},
		{"another scheme", 401, []string{"Authorization", "Basic " + token}},
		{"no scheme", 401, []string{"Authorization", token}},
		{"forged signature", 401, []string{"Authorization", "Bearer " + forged}},
		{"no signature", 401, []string{"Authorization", "Bearer " + unsigned}},
		{"signed with the public text", 401, []string{"Authorization", "Bearer " + symmetric}},
		{"key of another partner", 403, []string{"X-API-Key", otherKey}},
	} {
		a := r.send("GET", collection, "", c.headers...)
		if a.status != c.status {
			t.Errorf("%s: %d, want %d", c.name, a.status, c.status)
		}
		if a.status >= 400 && a.details() != "" {
			t.Errorf("%s: details %s", c.name, a.details())
		}
	}
	r.send("GET", collection, "").fails(401, "Unauthorized")
	r.send("GET", collection, "", "X-API-Key", otherKey).fails(403, "Forbidden")
}

func TestOrderOfRefusals(t *testing.T) {
	r := newRig(t)
	nowhere := "/api/v2/partners/nobodyPA/preverified-numbers"
	r.send("POST", nowhere, "{", "Content-Type", "application/json").fails(401, "Unauthorized")
	r.do("POST", nowhere, "{}").fails(404, "Not found")
	if a := r.do("GET", nowhere, "").fails(404, "Not found"); a.details() != "" {
		t.Errorf("a 404 of the list has details: %s", a.body)
	}
	r.send("POST", collection, "{}", "X-API-Key", otherKey, "Content-Type", "application/json").fails(403, "Forbidden")
	r.do("POST", item("1", "/verify-otp"), "{}").fails(400, "Wrong payload")
	for _, c := range [][2]string{{"/verify-otp", `{"code":"1"}`}, {"/request-otp", bySMS}} {
		r.do("POST", item("1", c[0]), c[1]).fails(404, "Not found")
	}
	r.do("DELETE", item("1"), "").fails(404, "Not found")
	for _, rec := range r.records() {
		if ok := rec.Status == 404 || rec.Status == 403 || rec.Status == 401; ok != rec.Conforms {
			t.Errorf("%d %s conforms: %v, %v", rec.Status, rec.Path, rec.Conforms, rec.Violations)
		}
		if rec.Operation == "" {
			t.Errorf("%d %s has no operation in the journal", rec.Status, rec.Path)
		}
	}
}

func TestNumberOfAnotherPartner(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	r.send("DELETE", "/api/v2/partners/"+otherID+"/preverified-numbers/"+id, "", "X-API-Key", otherKey).fails(404, "Not found")
	r.lists("", germany)
}

func TestTokenAgesWithTheWorld(t *testing.T) {
	r := newRig(t)
	a := r.send("POST", tokenPath, `{"username":"`+username+`","password":"`+password+`","more":1}`, "Content-Type", "application/json").is(200)
	token := a.text("access_token")
	a.says(`{"access_token":"` + token + `","expires_in":86400,"token_type":"Bearer"}` + "\n")
	r.move(24*time.Hour - time.Second)
	r.send("GET", collection, "", "Authorization", "Bearer "+token).is(200)
	r.move(time.Second)
	r.send("GET", collection, "", "Authorization", "Bearer "+token).fails(401, "Unauthorized")
	r.send("GET", collection, "", "Authorization", "Bearer "+r.token()).is(200)
}

func TestFormOfTheToken(t *testing.T) {
	r := newRig(t)
	parts := strings.Split(r.token(), ".")
	read := func(part string) (out map[string]any) {
		text, err := base64.RawURLEncoding.DecodeString(part)
		must(t, err)
		must(t, json.Unmarshal(text, &out))
		return out
	}
	head, body := read(parts[0]), read(parts[1])
	kid, err := base64.RawStdEncoding.DecodeString(head["kid"].(string))
	must(t, err)
	if head["alg"] != "RS256" || head["typ"] != "JWT" || !regexp.MustCompile(`^[0-9A-F]{40}$`).Match(kid) {
		t.Errorf("header %v, key id %s", head, kid)
	}
	if body["sub"] != username || body["partner_id"] != partnerID || body["iat"] != float64(start.Unix()) ||
		body["exp"] != float64(start.Unix()+86400) || body["iss"] != tokenIssuer || len(body["jti"].(string)) != 32 {
		t.Errorf("claims %v", body)
	}
	if again := r.token(); again == strings.Join(parts, ".") {
		t.Error("two tokens of one instant are the same")
	}
}

func TestWrongPassword(t *testing.T) {
	r := newRig(t)
	for _, body := range []string{`{"username":"` + username + `","password":"x"}`, `{"username":"","password":""}`} {
		r.send("POST", tokenPath, body, "Content-Type", "application/json").is(403).
			says(`{"error":"invalid_grant","error_description":"Wrong email or password."}` + "\n")
	}
}

func TestOpenWorld(t *testing.T) {
	r := newRig(t, func(s *world.Setup) { s.Rules.Open = true })
	mine := "/api/v2/partners/minePA/preverified-numbers"
	r.send("GET", mine, "").fails(401, "Unauthorized")
	for _, headers := range [][]string{{"X-API-Key", "any"}, {"Authorization", "Bearer any"}, {"X-API-Key", apiKey}} {
		r.send("GET", mine, "", headers...).is(200)
	}
	a := r.send("POST", mine, `{"phone_number":"`+germany+`"}`, "X-API-Key", "any", "Content-Type", "application/json").is(201)
	if a.text("partner_id") != "minePA" {
		t.Errorf("row %s", a.body)
	}
	r.send("GET", collection, "", "X-API-Key", otherKey).fails(403, "Forbidden")
	token := r.send("POST", tokenPath, `{"username":"me","password":"x"}`, "Content-Type", "application/json").is(200).text("access_token")
	r.send("GET", mine, "", "Authorization", "Bearer "+token).is(200)
	strict := newRig(t)
	strict.send("GET", collection, "", "Authorization", "Bearer "+token).fails(401, "Unauthorized")
	r.move(25 * time.Hour)
	r.send("GET", mine, "", "Authorization", "Bearer "+token).fails(401, "Unauthorized")
}

func TestPaths(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/api/v2/partners", 404, ""},
		{"GET", collection + "/", 404, ""},
		{"OPTIONS", "/api/v2/elsewhere", 404, ""},
		{"GET", "/api/v2/partners//preverified-numbers", 404, ""},
		{"POST", tokenPath + "/", 404, ""},
		{"PUT", collection, 405, "OPTIONS, GET, HEAD, POST"},
		{"GET", item("1"), 405, "DELETE, OPTIONS"},
		{"HEAD", item("1"), 405, "DELETE, OPTIONS"},
		{"DELETE", item("1", "/verify-otp"), 405, "OPTIONS, POST"},
		{"GET", item("1", "/request-otp"), 405, "OPTIONS, POST"},
		{"GET", tokenPath, 405, "OPTIONS, POST"},
		{"OPTIONS", collection, 200, "OPTIONS, GET, HEAD, POST"},
		{"OPTIONS", item("a%b", "/verify-otp"), 200, "OPTIONS, POST"},
	} {
		a := r.send(c.method, c.path, "").is(c.status)
		if got := a.header.Get("Allow"); got != c.allow {
			t.Errorf("%s %s: Allow %q, want %q", c.method, c.path, got, c.allow)
		}
		switch {
		case c.method == "OPTIONS" && c.status == 200, c.method == "HEAD":
			a.says("")
		case c.status == 404:
			a.fails(404, "Not Found")
		default:
			a.fails(405, "Method Not Allowed")
		}
	}
	options := slices.DeleteFunc(r.records(), func(x *journal.Record) bool { return x.Method != "OPTIONS" || x.Status != 200 })
	for _, rec := range options {
		if !rec.Conforms || len(rec.Violations) != 0 {
			t.Errorf("OPTIONS is told a breach: %v", rec.Violations)
		}
	}
}

func TestHeadOfTheList(t *testing.T) {
	r := newRig(t)
	r.add(germany)
	a := r.send("HEAD", collection, "", "X-API-Key", apiKey).is(200).says("")
	if a.header.Get("Content-Length") == "0" {
		t.Error("HEAD does not say how long the list is")
	}
	r.send("HEAD", collection, "").is(401).says("")
}

func TestPercentEncodedIDs(t *testing.T) {
	r := newRig(t)
	id := r.add(germany)
	encoded := "%3" + id[:1] + id[1:]
	r.do("DELETE", "/api/v2/partners/simul8%50A/preverified-numbers/"+encoded, "").is(200)
	r.do("DELETE", item("a/b"), "").fails(404, "Not found") // one id with a slash in it, not a path
	if last := r.records()[len(r.records())-1]; last.NumberID != "a/b" {
		t.Errorf("the id is %q", last.NumberID)
	}
}
