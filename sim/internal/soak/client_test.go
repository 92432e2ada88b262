package soak_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// step is a call and what came of it.
type step struct {
	call
	answer
}

// number is one a client has heard of.
type number struct{ id, phone string }

// client is one client of one world. What it sends next hangs on its random
// numbers and on what it was answered, and on nothing else.
type client struct {
	world  string
	seed   uint64 // of the world
	rnd    *rand.Rand
	line   *line
	table  []func(*client) error // what it does, drawn with equal chances
	pace   func()                // called before every call
	shared bool                  // others are in the world, so that answers are not foreseen

	steps     []step
	journaled []int // steps the journal should hold, oldest first
	kept      []byte
	keptSteps []int // journaled when the snapshot kept was taken
	numbers   []number
	next      string // path of the next page of a list
	token     string // of the partner's user
	counts    *tally
}

// newClient draws a client for a world. Half of them keep their connections.
func newClient(addr, world string, seed [2]uint64, counts *tally) *client {
	rnd := rand.New(rand.NewPCG(seed[0], seed[1]))
	return &client{
		world: world, seed: seed[1], rnd: rnd, counts: counts, table: moves, pace: func() {},
		line: &line{addr: addr, kept: rnd.IntN(2) == 0, patient: 30 * time.Second},
	}
}

// run draws steps until there are so many, or until stop says so.
func (c *client) run(steps int, stop func() bool) error {
	defer c.line.close()
	for !stop() && (len(c.steps) < steps || c.shared) {
		if err := pick(c, c.table)(c); err != nil {
			return fmt.Errorf("world %s, call %d: %w", c.world, len(c.steps), err)
		}
	}
	return nil
}

func (c *client) chance(in int) bool { return c.rnd.IntN(in) == 0 }

func pick[T any](c *client, from []T) T { return from[c.rnd.IntN(len(from))] }

// send carries a call out and learns from its answer.
func (c *client) send(x call) (answer, error) {
	x.byHeader, x.fresh = c.chance(3), c.chance(10)
	a, err := c.deliver(x)
	if err != nil {
		return a, err
	}
	c.steps = append(c.steps, step{x, a})
	if !x.control() {
		c.journaled = append(c.journaled, len(c.steps)-1)
	}
	if c.shared {
		c.steps, c.journaled = c.steps[:0], c.journaled[:0]
	}
	c.learn(a)
	return a, c.check(x, a)
}

// deliver sends a call; one that may hang is left as soon as it does.
func (c *client) deliver(x call) (answer, error) {
	c.pace()
	c.counts.requests.Add(1)
	a, err := c.exchange(x)
	if a.header.Get("X-Sim-Fault") != "" || a.end != whole {
		c.counts.faulted.Add(1)
	}
	if err != nil && c.shared && isLate(err) { // the rule of another lets it hang
		return answer{end: left}, nil
	}
	return a, err
}

// exchange sends a call. One that may hang is left when its record says that it
// does: a rule has acted earlier than that, and the call may still be delayed.
func (c *client) exchange(x call) (answer, error) {
	if !x.hangs {
		return c.line.send(x, c.world)
	}
	x.fresh = false // the connection is new, and the one that is closed below
	going, beside := c.beside(), c.beside()
	before, err := c.hung(beside, "")
	if err != nil {
		return answer{}, err
	}
	if err := going.open(); err != nil {
		return answer{}, err
	}
	conn := going.conn
	type outcome struct {
		answer
		error
	}
	back := make(chan outcome, 1)
	go func() {
		a, err := going.send(x, c.world)
		back <- outcome{a, err}
	}()
	for {
		n, err := c.hung(beside, fmt.Sprintf("&min=%d&wait=20ms", before+1))
		if err != nil || n > before {
			_ = conn.Close()
			<-back
			return answer{end: left}, err
		}
		select {
		case o := <-back:
			return o.answer, o.error
		default:
		}
	}
}

// beside is a line for what is no part of the load, a connection a call.
func (c *client) beside() *line { return &line{addr: c.line.addr, patient: c.line.patient} }

// ask sends a call of the control API that is no part of the load.
func (c *client) ask(on *line, target string) ([]byte, error) {
	a, err := on.send(call{method: "GET", target: controlPath + target}, c.world)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("GET %s: %v", target, a)
	}
	return a.body, err
}

// hung counts the records of requests that hung.
func (c *client) hung(on *line, more string) (int, error) {
	text, err := c.ask(on, "/requests/count?outcome=hung"+more)
	if err != nil {
		return 0, err
	}
	var n struct{ Count int }
	err = json.Unmarshal(text, &n)
	return n.Count, err
}

var (
	anID     = regexp.MustCompile(`"id":\s*"([0-9]{10,})"`)
	aNext    = regexp.MustCompile(`"next":\s*"([^"]+)"`)
	aToken   = regexp.MustCompile(`"access_token":\s*"(eyJ[^"]+)"`)
	aCode    = regexp.MustCompile(`"code":\s*"([0-9]+)"`)
	aPhone   = regexp.MustCompile(`"phone_number":\s*"([0-9]+)"`)
	pageLink = regexp.MustCompile(`^https?://sim\.test(?:/_world/[^/]+)?(/.*)$`)
)

// found is the first group of the first match, or "".
func found(re *regexp.Regexp, text []byte) string {
	if m := re.FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}

// learn keeps what an answer tells for later calls.
func (c *client) learn(a answer) {
	if token := found(aToken, a.body); token != "" {
		c.token = token
	}
	if link := found(aNext, a.body); link != "" {
		var plain string
		if json.Unmarshal([]byte(`"`+link+`"`), &plain) == nil {
			c.next = found(pageLink, []byte(plain))
		}
	}
}

// remember keeps a number, among the last of them.
func (c *client) remember(n number) {
	if n.id == "" || n.phone == "" {
		return
	}
	if c.numbers = append(c.numbers, n); len(c.numbers) > 40 {
		c.numbers = slices.Delete(c.numbers, 0, 10)
	}
}

// check holds an answer against what no answer may be.
func (c *client) check(x call, a answer) error {
	switch {
	case a.status < 500 || a.header.Get("X-Sim-Fault") != "":
		return nil
	case x.control() && a.status == http.StatusServiceUnavailable && strings.HasPrefix(x.target, controlPath+"/worlds/"):
		return nil // there are as many worlds as may be
	case x.control() || !c.shared:
		return c.excused(x, a)
	}
	return nil // its children may be gone from a journal that others fill; the end of the round reads it
}

// excused finds out what made a call fail that no rule of its own acted on: its
// parts, or a call of 360dialog to Meta.
func (c *client) excused(x call, a answer) error {
	id := a.header.Get("X-Sim-Request")
	if !x.control() && id != "" {
		records, _, err := c.records("parent=" + url.QueryEscape(id))
		if err != nil {
			return err
		}
		if slices.ContainsFunc(records, func(r record) bool { return r.excuses(a.status) }) {
			return nil
		}
	}
	return fmt.Errorf("a failure that was not injected:\n%s %s\n%s\n%v", x.method, x.target, x.body, a)
}

// record is one of the journal.
type record struct {
	ID, Method, Path, Outcome, Origin string
	Status                            int
	Parent, Fault, Limit              *string
	Request                           struct{ Headers http.Header }
	Response                          struct {
		Body, Encoding string
		Truncated      bool
	}
	Violations []struct {
		Direction string
		Declared  bool
		Message   string
	}
}

// injured tells whether a rule or a limit acted.
func (r record) injured() bool { return r.Fault != nil || r.Limit != nil }

// excuses tells whether a call may fail with the status because of this one,
// which it made: a rule acted, or Meta refused what 360dialog has no word of its
// own for, such as deleting a number in use.
func (r record) excuses(status int) bool {
	refused := r.Origin == "360dialog" && r.Status >= http.StatusBadRequest && r.Status < http.StatusInternalServerError
	return r.injured() || refused && status == http.StatusBadGateway
}

// records reads the journal of the world, newest first, and how many fell out.
func (c *client) records(query string) ([]record, int, error) {
	text, err := c.ask(c.beside(), "/requests?limit=10000&"+query)
	if err != nil {
		return nil, 0, err
	}
	var list struct {
		Data    []record
		Dropped int
	}
	err = json.Unmarshal(text, &list)
	return list.Data, list.Dropped, err
}
