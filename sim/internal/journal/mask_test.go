package journal

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"":               "",
		"a":              "****",
		"abcd":           "****",
		"abcde":          "****bcde",
		"EAAJBsimulator": "****ator",
		"größeré":        "****ßeré",
		"****ator":       "****ator",
	} {
		expect(t, in, Mask(in), want)
	}
}

// secret is long enough for any part of it to be found again.
const secret = "EAAJBsimulator"

func TestMaskText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", `{"id":"77","code":"123456"}`, `{"id":"77","code":"123456"}`},
		{"empty", ``, ``},
		{"query", `fields=id&access_token=EAAJBsimulator&limit=1`, `fields=id&access_token=****ator&limit=1`},
		{"upper case", `ACCESS_TOKEN=EAAJBsimulator`, `ACCESS_TOKEN=****ator`},
		{"short", `password=abc&x=1`, `password=****&x=1`},
		{"empty value", `access_token=&x=1`, `access_token=&x=1`},
		{"no value", `fields=access_token&grant_type=password&x=1`, `fields=access_token&grant_type=password&x=1`},
		{"all of them", `access_token=EAAJB1&appsecret_proof=0123456789&password=hunter22&client_secret=s3cretly&refresh_token=r3fresh`,
			`access_token=****AJB1&appsecret_proof=****6789&password=****er22&client_secret=****etly&refresh_token=****resh`},
		{"percent-encoded name", `{"next":"http://sim/1?limit=1&access%5Ftoken=EAAJBsimulator&after=x"}`, `{"next":"http://sim/1?limit=1&access%5Ftoken=****ator&after=x"}`},
		{"percent-encoded secret", `access_token=1%7Cab%2Bc&x=1`, `access_token=****ab%2Bc&x=1`},
		{"encoded short secret", `password=a%26b%7C`, `password=****`},
		{"URL in a log", `Get "https://graph.facebook.com/v23.0/77?access_token=EAAJBsimulator": EOF`,
			`Get "https://graph.facebook.com/v23.0/77?access_token=****ator": EOF`},
		{"JSON", `{"access_token":"EAAJBsimulator","token_type":"Bearer"}`, `{"access_token":"****ator","token_type":"Bearer"}`},
		{"JSON with space", "{ \"password\" :\n \"simulator\" }", "{ \"password\" :\n \"****ator\" }"},
		{"JSON number", `{"password": 12345678, "x": 1}`, `{"password": "****5678", "x": 1}`},
		{"JSON null", `{"password":null,"access_token":true}`, `{"password":null,"access_token":true}`},
		{"JSON empty", `{"password":"","x":"y"}`, `{"password":"","x":"y"}`},
		{"JSON escapes", `{"password":"ab\"cd\\","x":"y"}`, `{"password":"****\"cd\\","x":"y"}`},
		{"JSON literal u0022", `{"password":"abcdefg\\u0022hij","x":"y"}`, `{"password":"****\\u0022hij","x":"y"}`},
		{"JSON cut", `{"username":"partner@example.com","password":"simul`, `{"username":"partner@example.com","password":"****imul`},
		{"JSON cut early", `{"password":"sim`, `{"password":"****`},
		{"JSON cut before the value", `{"password":"`, `{"password":"`},
		{"JSON cut before the colon", `{"password"`, `{"password"`},
		{"JSON cut in an escape", `{"password":"simulator\`, `{"password":"****tor\`},
		{"a list of names", `{"required":["username","password"],"x":1}`, `{"required":["username","password"],"x":1}`},
		{"prose", `property "password" is missing; Error at "/password": minimum length is 1; access_token: none`,
			`property "password" is missing; Error at "/password": minimum length is 1; access_token: none`},
		{"next, Go's ampersand", `{"next":"http://h/v23.0/1/p?access_token=EAAJBsimulator\u0026limit=1"}`,
			`{"next":"http://h/v23.0/1/p?access_token=****ator\u0026limit=1"}`},
		{"next, escaped slashes", `{"next":"https:\/\/h\/v23.0\/1?access_token=EAAJB\/simulator&after=x"}`,
			`{"next":"https:\/\/h\/v23.0\/1?access_token=****ator&after=x"}`},
		{"next, all escaped", `{"next":"https://h/1?limit\u003d1\u0026access_token\u003dEAAJBsimulator\u0026after\u003dx"}`,
			`{"next":"https://h/1?limit\u003d1\u0026access_token\u003d****ator\u0026after\u003dx"}`},
		{"next, cut", `{"paging":{"next":"http://h/1?access_token=EAAJBsi`, `{"paging":{"next":"http://h/1?access_token=****JBsi`},
		{"batch in JSON", `{"batch":"[{\"relative_url\":\"77?access_token=EAAJBsimulator\",\"body\":\"code=1&access_token=EAAJBother\"}]"}`,
			`{"batch":"[{\"relative_url\":\"77?access_token=****ator\",\"body\":\"code=1&access_token=****ther\"}]"}`},
		{"JSON in JSON", `{"body":"{\"access_token\":\"EAAJBsimulator\",\"x\":1}"}`, `{"body":"{\"access_token\":\"****ator\",\"x\":1}"}`},
		{"JSON in JSON, escaped end", `{"body":"{\"password\":\"ab\\\"cdefg\\\\\",\"x\":1}"}`, `{"body":"{\"password\":\"****efg\\\\\",\"x\":1}"}`},
		{"JSON in JSON in JSON", `"{\"a\":\"{\\\"password\\\":\\\"simulator\\\",\\\"x\\\":1}\"}"`,
			`"{\"a\":\"{\\\"password\\\":\\\"****ator\\\",\\\"x\\\":1}\"}"`},
		{"JSON in JSON, unicode quotes", `{"body":"{\u0022password\u0022:\u0022simulator\u0022,\u0022x\u0022:1}"}`,
			`{"body":"{\u0022password\u0022:\u0022****ator\u0022,\u0022x\u0022:1}"}`},
		{"encoded batch", `batch=%5B%7B%22relative_url%22%3A%2277%3Faccess_token%3DEAAJBsimulator%26fields%3Did%22%7D%5D`,
			`batch=%5B%7B%22relative_url%22%3A%2277%3Faccess_token%3D****ator%26fields%3Did%22%7D%5D`},
		{"encoded batch, lower case", `batch=%7b%22a%22%3a%22b%3faccess_token%3dEAAJBsimulator%22%7d`, `batch=%7b%22a%22%3a%22b%3faccess_token%3d****ator%22%7d`},
		{"encoded batch, encoded secret", `batch=%22body%22%3A%22access_token%3D1%257CEAAJBsimul%2526tor%26x%3D1%22`,
			`batch=%22body%22%3A%22access_token%3D****%2526tor%26x%3D1%22`},
		{"encoded JSON", `p=%7B%22access_token%22%3A+%22EAAJBsimulator%22%2C%22x%22%3A1%7D&y=2`, `p=%7B%22access_token%22%3A+%22****ator%22%2C%22x%22%3A1%7D&y=2`},
		{"encoded JSON in JSON", `p=%5C%22password%5C%22%3A%5C%22simulator%5C%22%2C`, `p=%5C%22password%5C%22%3A%5C%22****ator%5C%22%2C`},
		{"encoded twice", `u=http%3A%2F%2Fh%3Fb%3D%2522access_token%2522%253A%2522EAAJBsimulator%2522%252C`,
			`u=http%3A%2F%2Fh%3Fb%3D%2522access_token%2522%253A%2522****ator%2522%252C`},
		{"encoded, cut", `batch=%5B%7B%22body%22%3A%22access_token%3DEAAJBsi`, `batch=%5B%7B%22body%22%3A%22access_token%3D****JBsi`},
		{"multipart", "--b\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\nEAAJB sim\"ulator\r\n--b--",
			"--b\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\n****ator\r\n--b--"},
		{"multipart, more headers", "name=password; x=y\r\nContent-Type: text/plain\r\n\r\n:simulator\r\n--b", "name=password; x=y\r\nContent-Type: text/plain\r\n\r\n****ator\r\n--b"},
		{"multipart, cut", "name=\"password\"\r\n\r\nsimul", "name=\"password\"\r\n\r\n****imul"},
		{"header lines", "Authorization: Bearer EAAJBsimulator\r\nX-API-Key: sim-api-key\r\nD360-API-KEY:sim-api-key\r\nCookie: a=b; c=defgh\r\nHost: h",
			"Authorization: Bearer ****ator\r\nX-API-Key: ****-key\r\nD360-API-KEY:****-key\r\nCookie: ****efgh\r\nHost: h"},
		{"headers in a batch", `{"headers":["Authorization: OAuth EAAJBsimulator","X-API-Key: sim-api-key"]}`,
			`{"headers":["Authorization: OAuth ****ator","X-API-Key: ****-key"]}`},
		{"headers as JSON", `{"Authorization":["Bearer EAAJBsimulator"],"x-api-key":"sim-api-key"}`, `{"Authorization":["Bearer ****ator"],"x-api-key":"****-key"}`},
		{"headers in slog", `msg=in X-API-Key=sim-api-key`, `msg=in X-API-Key=****-key`},
		{"prose about headers", `Authorization: the header is missing; "X-API-Key": required`, `Authorization: the header is missing; "X-API-Key": required`},
		{"not UTF-8", "\xff\xfepassword=sim\xffulator&\xff", "\xff\xfepassword=****ator&\xff"},
	} {
		got := MaskText(c.in)
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		expect(t, c.name+", masked twice", MaskText(got), got)
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

func TestMaskTextInWhateverItStandsAndHoweverItIsCut(t *testing.T) {
	for _, token := range []string{secret, `1234|EAAJBsimulator`, `EAAJB"simul\ator`, `EA&AJ=B/simul+ator`} {
		for _, whole := range nested(t, token) {
			for cut := range len(whole) + 1 {
				got := MaskText(whole[:cut])
				for _, plain := range []string{"EAAJB", "AAJBs", "simul"} {
					if strings.Contains(got, plain) {
						t.Fatalf("%q shows in\n%s\nof\n%s", plain, got, whole[:cut])
					}
				}
			}
			if got := MaskText(whole); !strings.Contains(got, "ator") {
				t.Errorf("the end of the secret is gone:\n%s", got)
			}
		}
	}
}

func TestMaskTextGivesUpOnEndlessCredentials(t *testing.T) {
	long := strings.Repeat("x-api-key:", longestWord)
	expect(t, "masked to the end", MaskText(long+" not a credential"), "x-api-key:****tial")
	whole := strings.Repeat("k", longestWord) + "1234"
	expect(t, "a long one is not endless", MaskText("X-API-Key: "+whole[8:]+"\nrest"), "X-API-Key: ****1234\nrest")
}

func TestMaskedJSONIsStillJSON(t *testing.T) {
	for _, token := range []string{secret, `EAAJB"simul\ator`, `EAAJBsimul"\`, "EAAJB\n\t\u2028é"} {
		for _, whole := range nested(t, token) {
			if json.Valid([]byte(whole)) && !json.Valid([]byte(MaskText(whole))) {
				t.Errorf("no longer JSON:\n%s\nwas\n%s", MaskText(whole), whole)
			}
		}
	}
}

func TestMaskForm(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{``, ``},
		{`fields=id&access_token=EAAJBsimulator`, `fields=id&access_token=****ator`},
		{`password=my "pass" word<secret>&x=1`, `password=****ret>&x=1`},
		{`access%5Ftoken=EAAJBsimulator`, `access%5Ftoken=****ator`},
		{`access%zz=1&access_token=EAAJB%zz`, `access%zz=1&access_token=****B%zz`},
		{`access_token&password=`, `access_token&password=`},
		{`batch=%5B%22access_token%3DEAAJBsimulator%22%5D&&x`, `batch=%5B%22access_token%3D****ator%22%5D&&x`},
		{`access_token=EAAJBsimul%2526`, `access_token=****l%2526`},
	} {
		expect(t, c.in, maskForm(c.in), c.want)
	}
}

func TestMaskHeader(t *testing.T) {
	h := http.Header{
		"Authorization": {"Bearer EAAJBsimulator", "EAAJBsimulator", "Basic  c2VjcmV0OnNlY3JldA=="},
		"X-Api-Key":     {"sim-api-key"},
		"D360-API-KEY":  {"sim-api-key"},
		"Cookie":        {"session=abcdefgh"},
		"Set-Cookie":    {"session=abcdefgh"},
		"Referer":       {"http://h/?access_token=EAAJBsimulator"},
		"Content-Type":  {"application/json"},
	}
	want := map[string]string{
		"Authorization": "Bearer ****ator ****ator Basic ****dA==",
		"X-Api-Key":     "****-key",
		"D360-API-KEY":  "****-key",
		"Cookie":        "****efgh",
		"Set-Cookie":    "****efgh",
		"Referer":       "http://h/?access_token=****ator",
		"Content-Type":  "application/json",
	}
	got := maskHeader(h)
	for name := range h {
		expect(t, name, strings.Join(got[name], " "), want[name])
	}
	expect(t, "the record is as it was", h["X-Api-Key"][0], "sim-api-key")
	if maskHeader(nil) == nil {
		t.Error("no headers are shown as null")
	}
}

// Whatever stands before it, a parameter at the end of a text is masked: either
// it is found, or what came before takes it along.
func FuzzMaskText(f *testing.F) {
	for _, s := range []string{`{"password":"\\u0022`, `access_token%253D%`, `"password"%3a1`, `name="password"` + "\n\n", `Cookie: a b`, `password=\`,
		"", "\x00", "\xff", "\xc0\xaf", `\ud800`, `access\u005ftoken`, `%61ccess_token=x`, strings.Repeat("access_token=", 500), strings.Repeat(`\`, 2000) + `"password"`, strings.Repeat("%25", 500) + "22password", `{"access_token":1e999`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.Contains(s, "EAA") {
			return
		}
		whole := s + "&access_token=" + secret
		for _, got := range []string{MaskText(whole), maskForm(whole)} {
			if strings.Contains(got, "EAA") || !strings.HasSuffix(got, "****ator") {
				t.Errorf("%q became %q", whole, got)
			}
		}
	})
}

func BenchmarkMaskText(b *testing.B) {
	body := `{"data":[` + strings.Repeat(`{"id":"77","phone_number":"15550783881","status":"VERIFIED"},`, 250) +
		`],"paging":{"next":"http://h/v23.0/1/p?access_token=EAAJBsimulator\u0026limit=1"}}`
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		MaskText(body)
	}
}
