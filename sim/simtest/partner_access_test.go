package simtest_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

func (c caller) bearer() string {
	c.t.Helper()
	login := map[string]string{"username": "partner@example.com", "password": "simulator"}
	return text(c.t, c.want(200, c.do("POST", "/api/v2/token", login), "POST", "/api/v2/token"), "access_token")
}

func TestCredentialsOf360dialog(t *testing.T) {
	c := hubWorld(t, "")
	token := c.bearer()
	parts := strings.Split(token, ".")
	forged := parts[0] + "." + parts[1] + "." + strings.Repeat("A", len(parts[2]))
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "."
	public, err := os.ReadFile("../internal/dialog360/signing_key.pem")
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{"partner_id": simtest.PartnerID, "exp": time.Date(2026, 1, 15, 9, 1, 0, 0, time.UTC).Unix()}
	symmetric, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(public)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []struct {
		name    string
		status  int
		headers []string
	}{
		{"key in lower case", 200, []string{"x-api-key", "sim-api-key"}},
		{"token", 200, []string{"Authorization", "Bearer " + token}},
		{"scheme in another case", 200, []string{"Authorization", "bEARER  " + token}},
		{"key beats a bad token", 200, []string{"X-API-Key", "sim-api-key", "Authorization", "Bearer x"}},
		{"a bad key beats a good token", 401, []string{"X-API-Key", "x", "Authorization", "Bearer " + token}},
		{"key as a token", 401, []string{"Authorization", "Bearer sim-api-key"}},
		{"key of the messaging API", 401, []string{"D360-API-KEY", "sim-api-key"}},
		{"another scheme", 401, []string{"Authorization", "Basic " + token}},
		{"no scheme", 401, []string{"Authorization", token}},
		{"forged signature", 401, []string{"Authorization", "Bearer " + forged}},
		{"no signature", 401, []string{"Authorization", "Bearer " + unsigned}},
		{"signed with the public text", 401, []string{"Authorization", "Bearer " + symmetric}},
		{"key of another partner", 403, []string{"X-API-Key", "second-key"}},
	} {
		if a := c.do("GET", poolOf(simtest.PartnerID), nil, q.headers...); a.Status != q.status {
			t.Errorf("%s: %d, want %d", q.name, a.Status, q.status)
		}
	}
}

func TestTokenOf360dialogAgesWithTheWorld(t *testing.T) {
	c := hubWorld(t, "")
	token := c.bearer()
	if c.bearer() == token {
		t.Error("two tokens of one instant are the same")
	}
	var claims struct {
		Subject   string `json:"sub"`
		PartnerID string `json:"partner_id"`
		Issued    int64  `json:"iat"`
		Expires   int64  `json:"exp"`
	}
	var header struct{ Alg, Typ, Kid string }
	for i, part := range []any{&header, &claims} {
		data, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[i])
		if err != nil || json.Unmarshal(data, part) != nil {
			t.Fatalf("%q, %v", data, err)
		}
	}
	if claims.Subject != "partner@example.com" || claims.PartnerID != simtest.PartnerID || claims.Expires-claims.Issued != 86400 {
		t.Errorf("claims %+v", claims)
	}
	kid, err := base64.RawStdEncoding.DecodeString(header.Kid)
	if err != nil || header.Alg != "RS256" || header.Typ != "JWT" || !regexp.MustCompile(`^[0-9A-F]{40}$`).Match(kid) {
		t.Errorf("header %+v, key id %s", header, kid)
	}
	list := func(want int) {
		t.Helper()
		c.want(want, c.do("GET", poolOf(simtest.PartnerID), nil, "Authorization", "Bearer "+token), "GET", "the pool")
	}
	c.advance(24*time.Hour - time.Second)
	list(200)
	c.advance(time.Second)
	list(401)
}

// toPoolWithin adds a number and returns the status, or the error of a client that
// does not wait any longer.
func (c caller) toPoolWithin(ctx context.Context, phone string) (int, error) {
	body := strings.NewReader(`{"phone_number":"` + phone + `"}`)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.s.URL+poolOf(simtest.PartnerID), body)
	if err != nil {
		return 0, err
	}
	r.Header = http.Header{"X-Api-Key": {simtest.APIKey}, "Content-Type": {"application/json"}}
	a, err := c.s.Client().Do(r)
	if err != nil {
		return 0, err
	}
	return a.StatusCode, a.Body.Close()
}

// 360dialog gives Meta 30 seconds, and takes a number back that it could not
// share even when its own client has gone.
func TestMetaHangsBehind360dialog(t *testing.T) {
	for operation, patient := range map[string]bool{"meta.add_number": true, "meta.share_number": false} {
		synctest.Test(t, func(t *testing.T) {
			c := caller{t, simtest.StartInProcess(t)}
			c.control(201, "POST", "/faults", `{"on":{"operation":"`+operation+`"},"do":{"connection":"hang"}}`)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if patient {
				ctx = t.Context()
			}
			began := time.Now()
			status, err := c.toPoolWithin(ctx, "4915123456789")
			switch took := time.Since(began); {
			case patient && (status != 502 || took != 30*time.Second):
				t.Errorf("%s: %d after %s, %v", operation, status, took, err)
			case !patient && (err == nil || took != 10*time.Second):
				t.Errorf("%s: %d after %s, %v", operation, status, took, err)
			}
			synctest.Wait()
			if left := list(t, c.control(200, "GET", "/numbers?phone_number=4915123456789", nil)); len(left) != 0 {
				t.Errorf("%s: left behind %v", operation, left)
			}
		})
	}
}
