package simtest_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// claiming is how a design takes numbers for customers. The zero value runs one signup
// after another, exchanges the code at once, finds the number on the WABA, subscribes
// the app and registers.
type claiming struct {
	headless   bool          // claims over Graph, after a signup without a number
	sideBySide bool          // has all signups open at once, each with a number of its own
	listens    time.Duration // for a webhook, in world time, before it goes on

	// Each of these makes a client careless.
	sameOffer, messageOnly, sameCode, neverVerifies, trustsSubscription, overridesFirst, needsWebhook, byBusiness bool
}

// ended is what a page gets from a signup.
type ended struct {
	code, waba, business string
}

const pin = "581063"

// claim takes a number to its registration on a WABA.
func (c *client) claim(phone, waba string) error {
	c.begin.Do(c.openAll)
	id, _ := c.onWABA(phone, waba)
	if id == "" {
		page, err := c.signUp(phone, waba)
		if err != nil {
			return err
		}
		if page, err = c.redeem(page, waba); err != nil {
			return err
		}
		if waba = page.waba; c.byBusiness {
			waba = page.business
		}
		if c.headless {
			if err := c.claimOverGraph(phone, waba); err != nil {
				return err
			}
		}
		if id, err = c.onWABA(phone, waba); id == "" {
			return errors.Join(errGone, err)
		}
	}
	if subscribed, err := c.subscribe(waba); err != nil || subscribed && c.trustsSubscription {
		return err
	}
	return c.register(id, phone)
}

// onWABA is the id of a number on a WABA, "" where it is not, or not to be seen.
func (c *client) onWABA(phone, waba string) (string, error) {
	text, err := c.ask("GET", c.graph(waba+"/phone_numbers"), nil, nil, nil)
	var page struct {
		Data []struct {
			ID      string `json:"id"`
			Display string `json:"display_phone_number"`
		}
	}
	_ = json.Unmarshal(text, &page)
	for _, n := range page.Data {
		if strings.Map(onlyDigits, n.Display) == phone {
			return n.ID, nil
		}
	}
	return "", err
}

// signUp has the customer take the number; one that is gone is looked for once more.
func (c *client) signUp(phone, waba string) (page ended, err error) {
	for range 2 {
		n, ok := c.find(phone)
		if !ok {
			return page, errGone
		}
		if id := c.opened[waba]; id != "" {
			page, err = c.finish(id, sim.SignupEnd{Outcome: sim.OutcomeFinish})
		} else {
			r := sim.SignupRequest{IDs: []string{n.ID}, WABA: waba, SignupEnd: sim.SignupEnd{Outcome: sim.OutcomeFinish}, Version: 3}
			if c.headless {
				r.IDs, r.Outcome = nil, sim.OutcomeOnlyWABA
			}
			page, err = c.open(r)
		}
		delete(c.opened, waba)
		if err == nil || c.believes {
			break
		}
	}
	return page, err
}

// openAll opens the signups of all customers before the first of them ends.
func (c *client) openAll() {
	if !c.sideBySide && !c.sameOffer {
		return
	}
	c.opened = map[string]string{}
	offered := ""
	for _, claim := range c.env.Task.Claim {
		n, ok := c.find(claim.PhoneNumber)
		if !ok {
			continue
		}
		if offered == "" || !c.sameOffer {
			offered = n.ID
		}
		s, err := c.env.Controls().OpenSignup(context.Background(), sim.SignupRequest{IDs: []string{offered}, WABA: claim.WABA})
		if err == nil {
			c.opened[claim.WABA] = s.ID
		}
	}
}

func (c *client) open(r sim.SignupRequest) (ended, error) {
	s, err := c.env.Controls().OpenSignup(context.Background(), r)
	if err != nil {
		return ended{}, errors.Join(errRefused, err)
	}
	return c.pageOf(s)
}

func (c *client) finish(id string, end sim.SignupEnd) (ended, error) {
	s, err := c.env.Controls().FinishSignup(context.Background(), id, end)
	if err != nil {
		return ended{}, errors.Join(errRefused, err)
	}
	return c.pageOf(s)
}

// pageOf is what the page has of a signup: the message of the window, which may come
// after the code or never.
func (c *client) pageOf(s sim.Signup) (ended, error) {
	page := ended{code: string(s.Code)}
	if s.Message == "" && !c.messageOnly {
		if later, err := c.env.Controls().Signup(context.Background(), s.ID); err == nil {
			s.Message = later.Message
		}
	}
	var message struct {
		Event string
		Data  struct {
			WABA     string `json:"waba_id"`
			Business string `json:"business_id"`
		}
	}
	_ = json.Unmarshal([]byte(s.Message), &message) // a lost one says nothing
	page.waba, page.business = message.Data.WABA, message.Data.Business
	if page.code == "" || strings.HasPrefix(message.Event, "CANCEL") || c.messageOnly && page.waba == "" {
		return page, errRefused
	}
	return page, nil
}

// redeem exchanges the code for a token of the customer's, with another signup where
// the code is no longer good, and asks the token for the WABA where no message came.
func (c *client) redeem(page ended, waba string) (ended, error) {
	token := ""
	for range 3 {
		text, err := c.ask("GET", c.graph("oauth/access_token?client_id="+sim.DefaultApp+"&client_secret="+sim.DefaultAppSecret+"&code="+page.code), nil, nil, nil)
		var answer struct {
			Token string `json:"access_token"`
		}
		_ = json.Unmarshal(text, &answer)
		if token = answer.Token; err == nil && token != "" {
			break
		}
		if c.sameCode || c.believes {
			continue
		}
		again, err := c.open(sim.SignupRequest{WABA: waba, SignupEnd: sim.SignupEnd{Outcome: sim.OutcomeOnlyWABA}})
		if err != nil {
			return page, err
		}
		page.code = again.code
	}
	if token == "" || !c.await(page.waba) {
		return page, errRefused
	}
	text, err := c.ask("GET", c.graph("debug_token?input_token="+url.QueryEscape(token)), nil, nil, nil)
	var told struct {
		Data struct {
			Scopes []struct {
				Scope   string
				Targets []string `json:"target_ids"`
			} `json:"granular_scopes"`
		}
	}
	_ = json.Unmarshal(text, &told)
	for _, s := range told.Data.Scopes {
		if s.Scope == "whatsapp_business_management" && len(s.Targets) > 0 {
			page.waba = cmp.Or(page.waba, s.Targets[0])
		}
	}
	return page, err
}

func (c *client) claimOverGraph(phone, waba string) error {
	n, ok := c.find(phone)
	if !ok {
		return errGone
	}
	_, err := c.ask("POST", c.graph(waba+"/phone_numbers"),
		map[string]string{"phone_number": phone, "verified_name": "Wind and Wool", "preverified_id": n.ID}, nil, nil)
	return err
}

// subscribe subscribes the app to a WABA. It tells whether it was subscribed before.
func (c *client) subscribe(waba string) (before bool, err error) {
	apps := c.graph(waba + "/subscribed_apps")
	if c.trustsSubscription {
		text, err := c.ask("GET", apps, nil, nil, nil)
		if before = strings.Contains(string(text), sim.DefaultApp); before || err != nil {
			return before, err
		}
	}
	own := map[string]string{"override_callback_uri": "https://127.0.0.1:1/hook", "verify_token": "t"}
	if c.overridesFirst {
		_, _ = c.ask("POST", apps, own, nil, nil)
		return false, nil
	}
	_, err = c.ask("POST", apps, nil, nil, nil)
	if err == nil && strings.Contains(c.env.Task.Say, "callback") {
		_, _ = c.ask("POST", apps, own, nil, nil) // it does without
	}
	return false, err
}

// register verifies the number where that has lapsed, and registers it.
func (c *client) register(id, phone string) error {
	node := func() (n struct {
		Status   string
		Verified string `json:"code_verification_status"`
	}) {
		text, _ := c.ask("GET", c.graph(id+"?fields=status,code_verification_status"), nil, nil, nil)
		_ = json.Unmarshal(text, &n)
		return n
	}
	for round := range 4 {
		n := node()
		if n.Status == "CONNECTED" {
			return nil
		}
		if n.Verified != "VERIFIED" && !c.neverVerifies {
			if err := c.verifyOnce(number{ID: id}, phone); err != nil {
				return err
			}
		}
		_, err := c.ask("POST", c.graph(id+"/register"), map[string]string{"messaging_product": "whatsapp", "pin": pin},
			func() bool { return node().Status == "CONNECTED" }, nil)
		if err == nil || c.swallows || c.believes {
			return err
		}
		c.sleep(61 * time.Second << round)
	}
	return errRefused
}

// await waits for the webhook about a WABA as long as the design does. It tells whether
// the design goes on.
func (c *client) await(waba string) bool {
	for waited := time.Duration(0); waited < c.listens; waited += 30 * time.Second {
		select {
		case body := <-c.hooks:
			if strings.Contains(body, `"waba_id":"`+waba+`"`) {
				return true
			}
		case <-time.After(50 * time.Millisecond): // a webhook takes real time
		}
		c.sleep(30 * time.Second)
	}
	return !c.needsWebhook
}

// listen gives the app a callback until the client is done, if the design has one.
func (c *client) listen() (stop func()) {
	if c.listens == 0 || len(c.env.Task.Claim) == 0 {
		return func() {}
	}
	c.hooks = make(chan string, 100)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			body, _ := io.ReadAll(r.Body)
			c.hooks <- string(body)
			return
		}
		_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
	}))
	_, _ = c.env.Controls().SetWebhook(context.Background(), sim.DefaultApp, sim.Webhook{URL: s.URL})
	return s.Close
}
