package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/drift"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// harOf is a capture of requests for a URL, each a method, what is behind the
// vendor's host, a status and a body.
func harOf(t testing.TB, requests ...[4]string) []byte {
	t.Helper()
	entries := []map[string]any{}
	for _, r := range requests {
		host := "https://graph.facebook.com"
		if strings.HasPrefix(r[1], "/api/") {
			host = "https://hub.360dialog.io"
		}
		entries = append(entries, map[string]any{
			"startedDateTime": "2026-01-15T09:00:00Z", "request": map[string]any{"method": r[0], "url": host + r[1]},
			"response": map[string]any{"status": json.RawMessage(r[2]), "content": map[string]any{"text": r[3]}},
		})
	}
	out, err := json.Marshal(map[string]any{"log": map[string]any{"entries": entries}})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A capture with any ids, phone numbers, tokens, times and codes makes a world in
// which it can be replayed, with the same result every time and within the
// contract.
func FuzzDrift(f *testing.F) {
	for _, name := range []string{"matching.har", "drifted.har"} {
		data, err := os.ReadFile("../internal/drift/testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, true)
		f.Add(data, false)
	}
	for _, id := range []string{"1", "0", "007", strings.Repeat("9", 40), "1000001", "me", "%00", "%2e%2e", "", "x y"} {
		for _, phone := range []string{"12025550140", "+1 202-555-0140", "0", strings.Repeat("9", 30), "\u0661", "", "4915123456789"} {
			number := `{"id":"` + id + `","phone_number":"` + phone + `","code_verification_status":"EXPIRED","verification_expiry_time":"2026-01-01T00:00:00+0000","owner_business":{"id":"` + id + `","name":"\ud800"}}`
			f.Add(harOf(f,
				[4]string{"GET", "/v23.0/" + id + "?access_token=a", "200", number},
				[4]string{"GET", "/v23.0/5/preverified_numbers?access_token=a", "200", `{"data":[` + number + "," + number + `]}`},
				[4]string{"POST", "/v23.0/" + id + "/verify_code?code=" + phone, "200", `{"success":true}`},
				[4]string{"GET", "/v23.0/" + id + "/phone_numbers?access_token=a", "200", `{"data":[` + number + `]}`},
				[4]string{"POST", "/v23.0/" + id + "/phone_numbers?preverified_id=" + id, "200", number},
				[4]string{"POST", "/v23.0/" + id + "/register", "200", `{"success":true}`},
				[4]string{"GET", "/v23.0/" + id + "/client_whatsapp_business_accounts", "200", `{"data":[` + number + `]}`},
				[4]string{"GET", "/v23.0/" + id + "/assigned_users?business=" + id, "200", `{"data":[` + number + `]}`},
				[4]string{"GET", "/v23.0/" + id + "/subscribed_apps", "200", `{"data":[{"whatsapp_business_api_data":` + number + `}]}`},
				[4]string{"GET", "/v23.0/" + id + "/extendedcredits", "200", `{"data":[` + number + `]}`},
				[4]string{"GET", "/api/v2/partners/" + id + "/preverified-numbers", "200", `[{"preverified_phone_number_id":"` + id + `","phone_number":"` + phone + `","created_at":"0001-01-01T00:00:00Z","code_verification_status":"VERIFIED"}]`},
			), id < "1")
		}
	}
	for _, body := range []string{"", "null", "[]", `{"error":{"code":190,"error_subcode":463}}`, `{"error":{"code":1e999}}`, `{"id":12345678901234567890}`, `{"data":[null,1,{}]}`, "\xff", strings.Repeat("[", 5000)} {
		f.Add(harOf(f, [4]string{"POST", "/v23.0/5/add_phone_numbers?phone_number=12025550140&access_token=a", "200", body}, [4]string{"DELETE", "/v23.0/7?access_token=a", "400", body}), true)
		f.Add(harOf(f, [4]string{"POST", "/v23.0/5/share_preverified_numbers?preverified_id=7&partner_business_id=5", "403", body}, [4]string{"POST", "/api/v2/token", "200", body}), false)
	}
	srv, err := server.New(server.Options{QuietHeaders: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(srv.Close)
	replay := func(t *testing.T, c []har.Entry, d sim.Dialect) string {
		plan := drift.New("c.har", c, drift.Options{Dialect: d})
		if _, _, err := srv.Worlds().Put(world.Default, scenario.Setup(plan.Scenario, scenario.Build{Open: true})); err != nil {
			t.Fatalf("no world can be made: %v", err)
		}
		report, err := plan.Replay(t.Context(), srv.Handler())
		if err != nil {
			t.Fatalf("it cannot be replayed: %v", err)
		}
		return report.Text()
	}
	f.Add([]byte("\xef\xbb\xbf{}"), true)
	f.Add([]byte(`{"log":{"entries":`+strings.Repeat("[", 20000)), true)
	f.Fuzz(func(t *testing.T, data []byte, documented bool) {
		c, err := har.Read("c.har", bytes.NewReader(data))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "c.har: ") {
				t.Errorf("%v does not name the file", err)
			}
			return
		}
		d := sim.Observed
		if documented {
			d = sim.Documented
		}
		first := replay(t, c, d)
		if again := replay(t, c, d); again != first {
			t.Errorf("one capture, two reports:\n%s\n%s", first, again)
		}
		if n := srv.Violations(); n != 0 {
			t.Errorf("%d places of answers break their contract", n)
		}
	})
}
