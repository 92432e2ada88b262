package popup

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/signup"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// page is what the window shows.
type page struct {
	// Failure is why no signup is open; "" while one is.
	Failure string
	Signup  sim.Signup
	// Asked is what the page asked for, LeftOut the numbers that are not offered, with
	// the reason.
	Asked, LeftOut []row
	// Origin is that of the page that is told the outcome, Channel the SDK's name for
	// the call, Abandoned the message of a window that is closed.
	Origin, Channel, Abandoned string
	Selects                    []choice
	ErrorCode, ErrorMessage    string
	Script, Style              string
}

// row is a name and a text.
type row struct{ Name, Value string }

// choice is one of the page's controls.
type choice struct {
	Label, Name, Chosen, Why string
	Values                   []string
}

// open opens the signup that a page asks for, and shows it.
func (p *Popup) open(query url.Values, in *world.World, record *journal.Record) answer {
	shown := page{
		Origin: targetOrigin(query.Get("origin")), Channel: query.Get("cb"),
		Script: windowJS, Style: windowCSS,
	}
	status := http.StatusOK
	asked, err := read(query)
	if err == nil {
		err = in.Store.Do(record.At, func(tx *store.Tx) error { return p.offer(tx, &shown, asked.request()) })
	}
	if err != nil {
		status, shown.Failure = http.StatusBadRequest, p.failure(err)
	} else {
		about(record, shown.Signup, "")
		shown.Asked = asked.rows()
		shown.Selects = asked.selects(in.Store.Rules().Switches.Signup)
		abandoned := shown.Signup
		abandoned.Outcome, abandoned.Step = sim.OutcomeCancel, sim.CancelStep
		shown.Abandoned = signup.Message(abandoned)
	}
	var body bytes.Buffer
	if err := window().Execute(&body, shown); err != nil {
		return text(http.StatusInternalServerError, err.Error())
	}
	return answer{status, "text/html; charset=utf-8", body.Bytes()}
}

// targetOrigin is the origin of the page that is told the outcome, as the SDK names
// it. Meta tells the pages of the app's domains alone; the simulator's apps have no
// list of domains, so it tells any page (inferred), also one without an origin, such
// as a file.
func targetOrigin(given string) string {
	if !sim.IsAddress(given) {
		return "*"
	}
	u, _ := url.Parse(given) // it was read before
	return u.Scheme + "://" + u.Host
}

// offer opens the signup with the numbers that can be offered. A claimed number does
// not appear (Meta's guide on pre-verified numbers), nor does an unknown one
// (inferred).
func (p *Popup) offer(tx *store.Tx, shown *page, r sim.SignupRequest) error {
	ids := r.IDs
	r.IDs = nil
	for _, id := range ids {
		err := tx.CheckOffer(r.App, id)
		refusal, ok := errors.AsType[*sim.Error](err)
		switch {
		case err == nil:
			r.IDs = append(r.IDs, id)
		case !ok || refusal.Code == sim.InvalidApp:
			return err
		default:
			shown.ErrorCode, shown.ErrorMessage = p.words(refusal.Code)
			shown.LeftOut = append(shown.LeftOut, row{id, shown.ErrorMessage})
		}
	}
	var err error
	shown.Signup, err = tx.OpenSignup(r)
	return err
}

// wordedAs are the failures with whose words Meta refuses the same over Graph.
var wordedAs = map[sim.ErrorCode]string{
	sim.InvalidApp:     "meta.invalid_app",
	sim.NumberInUse:    "meta.phone_already_registered",
	sim.NumberNotFound: "meta.preverified_not_found",
	sim.WABANotFound:   "meta.waba_not_found",
}

func (p *Popup) words(refusal sim.ErrorCode) (code, message string) {
	entry, known := p.Errors.Entry(wordedAs[refusal])
	if !known {
		return "", ""
	}
	members := entry.Answer(sim.Documented, "", nil).Members
	number, _ := members.Get("code")
	said, _ := members.Get("message")
	return fmt.Sprint(number), fmt.Sprint(said)
}

// failure words why no signup is opened.
func (p *Popup) failure(err error) string {
	refusal, ok := errors.AsType[*sim.Error](err)
	if !ok {
		return err.Error()
	}
	if code, message := p.words(refusal.Code); code != "" {
		return strings.TrimSpace(fmt.Sprintf("%s (code %s) %s", message, code, refusal.Detail))
	}
	return refusal.Error()
}
