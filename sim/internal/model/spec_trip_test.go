package model

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// token is an access token of Meta, apiKey one of 360dialog.
type token struct {
	value, business, app string
	revoked              bool
	expires              time.Time // zero: never
	manages              bool      // it carries business_management
}

type apiKey struct {
	value, partner string
	revoked        bool
}

// call is a request to a vendor.
type call struct {
	// operation is what the client means. The node behind the id may make
	// another of it.
	operation string
	// secret is the token or API key it comes with, "" for none.
	secret string
	// node is the id in a path of Meta; partner and number are those of
	// 360dialog.
	node, partner, number string
	// params are the parameters sent; a missing one was left out.
	params map[string]string
	// dialect is asked for, "" for the world's.
	dialect string
	// note is what the secret says of itself when it is no key of 360dialog but
	// a signed token; nil for a key.
	note *note
	// style is how the parameters are sent: as JSON, form or query.
	style string
	// parts are the calls of a batch, which has no operation of its own.
	parts []call
}

// note is what a signed token of 360dialog says. It is good in every world.
type note struct {
	partner string
	ends    time.Time
}

// outcome is what becomes of a call: the answer, and what the journal says.
type outcome struct {
	operation string
	origin    string // client, or 360dialog for its own calls to Meta
	status    int    // 0: no answer was begun
	failure   string // catalogue id, "" on success
	fault     string // the rule that acted
	limit     string // the limit that refused
	reached   string // replied, reset, closed, dropped, truncated or garbage
	children  []outcome
	// facts are what the answer of a success says, to be asked for when the ids
	// that were drawn are known.
	facts func() []string

	added int // the number a registration made; -1: none
	done  bool
}

func (o *outcome) refuse(vendor string, r refusal) { o.failure = vendor + "." + string(r) }

// work is what an operation does once it is let through. It may learn more of
// what it is about, for the rules behind it.
type work func(q *subject, d delivery) refusal

// pass takes a call whose sender and subject are known through the rest of its
// way: fault point arrive, contract, limits, fault point admit, the work, fault
// point reply.
func (s *spec) pass(o *outcome, q *subject, broken refusal, do work) {
	vendor := vendorOf(o.operation)
	if f := s.meet(arrive, q); f != nil {
		o.fault, o.reached = f.name, map[string]string{"reset": "reset", "close": "closed"}[f.do.connection]
		return
	}
	if broken != fine {
		o.refuse(vendor, broken)
		return
	}
	if l := s.take(q); l != nil {
		o.limit, o.failure = l.name, l.refusing(q.operation)
		return
	}
	f := s.meet(admit, q)
	if f != nil {
		o.fault = f.name
		if o.failure = f.do.failure; o.failure != "" {
			return
		}
	}
	if r := do(q, deliveryOf(f)); r != fine {
		o.refuse(vendor, r)
	}
	o.done = true
	if f := s.meet(reply, q); f != nil {
		o.fault = f.name
		o.failure = cmp.Or(f.do.failure, o.failure)
		o.reached = cmp.Or(spoilt[f.do.reply], o.reached)
	}
}

// spoilt says what becomes of a reply.
var spoilt = map[string]string{"drop": "dropped", "truncate": "truncated", "garbage": "garbage"}

func deliveryOf(f *fault) delivery {
	if f == nil {
		return delivery{}
	}
	return delivery{never: f.do.deliver == "never", wrong: f.do.deliver == "wrong", late: f.do.late}
}

// serve answers a client.
func (s *spec) serve(c call) outcome {
	switch {
	case c.parts != nil:
		return s.batch(c)
	case vendorOf(c.operation) == "360dialog":
		return s.dialog(c)
	default:
		return s.meta(c, "client")
	}
}

// batch is several calls to Meta in one. Each part is a call of its own, with the
// token and the dialect of the whole; one whose answer is lost is null. The whole
// is no operation: rules that name one and limits do not see it.
func (s *spec) batch(c call) outcome {
	o := outcome{origin: "client", reached: "replied", added: -1}
	dialect := cmp.Or(c.dialect, s.dialect)
	t, r := s.authenticate(c.secret)
	if r == fine {
		q := &subject{api: "meta", origin: "client", business: t.business, token: t.value, app: t.app}
		s.pass(&o, q, fine, func(*subject, delivery) refusal {
			var codes []string
			for _, p := range c.parts {
				p.secret, p.dialect = c.secret, dialect
				child := s.meta(p, "client")
				o.children = append(o.children, child)
				if child.reached == "replied" || child.reached == "garbage" {
					codes = append(codes, strconv.Itoa(child.status))
				} else {
					codes = append(codes, "null")
				}
			}
			o.facts = func() []string { return codes }
			return fine
		})
	} else {
		o.refuse("meta", r)
	}
	o.settle(dialect)
	return o
}

// meta is the Graph API.
func (s *spec) meta(c call, origin string) outcome {
	o := outcome{operation: c.operation, origin: origin, reached: "replied", added: -1}
	if o.operation == "meta.get_number" && s.business(c.node) {
		o.operation = "meta.get_business"
	}
	t, r := s.authenticate(c.secret)
	switch {
	case r != fine || t.manages:
	case o.operation == "meta.add_waba_number":
		r = "waba_access_denied"
	default:
		r = "permission_denied"
	}
	if r == fine {
		q := s.subjectAtMeta(c, o.operation, origin, t)
		s.pass(&o, q, brokenAtMeta(o.operation, c, cmp.Or(c.dialect, s.dialect)), s.workAtMeta(&o, c, t))
	} else {
		o.refuse("meta", r)
	}
	if cmp.Or(c.dialect, s.dialect) == "observed" && t.manages {
		s.asSeen(&o, c, t)
	}
	o.settle(cmp.Or(c.dialect, s.dialect))
	return o
}

// asSeen: in the observed dialect an object of another business answers as one
// that does not exist.
func (s *spec) asSeen(o *outcome, c call, t token) {
	id := cmp.Or(c.params["preverified_id"], c.node)
	switch {
	case o.failure == "meta.business_access_denied" && s.business(c.node) && c.node != t.business:
		o.failure = "meta.business_not_found"
	case o.failure == "meta.waba_access_denied":
		o.failure = "meta.waba_not_found"
	case o.failure == "meta.permission_denied":
		if _, r := s.readable(id, t.business); r != fine {
			o.failure = "meta.number_not_found"
		}
	}
}

func (s *spec) authenticate(secret string) (token, refusal) {
	i := slices.IndexFunc(s.tokens, func(t token) bool { return t.value == secret })
	switch {
	case secret == "":
		return token{}, "missing_token"
	case i < 0:
		return token{}, "invalid_token"
	case s.tokens[i].revoked:
		return token{}, "token_revoked"
	case !s.tokens[i].expires.IsZero() && !s.now.Before(s.tokens[i].expires):
		return token{}, "token_expired"
	default:
		return s.tokens[i], fine
	}
}

// ofBusiness are the operations whose path names a business.
var ofBusiness = []string{
	"meta.list_numbers", "meta.get_business", "meta.add_number", "meta.share_number", "meta.unshare_number",
}

// subjectAtMeta is what a call is about: the business of its path, else the one
// its token acts for, and the number it names, also one that is gone.
func (s *spec) subjectAtMeta(c call, operation, origin string, t token) *subject {
	q := &subject{operation: operation, api: "meta", origin: origin, business: t.business, token: t.value, app: t.app}
	if slices.Contains(ofBusiness, operation) {
		q.business = c.node
	}
	switch operation {
	case "meta.list_numbers", "meta.get_business":
	case "meta.add_number":
		q.phone = msisdn(c.params["phone_number"])
	case "meta.share_number", "meta.unshare_number", "meta.add_waba_number":
		s.name(q, c.params["preverified_id"])
	default:
		s.name(q, c.node)
	}
	return q
}

func (s *spec) name(q *subject, id string) {
	q.number = id
	if i := s.byID(id); i >= 0 {
		n := &s.numbers[i]
		q.phone, q.status, q.partner = n.phone, n.statusAt(s.now), n.partner
	}
}

// required are the parameters that must be there, in the order in which Meta
// asks for them.
var required = map[string][]string{
	"meta.add_number":     {"phone_number"},
	"meta.request_code":   {"code_method", "language"},
	"meta.verify_code":    {"code"},
	"meta.share_number":   {"partner_business_id", "preverified_id"},
	"meta.unshare_number": {"partner_business_id", "preverified_id"},
}

// form is what a parameter must look like, and the refusal of one that does not,
// in the order in which Meta looks.
var form = []struct {
	name    string
	of      *regexp.Regexp
	refusal refusal
}{
	{"code", regexp.MustCompile(`^[0-9]{4,8}$`), "invalid_code_format"},
	{"code_method", regexp.MustCompile(`^(SMS|VOICE)$`), "invalid_code_method"},
	{"language", regexp.MustCompile(`^[a-z]{2,3}([_-][A-Z]{2})?$`), "invalid_language"},
	{"limit", regexp.MustCompile(`^([1-9][0-9]?|100)$`), "invalid_limit"},
	{"partner_business_id", regexp.MustCompile(`^[0-9]+$`), "invalid_id"},
	{"preverified_id", regexp.MustCompile(`^[0-9]+$`), "invalid_id"},
}

// brokenAtMeta holds a call against the contract: the id in the path first, then
// what is missing, then what is out of form. A call by robot, IVR, is seen to be
// taken and not documented.
func brokenAtMeta(operation string, c call, dialect string) refusal {
	switch sharing := operation == "meta.share_number" || operation == "meta.unshare_number"; {
	case digits(c.node):
	case sharing:
		return "invalid_business_id"
	default:
		return "invalid_id"
	}
	for _, name := range required[operation] {
		if _, sent := c.params[name]; !sent {
			return "missing_parameter"
		}
	}
	for _, f := range form {
		value, sent := c.params[f.name]
		if sent && !f.of.MatchString(value) && !(value == "IVR" && dialect == "observed") && operation != "meta.add_waba_number" {
			return f.refusal
		}
	}
	return fine
}

// workAtMeta is what the operations do.
func (s *spec) workAtMeta(o *outcome, c call, t token) work {
	p, actor := c.params, t.business
	success := func(r refusal) refusal {
		o.facts = func() []string { return []string{"success"} }
		return r
	}
	return func(q *subject, d delivery) (r refusal) {
		switch o.operation {
		case "meta.add_number":
			return s.register(o, q, actor, c.node, p["phone_number"])
		case "meta.request_code":
			return success(s.request(c.node, actor, p["code_method"], p["language"], d))
		case "meta.verify_code":
			i, r := s.verify(c.node, actor, p["code"])
			if r == fine {
				q.status = s.numbers[i].statusAt(s.now)
			}
			return success(r)
		case "meta.share_number":
			return success(s.share(actor, c.node, p["preverified_id"], p["partner_business_id"]))
		case "meta.unshare_number":
			return success(s.unshare(actor, c.node, p["preverified_id"], p["partner_business_id"]))
		case "meta.add_waba_number":
			o.facts = func() []string { return []string{"claimed"} }
			return s.claim(actor, c.node, p["preverified_id"], p["phone_number"])
		case "meta.delete_number":
			return success(s.remove(c.node, actor))
		default:
			o.facts, r = s.look(o.operation, c, actor)
			return r
		}
	}
}

func (s *spec) register(o *outcome, q *subject, actor, business, phone string) refusal {
	i, r := s.add(actor, business, phone)
	if r != fine {
		return r
	}
	o.added = i
	q.phone, q.status, q.number = s.numbers[i].phone, notVerified, s.numbers[i].id
	o.facts = func() []string { return []string{"id=" + s.numbers[i].id} }
	return fine
}

// look answers what only reads.
func (s *spec) look(operation string, c call, actor string) (facts func() []string, r refusal) {
	var out []string
	switch operation {
	case "meta.get_number", "meta.list_partners":
		i, r := s.readable(c.node, actor)
		if r != fine {
			return nil, r
		}
		if out = s.numbers[i].shared; operation == "meta.get_number" {
			out = s.card(i)
		}
	case "meta.get_business":
		if r := s.acts(actor, c.node); r != fine {
			return nil, r
		}
		out = []string{"id=" + c.node}
	default:
		if out, r = s.list(c, actor); r != fine {
			return nil, r
		}
	}
	return func() []string { return out }, fine
}

// card is a number as Meta shows it.
func (s *spec) card(i int) []string {
	n := &s.numbers[i]
	out := []string{"id=" + n.id, "status=" + n.statusAt(s.now), "availability=" + availability(n), "owner=" + n.owner,
		"created=" + n.created.Format(zulu)}
	if !n.verified.IsZero() {
		out = append(out, "verified="+n.verified.Format(offset), "expires="+n.expires.Format(offset))
	}
	slices.Sort(out)
	return out
}

// How Meta and 360dialog write times, in whole seconds.
const (
	offset = "2006-01-02T15:04:05-0700"
	zulu   = "2006-01-02T15:04:05Z"
)

func availability(n *number) string {
	if n.claimed {
		return "IN_USE"
	}
	return "AVAILABLE"
}

// list is one page of what a business owns or has shared with it: each number,
// and whether there are more before and behind.
func (s *spec) list(c call, actor string) ([]string, refusal) {
	if c.params["after"]+c.params["before"] == "made-up" {
		return nil, "invalid_cursor"
	}
	if r := s.acts(actor, c.node); r != fine {
		return nil, r
	}
	edge := s.byID(cmp.Or(c.params["after"], c.params["before"]))
	if given := c.params["after"] + c.params["before"]; given != "" &&
		(edge < 0 || !s.numbers[edge].lives() || !s.numbers[edge].seenBy(c.node)) {
		return nil, "invalid_cursor"
	}
	var before, page, behind []int
	for _, i := range s.listed(c) {
		switch {
		case c.params["after"] != "" && i <= edge:
			before = append(before, i)
		case c.params["before"] != "" && i >= edge:
			behind = append(behind, i)
		default:
			page = append(page, i)
		}
	}
	most := 25
	if text, sent := c.params["limit"]; sent {
		most, _ = strconv.Atoi(text)
	}
	cut := min(len(page), most)
	if c.params["before"] != "" { // the nearest to the edge
		before, page = page[:len(page)-cut], page[len(page)-cut:]
	} else {
		behind, page = append(behind, page[cut:]...), page[:cut]
	}
	return s.listing(page, len(before) > 0, len(behind) > 0), fine
}

// listed are the numbers a list without pages would hold.
func (s *spec) listed(c call) (out []int) {
	p := c.params
	for i := range s.numbers {
		n := &s.numbers[i]
		if n.lives() && n.seenBy(c.node) &&
			(p["code_verification_status"] == "" || p["code_verification_status"] == n.statusAt(s.now)) &&
			(p["availability_status"] == "" || p["availability_status"] == availability(n)) &&
			(p["country_code"] == "" || p["country_code"] == strings.ToUpper(countryOf(n.phone))) &&
			(p["phone_number"] == "" || msisdn(p["phone_number"]) == n.phone) {
			out = append(out, i)
		}
	}
	return out
}

// listing has no links on an empty page.
func (s *spec) listing(page []int, earlier, later bool) []string {
	out := []string{}
	for _, i := range page {
		n := &s.numbers[i]
		line := n.id + " " + n.statusAt(s.now)
		if !n.verified.IsZero() {
			line += " " + n.expires.Format(offset)
		}
		out = append(out, line)
	}
	if earlier && len(page) > 0 {
		out = append(out, "previous")
	}
	if later && len(page) > 0 {
		out = append(out, "next")
	}
	return out
}
