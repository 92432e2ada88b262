package simtest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// careful is a client as it should be: it reads before it repeats a change,
// pauses longer each time, waits as long as it is told, gives up on what stays
// refused, reads lists to their end, and asks for no second code while one may
// live.
type careful struct {
	*arena
	words
	// logins are tokens a new login gives, in turn.
	logins []string
}

// The client's patience. Meta publishes neither the life of a code nor how often
// it may be tried, so patience is longer than any code is likely to live.
const (
	firstPause    = 5 * time.Second
	throttlePause = time.Minute // when nobody says how long
	maxRetries    = 10
	patience      = 15 * time.Minute
	lifetime      = 10 * time.Minute
	look          = 30 * time.Second
	typos         = 3
	rounds        = 4
)

var (
	errGone    = errors.New("the number is gone")
	errMissing = errors.New("there is no such number")
	errInUse   = errors.New("a customer uses the number")
	errStale   = errors.New("the request makes no sense any more")
	errGaveUp  = errors.New("gave up")
)

// refused is an answer that stays what it is.
type refused struct{ reply }

func (r *refused) Error() string { return fmt.Sprintf("refused: %d %s", r.status, r.body) }

// ask sends a request until it is answered. done, if given, tells whether the
// change was made by a try whose answer was lost.
func (c *careful) ask(r request, done func() bool) (reply, error) {
	pause, throttled := firstPause, throttlePause
	for try := 0; ; try++ {
		a := c.send(r)
		k := kindOf(a)
		switch {
		case k == answered:
			return a, nil
		case k == unauthorized && len(c.logins) > 0 && r.header[0] == "Authorization":
			c.token, c.logins = c.logins[0], c.logins[1:]
			r.header[1] = "Bearer " + c.token
			continue
		case k == unauthorized || k == permanent:
			return a, &refused{a}
		case try == maxRetries:
			return a, errGaveUp
		}
		wait := pause
		if pause *= 2; k == tooMany {
			if wait = regain(a); wait == 0 {
				wait, throttled = throttled, throttled*2
			}
		}
		c.sleep(wait)
		if k != tooMany && done != nil && done() {
			return a, nil
		}
		if r.stale != nil && r.stale() {
			return a, errStale
		}
	}
}

// kind is what an answer means for the client.
type kind int

const (
	answered     kind = iota
	lost              // no answer, or one that says nothing about what was done
	tooMany           // refused for now, nothing was done
	unauthorized      // refused until there is another credential
	permanent
)

// failure has the codes of both vendors' errors. 360dialog quotes Meta's.
type failure struct {
	Error *metaError `json:"error"`
	Meta  struct {
		Details struct {
			Error *metaError `json:"error"`
		} `json:"details"`
	} `json:"meta"`
}

type metaError struct {
	Code      int  `json:"code"`
	Subcode   int  `json:"error_subcode"`
	Transient bool `json:"is_transient"`
}

func kindOf(r reply) kind {
	var f failure
	switch {
	case r.err != nil || !json.Valid(r.body):
		return lost
	case r.status < http.StatusBadRequest:
		return answered
	case r.decode(&f) != nil:
		return lost
	}
	e := f.Error
	if e == nil {
		e = f.Meta.Details.Error
	}
	switch {
	case r.status == http.StatusTooManyRequests || e.throttles():
		return tooMany
	case r.status >= http.StatusInternalServerError || e != nil && (e.Transient || e.Code == 1 || e.Code == 2):
		return lost
	case r.status == http.StatusUnauthorized || e != nil && e.Code == 190:
		return unauthorized
	default:
		return permanent
	}
}

// throttles goes by the code, since the status depends on Meta's mood.
func (e *metaError) throttles() bool {
	if e == nil {
		return false
	}
	switch e.Code {
	case 4, 613, 80007, 80008:
		return true
	case 136024:
		return e.Subcode == 2388091 || e.Subcode == 2388367
	default:
		return false
	}
}

// regain is how long the answer says to wait: in seconds by 360dialog, in
// minutes by Meta; 0 when it does not say.
func regain(r reply) time.Duration {
	if s, err := strconv.Atoi(r.header.Get("Retry-After")); err == nil {
		return time.Duration(s) * time.Second
	}
	var usage map[string][]struct {
		Minutes int `json:"estimated_time_to_regain_access"`
	}
	if json.Unmarshal([]byte(r.header.Get("X-Business-Use-Case-Usage")), &usage) != nil {
		return 0
	}
	most := 0
	for _, all := range usage { // the largest of all, in whatever order
		for _, u := range all {
			most = max(most, u.Minutes)
		}
	}
	return time.Duration(most) * time.Minute
}

const fields = "id,phone_number,code_verification_status,verification_expiry_time,availability_status"

// List follows the pages to the end.
func (c *careful) List() ([]number, error) { return c.list(url.Values{}) }

func (c *careful) list(filter url.Values) ([]number, error) {
	filter.Set("fields", fields)
	filter.Set("limit", "50")
	var out []number
	for next := ownNumbers + "?" + filter.Encode(); next != ""; {
		a, err := c.ask(c.meta("GET", next, nil), nil)
		if err != nil {
			return nil, err
		}
		var p page
		if err := a.decode(&p); err != nil {
			return nil, err
		}
		for _, m := range p.Data {
			out = append(out, m.number())
		}
		next = p.Paging.Next
	}
	return out, nil
}

// find looks a number up at Meta.
func (c *careful) find(phone string) (number, error) {
	return only(c.list(url.Values{"phone_number": {phone}}))
}

func only(found []number, err error) (number, error) {
	if err == nil && len(found) == 0 {
		err = errMissing
	}
	if err != nil {
		return number{}, err
	}
	return found[0], nil
}

// read asks Meta what has become of a number.
func (c *careful) read(n number) (number, error) {
	a, err := c.ask(c.meta("GET", graph+n.ID+"?fields="+fields, nil), nil)
	var no *refused
	if errors.As(err, &no) && no.status == http.StatusNotFound {
		return n, errGone
	}
	if err != nil {
		return n, err
	}
	var m metaNumber
	err = a.decode(&m)
	return m.number(), err
}

// row looks a number up in the pool.
func (c *careful) row(phone string) (number, error) {
	return only(c.rows("?phone_number=" + phone))
}

func (c *careful) rows(filter string) ([]number, error) {
	a, err := c.ask(c.hub("GET", pool+filter, nil), nil)
	if err != nil {
		return nil, err
	}
	var all []poolNumber
	if err := a.decode(&all); err != nil {
		return nil, err
	}
	out := make([]number, len(all))
	for i, p := range all {
		out[i] = p.number()
	}
	return out, nil
}

// way is how a number is verified: at Meta, or through 360dialog.
type way struct {
	code  func(id string) request
	enter func(id, code string) request
	read  func(n number) (number, error)
}

func (c *careful) direct() way { return way{c.codeAtMeta, c.enterAtMeta, c.read} }

func (c *careful) pooled() way {
	return way{c.codeInPool, c.enterInPool, func(n number) (number, error) { return c.row(n.Phone) }}
}

// Verify implements client.
func (c *careful) Verify(phone string) error {
	n, err := c.find(phone)
	if err != nil || n.Status == verified {
		return err
	}
	return c.verify(n, c.direct())
}

// VerifyInPool implements client.
func (c *careful) VerifyInPool(phone string) error {
	n, err := c.row(phone)
	if err != nil || n.Status == verified {
		return err
	}
	return c.verify(n, c.pooled())
}

// verify asks for a code and enters it, several times if it must.
func (c *careful) verify(n number, by way) error {
	for range rounds {
		since := c.now()
		_, err := c.ask(by.code(n.ID), func() bool {
			_, arrived := c.await(n.Phone, since)
			return arrived
		})
		if err != nil {
			return err
		}
		entered, err := c.enter(n, by, since)
		if err != nil || entered {
			return err
		}
	}
	return errGaveUp
}

// await looks for the message until patience ends.
func (c *careful) await(phone string, since time.Time) (string, bool) {
	for {
		code, arrived := c.inbox(phone, since)
		if arrived {
			return code, true
		}
		if c.now().Sub(since) >= patience {
			return "", false
		}
		c.sleep(look)
	}
}

// enter sends what the person types. When it returns false without an error,
// the code cannot live any more, and another may be asked for.
func (c *careful) enter(n number, by way, since time.Time) (bool, error) {
	sent := map[string]bool{}
	for range typos {
		typed, arrived := c.await(n.Phone, since)
		if !arrived {
			return false, nil
		}
		code := digits(typed) // the message shows a hyphen
		if sent[code] {       // the same digits stay wrong
			break
		}
		sent[code] = true
		r := by.enter(n.ID, code)
		r.stale = func() bool { return c.now().Sub(since) >= lifetime }
		_, err := c.ask(r, func() bool { return c.isVerified(n, by) })
		var no *refused
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, errStale):
			return false, nil
		case !errors.As(err, &no) || no.status == http.StatusUnauthorized || no.status == http.StatusForbidden:
			return false, err
		case c.isVerified(n, by):
			return true, nil
		}
	}
	c.sleep(patience - c.now().Sub(since))
	return false, nil
}

func (c *careful) isVerified(n number, by way) bool {
	now, err := by.read(n)
	return err == nil && now.Status == verified
}

// VerifyListed implements client. A number that has gone meanwhile is added
// anew.
func (c *careful) VerifyListed(n number) error {
	now, err := c.read(n)
	if errors.Is(err, errGone) {
		if err = c.Add(n.Phone); err != nil {
			return err
		}
		return c.Verify(n.Phone)
	}
	if err != nil {
		return err
	}
	return c.verify(now, c.direct())
}

// window is how long before its expiry Meta lets a number be verified again.
const window = 45 * 24 * time.Hour

// Renew implements client.
func (c *careful) Renew(phone string) error {
	n, err := c.find(phone)
	if err != nil {
		return err
	}
	c.sleep(n.Expires.Add(-window).Sub(c.now()))
	return c.verify(n, c.direct())
}

// Add implements client.
func (c *careful) Add(phone string) error {
	_, err := c.ask(c.addAtMeta(phone), func() bool { _, err := c.find(phone); return err == nil })
	return err
}

// Remove implements client. A number that is gone is what it wants.
func (c *careful) Remove(phone string) error {
	n, err := c.find(phone)
	if err != nil {
		return err
	}
	_, err = c.ask(c.meta("DELETE", graph+n.ID, nil), func() bool {
		_, err := c.read(n)
		return errors.Is(err, errGone)
	})
	return err
}

// Share implements client.
func (c *careful) Share(from []number, with string) error {
	for _, n := range from {
		err := c.shareOne(n, with)
		if errors.Is(err, errGone) || errors.Is(err, errInUse) {
			continue
		}
		return err
	}
	return errMissing
}

func (c *careful) shareOne(n number, with string) error {
	n, err := c.read(n)
	switch {
	case err != nil:
		return err
	case n.Availability == inUse:
		return errInUse
	case c.isShared(n, with):
		return nil
	case n.Status == expired:
		if err := c.verify(n, c.direct()); err != nil {
			return err
		}
	}
	_, err = c.ask(c.share(n.ID, with), func() bool { return c.isShared(n, with) })
	return err
}

func (c *careful) isShared(n number, with string) bool {
	a, err := c.ask(c.meta("GET", graph+n.ID+"/partners", nil), nil)
	if err != nil {
		return false
	}
	var p page
	if a.decode(&p) != nil {
		return false
	}
	for _, b := range p.Data {
		if b.ID == with {
			return true
		}
	}
	return false
}

// AddToPool implements client. A number that is there already is what it wants.
func (c *careful) AddToPool(phone string) error {
	there := func() bool { _, err := c.row(phone); return err == nil }
	_, err := c.ask(c.addToPool(phone), there)
	var no *refused
	if errors.As(err, &no) && no.status == http.StatusConflict && there() {
		return nil
	}
	return err
}

// RenewPool implements client.
func (c *careful) RenewPool() error {
	all, err := c.rows("")
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.Status != expired {
			continue
		}
		if err := c.verify(n, c.pooled()); err != nil {
			return err
		}
	}
	return nil
}

// HandOver implements client. The pool may lag, so Meta decides.
func (c *careful) HandOver(phone string) error {
	n, err := c.row(phone)
	if err != nil {
		return err
	}
	now, err := c.read(n)
	if err != nil || now.Status == verified {
		return err
	}
	return c.verify(n, c.pooled())
}
