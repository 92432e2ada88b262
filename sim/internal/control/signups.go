package control

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/signup"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// told adds what Meta's window posts at the end of a signup, as far as the page has
// got it by then: with the switches, the message is lost, or comes after the callback
// that has the code.
func (q *request) told(s sim.Signup, later bool) sim.Signup {
	how := q.world.Store.Rules().Switches.Signup
	if how.Message != "lost" && (later || how.Order != "callback_first") {
		s.Message = signup.Message(s)
	}
	return s
}

// signup answers with a signup that do opens, ends or reads; later is for one that the
// page has known of for a while.
func (q *request) signup(status int, later bool, do func(*store.Tx) (sim.Signup, error)) (answer, error) {
	s, err := inStore(q, do)
	if err != nil {
		return answer{}, signupProblem(err)
	}
	return answer{status: status, value: q.told(s, later)}, nil
}

// openSignup opens a signup, and ends it at once where the body has an outcome.
func openSignup(q *request) (answer, error) {
	asked := *input[sim.SignupRequest](q)
	if err := fitting(asked.SignupEnd); err != nil {
		return answer{}, err
	}
	if to := asked.RedirectURI; to != "" && !sim.IsAddress(to) {
		return answer{}, noAddress("redirect_uri", to)
	}
	return q.signup(http.StatusCreated, false, func(tx *store.Tx) (sim.Signup, error) { return tx.OpenSignup(asked) })
}

// fitting refuses a member that does not go with the outcome.
func fitting(end sim.SignupEnd) error {
	if member, with := end.Misplaced(); member != "" {
		return param(member, "goes with outcome: %s", with)
	}
	return nil
}

func finishSignup(q *request) (answer, error) {
	end := *input[sim.SignupEnd](q)
	if err := fitting(end); err != nil {
		return answer{}, err
	}
	return q.signup(0, false, func(tx *store.Tx) (sim.Signup, error) { return tx.FinishSignup(q.vars["id"], end) })
}

// signupProblem says what is wrong with a signup that cannot be opened or ended.
func signupProblem(err error) error {
	refusal, ok := errors.AsType[*sim.Error](err)
	if !ok {
		return err
	}
	k := invalidSignup
	switch refusal.Code {
	case sim.UnknownName:
		k = unknownSignup
	case sim.SignupEnded, sim.WABAFull:
		k = impossible
	case sim.PoolFull:
		k = tooManyNumbers
	}
	return k.fail("%s", cmp.Or(refusal.Detail, k.title))
}

func getSignup(q *request) (answer, error) {
	return q.signup(0, true, func(tx *store.Tx) (sim.Signup, error) { return tx.Signup(q.vars["id"]) })
}

func listSignups(q *request) (answer, error) {
	all, _ := inStore(q, func(tx *store.Tx) ([]sim.Signup, error) { return tx.Signups(), nil })
	page, next, err := pageOf(q, all, func(s sim.Signup) string { return s.ID })
	for i := range page {
		page[i] = q.told(page[i], true)
	}
	return answer{value: paged{page, next}}, err
}

func listWABAs(q *request) (answer, error) {
	var out []sim.ListedWABA
	next := ""
	err := q.world.Store.Do(q.now, func(tx *store.Tx) error {
		page, more, err := pageOf(q, tx.AllWABAs(), func(w sim.WABA) string { return w.ID })
		out, next = make([]sim.ListedWABA, len(page)), more
		for i, w := range page {
			numbers, _ := tx.WABANumbers(w.ID, sim.Token{Open: true}) // it is there
			out[i] = sim.ListedWABA{WABA: w, PhoneNumbers: make([]sim.ListedWABANumber, len(numbers))}
			for j, n := range numbers {
				pooled, _ := tx.AnyNumber(string(n.PreverifiedID)) // one of no pool has no partner
				out[i].PhoneNumbers[j] = sim.ListedWABANumber{WABANumber: n, PartnerID: pooled.PartnerID}
			}
		}
		return err
	})
	return answer{value: paged{out, next}}, err
}

func (q *request) apps() []sim.App {
	all, _ := inStore(q, func(tx *store.Tx) ([]sim.App, error) { return tx.Apps(), nil })
	return all
}

func appID(a sim.App) string { return a.ID }

func listApps(q *request) (answer, error) {
	return listed(q, q.apps(), appID)
}

// putWebhook sets the callback of an app once it has answered the handshake. An
// empty URL takes the callback away.
func putWebhook(q *request) (answer, error) {
	id, hook := q.vars["app"], input[sim.Webhook](q)
	if _, err := q.app(id); err != nil {
		return answer{}, err
	}
	for i, field := range hook.Fields {
		if wrong := sim.NotOneOf(strict.Clip(field), sim.WebhookFields); wrong != "" {
			return answer{}, param(fmt.Sprintf("fields[%d]", i), "%s", wrong)
		}
	}
	if hook.URL == "" {
		hook = nil
	} else if err := q.prove(hook); err != nil {
		return answer{}, err
	}
	err := q.world.Store.Do(q.now, func(tx *store.Tx) error { return tx.SetWebhook(id, hook) })
	if err != nil {
		return answer{}, err
	}
	a, err := q.app(id)
	return answer{value: a}, err
}

// app is an app of the world.
func (q *request) app(id string) (sim.App, error) {
	return named(unknownApp, "app", q.apps(), appID, id)
}

func noAddress(member, text string) error {
	return param(member, "want %s, got %q", sim.AddressForm, strict.Clip(text))
}

// prove makes the handshake with a callback.
func (q *request) prove(hook *sim.Webhook) error {
	if !sim.IsAddress(hook.URL) {
		return noAddress("url", hook.URL)
	}
	challenge := strconv.FormatInt(1_000_000_000+q.now.Unix()%1_000_000_000, 10) // no stream moves for a refusal
	if err := signup.Prove(q.http.Context(), hook.URL, hook.VerifyToken, challenge); err != nil {
		return notProved.fail("%s: %s", strict.Clip(hook.URL), err)
	}
	return nil
}
