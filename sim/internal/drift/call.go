package drift

import (
	"bytes"
	"cmp"
	"encoding/json"
	"mime"
	"mime/multipart"
	"net/url"
	"path"
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

// kind is the kind of a node.
type kind string

// The kinds of nodes. A number is a pre-verified one, a phone one on a WABA.
const (
	business kind = "business"
	number   kind = "number"
	waba     kind = "WABA"
	phone    kind = "phone"
	user     kind = "user"
	line     kind = "credit line"
	app      kind = "app"
	// hidden marks operations whose success needs what no capture shows.
	hidden kind = "hidden"
)

// operation is what a success of it proves: of what kind the node in its path is, and
// the nodes that its answer lists or makes.
type operation struct {
	request     string // method and path, without the version, as [path.Match] reads them
	name        string
	path, shows kind
}

// operations are those that are replayed. Of several with one request, the kind of the
// node decides.
var operations = []operation{
	{"GET /oauth/access_token", "meta.exchange_code", "", hidden},
	{"POST /oauth/access_token", "meta.exchange_code", "", hidden},
	{"GET /debug_token", "meta.debug_token", "", hidden},
	{"GET /*", "meta.get_number", number, ""},
	{"GET /*", "meta.get_business", business, ""},
	{"GET /*", "meta.get_waba", waba, ""},
	{"GET /*", "meta.get_phone", phone, ""},
	{"DELETE /*", "meta.delete_number", number, ""},
	{"GET /*/preverified_numbers", "meta.list_numbers", business, number},
	{"POST /*/verify_code", "meta.verify_code", number, ""},
	{"POST /*/verify_code", "meta.verify_phone_code", phone, ""},
	{"POST /*/request_code", "meta.request_code", number, ""},
	{"POST /*/request_code", "meta.request_phone_code", phone, ""},
	{"POST /*/add_phone_numbers", "meta.add_number", business, number},
	{"POST /*/share_preverified_numbers", "meta.share_number", business, ""},
	{"DELETE /*/share_preverified_numbers", "meta.unshare_number", business, ""},
	{"GET /*/partners", "meta.list_partners", number, ""},
	{"GET /*/phone_numbers", "meta.list_waba_numbers", waba, phone},
	{"POST /*/phone_numbers", "meta.add_waba_number", waba, phone},
	{"POST /*/register", "meta.register_phone", phone, ""},
	{"POST /*/deregister", "meta.deregister_phone", phone, ""},
	{"GET /*/subscribed_apps", "meta.list_subscribed_apps", waba, app},
	{"POST /*/subscribed_apps", "meta.subscribe_app", waba, ""},
	{"DELETE /*/subscribed_apps", "meta.unsubscribe_app", waba, ""},
	{"GET /*/assigned_users", "meta.list_assigned_users", waba, user},
	{"POST /*/assigned_users", "meta.assign_user", waba, ""},
	{"DELETE /*/assigned_users", "meta.unassign_user", waba, ""},
	{"GET /*/client_whatsapp_business_accounts", "meta.list_client_wabas", business, waba},
	{"GET /*/owned_whatsapp_business_accounts", "meta.list_owned_wabas", business, waba},
	{"GET /*/extendedcredits", "meta.list_credit_lines", business, line},
	{"POST /*/whatsapp_credit_sharing_and_attach", "meta.share_credit_line", line, ""},
	{"POST /*/system_user_access_tokens", "meta.system_user_token", "", hidden},
	{"POST /*/subscriptions", "meta.set_webhook", "", hidden},
	{"POST /api/v2/token", "360dialog.create_token", "", ""},
	{"GET /api/v2/partners/*/preverified-numbers", "360dialog.list_numbers", "", number},
	{"POST /api/v2/partners/*/preverified-numbers", "360dialog.add_number", "", number},
	{"DELETE /api/v2/partners/*/preverified-numbers/*", "360dialog.delete_number", number, ""},
	{"POST /api/v2/partners/*/preverified-numbers/*/request-otp", "360dialog.request_otp", number, ""},
	{"POST /api/v2/partners/*/preverified-numbers/*/verify-otp", "360dialog.verify_otp", number, ""},
}

// verb is the first word of the operation's name, such as list.
func (o *operation) verb() string {
	_, name, _ := strings.Cut(o.name, ".")
	verb, _, _ := strings.Cut(name, "_")
	return verb
}

// call is a recorded entry as the vendors' operations see it.
type call struct {
	*har.Entry
	operation             // that it is; its name is "" when it is not simulated
	may       []operation // those that fit the request
	why       string      // why it is not simulated
	vendor    string
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
		c.fit(c.Method + " " + at)
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
	case e.Inner:
		c.why = "a vendor made it, not the client"
	case at == "/":
		c.why = "batches and reading by ids are not taken apart"
	case id || c.failed && c.node != "" || at == "/oauth/access_token" || at == "/debug_token":
		c.fit(strings.ToUpper(cmp.Or(c.params["method"], c.Method)) + " " + at)
	}
	return c
}

// fit looks up the operations of a request. The only one is the one.
func (c *call) fit(request string) {
	for _, o := range operations {
		if ok, _ := path.Match(o.request, request); ok && (c.may == nil || c.may[0].request == o.request) {
			c.may = append(c.may, o)
		}
	}
	if len(c.may) == 1 {
		c.operation = c.may[0]
	}
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

func (c *call) succeeded() bool { return !c.failed && c.Answer.Status >= 200 && c.Answer.Status < 300 }

// items are the objects of the list that was answered.
func (c *call) items() (out []map[string]any) {
	list := c.reply
	if c.vendor == meta {
		list = object(c.reply)["data"]
	}
	items, _ := list.([]any)
	for _, item := range items {
		o := object(item)
		if about := member(item, "whatsapp_business_api_data"); about != nil { // of an app
			o = about
		}
		out = append(out, o)
	}
	return out
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

// idOf returns the id of an item of a list, "" when it has none that can be
// recognised.
func idOf(v any) string {
	for _, name := range []string{"id", "preverified_phone_number_id"} {
		if id, ok := object(v)[name].(string); ok && idPattern().MatchString(id) {
			return id
		}
	}
	return ""
}

// decoded returns nil for what is not one JSON value.
func decoded(data []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if !json.Valid(data) || d.Decode(&v) != nil {
		return nil
	}
	return v
}

// edit gives a parameter the value that it has from then on; without keep it is left
// out.
type edit func(name, value string) (edited string, keep bool)

// editPairs edits the parameters of a query or a form. What is malformed is left out.
func editPairs(text string, e edit) string {
	given, _ := url.ParseQuery(text)
	for name, values := range given {
		if edited, keep := e(name, values[0]); keep {
			values[0] = edited
		} else {
			given.Del(name)
		}
	}
	return given.Encode()
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
