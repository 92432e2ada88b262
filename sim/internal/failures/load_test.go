package failures_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
)

// good is a whole entry; the tests below spoil one line each.
const good = `meta.gone:
  summary: It is gone.
  source: docs
  where: a page
  operations: [meta.get_number, meta.verify_code]
  transient: false
  documented:
    status: 404
    body: {message: "{field:It} is gone", type: OAuthException, code: 803, error_subcode: 7}
    headers: {X-Gone: "{id}"}
    per_operation:
      meta.verify_code: {status: 410, error_subcode: null, error_user_title: Gone, source: inferred}
`

func load(name, data string) (*failures.Catalogue, error) {
	return failures.Load(failures.File{Name: name, Data: []byte(data)})
}

func mustLoad(t testing.TB, data string) *failures.Catalogue {
	t.Helper()
	c, err := load("a.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWrongFilesAreRefusedWithFileAndLine(t *testing.T) {
	for _, row := range []struct{ name, old, new, want string }{
		{"unknown key", "  where:", "  were:", `a.yaml:4:3: ["meta.gone"]: unknown key "were"; did you mean "where"?`},
		{"missing key", "  where: a page\n", "", `a.yaml:2:3: ["meta.gone"]: meta.gone has no where`},
		{"unknown key within", "    status: 404", "    statsu: 404", `a.yaml:8:5: ["meta.gone"].documented: unknown key "statsu"; did you mean "status"?`},
		{"missing status", "    status: 404\n", "", `a.yaml:8:5: ["meta.gone"].documented: meta.gone has no status`},
		{"source word", "docs", "hearsay", `a.yaml:3:11: ["meta.gone"].source: want seed, openapi, docs, observed or inferred, got "hearsay"`},
		{"status too small", "404", "99", `a.yaml:8:13: ["meta.gone"].documented.status: must be from 100 to 599, not 99`},
		{"status too big", "404", "600", `a.yaml:8:13: ["meta.gone"].documented.status: must be from 100 to 599, not 600`},
		{"status as text", "404", `"404"`, `a.yaml:8:13: ["meta.gone"].documented.status: want a whole number, got the text "404"`},
		{"empty text", "It is gone.", `""`, `a.yaml:2:12: ["meta.gone"].summary: must not be empty or 0: leave the key out`},
		{"transient as text", "transient: false", "transient: never", `a.yaml:6:14: ["meta.gone"].transient: want true or false, got the text "never"`},
		{"code as text", "code: 803", `code: "803"`, `a.yaml:9:71: ["meta.gone"].documented.body.code: code must be a whole number`},
		{"message as number", `message: "{field:It} is gone"`, "message: 5", `a.yaml:9:21: ["meta.gone"].documented.body.message: message must be text`},
		{"no message", `message: "{field:It} is gone", `, "", `a.yaml:8:5: ["meta.gone"].documented: the body of meta.gone has no message`},
		{"message taken away", "error_subcode: null", "message: null", `a.yaml:12:25: ["meta.gone"].documented.per_operation["meta.verify_code"]: the body of meta.gone has no message`},
		{"null in the body", "code: 803", "code: null", `a.yaml:9:71: ["meta.gone"].documented.body.code: code must be a whole number`},
		{"fraction", "error_subcode: 7", "x: 1.5", `a.yaml:9:79: ["meta.gone"].documented.body.x: want text, a whole number, true or false, got 1.5`},
		{"added member", "error_subcode: 7", "fbtrace_id: A", `a.yaml:9:88: ["meta.gone"].documented.body.fbtrace_id: fbtrace_id is added when the answer is written; leave it out`},
		{"unknown placeholder", "{field:It}", "{feld}", `a.yaml:9:21: ["meta.gone"].documented.body.message: unknown placeholder {feld}; known are field, rule, id, method, path, node_type, app_id, expired_at, now`},
		{"single brace", "{field:It}", "}", `a.yaml:9:21: ["meta.gone"].documented.body.message: a single brace; write a literal brace twice, a placeholder as {name} or {name:fallback}`},
		{"open brace", "{field:It}", "{field", `a.yaml:9:21: ["meta.gone"].documented.body.message: a single brace; write a literal brace twice, a placeholder as {name} or {name:fallback}`},
		{"header name", "X-Gone", `"X Gone"`, `a.yaml:10:25: ["meta.gone"].documented.headers.X Gone: "X Gone" is no header: a token as its name and printable ASCII as its value`},
		{"header value", `"{id}"`, `"a\nb"`, `a.yaml:10:23: ["meta.gone"].documented.headers.X-Gone: "X-Gone" is no header: a token as its name and printable ASCII as its value`},
		{"operation of another vendor", "meta.get_number,", "360dialog.add_number,", `a.yaml:5:16: ["meta.gone"].operations[0]: meta.gone cannot come from "360dialog.add_number", an operation of another vendor`},
		{"operation twice", "meta.get_number,", "meta.verify_code,", `a.yaml:5:34: ["meta.gone"].operations[1]: meta.gone lists "meta.verify_code" twice`},
		{"variant elsewhere", "      meta.verify_code: {", "      meta.add_number: {", `a.yaml:12:24: ["meta.gone"].documented.per_operation["meta.add_number"]: meta.gone does not come from "meta.add_number", so it cannot differ there`},
		{"variant wildcard", "      meta.verify_code: {", "      meta.*: {", `a.yaml:12:15: ["meta.gone"].documented.per_operation["meta.*"]: meta.gone does not come from "meta.*", so it cannot differ there`},
		{"variant twice", "    per_operation:\n", "    per_operation:\n      meta.verify_code: {status: 409}\n", `a.yaml:13:7: ["meta.gone"].documented.per_operation: duplicate key "meta.verify_code", already on line 12`},
		{"key twice", "  where: a page\n", "  where: a page\n  where: b\n", `a.yaml:5:3: ["meta.gone"]: duplicate key "where", already on line 4`},
		{"bad id", "meta.gone:", "meta.Gone:", `a.yaml:2:3: ["meta.Gone"]: "meta.Gone" is no failure id; write meta.<name> or 360dialog.<name> in lower case`},
		{"body as text", "    headers: {", "    headers: text # {", `a.yaml:10:14: ["meta.gone"].documented.headers: want a mapping, got the text "text"`},
		{"observed without provenance", "  transient: false\n", "  transient: false\n  observed: {status: 400, body: {message: No}}\n", `a.yaml:7:13: ["meta.gone"].observed: meta.gone has no source`},
		{"id twice", "meta.gone:", "meta.gone: {}\nmeta.gone:", `a.yaml:2:1: duplicate key "meta.gone", already on line 1`},
		{"second document", "meta.gone:", "---\nmeta.a: {}\n---\nmeta.gone:", `a.yaml:4:1: only one document is read; a second one starts here`},
		{"broken YAML", "  source: docs", "  source: [docs", "a.yaml:"},
		{"empty", good, "# nothing\n", `a.yaml:1:1: the document is empty`},
		{"a list", good, "- meta.gone\n", `a.yaml:1:1: want a mapping, got a list`},
	} {
		t.Run(row.name, func(t *testing.T) {
			spoiled := strings.Replace(good, row.old, row.new, 1)
			if spoiled == good {
				t.Fatalf("%q is not in the file", row.old)
			}
			_, err := load("a.yaml", spoiled)
			if err == nil {
				t.Fatal("the file was taken")
			}
			has := func(line string) bool {
				return line == row.want || (strings.HasSuffix(row.want, ":") && strings.HasPrefix(line, row.want))
			}
			if !slices.ContainsFunc(strings.Split(err.Error(), "\n"), has) {
				t.Errorf("got\n%v\nwant a line\n%s", err, row.want)
			}
		})
	}
}

func TestAllErrorsOfAllFilesComeAtOnce(t *testing.T) {
	a := strings.Replace(strings.Replace(good, "docs", "hearsay", 1), "404", "4040", 1)
	b := strings.Replace(good, "  transient: false", "  transiert: false", 1)
	_, err := failures.Load(failures.File{Name: "a.yaml", Data: []byte(a)}, failures.File{Name: "b.yaml", Data: []byte(b)})
	if err == nil {
		t.Fatal("the files were taken")
	}
	for _, part := range []string{`a.yaml:3:11: ["meta.gone"].source: want seed`, `a.yaml:8:13: ["meta.gone"].documented.status: must be`,
		`b.yaml:6:3: ["meta.gone"]: unknown key "transiert"`} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error lacks %q:\n%v", part, err)
		}
	}
}

func TestVariantsDifferMemberByMember(t *testing.T) {
	e := entry(t, mustLoad(t, good), "meta.gone")
	base, variant := e.Answer(sim.Documented, "meta.get_number", nil), e.Answer(sim.Documented, "meta.verify_code", nil)
	if got := text(t, base); base.Status != 404 || got != `{"message":"It is gone","type":"OAuthException","code":803,"error_subcode":7}` {
		t.Errorf("base is %d %s", base.Status, got)
	}
	if got := text(t, variant); variant.Status != 410 || got != `{"message":"It is gone","type":"OAuthException","code":803,"error_user_title":"Gone"}` {
		t.Errorf("variant is %d %s", variant.Status, got)
	}
	if v := e.Rendering(sim.Documented).For("meta.verify_code"); v.Source != failures.Inferred || v.Where != "a page" {
		t.Errorf("variant comes from %s, %s", v.Source, v.Where)
	}
	if e.Observed != nil || text(t, e.Answer(sim.Observed, "meta.verify_code", nil)) != text(t, variant) {
		t.Error("without an observed block both dialects must agree")
	}
}

func TestNewMembersGoWhereTheVendorPrintsThem(t *testing.T) {
	data := strings.Replace(good, "{status: 410, error_subcode: null, error_user_title: Gone, source: inferred}",
		"{is_transient: true, error_data: x, extra: 1}", 1)
	got := text(t, entry(t, mustLoad(t, data), "meta.gone").Answer(sim.Documented, "meta.verify_code", nil))
	if want := `{"message":"It is gone","type":"OAuthException","code":803,"error_data":"x","error_subcode":7,"is_transient":true,"extra":1}`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestPlaceholders(t *testing.T) {
	e := entry(t, mustLoad(t, strings.Replace(good, "{field:It} is gone", "{{{field:a:b}}} of {id}.", 1)), "meta.gone")
	for _, row := range []struct {
		args          failures.Args
		message, gone string
	}{
		{nil, "{a:b} of .", ""},
		{failures.Args{"now": "x"}, "{a:b} of .", ""},
		{failures.Args{"field": "", "id": "7"}, "{a:b} of 7.", "7"},
		{failures.Args{"field": "{id}", "id": "{field}"}, "{{id}} of {field}.", "{field}"},
	} {
		a := e.Answer(sim.Documented, "meta.get_number", row.args)
		message, _ := a.Members.Get("message")
		if message != row.message || a.Headers[0].Value != row.gone {
			t.Errorf("%v gives %q and %q", row.args, message, a.Headers)
		}
	}
	if message, _ := e.Answer(sim.Documented, "meta.get_number", nil).Members.Get("message"); message != "{a:b} of ." {
		t.Errorf("filling changed the entry: %q", message)
	}
}

func TestChangingAnAnswerLeavesTheEntryAlone(t *testing.T) {
	e := entry(t, mustLoad(t, good), "meta.gone")
	a := e.Answer(sim.Documented, "meta.get_number", nil)
	a.Members[0].Value, a.Headers[0].Value = "spoiled", "spoiled"
	if again := e.Answer(sim.Documented, "meta.get_number", nil); again.Members[0].Value != "It is gone" || again.Headers[0].Value != "" {
		t.Errorf("the entry answers %v %v", again.Members, again.Headers)
	}
}
