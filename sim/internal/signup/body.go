package signup

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

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
