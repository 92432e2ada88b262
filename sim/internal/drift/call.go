package drift

import (
	"bytes"
	"cmp"
	"encoding/json"
	"mime"
	"mime/multipart"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// The vendors, as the names of their operations begin, and their hosts.
const (
	meta       = "meta"
	dialog     = "360dialog"
	metaHost   = "graph.facebook.com"
	dialogHost = "hub.360dialog.io"
)

// getNode stands for the operation that reads a node until the kind of that is known.
const getNode = "meta.get_node"

// routes are the operations that are replayed: method and path, without the version,
// as [path.Match] reads them. The first that fits counts.
var routes = []struct{ pattern, operation string }{
	{"GET /oauth/access_token", "meta.exchange_code"},
	{"POST /oauth/access_token", "meta.exchange_code"},
	{"GET /debug_token", "meta.debug_token"},
	{"GET /*", getNode},
	{"DELETE /*", "meta.delete_number"},
	{"GET /*/preverified_numbers", "meta.list_numbers"},
	{"POST /*/verify_code", "meta.verify_code"},
	{"POST /*/request_code", "meta.request_code"},
	{"POST /*/add_phone_numbers", "meta.add_number"},
	{"POST /*/share_preverified_numbers", "meta.share_number"},
	{"DELETE /*/share_preverified_numbers", "meta.unshare_number"},
	{"GET /*/partners", "meta.list_partners"},
	{"GET /*/phone_numbers", "meta.list_waba_numbers"},
	{"POST /*/phone_numbers", "meta.add_waba_number"},
	{"POST /*/register", "meta.register_phone"},
	{"POST /*/deregister", "meta.deregister_phone"},
	{"GET /*/subscribed_apps", "meta.list_subscribed_apps"},
	{"POST /*/subscribed_apps", "meta.subscribe_app"},
	{"DELETE /*/subscribed_apps", "meta.unsubscribe_app"},
	{"GET /*/assigned_users", "meta.list_assigned_users"},
	{"POST /*/assigned_users", "meta.assign_user"},
	{"DELETE /*/assigned_users", "meta.unassign_user"},
	{"GET /*/client_whatsapp_business_accounts", "meta.list_client_wabas"},
	{"GET /*/owned_whatsapp_business_accounts", "meta.list_owned_wabas"},
	{"GET /*/extendedcredits", "meta.list_credit_lines"},
	{"POST /*/whatsapp_credit_sharing_and_attach", "meta.share_credit_line"},
	{"POST /*/system_user_access_tokens", "meta.system_user_token"},
	{"POST /*/subscriptions", "meta.set_webhook"},
	{"POST /api/v2/token", "360dialog.create_token"},
	{"GET /api/v2/partners/*/preverified-numbers", "360dialog.list_numbers"},
	{"POST /api/v2/partners/*/preverified-numbers", "360dialog.add_number"},
	{"DELETE /api/v2/partners/*/preverified-numbers/*", "360dialog.delete_number"},
	{"POST /api/v2/partners/*/preverified-numbers/*/request-otp", "360dialog.request_otp"},
	{"POST /api/v2/partners/*/preverified-numbers/*/verify-otp", "360dialog.verify_otp"},
}

// call is a recorded entry as the vendors' operations see it.
type call struct {
	*har.Entry
	vendor    string
	operation string            // "" when it is not simulated
	why       string            // why it is not simulated
	versioned bool              // the path names a version of Graph
	node      string            // Graph's id, or 360dialog's id of a number
	partner   string            // 360dialog's partner id
	params    map[string]string // of query and body
	reply     any               // the decoded answer, nil when it is not JSON
	failed    bool              // the answer is an error
	code      int64             // of Meta's error object
	subcode   int64
}

var (
	worldPrefix = pattern.Lazy(`^/_world/[^/]*`)
	version     = pattern.Lazy(`^/v[0-9]+\.[0-9]+(/|$)`)
	idPattern   = pattern.Lazy(`^[0-9]{5,}$`)
)

// isID tells whether a text may be the id of a node at Meta.
func isID(text string) bool { return idPattern().MatchString(text) && sim.IsNodeID(text) }

func newCall(e *har.Entry) *call {
	c := &call{Entry: e, vendor: meta, params: map[string]string{}, failed: e.Answer.Status >= 400, reply: decoded(e.Answer.Body)}
	note := func(name, value string) (string, bool) { c.params[name] = value; return value, true }
	editPairs(e.URL.RawQuery, note)
	editBody(e.Body, e.Header.Get("Content-Type"), note)
	if o := member(c.reply, "error"); o != nil {
		c.failed, c.code, c.subcode = true, whole(o["code"]), whole(o["error_subcode"])
	}
	at := worldPrefix().ReplaceAllString(e.URL.EscapedPath(), "")
	host := strings.ToLower(e.URL.Hostname())
	if host == dialogHost || host != metaHost && strings.HasPrefix(at, "/api/v2/") {
		c.vendor, c.why = dialog, "no operation of the pool"
		c.operation = operationOf(c.Method + " " + at)
		if parts := strings.Split(at, "/"); len(parts) > 5 { // /api/v2/partners/{partner}/preverified-numbers/{id}
			c.partner, c.node = unescaped(parts[4]), unescaped(append(parts, "")[6])
		}
		return c
	}
	c.versioned = version().MatchString(at)
	at = "/" + strings.Trim(version().ReplaceAllString(at, "/"), "/")
	c.node = unescaped(strings.Split(at, "/")[1])
	c.why = "another node or edge"
	switch id := idPattern().MatchString(c.node); {
	case host != metaHost && !c.versioned && !id:
		c.vendor, c.why = "", "none of the vendors' addresses"
	case at == "/":
		c.why = "batches and reading by ids are not taken apart"
	case id || c.failed && c.node != "" || at == "/oauth/access_token" || at == "/debug_token":
		c.operation = operationOf(strings.ToUpper(cmp.Or(c.params["method"], c.Method)) + " " + at)
	}
	return c
}

func operationOf(request string) string {
	for _, r := range routes {
		if ok, _ := path.Match(r.pattern, request); ok {
			return r.operation
		}
	}
	return ""
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

func (c *call) succeeded() bool {
	return !c.failed && c.Answer.Status >= 200 && c.Answer.Status < 300
}

// enters tells whether the call enters a code.
func (c *call) enters() bool {
	return slices.Contains([]string{"meta.verify_code", "meta.verify_phone_code", "360dialog.verify_otp"}, c.operation)
}

// object returns the answer as an object, nil when it is none.
func (c *call) object() map[string]any { return object(c.reply) }

// items are those of the list that was answered.
func (c *call) items() []any {
	list := c.reply
	if c.vendor == meta {
		list = c.object()["data"]
	}
	items, _ := list.([]any)
	return items
}

func object(v any) map[string]any {
	o, _ := v.(map[string]any)
	return o
}

func member(v any, name string) map[string]any { return object(object(v)[name]) }

func whole(v any) int64 {
	n, _ := v.(json.Number)
	i, _ := n.Int64()
	return i
}

// decoded returns nil for what is not one JSON value.
func decoded(data []byte) any {
	if !json.Valid(data) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	_ = d.Decode(&v) // it is valid
	return v
}

// edit gives a parameter the value that it has from then on; without keep it is left
// out.
type edit func(name, value string) (edited string, keep bool)

// editPairs edits the parameters of a query or a form. A malformed pair stays.
func editPairs(text string, e edit) string {
	var out []string
	for pair := range strings.SplitSeq(text, "&") {
		name, value, given := strings.Cut(pair, "=")
		plainName, err := url.QueryUnescape(name)
		plainValue, err2 := url.QueryUnescape(value)
		if err != nil || err2 != nil || !given {
			out = append(out, pair)
		} else if edited, keep := e(plainName, plainValue); keep {
			out = append(out, name+"="+url.QueryEscape(edited))
		}
	}
	return strings.Join(out, "&")
}

// editBody edits the parameters of a body by its form, and returns the new media
// type: multipart becomes a form.
func editBody(body []byte, mediaType string, e edit) ([]byte, string) {
	kind, params, _ := mime.ParseMediaType(mediaType)
	switch kind {
	case har.FormType:
		return []byte(editPairs(string(body), e)), mediaType
	case "multipart/form-data":
		form, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).ReadForm(har.MaxBytes)
		if err != nil {
			return body, mediaType
		}
		return []byte(editPairs(url.Values(form.Value).Encode(), e)), har.FormType
	}
	o, ok := decoded(body).(map[string]any)
	if !ok {
		return body, mediaType
	}
	for name, value := range o { // encoded in the order of names
		text, isText := value.(string)
		number, isNumber := value.(json.Number)
		if !isText && !isNumber {
			continue
		}
		edited, keep := e(name, text+number.String())
		switch {
		case !keep:
			delete(o, name)
		case isNumber && (edited == number.String() || isID(edited)):
			o[name] = json.Number(edited)
		default:
			o[name] = edited
		}
	}
	out, _ := json.Marshal(o) // it has been JSON before
	return out, mediaType
}
