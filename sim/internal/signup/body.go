package signup

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// The body of a webhook, in the order of its members (Meta's page on
// account_update).
type (
	webhook struct {
		Object string  `json:"object"`
		Entry  []entry `json:"entry"`
	}
	entry struct {
		ID      string   `json:"id"`
		Time    int64    `json:"time"` // Unix seconds
		Changes []change `json:"changes"`
	}
	change struct {
		Value update `json:"value"`
		Field string `json:"field"`
	}
	update struct {
		Event sim.AccountEvent `json:"event"`
		WABA  wabaInfo         `json:"waba_info"`
	}
	wabaInfo struct {
		ID    string `json:"waba_id"`
		Owner string `json:"owner_business_id"`
		App   string `json:"partner_app_id,omitempty"`
	}
)

// bodyOf is the body of a webhook as it goes over the wire.
func bodyOf(d *store.Delivery) []byte {
	told := wabaInfo{ID: d.WABA, Owner: d.Owner}
	if d.Event == sim.PartnerInstalled || d.Event == sim.PartnerUninstalled {
		told.App = d.App
	}
	text, _ := json.Marshal(webhook{"whatsapp_business_account", []entry{{ // texts and numbers always encode
		d.Entry, d.At.Unix(), []change{{update{d.Event, told}, sim.AccountUpdate}},
	}}})
	return escaped(string(text))
}

// escaped writes JSON as Meta does (its page on webhooks): characters beyond ASCII as
// \uXXXX in lower case, and four ASCII characters escaped too. Receivers that verify the
// signature of a body that they wrote anew fail on it, as they do in life.
func escaped(text string) []byte {
	var out strings.Builder
	for _, c := range text {
		switch {
		case c == '/':
			out.WriteString(`\/`)
		case c == '<', c == '%', c == '@':
			fmt.Fprintf(&out, `\u%04X`, c)
		case c < 0x80:
			out.WriteRune(c)
		case c < 0x10000:
			fmt.Fprintf(&out, `\u%04x`, c)
		default:
			high, low := utf16.EncodeRune(c)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		}
	}
	return []byte(out.String())
}

// signature is the value of X-Hub-Signature-256 for the bytes of a body.
func signature(secret string, body []byte) string {
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write(body)
	return "sha256=" + hex.EncodeToString(sum.Sum(nil))
}
