package drift

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// The vendors, as the names of their operations begin, and their hosts.
const (
	meta       = "meta"
	dialog     = "360dialog"
	metaHost   = "graph.facebook.com"
	dialogHost = "hub.360dialog.io"
)

const (
	formType   = "application/x-www-form-urlencoded"
	dialogRoot = "/api/v2/"
)

// call is a recorded entry as the vendors' operations see it.
type call struct {
	*Entry
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
	versionPattern = pattern.Lazy(`^v[0-9]+\.[0-9]+$`)
	idPattern      = pattern.Lazy(`^[0-9]{5,}$`)
)

// isNumber tells whether id may be that of a number: digits without a leading 0
// that fit 64 bits.
func isNumber(id string) bool {
	n, err := strconv.ParseUint(id, 10, 64)
	return err == nil && n > 0 && id[0] != '0' && idPattern().MatchString(id)
}

// edges are the operations behind a node's edges.
var edges = map[string]string{
	"GET preverified_numbers":           "meta.list_numbers",
	"POST verify_code":                  "meta.verify_code",
	"POST request_code":                 "meta.request_code",
	"POST add_phone_numbers":            "meta.add_number",
	"POST share_preverified_numbers":    "meta.share_number",
	"DELETE share_preverified_numbers":  "meta.unshare_number",
	"GET partners":                      "meta.list_partners",
	"POST request-otp":                  "360dialog.request_otp",
	"POST verify-otp":                   "360dialog.verify_otp",
	"GET preverified-numbers":           "360dialog.list_numbers",
	"POST preverified-numbers":          "360dialog.add_number",
	"DELETE preverified-numbers/number": "360dialog.delete_number",
}

// newCall reads an entry. The node GET of Graph is left undecided between
// number and business: see resolve.
func newCall(e *Entry) *call {
	c := &call{Entry: e, params: map[string]string{}, failed: e.Answer.Status >= 400}
	readPairs(c.params, e.URL.RawQuery)
	readBody(c.params, e.Header.Get("Content-Type"), e.Body)
	c.reply = decodeJSON(e.Answer.Body)
	if o := member(c.reply, "error"); o != nil {
		c.failed, c.code, c.subcode = true, whole(o["code"]), whole(o["error_subcode"])
	}
	path := withoutWorld(e.URL.EscapedPath())
	switch host := strings.ToLower(e.URL.Hostname()); {
	case host == dialogHost || host != metaHost && strings.HasPrefix(path, dialogRoot):
		c.readDialog(path)
	default:
		c.readMeta(path, host)
	}
	return c
}

// withoutWorld removes the world's prefix that a path recorded from a simulator
// may have.
func withoutWorld(path string) string {
	rest, found := strings.CutPrefix(path, "/_world/")
	if !found {
		return path
	}
	_, rest, _ = strings.Cut(rest, "/")
	return "/" + rest
}

func (c *call) readDialog(path string) {
	c.vendor, c.why = dialog, "no operation of the pool"
	if path == dialogRoot+"token" && c.Method == "POST" {
		c.operation = "360dialog.create_token"
		return
	}
	parts := strings.Split(strings.TrimPrefix(path, dialogRoot), "/")
	if len(parts) < 3 || parts[0] != "partners" || parts[2] != "preverified-numbers" {
		return
	}
	c.partner = unescape(parts[1])
	switch len(parts) {
	case 3:
		c.operation = edges[c.Method+" "+parts[2]]
	case 4:
		c.node = unescape(parts[3])
		c.operation = edges[c.Method+" preverified-numbers/number"]
	case 5:
		c.node = unescape(parts[3])
		if strings.HasSuffix(parts[4], "-otp") {
			c.operation = edges[c.Method+" "+parts[4]]
		}
	}
}

func (c *call) readMeta(path, host string) {
	c.vendor, c.why = meta, "another node or edge"
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if versionPattern().MatchString(parts[0]) {
		c.versioned = true
		parts = parts[1:]
	}
	method := c.Method
	if m := c.params["method"]; m != "" {
		method = strings.ToUpper(m)
	}
	switch {
	case host != metaHost && !c.versioned && !idPattern().MatchString(first(parts)):
		c.vendor, c.why = "", "none of the vendors' addresses"
	case len(parts) > 1 && parts[0] == "":
		c.why = "the id in the path is empty"
	case first(parts) == "":
		c.why = "batches and reading by ids are not taken apart"
	case !idPattern().MatchString(parts[0]) && !c.failed:
	case len(parts) == 1:
		c.node = unescape(parts[0])
		c.operation = map[string]string{"GET": getNode, "DELETE": "meta.delete_number"}[method]
	case len(parts) == 2 && !strings.Contains(parts[1], "-"):
		c.node = unescape(parts[0])
		c.operation = edges[method+" "+parts[1]]
	}
}

// getNode stands for meta.get_number or meta.get_business until it is known
// which.
const getNode = "meta.get_node"

func first(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return parts[0]
}

func unescape(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// object returns the answer as an object, nil when it is none.
func (c *call) object() map[string]any {
	o, _ := c.reply.(map[string]any)
	return o
}

func (c *call) succeeded() bool {
	return !c.failed && c.Answer.Status >= 200 && c.Answer.Status < 300
}

// refusedCredential tells whether the answer is about who called.
func (c *call) refusedCredential() bool {
	if c.vendor == dialog {
		return c.Answer.Status == 401 || c.Answer.Status == 403
	}
	return c.failed && (c.code == 190 || c.code == 104 || c.code == 102 || c.code == 10 || c.code == 200 || c.Answer.Status == 401)
}

func member(v any, name string) map[string]any {
	o, _ := v.(map[string]any)
	m, _ := o[name].(map[string]any)
	return m
}

func whole(v any) int64 {
	n, _ := v.(json.Number)
	i, _ := n.Int64()
	return i
}

// decodeJSON returns nil for what is not one JSON value.
func decodeJSON(data []byte) any {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil
	}
	if _, err := d.Token(); err != io.EOF { //nolint:errorlint // Token returns io.EOF as it is
		return nil
	}
	return v
}

func readPairs(into map[string]string, text string) {
	for pair := range strings.SplitSeq(text, "&") {
		name, value, _ := strings.Cut(pair, "=")
		n, err := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		if err == nil && err2 == nil && n != "" {
			into[n] = v
		}
	}
}

func readBody(into map[string]string, contentType string, body []byte) {
	kind, params, _ := mime.ParseMediaType(contentType)
	switch trimmed := bytes.TrimSpace(body); {
	case len(trimmed) == 0:
	case kind == "multipart/form-data":
		for _, p := range parts(body, params["boundary"]) {
			into[p.Name] = p.Value
		}
	case kind == formType:
		readPairs(into, string(trimmed))
	case trimmed[0] == '{':
		o, _ := decodeJSON(trimmed).(map[string]any)
		for name, value := range o { // in any order: names are unique
			switch v := value.(type) {
			case string:
				into[name] = v
			case json.Number:
				into[name] = v.String()
			}
		}
	}
}

// parts reads the text fields of a multipart body up to the first malformed part.
func parts(body []byte, boundary string) (out []harPair) {
	if boundary == "" {
		return nil
	}
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := r.NextPart()
		if err != nil {
			return out
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return out
		}
		if part.FormName() != "" && part.FileName() == "" {
			out = append(out, harPair{part.FormName(), string(value)})
		}
	}
}
