package simtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// design is how a pool manager works. The zero value, with an API, lists before it
// adds, reads after a lost answer, and pauses longer each time.
type design struct {
	name, api string
	// addsFirst adds without looking, and reads a refusal; reconciles starts over
	// from the lists until everything is done.
	// repeats a change whose answer was lost, and reads only when that is refused;
	// parallel has a worker for each number; they share the pauses they are told.
	addsFirst, reconciles, repeats, parallel bool
	pause                                    func(attempt int) time.Duration
	patience                                 time.Duration // for a message
	sleep                                    func(time.Duration)
	claiming

	// Each of these makes a client careless.
	idle, looks, swallows, hammers, believes, firstPage, firstList, sharesFirst bool
}

// client is a design at work in one world.
type client struct {
	design
	env    simtest.Env
	http   *http.Client
	mu     sync.Mutex
	turn   sync.Mutex // to send
	quiet  time.Time  // until when the API asked for a pause
	tokens []string
	listed []number // by one that reads its list once

	begin  sync.Once
	opened map[string]string // signups by WABA, of one that has all open at once
	hooks  chan string       // webhooks, of one that listens
}

// token is the one in use, next the one after it.
func (c *client) token() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tokens[0]
}

func (c *client) next(lapsed string) (another bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tokens[0] == lapsed && len(c.tokens) > 1 {
		c.tokens = c.tokens[1:]
	}
	return c.tokens[0] != lapsed
}

func newClient(d design, env simtest.Env) *client {
	h := env.Client()
	h.Timeout = 500 * time.Millisecond // slow-meta takes four times that
	if d.pause == nil {
		d.pause = func(attempt int) time.Duration { return min(4*time.Second<<attempt, 30*time.Minute) }
	}
	if d.patience == 0 {
		d.patience = 15 * time.Minute
	}
	if d.sleep == nil {
		d.sleep = env.Sleep
	}
	return &client{design: d, env: env, http: h, tokens: []string{simtest.MetaToken, "EAAJBrenewed"}}
}

var (
	errLost    = errors.New("the answer was lost")
	errRefused = errors.New("refused")
	errGone    = errors.New("gone")
)

// reply is an answer; a status of 0 is none.
type reply struct {
	status int
	header http.Header
	body   []byte
}

type vendorError struct {
	Code      int  `json:"code"`
	Subcode   int  `json:"error_subcode"`
	Transient bool `json:"is_transient"`
}

func (c *client) send(method, address, token string, body any) (r reply) {
	var content io.Reader
	if body != nil {
		text, _ := json.Marshal(body) // a map of text
		content = strings.NewReader(string(text))
	}
	q, err := http.NewRequestWithContext(context.Background(), method, address, content)
	if err != nil {
		return r
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-API-Key", simtest.APIKey)
	if c.api == "meta" {
		q.Header.Set("Authorization", "Bearer "+token)
		q.Header.Del("X-API-Key")
	}
	answer, err := c.http.Do(q)
	if err != nil {
		return r
	}
	defer answer.Body.Close()
	r = reply{answer.StatusCode, answer.Header, nil}
	if r.body, err = io.ReadAll(answer.Body); err != nil || !json.Valid(r.body) {
		r.status = 0
	}
	return r
}

// kind is nil for a success, else what the answer means; wait is how long it asks
// for, 0 where it only says later.
func (r reply) kind() (err error, later bool) {
	var f struct {
		Error *vendorError
		Meta  struct{ Details struct{ Error *vendorError } }
	}
	_ = json.Unmarshal(r.body, &f) // another form has no code
	e := vendorError{}
	if f.Error != nil {
		e = *f.Error
	} else if f.Meta.Details.Error != nil {
		e = *f.Meta.Details.Error
	}
	switch code := e.Code; {
	case r.status >= 200 && r.status < 400:
		return nil, false
	case r.status == http.StatusTooManyRequests, code == 4, code == 17, code == 613, code == 80007, code == 80008, e.Subcode == 2388091, e.Subcode == 2388367:
		return errLost, true
	case r.status == 0, r.status >= 500, e.Transient, code == 1, code == 2:
		return errLost, false
	case r.status == http.StatusNotFound, e.Subcode == 33:
		return errGone, false
	}
	return fmt.Errorf("%w: %d %s", errRefused, r.status, r.body), false
}

func (r reply) wait() time.Duration {
	if s, err := strconv.Atoi(r.header.Get("Retry-After")); err == nil {
		return time.Duration(s) * time.Second
	}
	var usage map[string][]struct {
		Minutes int `json:"estimated_time_to_regain_access"`
	}
	_ = json.Unmarshal([]byte(r.header.Get("X-Business-Use-Case-Usage")), &usage) // none says 0
	most := 0
	for _, all := range usage {
		for _, u := range all {
			most = max(most, u.Minutes)
		}
	}
	return time.Duration(most) * time.Minute
}

// inTurn sends while no other worker does and no pause was asked for.
func (c *client) inTurn(send func() reply) reply {
	if !c.parallel {
		return send()
	}
	c.turn.Lock()
	defer c.turn.Unlock()
	if rest := c.quiet.Sub(c.now()); rest > 0 {
		c.sleep(rest)
	}
	r := send()
	if _, later := r.kind(); later {
		c.quiet = c.now().Add(r.wait())
	}
	return r
}

// ask repeats a request until it is answered. done tells whether a change was made
// whose answer was lost, stale that a repetition makes no sense any more.
func (c *client) ask(method, address string, body any, done, stale func() bool) ([]byte, error) {
	for attempt := 0; ; attempt++ {
		token := c.token()
		r := c.inTurn(func() reply { return c.send(method, address, token, body) })
		err, later := r.kind()
		switch {
		case err == nil:
			return r.body, nil
		case c.hammers && attempt < 8:
			continue
		case c.swallows:
			return r.body, nil
		case c.believes && !later:
			return nil, err
		case r.status == http.StatusUnauthorized && c.api == "meta" && c.next(token):
			continue
		case !errors.Is(err, errLost) || attempt == 60:
			return nil, err
		}
		pause := c.pause(attempt)
		if later {
			pause = max(pause, r.wait(), time.Second)
		}
		c.sleep(pause)
		if !later && !c.repeats && done != nil && done() || stale != nil && stale() {
			return nil, nil
		}
	}
}

// number is what both lists have in common.
type number struct {
	ID     string `json:"id"`
	PoolID string `json:"preverified_phone_number_id"`
	Phone  string `json:"phone_number"`
	Status string `json:"code_verification_status"`
}

func (c *client) pool() string {
	return c.env.URL + "/api/v2/partners/" + simtest.PartnerID + "/preverified-numbers"
}

func (c *client) graph(path string) string { return c.env.URL + "/v23.0/" + path }

func (c *client) list() (all []number, err error) {
	if c.firstList && c.listed != nil {
		return c.listed, nil
	}
	if c.firstList {
		defer func() { c.listed = all }()
	}
	if c.api != "meta" {
		text, err := c.ask("GET", c.pool(), nil, nil, nil)
		_ = json.Unmarshal(text, &all) // what is no list has no number
		for i := range all {
			all[i].ID = all[i].PoolID
		}
		return all, err
	}
	for next := c.graph(simtest.BusinessID + "/preverified_numbers?fields=id,phone_number,code_verification_status"); next != ""; {
		text, err := c.ask("GET", next, nil, nil, nil)
		if err != nil {
			return nil, err
		}
		var page struct {
			Data   []number
			Paging struct{ Next string }
		}
		_ = json.Unmarshal(text, &page)
		all = append(all, page.Data...)
		if next = page.Paging.Next; c.firstPage {
			break
		}
	}
	return all, nil
}

func (c *client) find(phone string) (number, bool) {
	all, _ := c.list() // a list that cannot be read has no number
	for _, n := range all {
		if strings.Map(onlyDigits, n.Phone) == phone {
			return n, true
		}
	}
	return number{}, false
}

func onlyDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

func (c *client) add(phone string) error {
	there := func() bool { _, ok := c.find(phone); return ok }
	if !c.addsFirst && there() {
		return nil
	}
	address := c.pool()
	if c.api == "meta" {
		address = c.graph(simtest.BusinessID + "/add_phone_numbers")
	}
	_, err := c.ask("POST", address, map[string]string{"phone_number": phone}, there, nil)
	if err != nil && !c.believes && there() {
		return nil
	}
	return err
}

func (c *client) now() time.Time {
	clock, _ := c.env.Controls().Clock(context.Background()) // the zero time is long ago
	return clock.Now.Time
}

func (c *client) message(phone string, since time.Time) string {
	for {
		code := c.env.Message(phone, since)
		if code != "" || c.now().Sub(since) >= c.patience || c.swallows || c.believes {
			return code
		}
		c.sleep(30 * time.Second)
	}
}

func (c *client) verify(phone string) error {
	for round := range 8 {
		n, ok := c.find(phone)
		switch {
		case n.Status == "VERIFIED":
			return nil
		case !ok && slices.Contains(c.env.Task.Add, phone) && round > 0: // it was dropped
			if err := c.add(phone); err != nil {
				return err
			}
			continue
		case !ok:
			return errGone
		}
		err := c.verifyOnce(n, phone)
		if c.swallows || c.hammers || c.believes || c.firstList {
			return err
		}
		if now, _ := c.find(phone); now.Status == "VERIFIED" {
			return nil
		}
		if err != nil && (strings.Contains(err.Error(), "nauthorized") || strings.Contains(err.Error(), "ermission")) {
			return err
		}
		c.sleep(61 * time.Second << round)
	}
	return errRefused
}

// verifyOnce asks for a code and enters it.
func (c *client) verifyOnce(n number, phone string) error {
	request, enter, order := c.pool()+"/"+n.ID+"/request-otp", c.pool()+"/"+n.ID+"/verify-otp", map[string]string{"code_method": "sms", "language": "en_US"}
	if c.api == "meta" {
		request, enter, order = c.graph(n.ID+"/request_code"), c.graph(n.ID+"/verify_code"), map[string]string{"code_method": "SMS", "language": "en_US"}
	}
	since := c.now()
	if _, err := c.ask("POST", request, order, func() bool { return c.message(phone, since) != "" }, nil); err != nil {
		return err
	}
	code := c.message(phone, since)
	if code == "" {
		return nil
	}
	_, err := c.ask("POST", enter, map[string]string{"code": code},
		func() bool { now, _ := c.find(phone); return now.Status == "VERIFIED" },
		func() bool { return c.now().Sub(since) > 9*time.Minute })
	return err
}

func (c *client) remove(phone string) error {
	n, ok := c.find(phone)
	if !ok {
		return nil
	}
	_, err := c.ask("DELETE", c.graph(n.ID), nil, func() bool { _, ok := c.find(phone); return !ok }, nil)
	if errors.Is(err, errGone) {
		return nil
	}
	return err
}

// share verifies a number again that has expired meanwhile, and shares it.
func (c *client) share(phone, with string) error {
	for range 3 {
		n, _ := c.find(phone)
		shared := func() bool {
			text, _ := c.ask("GET", c.graph(n.ID+"/partners"), nil, nil, nil)
			return strings.Contains(string(text), `"`+with+`"`)
		}
		expired := func() bool { now, _ := c.find(phone); return now.Status == "EXPIRED" }
		switch {
		case c.hammers:
		case !c.repeats && shared():
			return nil
		case n.Status == "EXPIRED":
			if err := c.verify(phone); err != nil {
				return err
			}
		}
		_, err := c.ask("POST", c.graph(simtest.BusinessID+"/share_preverified_numbers"),
			map[string]string{"preverified_id": n.ID, "partner_business_id": with}, shared, expired)
		if c.hammers || c.believes || !expired() {
			if err != nil && c.repeats && shared() {
				return nil
			}
			return err
		}
	}
	return errRefused
}

// step is an entry of the task.
type step struct {
	phone   string
	do      func() error
	refused bool // for good
}

func (c *client) steps() (out []*step) {
	add := func(phone string, do func() error) { out = append(out, &step{phone: phone, do: do}) }
	shares := func() {
		for _, s := range c.env.Task.Share {
			add(s.PhoneNumber, func() error { return c.share(s.PhoneNumber, s.With) })
		}
	}
	for _, phone := range c.env.Task.Add {
		add(phone, func() error { return c.add(phone) })
	}
	if c.sharesFirst {
		shares()
	}
	for _, phone := range c.env.Task.Verify {
		add(phone, func() error { return c.verify(phone) })
	}
	for _, phone := range c.env.Task.Delete {
		add(phone, func() error { return c.remove(phone) })
	}
	if !c.sharesFirst {
		shares()
	}
	for _, t := range c.env.Task.Claim {
		add(t.PhoneNumber, func() error { return c.claim(t.PhoneNumber, t.WABA) })
	}
	return out
}

// take takes the steps that were not refused in an earlier round.
func (c *client) take(steps []*step) (err error) {
	for _, s := range steps {
		if s.refused {
			continue
		}
		failure := s.do()
		s.refused = errors.Is(failure, errRefused)
		err = errors.Join(err, failure)
	}
	return err
}

// takeBeside takes the steps of each number beside those of the others.
func (c *client) takeBeside(steps []*step) error {
	var workers sync.WaitGroup
	failures := make([]error, len(steps))
	for i, s := range steps {
		if slices.ContainsFunc(steps[:i], func(o *step) bool { return o.phone == s.phone }) {
			continue
		}
		workers.Go(func() {
			failures[i] = c.take(slices.DeleteFunc(slices.Clone(steps), func(o *step) bool { return o.phone != s.phone }))
		})
	}
	workers.Wait()
	return errors.Join(failures...)
}

// work does the task, once or until nothing is left to do.
func (c *client) work() error {
	if c.idle {
		return nil
	}
	take := c.take
	if c.parallel {
		take = c.takeBeside
	}
	defer c.listen()()
	steps := c.steps()
	for round := 0; ; round++ {
		_, err := c.list()
		if c.looks {
			return err
		}
		err = errors.Join(err, take(steps))
		if !c.reconciles || err == nil && round > 0 || round == 4 {
			return err
		}
		c.sleep(time.Minute)
	}
}

// fullJitter draws each pause anew, so that it may be shorter than the one before.
func fullJitter() func(int) time.Duration {
	dice := rand.New(rand.NewPCG(1, 2))
	return func(attempt int) time.Duration {
		return 2*time.Second + time.Duration(dice.Int64N(int64(min(4*time.Second<<attempt, 10*time.Minute))))
	}
}

func constantly(d time.Duration) func(int) time.Duration {
	return func(int) time.Duration { return d }
}

func inDesigns(designs []design) (out []design) {
	for _, api := range []string{"meta", "360dialog"} {
		for _, d := range designs {
			d.api = api
			out = append(out, d)
		}
	}
	return out
}
