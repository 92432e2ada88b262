package failures_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
	"github.com/preverified-sim/preverified-sim/specs"
)

var metaOperations = []string{
	"meta.get_number", "meta.delete_number", "meta.list_numbers", "meta.verify_code", "meta.share_number",
	"meta.unshare_number", "meta.add_number", "meta.request_code", "meta.list_partners", "meta.get_business",
	"meta.get_waba", "meta.get_phone", "meta.register_phone", "meta.deregister_phone", "meta.request_phone_code",
	"meta.verify_phone_code", "meta.list_waba_numbers", "meta.add_waba_number", "meta.list_subscribed_apps",
	"meta.subscribe_app", "meta.unsubscribe_app", "meta.list_assigned_users", "meta.assign_user", "meta.unassign_user",
	"meta.list_client_wabas", "meta.list_owned_wabas", "meta.list_credit_lines", "meta.share_credit_line",
	"meta.exchange_code", "meta.debug_token", "meta.system_user_token", "meta.set_webhook",
}

var dialog360Operations = []string{
	"360dialog.list_numbers", "360dialog.add_number", "360dialog.delete_number", "360dialog.request_otp",
	"360dialog.verify_otp", "360dialog.create_token",
}

var operations = append(slices.Clone(metaOperations), dialog360Operations...)

// args names a value for every placeholder there is.
var args = failures.Args{
	"field": "code", "rule": "a number", "id": "106540352242922", "method": "post", "path": "nowhere",
	"node_type": "Business", "app_id": "17", "expired_at": "Friday, 18-Sep-26 10:00:00 PDT",
	"now": "Friday, 18-Sep-26 11:00:00 PDT",
}

func shippedFiles(t testing.TB) []failures.File {
	t.Helper()
	var files []failures.File
	for _, name := range []string{"meta.errors.yaml", "360dialog.errors.yaml"} {
		data, err := specs.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, failures.File{Name: "specs/" + name, Data: data})
	}
	return files
}

func shipped(t testing.TB) *failures.Catalogue {
	t.Helper()
	c, err := failures.Load(shippedFiles(t)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func entry(t testing.TB, c *failures.Catalogue, id string) *failures.Entry {
	t.Helper()
	e, ok := c.Entry(id)
	if !ok {
		t.Fatalf("the catalogue has no %s", id)
	}
	return e
}

func text(t testing.TB, a failures.Variant) string {
	t.Helper()
	b, err := wire.Append(nil, a.Members)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The ids other files may name; none may go away.
var ids = map[string]string{
	"meta": `invalid_token token_expired token_revoked permission_denied business_access_denied invalid_id number_not_found
		business_not_found missing_parameter invalid_phone_number phone_number_taken pool_full invalid_code_method invalid_language
		invalid_code_format code_wrong code_expired already_verified code_requests_exceeded not_shareable already_shared
		relationship_forbidden number_in_use fields_unavailable invalid_limit invalid_cursor invalid_filter_combination
		business_not_eligible unknown_path rate_limited unexpected_error temporarily_unavailable
		missing_token token_app_removed invalid_appsecret_proof appsecret_proof_required share_target_forbidden
		partner_business_not_found unsupported_request invalid_parameter malformed_request request_too_large
		code_request_cooldown not_shared app_rate_limited user_rate_limited waba_rate_limited invalid_business_id
		phone_not_found phone_access_denied waba_not_found waba_access_denied waba_full phone_already_registered waba_phone_invalid
		waba_phone_format preverified_not_found waba_creation_limited invalid_filtering invalid_pin cannot_register pin_mismatch
		register_limited not_registered cannot_deregister phone_not_eligible phone_code_refused phone_attempts_exceeded
		invalid_callback callback_unreachable override_before_subscribe unsubscribe_refused invalid_user user_already_assigned
		user_not_assigned unassign_refused code_lapsed code_used redirect_uri_mismatch invalid_signup_code invalid_client_secret
		invalid_app viewing_app_mismatch phone_permission_missing phone_app_not_linked phone_deleted phone_waba_gone
		phone_not_on_api phone_under_review phone_information_unavailable whatsapp_unavailable database_unavailable
		registration_failed phone_not_linked phone_of_small_business not_subscribed unsupported_filters credit_line_not_found
		credit_denied signup_incomplete invalid_version invalid_preverified_id app_token_required callback_verification_failed`,
	"360dialog": `unauthorized forbidden partner_not_found number_not_found not_found method_not_allowed wrong_payload
		already_in_pool meta_refused meta_failed otp_failed too_many_requests internal_error invalid_grant
		invalid_json request_too_large`,
}

func TestIDsAreAllThereAndNoOthers(t *testing.T) {
	c := shipped(t)
	var want, got []string
	for vendor, names := range ids {
		for _, name := range strings.Fields(names) {
			want = append(want, vendor+"."+name)
		}
	}
	for _, e := range c.Entries() {
		got = append(got, e.ID)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("ids\n got %q\nwant %q", got, want)
	}
}

func TestEntriesKeepFileOrder(t *testing.T) {
	entries := shipped(t).Entries()
	if first, last := entries[0].ID, entries[len(entries)-1].ID; first != "meta.missing_token" || last != "360dialog.internal_error" {
		t.Errorf("entries run from %s to %s", first, last)
	}
}

func TestEveryEntryRendersEverywhere(t *testing.T) {
	c := shipped(t)
	for _, e := range c.Entries() {
		for _, op := range e.Operations {
			if !strings.HasSuffix(op, ".*") && !slices.Contains(operations, op) {
				t.Errorf("%s: no operation is called %q", e.ID, op)
			}
		}
		from := []string{""}
		for _, op := range operations {
			if e.MayComeFrom(op) {
				from = append(from, op)
			}
		}
		if len(e.Operations) > 0 && len(from) == 1 {
			t.Errorf("%s comes from no known operation", e.ID)
		}
		for _, d := range []sim.Dialect{sim.Documented, sim.Observed} {
			for _, op := range from {
				for _, a := range []failures.Args{nil, args} {
					checkAnswer(t, e, op, e.Answer(d, op, a))
				}
			}
		}
	}
}

func checkAnswer(t *testing.T, e *failures.Entry, op string, a failures.Variant) {
	t.Helper()
	if a.Status < 400 || a.Status > 599 {
		t.Errorf("%s from %q has status %d", e.ID, op, a.Status)
	}
	for _, m := range a.Members {
		if s, ok := m.Value.(string); ok && (s == "" || strings.ContainsAny(s, "{}") || strings.Contains(s, "  ")) {
			t.Errorf("%s from %q says %s: %q", e.ID, op, m.Name, s)
		}
	}
	if !json.Valid([]byte(text(t, a))) {
		t.Errorf("%s from %q is no JSON: %s", e.ID, op, text(t, a))
	}
}

// Clients see message, type and code in every Graph error, in the documented
// order.
func TestMetaMembersStandInWireOrder(t *testing.T) {
	order := []string{"message", "type", "code", "error_subcode", "is_transient", "error_user_title", "error_user_msg"}
	for _, e := range shipped(t).Entries() {
		if e.Vendor() != "meta" {
			continue
		}
		for _, d := range []sim.Dialect{sim.Documented, sim.Observed} {
			for _, op := range append([]string{""}, metaOperations...) {
				var names []string
				for _, m := range e.Answer(d, op, nil).Members {
					names = append(names, m.Name)
				}
				sorted := slices.Clone(names)
				slices.SortFunc(sorted, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
				if !slices.Equal(names, sorted) || !slices.Equal(names[:3], order[:3]) {
					t.Errorf("%s %s %s has members %q", e.ID, d, op, names)
				}
			}
		}
	}
}

func TestTransientFailuresAreTheOnesOfLimitsAndOutages(t *testing.T) {
	want := []string{
		"meta.code_requests_exceeded", "meta.code_request_cooldown", "meta.rate_limited", "meta.app_rate_limited",
		"meta.user_rate_limited", "meta.waba_rate_limited", "meta.unexpected_error", "meta.temporarily_unavailable",
		"meta.waba_creation_limited", "meta.register_limited", "meta.phone_attempts_exceeded", "meta.whatsapp_unavailable", "meta.database_unavailable", "meta.registration_failed",
		"360dialog.meta_failed", "360dialog.too_many_requests", "360dialog.internal_error",
	}
	var got []string
	for _, e := range shipped(t).Entries() {
		if *e.Transient {
			got = append(got, e.ID)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("transient\n got %q\nwant %q", got, want)
	}
}

func TestMayComeFrom(t *testing.T) {
	c := shipped(t)
	for _, row := range []struct {
		id, operation string
		want          bool
	}{
		{"meta.rate_limited", "meta.get_business", true},
		{"meta.rate_limited", "meta.", false},
		{"meta.rate_limited", "360dialog.add_number", false},
		{"meta.code_wrong", "meta.verify_code", true},
		{"meta.code_wrong", "meta.request_code", false},
		{"meta.unknown_path", "meta.get_number", false},
	} {
		if got := entry(t, c, row.id).MayComeFrom(row.operation); got != row.want {
			t.Errorf("%s from %s: %v", row.id, row.operation, got)
		}
	}
}

func TestParseDialect(t *testing.T) {
	for _, s := range []string{"documented", "observed"} {
		if d, ok := sim.ParseDialect(s); !ok || string(d) != s {
			t.Errorf("%s is %q, %v", s, d, ok)
		}
	}
	for _, s := range []string{"", "Documented", "real"} {
		if d, ok := sim.ParseDialect(s); ok {
			t.Errorf("%q is %q", s, d)
		}
	}
}

func TestGraphTime(t *testing.T) {
	for _, row := range []struct{ at, want string }{
		{"2026-09-18T17:00:00Z", "Friday, 18-Sep-26 10:00:00 PDT"},
		{"2026-01-15T09:00:00Z", "Thursday, 15-Jan-26 01:00:00 PST"},
		{"2026-03-08T09:59:59Z", "Sunday, 08-Mar-26 01:59:59 PST"},
		{"2026-03-08T10:00:00Z", "Sunday, 08-Mar-26 03:00:00 PDT"},
		{"2026-11-01T08:59:59Z", "Sunday, 01-Nov-26 01:59:59 PDT"},
		{"2026-11-01T09:00:00Z", "Sunday, 01-Nov-26 01:00:00 PST"},
		{"2027-01-01T07:59:59Z", "Thursday, 31-Dec-26 23:59:59 PST"},
	} {
		at, err := time.Parse(time.RFC3339, row.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := failures.GraphTime(at); got != row.want {
			t.Errorf("%s is %q, want %q", row.at, got, row.want)
		}
	}
}
