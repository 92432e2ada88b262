package fuzz_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// secret stands for every ~ of an input. Its end may be shown.
const secret, hidden = "EAAnobodyMayReadThisTail", "nobodyMayReadThis"

// FuzzMasking puts a secret into any place from which credentials are read. What
// the journal shows of the request does not show it.
func FuzzMasking(f *testing.F) {
	graphTargets := []string{"/v23.0/" + business + "/add_phone_numbers", "/", pool, "/api/v2/token", "/v23.0/" + business + "/preverified_numbers"}
	for i := range graphTargets {
		where := uint8(i)
		f.Add(where, "access_token=~", "", "", "Bearer ~", "~", "~")
		for _, query := range []string{"access%5Ftoken=~", "ACCESS_TOKEN=~", "%61ccess_token=~", "a=b&access_token=~&c", "access_token=~&access_token=~", "access_token=%7e~%26x", "appsecret_proof=~&password=~",
			"access_token=%22~%22", "access_token=+~+", "fields=%7B%22access_token%22%3A1&access_token=~", "access_token=a=~", "x=%zz&access_token=~", "access_token=~%zz", "access_token=\xff~"} {
			f.Add(where, query, "", "", "", "", "")
			f.Add(where, "", "application/x-www-form-urlencoded", query, "", "", "")
			f.Add(where, "", "", query, "", "", "")
		}
		for _, body := range []string{`{"access_token":"~"}`, `{"access\u005ftoken":"~"}`, `{"\u0061ccess_token":"\u0041~"}`, `{"access_token":"\"~"}`, `{"access_token":"\\","password":"~"}`, `{"access_token" : "~"}`,
			"{\n\t\"access_token\"\n:\n\"~\"}", `{"access_token":"x~\u2028\ud83d\ude00"}`, `{"password":"a b ~","username":"x"}`, `{"access_token":"x","access_token":"~"}`, `{"access_token":" ~"}`,
			`{"access_token":"a\"b~"}`, `{"access_token":"a&b~"}`, `{"access_token":"a'b~"}`, `{"client_secret":"~","refresh_token":"~"}`, `{"PASSWORD":"~"}`, `{"access_token":"x\ny~"}`,
			`{"batch":"[{\"relative_url\":\"me?access_token=~\"}]"}`, `{"batch":[{"relative_url":"me","body":"access_token=~"}]}`, `{"batch":"[{\"relative_url\":\"me?access\\u005ftoken=~\"}]"}`} {
			f.Add(where, "", "application/json", body, "", "", "")
		}
		for _, part := range []string{`name="access_token"`, `name=access_token`, `name*=utf-8''access%5Ftoken`, `name="access\_token"`, `filename=""; name="access_token"`, `name = "access_token"`, `NAME="access_token"`} {
			f.Add(where, "", "multipart/form-data; boundary=b", multipartBody(part, "~", `name="a"`, "b"), "", "", "")
			f.Add(where, "", "multipart/form-data; boundary=b", multipartBody(part, "x\r\n~", part, "\r\n~"), "", "", "")
		}
		f.Add(where, "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"access_token\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nx=\r\n~\r\n--b--", "", "", "")
		f.Add(where, "", "multipart/form-data; boundary=b", "--b\r\nX-Long: "+strings.Repeat("x", 600)+"\r\nContent-Disposition: form-data; name=\"access_token\"\r\nX-Long: "+strings.Repeat("x", 600)+"\r\n\r\n~\r\n--b--", "", "", "")
		for _, header := range []string{"bearer   ~", "OAuth ~", "~", "Bearer ~ ~", "Basic ~", "Bearer\t~", "Bearer a,~", " Bearer  ~ "} {
			f.Add(where, "", "", "", header, header, "a=b; c="+header)
		}
	}
	h := closed()
	f.Fuzz(func(t *testing.T, where uint8, query, contentType, body, authorization, key, cookie string) {
		c := call{method: "POST", target: graphTargets[int(where)%len(graphTargets)] + "?" + put(query), body: put(body)}
		for _, header := range [][2]string{{"Content-Type", contentType}, {"Authorization", authorization}, {"X-API-Key", key}, {"Cookie", cookie}} {
			if header[1] != "" {
				c = c.withHeader(header[0], put(header[1]))
			}
		}
		r, ok := c.request()
		if !ok || strings.Contains(contentType, "~") || !onlySecret(query, contentType, body, authorization) {
			return
		}
		h.anew(t)
		var a answer
		h.serve(t, r, &a)
		if shown := h.control(t, http.MethodGet, "/requests?limit=1000", ""); shows(shown) {
			t.Errorf("the journal shows the secret: %s", shown)
		}
		if shown := h.control(t, http.MethodGet, "/limits", ""); shows(shown) {
			t.Errorf("the limits show the secret: %s", shown)
		}
	})
}

func put(s string) string { return strings.ReplaceAll(s, "~", secret) }

// shows looks for the secret in the journal as it is printed, and in bodies that
// are printed as Base64.
func shows(journal []byte) bool {
	if bytes.Contains(journal, []byte(hidden)) {
		return true
	}
	for _, quoted := range bytes.Split(journal, []byte{'"'}) {
		if plain, err := base64.StdEncoding.DecodeString(string(quoted)); err == nil && bytes.Contains(plain, []byte(hidden)) {
			return true
		}
	}
	return false
}

var secretNames = []string{"access_token", "appsecret_proof", "password", "client_secret", "refresh_token"}

func isSecret(name string) bool {
	return slices.ContainsFunc(secretNames, func(s string) bool { return strings.EqualFold(s, name) })
}

// onlySecret reports whether every ~ of a request stands in a value that the
// simulator reads as a credential: only then must none of them be shown.
func onlySecret(query, contentType, body, authorization string) bool {
	scheme, _, found := strings.Cut(strings.TrimSpace(authorization), " ")
	if found && strings.Contains(scheme, "~") {
		return false
	}
	return strings.Count(query, "~") == inForm(query) && strings.Count(body, "~") == inBody(contentType, body)
}

// inForm counts the ~ in the secrets of a query or a form body.
func inForm(s string) (n int) {
	for pair := range strings.SplitSeq(s, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil && isSecret(plain) {
			n += strings.Count(value, "~")
		}
	}
	return n
}

// inBody counts the ~ in the secrets of a body, read as its media type says.
func inBody(contentType, body string) int {
	media, params, _ := mime.ParseMediaType(contentType)
	switch {
	case media == "multipart/form-data":
		return inMultipart(params["boundary"], body)
	case media == "application/json", media == "" && strings.HasPrefix(strings.TrimSpace(body), "{"):
		return inJSON(body)
	case media == "application/x-www-form-urlencoded":
		return inForm(body)
	default:
		return 0
	}
}

// inJSON counts the ~ in the texts of an object's secret members, and in those
// of what stands in its member batch.
func inJSON(body string) (n int) {
	var object map[string]any
	if d := json.NewDecoder(strings.NewReader(body)); d.Decode(&object) != nil || d.More() {
		return 0
	}
	for name, value := range object {
		if text, ok := value.(string); ok && isSecret(name) {
			n += strings.Count(text, "~")
		}
		if name == "batch" {
			n += inBatch(value)
		}
	}
	return n
}

func inBatch(value any) (n int) {
	var parts []struct {
		URL  string `json:"relative_url"`
		Body string `json:"body"`
	}
	whole, ok := value.(string)
	if !ok {
		text, _ := json.Marshal(value)
		whole = string(text)
	}
	if json.Unmarshal([]byte(whole), &parts) != nil {
		return 0
	}
	for _, p := range parts {
		_, query, _ := strings.Cut(p.URL, "?")
		n += inForm(query) + inForm(p.Body)
	}
	return n
}

func inMultipart(boundary, body string) (n int) {
	if boundary == "" {
		return 0
	}
	for r := multipart.NewReader(strings.NewReader(body), boundary); ; {
		part, err := r.NextPart()
		if err != nil {
			return n
		}
		value, err := io.ReadAll(part)
		if err == nil && isSecret(part.FormName()) {
			n += bytes.Count(value, []byte("~"))
		}
	}
}
