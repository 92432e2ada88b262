package model

import (
	"regexp"
	"slices"
)

// dialog is 360dialog's Partner API: a client of Meta with a table of its own.
func (s *spec) dialog(c call) outcome {
	o := outcome{operation: c.operation, origin: "client", reached: "replied", added: -1}
	if c.operation == "360dialog.create_token" {
		q := &subject{operation: c.operation, api: "360dialog", origin: "client"}
		s.pass(&o, q, brokenAtDialog(c), func(q *subject, _ delivery) refusal { return s.login(&o, q, c) })
		o.settle("")
		return o
	}
	q, r := s.subjectAtDialog(c)
	if r == fine {
		s.pass(&o, q, brokenAtDialog(c), s.workAtDialog(&o, c, q.business))
	} else {
		o.refuse("360dialog", r)
	}
	o.settle("")
	return o
}

// login gives a hub user a token for a day.
func (s *spec) login(o *outcome, q *subject, c call) refusal {
	for _, p := range s.start.partners {
		if p.user == c.params["username"] && c.params["password"] == "simulator" {
			q.partner = p.id
			o.facts = func() []string { return []string{"token for 86400"} }
			return fine
		}
	}
	return "invalid_grant"
}

// sender is the partner a credential is of.
func (s *spec) sender(c call) (partner string, good bool) {
	if c.note != nil {
		return c.note.partner, s.now.Before(c.note.ends)
	}
	i := slices.IndexFunc(s.keys, func(k apiKey) bool { return k.value == c.secret && !k.revoked })
	if i < 0 {
		return "", false
	}
	return s.keys[i].partner, true
}

// subjectAtDialog knows the sender by its key or token, then the partner of the
// path.
func (s *spec) subjectAtDialog(c call) (*subject, refusal) {
	sender, good := s.sender(c)
	p := s.partner(c.partner)
	switch {
	case !good:
		return nil, "unauthorized"
	case p < 0:
		return nil, "partner_not_found"
	case sender != c.partner && s.start.hideForeign:
		return nil, "partner_not_found"
	case sender != c.partner:
		return nil, "forbidden"
	}
	q := &subject{operation: c.operation, api: "360dialog", origin: "client", token: c.secret}
	if c.number != "" {
		s.name(q, c.number)
	} else if c.operation == "360dialog.add_number" {
		q.phone = msisdn(c.params["phone_number"])
	}
	q.partner, q.business = c.partner, s.start.partners[p].business
	return q, fine
}

// formAtDialog are the schemas of the parameters, by operation: what must be
// there ends in an exclamation mark.
var formAtDialog = map[string]map[string]*regexp.Regexp{
	"360dialog.add_number":  {"phone_number!": regexp.MustCompile(`^[0-9]{6,20}$`)},
	"360dialog.request_otp": {"code_method!": regexp.MustCompile(`^(sms|voice)$`), "language!": regexp.MustCompile(`.`)},
	"360dialog.verify_otp":  {"code!": regexp.MustCompile(``)},
	"360dialog.create_token": {
		"username!": regexp.MustCompile(``), "password!": regexp.MustCompile(``),
	},
	"360dialog.list_numbers": {
		"phone_number":             regexp.MustCompile(`^[0-9]{6,20}$`),
		"code_verification_status": regexp.MustCompile(`^(NOT_VERIFIED|VERIFIED|EXPIRED)$`),
	},
}

func brokenAtDialog(c call) refusal {
	for name, of := range formAtDialog[c.operation] {
		must := name[len(name)-1] == '!'
		if must {
			name = name[:len(name)-1]
		}
		if value, sent := c.params[name]; must && !sent || sent && !of.MatchString(value) {
			return "wrong_payload"
		}
	}
	return fine
}

// workAtDialog is what the operations do. business is the partner's at Meta.
func (s *spec) workAtDialog(o *outcome, c call, business string) work {
	up := &upstream{s, o, c.dialect}
	return func(q *subject, _ delivery) refusal {
		if c.number != "" && s.rowByID(c.partner, c.number) < 0 {
			return "number_not_found"
		}
		switch c.operation {
		case "360dialog.add_number":
			return s.addToPool(up, q, c, business)
		case "360dialog.delete_number":
			return s.deleteFromPool(up, c)
		case "360dialog.request_otp":
			o.facts = served
			method := map[string]string{"sms": "SMS", "voice": "VOICE"}[c.params["code_method"]]
			params := map[string]string{"code_method": method, "language": c.params["language"]}
			return otp(up.call("meta.request_code", c.number, params))
		case "360dialog.verify_otp":
			return s.verifyInPool(up, q, c)
		default:
			rows := s.pool(c.partner, c.params["code_verification_status"], c.params["phone_number"], c.params["country_code"])
			o.facts = func() []string { return s.pages(rows) }
			return fine
		}
	}
}

func served() []string { return []string{"served"} }

// otp: the contract has 400 alone for whatever goes wrong with a code.
func otp(child outcome) refusal {
	if child.succeeded() {
		return fine
	}
	return "otp_failed"
}

// upstream is 360dialog's way to Meta, with the token of its own business. The
// calls are children of the partner's.
type upstream struct {
	*spec
	parent  *outcome
	dialect string
}

func (u *upstream) call(operation, node string, params map[string]string) outcome {
	hubs := slices.IndexFunc(u.tokens, func(t token) bool { return t.business == hub })
	child := u.meta(call{
		operation: operation, secret: u.tokens[hubs].value, node: node, params: params, dialect: u.dialect,
	}, "360dialog")
	u.parent.children = append(u.parent.children, child)
	return child
}

// succeeded is what the caller can know: an answer came, and it says so.
func (o *outcome) succeeded() bool { return o.reached == "replied" && o.failure == "" }

// ofNumber are the failures in which Meta finds fault with the number itself;
// everything else is an upstream's failure to the partner.
var ofNumber = []string{"meta.invalid_phone_number", "meta.phone_number_taken", "meta.pool_full"}

// addToPool registers at Meta, shares with the partner's business, and makes a
// row. What cannot be shared is taken back, unless a switch leaves it there. A
// registration whose answer is lost leaves the number at Meta, under an id that is not
// known.
func (s *spec) addToPool(up *upstream, q *subject, c call, business string) refusal {
	if s.pooled(c.params["phone_number"]) {
		return "already_in_pool"
	}
	added := up.call("meta.add_number", hub, map[string]string{"phone_number": c.params["phone_number"]})
	switch {
	case added.succeeded():
	case added.reached == "replied" && slices.Contains(ofNumber, added.failure) && !s.start.badGateway:
		return "meta_refused"
	default:
		return "meta_failed"
	}
	i := added.added
	id := s.numbers[i].id
	shared := up.call("meta.share_number", hub, map[string]string{"preverified_id": id, "partner_business_id": business})
	if !shared.succeeded() {
		if !s.start.orphans {
			up.call("meta.delete_number", id, nil)
		}
		return "meta_failed"
	}
	r := s.toPool(c.partner, i)
	q.phone, q.status, q.number = s.numbers[i].phone, s.numbers[i].statusAt(s.now), id
	up.parent.facts = func() []string { return s.pages([]int{r}) }
	return fine
}

// deleteFromPool deletes at Meta first. A number that Meta does not know counts
// as deleted.
func (s *spec) deleteFromPool(up *upstream, c call) refusal {
	child := up.call("meta.delete_number", c.number, nil)
	if child.reached == "replied" && child.failure == "meta.number_in_use" && !s.start.badGateway {
		return "meta_refused"
	}
	if !child.succeeded() && !(child.reached == "replied" && child.failure == "meta.number_not_found") {
		return "meta_failed"
	}
	s.fromPool(s.rowByID(c.partner, c.number))
	up.parent.facts = served
	return fine
}

func (s *spec) verifyInPool(up *upstream, q *subject, c call) refusal {
	if r := otp(up.call("meta.verify_code", c.number, map[string]string{"code": c.params["code"]})); r != fine {
		return r
	}
	i := s.rowByID(c.partner, c.number)
	s.learn(i)
	q.status, _ = s.seen(i)
	up.parent.facts = func() []string { return s.pages([]int{i}) }
	return fine
}

// pages are rows as 360dialog shows them.
func (s *spec) pages(rows []int) []string {
	out := []string{}
	for _, i := range rows {
		r, n := s.rows[i], &s.numbers[s.rows[i].number]
		status, _ := s.seen(i)
		out = append(out, n.id+" "+n.phone+" "+r.partner+" "+status+" "+countryOf(n.phone)+" "+r.created.Format(zulu))
	}
	return out
}

// settle gives the outcome its status.
func (o *outcome) settle(dialect string) {
	if o.failure != "" || !o.done {
		o.facts = nil
	}
	switch statuses, known := statusOf[o.failure]; {
	case o.reached == "reset" || o.reached == "closed":
		o.status = 0
	case o.failure == "" && o.operation == "360dialog.add_number":
		o.status = 201
	case o.failure == "":
		o.status = 200
	case !known:
		o.status = -1 // nothing answers that
	case dialect == "observed":
		o.status = statuses[1]
	default:
		o.status = statuses[0]
	}
}

// statusOf are the statuses of the failures in Meta's two dialects, documented
// and observed; 360dialog has one.
var statusOf = map[string][2]int{
	"meta.missing_token":              {401, 400},
	"meta.invalid_token":              {401, 401},
	"meta.token_expired":              {401, 400},
	"meta.token_revoked":              {401, 400},
	"meta.permission_denied":          {403, 403},
	"meta.business_access_denied":     {403, 403},
	"meta.invalid_id":                 {400, 400},
	"meta.invalid_business_id":        {400, 400},
	"meta.number_not_found":           {404, 400},
	"meta.business_not_found":         {404, 400},
	"meta.partner_business_not_found": {400, 400},
	"meta.missing_parameter":          {400, 400},
	"meta.invalid_limit":              {400, 400},
	"meta.invalid_cursor":             {400, 400},
	"meta.invalid_phone_number":       {400, 400},
	"meta.phone_number_taken":         {422, 400},
	"meta.pool_full":                  {422, 400},
	"meta.invalid_code_method":        {400, 400},
	"meta.invalid_language":           {400, 400},
	"meta.invalid_code_format":        {400, 400},
	"meta.code_requests_exceeded":     {422, 400},
	"meta.already_verified":           {422, 400},
	"meta.code_wrong":                 {422, 400},
	"meta.code_expired":               {422, 400},
	"meta.not_shareable":              {422, 400},
	"meta.already_shared":             {422, 400},
	"meta.not_shared":                 {422, 400},
	"meta.relationship_forbidden":     {422, 400},
	"meta.number_in_use":              {422, 400},
	"meta.waba_not_found":             {404, 400},
	"meta.waba_access_denied":         {403, 403},
	"meta.invalid_preverified_id":     {400, 400},
	"meta.preverified_not_found":      {404, 400},
	"meta.phone_already_registered":   {409, 400},
	"meta.waba_phone_invalid":         {422, 400},
	"meta.rate_limited":               {429, 400},
	"meta.unexpected_error":           {500, 500},
	"meta.temporarily_unavailable":    {503, 503},
	"360dialog.unauthorized":          {401, 401},
	"360dialog.forbidden":             {403, 403},
	"360dialog.partner_not_found":     {404, 404},
	"360dialog.number_not_found":      {404, 404},
	"360dialog.wrong_payload":         {400, 400},
	"360dialog.already_in_pool":       {409, 409},
	"360dialog.meta_refused":          {400, 400},
	"360dialog.meta_failed":           {502, 502},
	"360dialog.otp_failed":            {400, 400},
	"360dialog.too_many_requests":     {429, 429},
	"360dialog.internal_error":        {500, 500},
	"360dialog.invalid_grant":         {403, 403},
}
