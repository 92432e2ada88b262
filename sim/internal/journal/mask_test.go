package journal

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "****", "abcd": "****", "abcde": "****bcde", "EAAJBsimulator": "****ator", "größeré": "****ßeré", "****ator": "****ator",
	} {
		expect(t, in, Mask(in), want)
	}
}

// shown returns the body of a request as the journal shows it, in a world that
// knows the credentials.
func shownBody(body string, credentials ...string) string {
	j := New(0, func() []string { return credentials })
	r := add(j, func(r *Record) { r.RequestBody = []byte(body) })
	return string(bytesOf(View(r).Request.RecordMessage))
}

// shownCut is shownBody for a body that goes on.
func shownCut(body, credential string) string {
	j := New(0, func() []string { return []string{credential} })
	r := add(j, func(r *Record) { r.RequestBody, r.RequestSize = []byte(body), int64(len(body))+1 })
	return string(bytesOf(View(r).Request.RecordMessage))
}

func bytesOf(m sim.RecordMessage) []byte {
	body, _ := bodyOf(&m) // the journal has written it
	return body
}

// TestSecretsAreMaskedByValue: each text holds a secret that no header names.
func TestSecretsAreMaskedByValue(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", `{"id":"77","code":"123456"}`, `{"id":"77","code":"123456"}`},
		{"form", `fields=id&access_token=unknown-token&limit=1`, `fields=id&access_token=****oken&limit=1`},
		{"upper case", `ACCESS_TOKEN=unknown-token`, `ACCESS_TOKEN=****oken`},
		{"a password that is a word", `{"password":"simulator","username":"simulator@example.com"}`, `{"password":"****ator","username":"simulator@example.com"}`},
		{"a password of words", `{"password":"my secret & word"}`, `{"password":"****word"}`},
		{"a short secret", `client_secret=abc&x=abc`, `client_secret=****&x=abc`},
		{"a code that is exchanged", `oauth/access_token?client_id=1&code=AQDplaceholder`, `oauth/access_token?client_id=1&code=****lder`},
		{"short", `password=abc&x=1`, `password=****&x=1`},
		{"empty value", `access_token=&x=1`, `access_token=&x=1`},
		{"a name as a value", `fields=access_token&grant_type=password&x=1`, `fields=access_token&grant_type=password&x=1`},
		{"every parameter", `input_token=first1&fb_exchange_token=second2&client_secret=third3&api_key=fourth4&appsecret_proof=fifth5&refresh_token=sixth6`,
			`input_token=****rst1&fb_exchange_token=****ond2&client_secret=****ird3&api_key=****rth4&appsecret_proof=****fth5&refresh_token=****xth6`},
		{"every spelling", `apiKey=first1&apikey=second2&API-KEY=third3&token=fourth4&accessToken=fifth5&hub.verify_token=sixth6&clientSecret=seventh7&appsecretProof=eighth8&newPassword=ninth9`,
			`apiKey=****rst1&apikey=****ond2&API-KEY=****ird3&token=****rth4&accessToken=****fth5&hub.verify_token=****xth6&clientSecret=****nth7&appsecretProof=****hth8&newPassword=****nth9`},
		{"every spelling in JSON", `{"apiKey":"first1","token":"second2","access-token":"third3","clientSecret":4444444,"Pass":"x"}`,
			`{"apiKey":"****rst1","token":"****ond2","access-token":"****ird3","clientSecret":****4444,"Pass":"x"}`},
		{"names that are no secret's", `token_type=Bearer&grant_type=fb_exchange_token&spin=123456&keys=abcdefgh&code=123456`, `token_type=Bearer&grant_type=fb_exchange_token&spin=123456&keys=abcdefgh&code=123456`},
		{"a PIN", `messaging_product=whatsapp&pin=212834`, `messaging_product=whatsapp&pin=****2834`},
		{"a PIN in JSON", `{"pin":"212834","id":"212834","x":{"pin":212834}}`, `{"pin":"****2834","id":"212834","x":{"pin":****2834}}`},
		{"a name with an escape", `access%5Ftoken=unknown-token`, `access%5Ftoken=****oken`},
		{"a value with escapes", `access_token=1%7Cab%2Bc&x=1`, `access_token=****ab%2Bc&x=1`},
		{"a value of blanks", `password=my+secret+word`, `password=****word`},
		{"JSON", `{"access_token":"unknown-token","token_type":"Bearer"}`, `{"access_token":"****oken","token_type":"Bearer"}`},
		{"JSON with blanks", "{ \"password\" :\n \"unknown\" }", "{ \"password\" :\n \"****nown\" }"},
		{"JSON null", `{"password":null,"access_token":true}`, `{"password":null,"access_token":true}`},
		{"JSON escapes", `{"password":"ab\"cd\\","x":"y"}`, `{"password":"****b\"cd\\","x":"y"}`},
		{"JSON cut", `{"username":"partner@example.com","password":"unknown`, `{"username":"partner@example.com","password":"****nown`},
		{"JSON cut early", `{"password":"abc`, `{"password":"****`},
		{"JSON cut before the value", `{"password":"`, `{"password":"`},
		{"prose", `property "password" is missing; Error at "/password": minimum length is 1; access_token: none`,
			`property "password" is missing; Error at "/password": minimum length is 1; access_token: none`},
		{"link", `{"next":"https:\/\/h\/1?limit\u003d1\u0026access_token\u003dunknown-token\u0026after\u003dx"}`,
			`{"next":"https:\/\/h\/1?limit\u003d1\u0026access_token\u003d****oken\u0026after\u003dx"}`},
		{"JSON in JSON", `{"body":"{\"password\":\"unknown\",\"x\":1}"}`, `{"body":"{\"password\":\"****nown\",\"x\":1}"}`},
		{"multipart", "--b\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\nun known\"token\r\n--b--",
			"--b\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\n****oken\r\n--b--"},
		{"multipart, more headers", "name=password; x=y\r\nContent-Type: text/plain\r\n\r\n:unknown\r\n--b", "name=password; x=y\r\nContent-Type: text/plain\r\n\r\n****nown\r\n--b"},
		{"headers of a batch", `{"headers":["Authorization: OAuth unknown-token","X-API-Key: unknown-key"]}`,
			`{"headers":["Authorization: OAuth ****oken","X-API-Key: ****-key"]}`},
		{"not UTF-8", "\xff\xfepassword=un\xffknown&\xff", "\xff\xfepassword=****nown&\xff"},
		{"the form of a token", `id=EAAGplaceholder1234&x=EAA&y=GEAAGplaceholder`, `id=****1234&x=EAA&y=GEAAGplaceholder`},
		{"known to the world", `comment=known+to+the+world%21&x=known`, `comment=****rld%21&x=known`},
		{"known, every letter with an escape", `x=%6b%6E%6f%77%6e%20to%20the%20world!`, `x=****rld!`},
		{"known, within a word", `xknown to the world!y`, `x****rld!y`},
	} {
		got := shownBody(c.in, "known to the world!")
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		expect(t, c.name+", masked twice", shownBody(got, "known to the world!"), got)
	}
}

// nested returns forms in which a client or the simulator really writes a token
// somewhere inside something else.
func nested(t *testing.T, token string) []string {
	t.Helper()
	marshal := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	form := url.Values{"access_token": {token}, "fields": {"id"}}.Encode()
	link := marshal(map[string]any{"paging": map[string]string{"next": "http://h/v23.0/1/preverified_numbers?" + form}})
	batch := marshal([]map[string]string{{"method": "GET", "relative_url": "77?" + form}, {"method": "POST", "relative_url": "77", "body": form}})
	answer := marshal([]map[string]any{{"code": 200, "body": link}, {"code": 200, "body": marshal(map[string]string{"access_token": token})}})
	return []string{
		form, link, batch, answer,
		url.Values{"batch": {batch}, "include_headers": {"false"}}.Encode(),
		url.Values{"batch": {batch}, "access_token": {token}}.Encode(),
		marshal(map[string]string{"batch": batch}),
		marshal(map[string]string{"batch": marshal(map[string]string{"body": batch})}),
		url.QueryEscape(url.Values{"batch": {batch}}.Encode()),
		marshal(answer),
		"http://h/?u=" + url.QueryEscape("http://h/?"+url.Values{"batch": {batch}}.Encode()),
	}
}

// TestSecretsInEverythingHoweverCut cuts each text off within the secret, as the
// bound of bodies may.
func TestSecretsInEverythingHoweverCut(t *testing.T) {
	for _, token := range []string{`EAAJBsimulator`, `1234|EAAJBsimulator`, `EAAJB"simul\ator`, `EA&AJ=B/simul+ator`} {
		for _, whole := range nested(t, token) {
			for cut := range len(whole) + 1 {
				got := shownCut(whole[:cut], token)
				for _, clear := range []string{"EAAJB", "AAJBs", "simul"} {
					if strings.Contains(got, clear) {
						t.Fatalf("%q shows in\n%s\nof\n%s", clear, got, whole[:cut])
					}
				}
			}
			got := shownBody(whole, token)
			if !strings.Contains(got, "ator") || json.Valid([]byte(whole)) && !json.Valid([]byte(got)) {
				t.Errorf("the end of the secret is gone, or the JSON broken:\n%s", got)
			}
		}
	}
}
