package meta

import (
	"cmp"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

const (
	unexpectedError sim.ErrorCode = "unexpected_error"

	traceAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
	oldAlphabet   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)

// Render implements trip.API.
func (g *Graph) Render(c *trip.Call, value any, err error) trip.Reply {
	switch {
	case errors.Is(err, trip.ErrAnswered):
		return preflight(c)
	case err != nil:
		g.hint(c, err)
		reply := g.refuse(c, err)
		reply.Indent = wants(c, "pretty")
		if wants(c, "suppress_http_code") {
			reply.Sent = http.StatusOK
		}
		return reply
	}
	part, isRelayed := value.(relayed)
	if isRelayed {
		value = part.body
	}
	failed := part.status != 0
	reply := trip.Reply{
		Status: http.StatusOK, Header: headers(c, failed), Value: debugged(c, value),
		Indent: wants(c, "pretty"), Tagged: c.Method == http.MethodGet && !failed,
	}
	if isRelayed {
		part.takeOver(&reply)
	}
	if c.Dialect == sim.Observed {
		reply.Lacks = []string{validity}
	}
	return reply
}

// Generic implements trip.API.
func (g *Graph) Generic(c *trip.Call, status int) trip.Reply {
	code := unexpectedError
	if status == http.StatusTooManyRequests {
		code = throttles[0]
	}
	reply := g.refuse(c, &sim.Error{Code: code})
	reply.Status, reply.Failure = status, ""
	return reply
}

func (g *Graph) refuse(c *trip.Call, err error) trip.Reply {
	seen := asSeen(c, err)
	entry, refusal := g.Failure(seen)
	answer := entry.Answer(c.Dialect, c.Operation(), args(c, refusal))
	if c.Wait == 0 && slices.Contains(throttles, refusal.Code) {
		// A fault that throttles shows as limits that are used up. It has no window, so no
		// wait is told.
		c.Usage = append(c.Usage, sim.LimitUsage{Per: sim.PerApp, Percent: 100}, sim.LimitUsage{Per: sim.PerBusiness, Percent: 100})
	}
	reply := trip.Reply{
		Status: answer.Status, Header: headers(c, true),
		Value:   wire.Object{{Name: "error", Value: traced(answer.Members, traceID(c), c.Dialect)}},
		Failure: entry.ID, Summary: entry.Summary, Transient: *entry.Transient,
		Inferred: answer.Source == failures.Inferred || seen != err,
	}
	if c.Dialect == sim.Observed && reply.Status < http.StatusInternalServerError {
		reply.Header.Set("Www-Authenticate", challenge(answer.Members))
	}
	for _, h := range answer.Headers {
		reply.Header.Set(h.Key, h.Value)
	}
	if c.Wait > 0 { // a call that the limits let through is refused for another reason: no pause helps it
		reply.Wait = regain(c)
	}
	if c.AnnounceWait {
		reply.Header.Set("Retry-After", trip.Seconds(c.Wait))
		reply.Wait = max(reply.Wait, c.Wait)
	}
	return reply
}

// throttles are the failures that say that calls come too often.
var throttles = []sim.ErrorCode{
	"rate_limited", "app_rate_limited", "user_rate_limited", "waba_rate_limited", "code_requests_exceeded", "code_request_cooldown",
}

// asSeen returns a refusal as the dialect words it. In the observed one an object
// of another business cannot be told from one that does not exist: the text of
// that speaks of missing permissions too (inferred). The (#200) of that dialect is
// for a token that lacks the permission, and for an object that it may read.
func asSeen(c *trip.Call, err error) error {
	var refusal *sim.Error
	if c.Dialect != sim.Observed || c.Token.Business == "" || !errors.As(err, &refusal) {
		return err
	}
	read, as := func(*store.Tx) error { return nil }, sim.NumberNotFound
	switch refusal.Code {
	case sim.BusinessAccessDenied:
		if c.Node != c.Token.Business && c.Route.Kind == store.KindBusiness {
			return &sim.Error{Code: sim.BusinessNotFound}
		}
	case sim.PermissionDenied:
		if c.NumberID != "" {
			read = func(tx *store.Tx) error { _, err := tx.Number(c.NumberID, c.Token); return err }
		}
	case sim.WABAAccessDenied:
		read, as = func(tx *store.Tx) error { _, err := tx.WABA(c.Node, c.Token); return err }, sim.WABANotFound
	case sim.PhoneAccessDenied:
		read, as = func(tx *store.Tx) error { _, err := tx.WABANumber(c.Node, c.Token); return err }, sim.PhoneNotFound
	default:
		return err
	}
	if c.Token.Manages() && c.Do(read) != nil {
		return &sim.Error{Code: as}
	}
	return err
}

// objectOf is the id of the object that a refusal is about: the number or the WABA
// that a parameter names, or the node of the path.
func objectOf(c *trip.Call, code sim.ErrorCode) string {
	switch code {
	case sim.NumberNotFound, sim.PreverifiedNotFound:
		return cmp.Or(c.NumberID, c.Node)
	case sim.WABANotFound:
		if id, ok := c.Params.Text("waba_id"); ok && c.Route.Operation == "meta.share_credit_line" {
			return id
		}
	}
	return c.Node
}

func args(c *trip.Call, e *sim.Error) failures.Args {
	out := failures.Args{"method": strings.ToLower(c.Method), "app_id": c.Token.App, "now": failures.GraphTime(c.Now())}
	for name, value := range map[string]string{"field": e.Field, "rule": e.Rule, "path": e.Field, "node_type": e.Object, "id": objectOf(c, e.Code)} {
		if value != "" {
			out[name] = value
		}
	}
	if !c.Token.ExpiresAt.IsZero() {
		out["expired_at"] = failures.GraphTime(c.Token.ExpiresAt)
	}
	return out
}

// challenge is the WWW-Authenticate header real refusals carry. It is not in
// the syntax of RFC 9110 (public captures). A quote of the request in the message must
// not end the header, or strict clients lose the whole answer.
func challenge(members wire.Object) string {
	reason := "invalid_request"
	switch code, _ := members.Get("code"); code {
	case 190:
		reason = "invalid_token"
	case 803:
		reason = "not_found"
	}
	message, _ := members.Get("message")
	text, _ := message.(string)
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '\''
		case r < ' ' || r == 0x7f:
			return '?'
		}
		return r
	}, text)
	return `OAuth "Facebook Platform" "` + reason + `" "` + text + `"`
}

// traced puts the trace id into an error object: behind the codes in the
// documented order, at the end in the observed one.
func traced(members wire.Object, id string, d sim.Dialect) wire.Object {
	at := len(members)
	for i, m := range members {
		if d == sim.Documented && (m.Name == "code" || m.Name == "error_subcode") {
			at = i + 1
		}
	}
	return slices.Insert(slices.Clip(members), at, wire.Member{Name: "fbtrace_id", Value: id})
}

// traceID is 23 characters, the first an A (public captures).
func traceID(c *trip.Call) string {
	return c.TraceID(func() string { return "A" + c.Trace(traceAlphabet, 22) })
}

// constant are the headers that every success of Graph has.
var constant = trip.Header{
	{Name: "Content-Type", Values: []string{"application/json; charset=UTF-8"}},
	{Name: "X-Fb-Rev", Values: []string{revision}},
	{Name: "Cache-Control", Values: []string{"private, no-cache, no-store, must-revalidate"}},
	{Name: "Pragma", Values: []string{"no-cache"}},
	{Name: "Expires", Values: []string{"Sat, 01 Jan 2000 00:00:00 GMT"}},
	{Name: "Strict-Transport-Security", Values: []string{"max-age=15552000; preload"}},
	{Name: "Access-Control-Allow-Origin", Values: []string{"*"}},
	{Name: "Vary", Values: []string{"Accept-Encoding"}},
}

// recent are the headers of recent captures that differ from the constant ones;
// they are sent in the observed dialect.
var recent = trip.Header{
	{Name: "Content-Type", Values: []string{"application/json"}},
	{Name: "Vary", Values: []string{"Origin, Accept-Encoding"}},
	{Name: "Cross-Origin-Resource-Policy", Values: []string{"cross-origin"}},
	{Name: "X-Fb-Rlafr", Values: []string{"0"}},
	{Name: "Alt-Svc", Values: []string{`h3=":443"; ma=86400`}},
}

// mostHeaders is how many an answer has without those of a fault rule.
const mostHeaders = 22

// headers are those recorded with Graph's answers; x-fb-request-id is the same
// as the fbtrace_id of the body.
func headers(c *trip.Call, failed bool) trip.Header {
	var debug [64]byte
	c.TraceBytes(debug[:])
	h := append(make(trip.Header, 0, mostHeaders), constant...)
	h.Set("Facebook-Api-Version", c.Version)
	h.Set("X-Fb-Request-Id", traceID(c))
	h.Set("X-Fb-Trace-Id", c.Trace(oldAlphabet, 11))
	h.Set("X-Fb-Debug", base64.StdEncoding.EncodeToString(debug[:]))
	if failed {
		h.Set("Cache-Control", "no-store")
	}
	if c.Dialect == sim.Observed {
		modernise(c, &h, failed)
	}
	usage(c, &h)
	return h
}

// modernise adds what recent captures carry. The form of Error-Mid is inferred.
func modernise(c *trip.Call, h *trip.Header, failed bool) {
	for _, f := range recent {
		h.Set(f.Name, f.Values[0])
	}
	if failed {
		h.Set("Error-Mid", c.Trace("0123456789abcdef", 32))
	}
	if c.Asked != c.Version {
		h.Set("X-Ad-Api-Version-Warning", "The call has been auto-upgraded to "+c.Version+" as "+c.Asked+" will be deprecated.")
	}
}

// revision takes the place of the build number of Meta's servers.
const revision = "1000000000"

// usage adds the use of the operation's limits: per app and token in
// X-App-Usage, everything else under its business in
// X-Business-Use-Case-Usage. Percent and minutes are Meta's units, the type is
// that of the header examples of Meta OpenAPI v23.0; the two unused counters are
// inferred.
func usage(c *trip.Call, h *trip.Header) {
	app, perBusiness := -1, -1
	for _, u := range c.Usage {
		if perApp(u) {
			app = max(app, u.Percent)
		} else {
			perBusiness = max(perBusiness, u.Percent)
		}
	}
	if app >= 0 {
		h.Set("X-App-Usage", `{"call_count":`+strconv.Itoa(app)+`,"total_cputime":0,"total_time":0}`)
	}
	if perBusiness >= 0 && c.Business != "" {
		h.Set("X-Business-Use-Case-Usage", `{"`+c.Business+`":[{"type":"whatsapp_business_management","call_count":`+
			strconv.Itoa(perBusiness)+`,"total_cputime":0,"total_time":0,"estimated_time_to_regain_access":`+
			strconv.Itoa(int((regain(c)+time.Minute-1)/time.Minute))+`}]}`)
	}
}

func perApp(u sim.LimitUsage) bool { return u.Per == sim.PerApp || u.Per == sim.PerToken }

// regain is the wait in the usage header of a business. X-App-Usage has none.
func regain(c *trip.Call) time.Duration {
	var longest time.Duration
	for _, u := range c.Usage {
		if !perApp(u) && c.Business != "" {
			longest = max(longest, time.Duration(u.Regain))
		}
	}
	return longest
}
