package sim

import (
	"cmp"
	"strings"
	"time"
)

// CodeRules are the settings of one-time codes. Meta publishes none of them but
// the length; the values are this product's. [CodeRules.Filled] puts the defaults in
// the place of what is left out.
type CodeRules struct {
	// Length is the number of digits, 4 to 8. Left out, it is the length of
	// value, else 6.
	Length int `yaml:"length,omitempty" json:"length,omitempty" jsonschema:"minimum=4,maximum=8"`
	// TTL is how long a code lives after it was asked for. Left out, 10m.
	TTL Duration `yaml:"ttl,omitempty" json:"ttl,omitzero" needs:"longer than 0s"`
	// Attempts is how many wrong tries void a code. Left out, 5.
	Attempts int `yaml:"attempts,omitempty" json:"attempts,omitempty" jsonschema:"minimum=1"`
	// Value is random (the default), or the digits that every code has.
	Value string `yaml:"value,omitempty" json:"value,omitempty"`
	// NewVoidsOld is whether a new code ends the one before. Left out, it does.
	NewVoidsOld *bool `yaml:"new_voids_old,omitempty" json:"new_voids_old,omitempty"`
	// Message is the text that brings a code, with {code} for 123456 or {hyphenated}
	// for 123-456. Left out, "Your WhatsApp code: {code}".
	Message string `yaml:"message,omitempty" json:"message,omitempty"`
}

// Filled returns the rules with their defaults. Value is "" then for codes that are
// drawn.
func (r CodeRules) Filled() CodeRules {
	if r.Value == "random" {
		r.Value = ""
	}
	r.Length = cmp.Or(r.Length, len(r.Value), 6)
	r.TTL = cmp.Or(r.TTL, Duration(10*time.Minute))
	r.Attempts = cmp.Or(r.Attempts, 5)
	return r
}

// KeepsOld tells that the codes before a new one can be entered still.
func (r *CodeRules) KeepsOld() bool { return r.NewVoidsOld != nil && !*r.NewVoidsOld }

// defaultCodeText brings a code. Meta's guide on pre-verified numbers shows
// "WhatsApp code 123-456"; digits alone are easier to read for tests.
const defaultCodeText = "Your WhatsApp code: {code}"

// LongestCodeText bounds the text of a message, in bytes: the inbox holds thousands.
const LongestCodeText = 1000

// CodePlaceholders stand for the code in the text of a message: 123456 and 123-456.
var CodePlaceholders = []string{"{code}", "{hyphenated}"}

// Text is the message that brings a code.
func (r *CodeRules) Text(code string) string {
	half := len(code) / 2
	return strings.NewReplacer("{code}", code, "{hyphenated}", code[:half]+"-"+code[half:]).Replace(cmp.Or(r.Message, defaultCodeText))
}

// CodeState says what became of a code.
type CodeState string

// The states of a code. A code is undelivered until its message has arrived,
// which may be never; it can be used all the same by who knows it.
const (
	CodePending     CodeState = "pending"
	CodeUsed        CodeState = "used"
	CodeLapsed      CodeState = "expired"
	CodeVoided      CodeState = "voided"
	CodeUndelivered CodeState = "undelivered"
)

// Code is a copy of one message in the inbox. The control API emits it and the
// client decodes it. The snapshot stores another struct, with the right digits
// and the code's places in the agenda.
type Code struct {
	// Code is what the message says, digits only: a wrong one after a wrong delivery.
	Code    string `json:"code"`
	Message string `json:"message"`
	// NumberID and PhoneNumber (an MSISDN) name the number it was sent to.
	NumberID    string `json:"number_id"`
	PhoneNumber string `json:"phone_number"`
	// DisplayPhoneNumber is [DisplayPhone] of it; only the control API fills it in.
	DisplayPhoneNumber string `json:"display_phone_number"`
	// Method is SMS or VOICE, Language the locale asked for.
	Method   string `json:"method"`
	Language string `json:"language"`
	// IssuedAt is when the code was asked for, DeliveredAt when the message
	// arrived (zero while it has not), ExpiresAt when it stops being accepted.
	IssuedAt    Time `json:"issued_at"`
	DeliveredAt Time `json:"delivered_at"`
	ExpiresAt   Time `json:"expires_at"`
	// Attempts counts the wrong tries; State is that of the instant of the copy.
	Attempts int       `json:"attempts"`
	State    CodeState `json:"state"`
}
