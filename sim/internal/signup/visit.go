package signup

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

const signatureHeader = "X-Hub-Signature-256"

// mostAnswer is how much of an answer is read, in bytes.
const mostAnswer = 16 << 10

// visit is one attempt to deliver a webhook, with its record in the journal.
type visit struct {
	world   *world.World
	webhook store.Delivery
	record  *journal.Record
}

// visit prepares the record of an attempt, which is made when it is due.
func (c *Courier) visit(w *world.World, d store.Delivery) *visit {
	body := bodyOf(&d)
	r := &journal.Record{
		At: d.DueAt, Arrived: c.wall(), World: w.Name,
		Operation: sim.WebhookOperation, API: "meta", Origin: sim.OriginMeta, Dialect: string(w.Dialect()),
		Method: http.MethodPost, RequestBody: body, Conforms: true, Outcome: "replied", Fault: d.Rule,
		PhoneNumber: string(d.Number), Business: d.Owner,
		RequestHeader: http.Header{"Content-Type": {"application/json"}, signatureHeader: {signature(d.Secret, body)}},
	}
	if to, err := url.Parse(d.URL); err == nil {
		r.Path, r.Query = cmp.Or(to.Path, "/"), to.RawQuery
		r.RequestHeader.Set("Host", to.Host)
	}
	return &visit{w, d, r}
}

// decide asks the fault rules what becomes of the webhook.
func (v *visit) decide() sim.FaultDelivery {
	if v.webhook.Rule != "" {
		return sim.FaultDelivery{} // it has been held back by one
	}
	r := v.record
	d := v.world.Faults.Decide(r.At, sim.PointAdmit, &fault.Subject{
		At: r.At, FaultMatch: sim.FaultMatch{
			Operation: r.Operation, API: r.API, Method: r.Method, Origin: r.Origin, PhoneNumber: r.PhoneNumber, Business: r.Business,
		},
	})
	r.Decisions, r.Fault = d.Steps, d.Rule
	if d.Action == nil || d.Action.Deliver == nil {
		return sim.FaultDelivery{}
	}
	return *d.Action.Deliver
}

// send calls the receiver and closes the record. It reports whether the receiver has
// taken the webhook.
func (c *Courier) send(ctx context.Context, v *visit) bool {
	v.record.Seq, v.record.ID = v.world.Journal.Open()
	err := v.post(ctx)
	if ctx.Err() != nil {
		return false // the world has ended
	}
	r := v.record
	taken := err == nil && r.Status >= http.StatusOK && r.Status < http.StatusMultipleChoices
	switch {
	case err != nil:
		r.Outcome = "closed"
		if errors.Is(err, context.DeadlineExceeded) {
			r.Outcome = "hung"
		}
		r.Cause = &sim.Cause{Text: "no answer of the receiver: " + err.Error(), State: err.Error()}
	case !taken:
		why := fmt.Sprintf("the receiver answers %d, and only 2xx takes a webhook", r.Status)
		r.Cause = &sim.Cause{Text: why, State: why}
		if r.Fault != "" {
			r.Cause.Text, r.Cause.Fault = "fault "+r.Fault+"; "+why, r.Fault
		}
	case r.Fault != "":
		r.Cause = byRule(r.Fault)
	}
	c.close(v)
	return taken
}

// byRule is the cause of what a fault rule has done to a webhook.
func byRule(name string) *sim.Cause { return &sim.Cause{Text: "fault " + name, Fault: name} }

// post sends the request and writes the answer into the record.
func (v *visit) post(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r := v.record
	header := r.RequestHeader.Clone()
	header.Del("Host")
	answer, body, err := ask(ctx, http.MethodPost, v.webhook.URL, header, r.RequestBody, mostAnswer)
	if answer == nil {
		return err
	}
	r.Status, r.ResponseBody = answer.StatusCode, body
	for _, name := range []string{"Content-Type", "Location", "Retry-After"} {
		if value := answer.Header.Get(name); value != "" {
			r.ResponseHeader.Set(name, value)
		}
	}
	return err
}

// close hands the record over.
func (c *Courier) close(v *visit) {
	v.record.Duration = c.wall().Sub(v.record.Arrived)
	v.world.Journal.Close(v.record)
	c.observe(v.record)
}

// bodyOf is the body of a webhook as it goes over the wire, its members in the order of
// Meta's page on account_update.
func bodyOf(d *store.Delivery) []byte {
	told := wire.Object{{Name: "waba_id", Value: d.WABA}, {Name: "owner_business_id", Value: d.Owner}}
	if d.Event == sim.PartnerInstalled || d.Event == sim.PartnerUninstalled {
		told = told.With("partner_app_id", d.App)
	}
	change := wire.Object{
		{Name: "value", Value: wire.Object{{Name: "event", Value: string(d.Event)}, {Name: "waba_info", Value: told}}},
		{Name: "field", Value: sim.AccountUpdate},
	}
	entry := wire.Object{{Name: "id", Value: d.Entry}, {Name: "time", Value: d.At.Unix()}, {Name: "changes", Value: []wire.Object{change}}}
	text, _ := wire.Append(nil, wire.Object{ // texts and numbers can always be sent
		{Name: "object", Value: "whatsapp_business_account"}, {Name: "entry", Value: []wire.Object{entry}},
	})
	return text
}

// signature is the value of X-Hub-Signature-256 for the bytes of a body.
func signature(secret string, body []byte) string {
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write(body)
	return "sha256=" + hex.EncodeToString(sum.Sum(nil))
}
