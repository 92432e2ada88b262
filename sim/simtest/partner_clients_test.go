package simtest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// partnerClient writes requests as one kind of partner backend does. head holds
// the lines behind the request line; CREDENTIAL stands for what login gives.
type partnerClient struct {
	name string
	// head is for requests without a body, bodied for those with one.
	head, bodied string
	// encoded writes ids percent-encoded, deleteBody sends a body on DELETE.
	encoded, deleteBody bool
	// bearer logs in first and sends token_type, a blank and the token.
	bearer bool
}

var partnerClients = []partnerClient{
	{
		name:   "Go net/http",
		head:   "Host: HOST\nUser-Agent: Go-http-client/1.1\nx-api-key: sim-api-key\nAccept-Encoding: gzip",
		bodied: "Host: HOST\nUser-Agent: Go-http-client/1.1\nContent-Type: application/json\nX-Api-Key: sim-api-key\nAccept-Encoding: gzip",
	},
	{
		name:   "Node fetch",
		head:   "host: HOST\nconnection: keep-alive\nX-API-Key: sim-api-key\naccept: */*\naccept-language: *\nsec-fetch-mode: cors\nuser-agent: node",
		bodied: "host: HOST\nconnection: keep-alive\nX-API-Key: sim-api-key\ncontent-type: application/json\naccept: */*\nuser-agent: node",
	},
	{
		name:   "PHP Guzzle",
		head:   "Host: HOST\nUser-Agent: GuzzleHttp/7\nX-API-Key: sim-api-key\nAccept: application/json",
		bodied: "Host: HOST\nUser-Agent: GuzzleHttp/7\nX-API-Key: sim-api-key\nAccept: application/json\nContent-Type: application/json", encoded: true,
	},
	{
		name:   "Python requests",
		head:   "Host: HOST\nUser-Agent: python-requests/2.32.3\nAccept-Encoding: gzip, deflate\nAccept: */*\nConnection: keep-alive\nAuthorization: CREDENTIAL",
		bodied: "Host: HOST\nUser-Agent: python-requests/2.32.3\nAccept: */*\nAuthorization: CREDENTIAL\nContent-Type: application/json", bearer: true,
	},
	{
		name:   "C# HttpClient",
		head:   "Host: HOST\nAuthorization: CREDENTIAL\nAccept: application/json",
		bodied: "Host: HOST\nAuthorization: CREDENTIAL\nContent-Type: application/json; charset=utf-8", bearer: true, deleteBody: true,
	},
	{
		name:   "Java, scheme in lower case",
		head:   "authorization: bearer CREDENTIAL\nhost: HOST\nuser-agent: Java/21",
		bodied: "authorization: bearer CREDENTIAL\ncontent-type: application/json\nhost: HOST\nuser-agent: Java/21", bearer: true,
	},
	{
		name:   "Ruby Net::HTTP",
		head:   "Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3\nAccept: */*\nUser-Agent: Ruby\nHost: HOST\nAuthorization: CREDENTIAL",
		bodied: "Accept: */*\nUser-Agent: Ruby\nHost: HOST\nAuthorization: CREDENTIAL\nContent-Type: application/json", bearer: true,
	},
}

// login gets a token the way the clients do and words the credential.
func (p partnerClient) login(t *testing.T, s *simtest.Sim) string {
	t.Helper()
	if !p.bearer {
		return ""
	}
	a := onTheWire(t, s, "POST /api/v2/token HTTP/1.1\nHost: HOST\nContent-Type: application/json", `{"username":"partner@example.com","password":"simulator"}`)
	data := jsonObject(t, a.Body)
	if strings.Contains(p.head, "bearer CREDENTIAL") {
		return data["access_token"].(string)
	}
	return fmt.Sprintf("%v %v", data["token_type"], data["access_token"])
}

func (p partnerClient) call(t *testing.T, s *simtest.Sim, credential, method, path, body string) simtest.Answer {
	t.Helper()
	head := p.head
	if body != "" {
		head = p.bodied
	}
	return onTheWire(t, s, method+" "+poolOf(simtest.PartnerID)+path+" HTTP/1.1\n"+strings.ReplaceAll(head, "CREDENTIAL", credential), body)
}

// percent writes every character of an id as a percent escape.
func percent(id string) string {
	var b strings.Builder
	for i := range len(id) {
		fmt.Fprintf(&b, "%%%02X", id[i])
	}
	return b.String()
}

func TestPartnerClients(t *testing.T) {
	for _, p := range partnerClients {
		t.Run(p.name, func(t *testing.T) {
			s := simtest.Start(t)
			credential := p.login(t, s)
			step := func(want int, method, path, body string) simtest.Answer {
				t.Helper()
				a := p.call(t, s, credential, method, path, body)
				if a.Status != want {
					t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
				}
				return a
			}
			added := step(201, "POST", "", `{"phone_number":"12125550001"}`)
			id := jsonObject(t, added.Body)["preverified_phone_number_id"].(string)
			if p.encoded {
				id = percent(id)
			}
			step(200, "POST", "/"+id+"/request-otp", `{"code_method":"sms","language":"en"}`)
			verified := step(200, "POST", "/"+id+"/verify-otp", `{"code":"`+s.Code("12125550001")+`"}`)
			if jsonObject(t, verified.Body)["code_verification_status"] != "VERIFIED" {
				t.Errorf("verified: %s", verified.Body)
			}
			var rows []map[string]any
			if err := json.Unmarshal(step(200, "GET", "?code_verification_status=VERIFIED&phone_number=12125550001", "").Body, &rows); err != nil || len(rows) != 1 {
				t.Errorf("listed %v, %v", rows, err)
			}
			body := ""
			if p.deleteBody {
				body = `{"anything":[1,2]}`
			}
			step(200, "DELETE", "/"+id, body)
			step(404, "DELETE", "/"+id, body)
		})
	}
}

// TestClientsThatLogInAgainAreNotLooped follows clients that take a 401 for the
// end of their token: one login later the call succeeds.
func TestClientsThatLogInAgainAreNotLooped(t *testing.T) {
	s := simtest.Start(t)
	p := partnerClients[4]
	stale := p.login(t, s)
	s.Advance(25 * time.Hour)
	a := p.call(t, s, stale, "GET", "", "")
	if meta, _ := jsonObject(t, a.Body)["meta"].(map[string]any); a.Status != 401 || meta["http_code"] != 401.0 {
		t.Fatalf("a stale token: %d %s", a.Status, a.Body)
	}
	if a := p.call(t, s, p.login(t, s), "GET", "", ""); a.Status != 200 {
		t.Errorf("after the login: %d %s", a.Status, a.Body)
	}
}
