package model

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// action is a step a sequence is made of, and its weight among all.
type action struct {
	do     func(*machine, *rapid.T)
	weight int
}

var actions = []action{
	{(*machine).metaCall, 33}, {(*machine).metaBatch, 3}, {(*machine).metaFollow, 2},
	{(*machine).hubAdd, 6}, {(*machine).hubRequest, 8}, {(*machine).hubVerify, 9}, {(*machine).hubDelete, 2},
	{(*machine).hubList, 2}, {(*machine).hubLogin, 1},
	{(*machine).drawPlace, 2}, {(*machine).drawEvent, 4}, {(*machine).drawFault, 2}, {(*machine).drawLimits, 1},
	{(*machine).drawLook, 2}, {(*machine).drawMove, 5}, {(*machine).drawWorld, 3},
}

// step takes one of the actions.
func (x *machine) step(t *rapid.T) {
	var weighted []func(*machine, *rapid.T)
	for _, a := range actions {
		weighted = append(weighted, slices.Repeat([]func(*machine, *rapid.T){a.do}, a.weight)...)
	}
	pick(t, "action", weighted...)(x, t)
}

// asked are the calls to Meta, with their weights.
var asked = []struct {
	draw   func(*side, *rapid.T) call
	weight int
}{
	{(*side).metaAdd, 4}, {(*side).metaRequest, 8}, {(*side).metaVerify, 9}, {(*side).metaShare, 4},
	{(*side).metaUnshare, 2}, {(*side).metaDelete, 2}, {(*side).metaRead, 2}, {(*side).metaList, 4}, {(*side).metaClaim, 3},
}

func (w *side) ask(t *rapid.T) call {
	var weighted []func(*side, *rapid.T) call
	for _, a := range asked {
		weighted = append(weighted, slices.Repeat([]func(*side, *rapid.T) call{a.draw}, a.weight)...)
	}
	return pick(t, "call", weighted...)(w, t)
}

func (x *machine) metaCall(t *rapid.T) {
	w := x.in(t)
	x.call(w, w.ask(t))
}

// metaBatch sends a few calls in one, with the token of the first.
func (x *machine) metaBatch(t *rapid.T) {
	w := x.in(t)
	c := call{dialect: dialect(t)}
	for range 1 + below(3).Draw(t, "parts") {
		c.parts = append(c.parts, w.ask(t))
	}
	c.secret = c.parts[0].secret
	x.call(w, c)
}

// metaFollow goes to the page beside the one listed last.
func (x *machine) metaFollow(t *rapid.T) {
	w := x.in(t)
	if len(w.links) == 0 {
		x.call(w, w.metaList(t))
		return
	}
	x.follow(w, pick(t, "link", w.links...))
}

// in chooses a world: mostly the default one.
func (x *machine) in(t *rapid.T) *side {
	if chance(t, "elsewhere", 8) {
		return x.side(second)
	}
	return x.side("")
}

// one chooses a number: mostly one of the newest that live.
func (w *side) one(t *rapid.T) int { return w.oneThat(t, func(int) bool { return true }) }

// oneThat prefers numbers with which something is to be done.
func (w *side) oneThat(t *rapid.T, fits func(i int) bool) int {
	var living, fitting []int
	for i := range w.numbers {
		if w.numbers[i].lives() {
			living = append(living, i)
		}
		if w.numbers[i].lives() && fits(i) {
			fitting = append(fitting, i)
		}
	}
	switch {
	case len(w.numbers) == 0 || chance(t, "unknown", 20):
		return -1
	case len(living) == 0 || chance(t, "gone", 10):
		return len(w.numbers) - 1 - below(min(6, len(w.numbers))).Draw(t, "number")
	case len(fitting) == 0 || chance(t, "any", 5):
		return pick(t, "living", living[max(0, len(living)-6):]...)
	default:
		return pick(t, "fitting", fitting[max(0, len(fitting)-6):]...)
	}
}

// waits tells whether a number waits for its code to be entered.
func (w *side) waits(i int) bool {
	n := &w.numbers[i]
	return n.code >= 0 && w.codes[n.code].acceptable(w.now) && !n.claimed
}

// open tells whether a code may be asked for.
func (w *side) open(i int) bool {
	_, r := w.verifiable(w.numbers[i].id, w.numbers[i].owner, "permission_denied")
	return r == fine
}

// id is the number's, or that of something else.
func (w *side) id(t *rapid.T, i int) string {
	if i < 0 {
		return pick(t, "id", unknownID, alpha, "x1")
	}
	return w.numbers[i].id
}

// tokenFor chooses a token: mostly one that fits the number's owner.
func (w *side) tokenFor(t *rapid.T, i int) string {
	if i < 0 || chance(t, "any token", 6) {
		return pick(t, "token", append([]string{"", "EAAJBnobody"}, tokens...)...)
	}
	return tokenOf(w.numbers[i].owner)
}

func tokenOf(business string) string {
	return map[string]string{alpha: "EAAJBsimulator", beta: "EAAJBother", hub: token360dialog}[business]
}

// dialect is seldom asked for.
func dialect(t *rapid.T) string {
	if chance(t, "dialect", 12) {
		return pick(t, "asked", "documented", "observed")
	}
	return ""
}

func style(t *rapid.T) string { return pick(t, "style", "json", "form", "query") }

// spoil leaves a parameter out now and then, or breaks its form.
func spoil(t *rapid.T, params map[string]string, name string, broken ...string) {
	switch below(15).Draw(t, "spoil "+name) {
	case 13:
		delete(params, name)
	case 14:
		params[name] = pick(t, "broken "+name, broken...)
	}
}

func (w *side) metaAdd(t *rapid.T) call {
	node := pick(t, "business", alpha, alpha, beta, hub, "404404404404404")
	c := call{operation: "meta.add_number", node: node, secret: cmp.Or(tokenOf(node), "EAAJBsimulator"), dialect: dialect(t)}
	if chance(t, "any token", 6) {
		c.secret = pick(t, "token", tokens...)
	}
	c.params, c.style = map[string]string{"phone_number": pick(t, "phone", phones...)}, style(t)
	spoil(t, c.params, "phone_number", "12", "no number", "+1 (202) 555-0120")
	return c
}

func (w *side) onNumber(t *rapid.T, operation string) call {
	i := w.one(t)
	if operation == "meta.request_code" {
		i = w.oneThat(t, w.open)
	}
	return call{operation: operation, node: w.id(t, i), secret: w.tokenFor(t, i), dialect: dialect(t), params: map[string]string{}}
}

func (w *side) metaRequest(t *rapid.T) call {
	c := w.onNumber(t, "meta.request_code")
	c.style = style(t)
	c.params["code_method"], c.params["language"] = pick(t, "method", "SMS", "VOICE"), pick(t, "language", "en_US", "de")
	spoil(t, c.params, "code_method", "sms", "IVR")
	spoil(t, c.params, "language", "", "English")
	return c
}

// digitsFor are those to enter for a number: mostly the right ones.
func (w *side) digitsFor(t *rapid.T, i int) string {
	var known []string
	for at := range w.codes {
		if c := &w.codes[at]; i >= 0 && c.number == i && c.right != "" {
			known = append(known, c.right)
		}
	}
	switch {
	case len(known) == 0 || chance(t, "wrong", 4):
		return "0000"
	case chance(t, "old", 6):
		return pick(t, "digits", known...)
	default:
		return known[len(known)-1]
	}
}

func (w *side) metaVerify(t *rapid.T) call {
	i := w.oneThat(t, w.waits)
	c := call{operation: "meta.verify_code", node: w.id(t, i), secret: w.tokenFor(t, i), dialect: dialect(t)}
	c.params, c.style = map[string]string{"code": w.digitsFor(t, i)}, style(t)
	spoil(t, c.params, "code", "", "12ab", "123", "123456789")
	return c
}

func (w *side) metaShare(t *rapid.T) call   { return w.sharing(t, "meta.share_number") }
func (w *side) metaUnshare(t *rapid.T) call { return w.sharing(t, "meta.unshare_number") }

func (w *side) sharing(t *rapid.T, operation string) call {
	i := w.one(t)
	c := call{operation: operation, node: alpha, secret: w.tokenFor(t, i), dialect: dialect(t), style: style(t)}
	if i >= 0 && !chance(t, "other business", 8) {
		c.node = w.numbers[i].owner
	}
	c.params = map[string]string{"preverified_id": w.id(t, i), "partner_business_id": pick(t, "with", w.withWhom(i, operation)...)}
	spoil(t, c.params, "partner_business_id", "x1")
	return c
}

// withWhom are the businesses to share with, or to take back from: twice those
// with which that makes sense.
func (w *side) withWhom(i int, operation string) []string {
	out := []string{alpha, beta, "404404404404404"}
	for _, b := range []string{alpha, beta} {
		if i >= 0 && w.numbers[i].owner != b && slices.Contains(w.numbers[i].shared, b) == (operation == "meta.unshare_number") {
			out = append(out, b, b, b)
		}
	}
	return out
}

func (w *side) metaDelete(t *rapid.T) call {
	c := w.onNumber(t, "meta.delete_number")
	return c
}

// metaClaim takes a number for a WABA: mostly one that can be taken, by its owner.
func (w *side) metaClaim(t *rapid.T) call {
	i := w.one(t)
	c := call{operation: "meta.add_waba_number", node: pick(t, "waba", wabaID, wabaID, wabaID, alpha, "x1"), style: style(t), dialect: dialect(t)}
	c.secret = pick(t, "token", tokenOf(alpha), tokenOf(alpha), w.tokenFor(t, i))
	c.params = map[string]string{"preverified_id": w.id(t, i), "verified_name": "Wool", "phone_number": phones[0]}
	if i >= 0 && !chance(t, "another phone", 8) {
		c.params["phone_number"] = w.numbers[i].phone
	}
	return c
}

func (w *side) metaRead(t *rapid.T) call {
	c := w.onNumber(t, pick(t, "operation", "meta.get_number", "meta.list_partners"))
	if c.operation == "meta.get_number" && c.node == alpha {
		c.operation = "meta.get_business" // which has other fields to ask for
	}
	return c
}

func (w *side) metaList(t *rapid.T) call {
	node := pick(t, "business", alpha, beta, hub, "404404404404404")
	c := call{operation: "meta.list_numbers", node: node, secret: cmp.Or(tokenOf(node), "EAAJBsimulator"), dialect: dialect(t)}
	c.params = map[string]string{}
	switch pick(t, "filter", "none", "status", "availability", "country", "phone") {
	case "status":
		c.params["code_verification_status"] = pick(t, "status", statuses...)
	case "availability":
		c.params["availability_status"] = pick(t, "availability", "AVAILABLE", "IN_USE")
	case "country":
		c.params["country_code"] = pick(t, "country", "US", "DE")
	case "phone":
		c.params["phone_number"] = pick(t, "phone", phones...)
	}
	if chance(t, "paged", 2) {
		c.params["limit"] = pick(t, "limit", "1", "1", "2", "2", "3", "0", "101")
	}
	if side := pick(t, "cursor", "", "after", "before"); side != "" {
		c.params[side] = w.edge(t)
	}
	return c
}

// edge is a number whose cursor a list has told, or a made-up cursor.
func (w *side) edge(t *rapid.T) string {
	known := []string{"made-up"}
	for i := range w.numbers {
		if id := w.numbers[i].id; w.cursors[id] != "" {
			known = append(known, id, id)
		}
	}
	return pick(t, "edge", known...)
}

// rowsLeft are the numbers that Meta has deleted and a pool still holds.
func (w *side) rowsLeft() (out []int) {
	for _, r := range w.rows {
		if !r.deleted && !w.numbers[r.number].lives() {
			out = append(out, r.number)
		}
	}
	return out
}

// hubCall is a call of a partner: mostly with its own key, on a row of its pool.
func (x *machine) hubCall(t *rapid.T, operation string) (*side, call, int) {
	w := x.in(t)
	c := call{operation: operation, params: map[string]string{}, partner: pick(t, "partner", partnerIDs...), dialect: dialect(t)}
	i := w.oneThat(t, func(i int) bool {
		switch row := w.rowOf(i); operation {
		case "360dialog.request_otp":
			return row >= 0 && w.open(i)
		case "360dialog.verify_otp":
			return row >= 0 && w.waits(i)
		default:
			return row >= 0
		}
	})
	if left := w.rowsLeft(); len(left) > 0 && chance(t, "left", 4) {
		i = pick(t, "row left", left...)
	}
	if i >= 0 && w.rowOf(i) >= 0 {
		c.partner = w.rows[w.rowOf(i)].partner
	}
	c.number = w.id(t, i)
	c.secret = map[string]string{"simul8PA": "sim-api-key", "secondPA": "second-key"}[c.partner]
	switch {
	case chance(t, "any key", 10):
		c.secret = pick(t, "key", "", "no-key", "sim-api-key", "second-key")
	case len(x.notes) > 0 && chance(t, "token", 2):
		s := pick(t, "note", x.notes...)
		c.secret, c.note = s.text, &s.note
	}
	if chance(t, "no partner", 20) {
		c.partner = "nobodyPA"
	}
	return w, c, i
}

func (x *machine) hubAdd(t *rapid.T) {
	w, c, _ := x.hubCall(t, "360dialog.add_number")
	c.number, c.params["phone_number"] = "", pick(t, "phone", phones...)
	spoil(t, c.params, "phone_number", "123", "+12025550120", "123456", "1202555012012025550")
	x.call(w, c)
}

func (x *machine) hubRequest(t *rapid.T) {
	w, c, _ := x.hubCall(t, "360dialog.request_otp")
	c.params["code_method"], c.params["language"] = pick(t, "method", "sms", "voice"), pick(t, "language", "en", "pt_BR")
	spoil(t, c.params, "code_method", "SMS")
	spoil(t, c.params, "language", "", "English")
	x.call(w, c)
}

func (x *machine) hubVerify(t *rapid.T) {
	w, c, i := x.hubCall(t, "360dialog.verify_otp")
	c.params["code"] = w.digitsFor(t, i)
	spoil(t, c.params, "code", "", "12ab")
	x.call(w, c)
}

func (x *machine) hubLogin(t *rapid.T) {
	c := call{operation: "360dialog.create_token", params: map[string]string{
		"username": pick(t, "user", "partner@example.com", "second@example.com", "nobody@example.com"), "password": "simulator",
	}}
	spoil(t, c.params, "password", "wrong")
	x.call(x.in(t), c)
}

func (x *machine) hubDelete(t *rapid.T) {
	w, c, _ := x.hubCall(t, "360dialog.delete_number")
	x.call(w, c)
}

func (x *machine) hubList(t *rapid.T) {
	w, c, _ := x.hubCall(t, "360dialog.list_numbers")
	c.number = ""
	switch pick(t, "filter", "none", "status", "phone", "country", "broken") {
	case "status":
		c.params["code_verification_status"] = pick(t, "status", statuses...)
	case "phone":
		c.params["phone_number"] = pick(t, "phone", phones...)
	case "country":
		c.params["country_code"] = pick(t, "country", "us", "de", "DE")
	case "broken":
		c.params["code_verification_status"] = "verified"
	}
	x.call(w, c)
}

func (x *machine) drawPlace(t *rapid.T) {
	w := x.in(t)
	p := placed{phone: pick(t, "phone", phones...), owner: pick(t, "owner", "", alpha, beta, "404404404404404")}
	if p.owner == "" && !chance(t, "first business", 4) {
		p.partner = pick(t, "partner", "simul8PA", "secondPA", "simul8PA", "nobodyPA")
	}
	switch pick(t, "status", statuses...) {
	case verified:
		p.fresh = true
	case expired:
		p.verified = w.life().validity
	}
	x.place(w, p)
}

// drawEvent lets something happen: mostly to a number to which it can.
func (x *machine) drawEvent(t *rapid.T) {
	w := x.in(t)
	e := drawEvent(t, append(tokens[:5:5], "EAAJBnobody"), append(keys[:2:2], "no-key"))
	if i := w.oneThat(t, func(i int) bool { return w.numbers[i].claimed || w.numbers[i].statusAt(w.now) != notVerified }); i >= 0 &&
		slices.Contains([]string{"claim", "signup", "expire", "verify", "restore", "delete"}, e.verb) {
		e.of = w.numbers[i].phone
	}
	if gone := w.phonesGone(); e.verb == "restore" && len(gone) > 0 && chance(t, "gone", 2) {
		e.of = pick(t, "phone gone", gone...)
	}
	x.event(w, e)
}

// phonesGone are those that only deleted numbers have.
func (w *side) phonesGone() (out []string) {
	for i := range w.numbers {
		if phone := w.numbers[i].phone; w.byPhone(phone) < 0 && !slices.Contains(out, phone) {
			out = append(out, phone)
		}
	}
	return out
}

func (x *machine) drawLook(t *rapid.T) {
	w := x.in(t)
	switch pick(t, "at", "numbers", "codes", "latest", "one") {
	case "numbers":
		x.filterNumbers(w, pick(t, "phone", append(phones, "")...), pick(t, "status", append(statuses, "")...))
	case "codes":
		x.filterCodes(w, w.one(t), pick(t, "state", "", pending, used, lapsed, voided, undelivered))
	case "latest":
		x.latest(w, pick(t, "phone", phones...))
	default:
		x.one(w, w.one(t))
	}
}

func (x *machine) drawFault(t *rapid.T) {
	w, name := x.in(t), pick(t, "name", ruleNames...)
	switch pick(t, "do", "add", "add", "remove", "off", "on", "clear") {
	case "add":
		r := drawRule(t, name)
		if i := w.one(t); i >= 0 && chance(t, "one number", 4) {
			r.on.number = w.numbers[i].id
		}
		x.addFault(w, r)
	case "remove":
		x.removeFault(w, name)
	case "off":
		x.enable(w, name, false)
	case "on":
		x.enable(w, name, true)
	default:
		x.clearFaults(w)
	}
}

func (x *machine) drawLimits(t *rapid.T) {
	w := x.in(t)
	if len(w.limits) > 0 && chance(t, "exhaust", 2) {
		l := &w.limits[below(len(w.limits)).Draw(t, "limit")]
		key := pick(t, "key", "", alpha, beta, "simul8PA", "EAAJBsimulator", hub, "1017734028366125", "12025550121")
		x.exhaust(w, l.name, key)
		return
	}
	x.setLimits(w, drawQuotas(t))
}

// drawMove moves the clock, half of the time to where something is about to be
// due, is due, or has just been.
func (x *machine) drawMove(t *rapid.T) {
	w := x.in(t)
	by := pick(t, "by", time.Second, time.Minute, time.Minute, 10*time.Minute, time.Hour, day, day, 14*day, 45*day, 90*day, 0)
	if edges := w.edges(x.notes); len(edges) > 0 && chance(t, "edge", 2) {
		by = pick(t, "next", edges...).Sub(w.now) + pick(t, "beside", 0, -time.Millisecond, time.Millisecond)
	}
	x.advance(w, max(by, 0), chance(t, "absolute", 4))
}

// edges are the instants ahead at which something will be otherwise.
func (w *side) edges(notes []signed) (out []time.Time) {
	for i := range w.codes {
		out = append(out, w.codes[i].ends, w.codes[i].arrives)
	}
	for i := range w.numbers {
		n := &w.numbers[i]
		out = append(out, n.drops, n.expires, n.expires.Add(-w.life().reverify))
	}
	for i := range w.limits {
		for _, key := range w.limits[i].keys(w.now) {
			_, regain := w.limits[i].use(key, w.now)
			out = append(out, w.now.Add(regain))
		}
	}
	for _, f := range w.faults {
		out = append(out, f.since.Add(f.when.after), f.since.Add(f.when.until))
	}
	for _, n := range notes {
		out = append(out, n.ends)
	}
	for _, m := range w.start.timeline {
		out = append(out, w.start.at.Add(m.after))
	}
	out = append(out, w.start.at.Add(time.Hour), w.start.at.Add(time.Duration(w.synced+1)*w.start.poolSync))
	out = slices.DeleteFunc(out, func(at time.Time) bool { return !at.After(w.now) })
	slices.SortFunc(out, time.Time.Compare)
	out = slices.Compact(out)
	return out[:min(len(out), 6)]
}

// drawWorld does what is done to whole worlds, seldom: it takes all back that
// the sequence has come to.
func (x *machine) drawWorld(t *rapid.T) {
	name := pick(t, "world", "", second)
	switch pick(t, "do", "snapshot", "restore", "there and back", "there and back", "reset", "put", "end", "load", "restore") {
	case "there and back": // as if nothing had been
		x.thereAndBack(x.side(name))
	case "put":
		x.put(name, uint64(pick(t, "seed", 0, 0, 7)))
	case "end":
		x.end(name)
	case "reset":
		x.reset(x.side(name))
	case "load":
		x.load(x.side(name))
	case "restore":
		if files := slices.Sorted(maps.Keys(x.files)); len(files) > 0 {
			x.restore(x.side(name), pick(t, "file", files...))
			return
		}
		fallthrough
	default:
		x.snapshot(x.side(name))
	}
}
