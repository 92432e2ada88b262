package sim

import (
	"encoding/json"
	"slices"
	"strings"
)

// Task is what the client under test has to do. Its outcomes are checked in the
// end, unless an expectation of the kind number speaks of the same number.
type Task struct {
	// Say tells the client's author what to do, in plain words.
	Say string `yaml:"say,omitempty" json:"say"`
	// For names the APIs the client may speak: 360dialog, meta or both. Left out,
	// both.
	For []string `yaml:"for,omitempty" json:"for,omitempty" jsonschema:"enum=meta,enum=360dialog" unique:"true"`
	// Add lists the phone numbers to bring into the pool: they exist in the end.
	Add []string `yaml:"add,omitempty" json:"add,omitempty" form:"phone" refers:"number" names:"number" unique:"true"`
	// Verify lists the phone numbers that are VERIFIED in the end.
	Verify []string `yaml:"verify,omitempty" json:"verify,omitempty" form:"phone" refers:"number" unique:"true"`
	// Delete lists the phone numbers that are gone in the end. The client deletes
	// no other.
	Delete []string `yaml:"delete,omitempty" json:"delete,omitempty" form:"phone" refers:"number" unique:"true"`
	// Share lists the numbers that are shared with a business in the end.
	Share []TaskShare `yaml:"share,omitempty" json:"share,omitempty"`
	// Claim lists the numbers that are registered on a WABA in the end.
	Claim []TaskClaim `yaml:"claim,omitempty" json:"claim,omitempty"`
}

// TaskShare is a number and the business to share it with, or no longer.
type TaskShare struct {
	// PhoneNumber in any E.164 writing.
	PhoneNumber string `yaml:"phone_number" json:"phone_number" form:"phone" refers:"number"`
	// With is the id of the business.
	With string `yaml:"with" json:"with" refers:"business" needs:"the id of the business to share the number with"`
}

// TaskClaim is a number to claim for a customer.
type TaskClaim struct {
	// PhoneNumber in any E.164 writing.
	PhoneNumber string `yaml:"phone_number" json:"phone_number" form:"phone" refers:"number"`
	// WABA is the id of the customer's WhatsApp business account.
	WABA string `yaml:"waba" json:"waba" needs:"the id of the customer's WhatsApp business account"`
}

// APIs are the vendors' APIs a client may speak.
var APIs = []string{"meta", "360dialog"}

// IsFor tells whether the task may be done through an API.
func (t *Task) IsFor(api string) bool { return len(t.For) == 0 || slices.Contains(t.For, api) }

// Statuses are the statuses that pass. Text, YAML and JSON write one of them bare
// and several as a list.
type Statuses []Status

// UnmarshalJSON reads "VERIFIED" or a list of statuses.
func (s *Statuses) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		*s = make(Statuses, 1)
		return json.Unmarshal(data, &(*s)[0])
	}
	return json.Unmarshal(data, (*[]Status)(s))
}

// String is VERIFIED, or VERIFIED or EXPIRED.
func (s Statuses) String() string { return strings.Join(plain(s), " or ") }

func (s Statuses) short() any {
	if len(s) == 1 {
		return s[0]
	}
	return []Status(s)
}

// MarshalJSON writes one status bare, several as a list.
func (s Statuses) MarshalJSON() ([]byte, error) { return json.Marshal(s.short()) }

// MarshalYAML writes as MarshalJSON does.
func (s Statuses) MarshalYAML() (any, error) { return s.short(), nil }
