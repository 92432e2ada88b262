package simtest_test

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// client is a backend that manages numbers at both vendors. The library is
// played by two of them: careful and careless.
type client interface {
	// List reads the business's numbers at Meta.
	List() ([]number, error)
	// Verify verifies a number of the business at Meta.
	Verify(phone string) error
	// VerifyListed does the same for a number that was listed some time ago.
	VerifyListed(n number) error
	// Renew verifies a number again as soon as Meta allows it.
	Renew(phone string) error
	// Add registers a number at Meta, Remove deletes one there.
	Add(phone string) error
	Remove(phone string) error
	// Share shares the first of the numbers that can be shared.
	Share(from []number, with string) error
	// AddToPool and VerifyInPool go through 360dialog.
	AddToPool(phone string) error
	VerifyInPool(phone string) error
	// RenewPool verifies again what has expired in the pool.
	RenewPool() error
	// HandOver makes sure that a number of the pool is verified at this moment.
	HandOver(phone string) error
}

// number is what a client knows of a pre-verified number.
type number struct {
	ID           string
	Phone        string // digits
	Status       string
	Availability string
	Expires      time.Time
}

// The vendors' statuses as far as clients look at them.
const (
	verified = "VERIFIED"
	expired  = "EXPIRED"
	inUse    = "IN_USE"
)

// metaNumber is a number in Meta's words, poolNumber in 360dialog's.
type metaNumber struct {
	ID           string `json:"id"`
	Phone        string `json:"phone_number"`
	Status       string `json:"code_verification_status"`
	Availability string `json:"availability_status"`
	Expires      string `json:"verification_expiry_time"`
}

type poolNumber struct {
	ID     string `json:"preverified_phone_number_id"`
	Phone  string `json:"phone_number"`
	Status string `json:"code_verification_status"`
}

func (m metaNumber) number() number {
	expires, _ := time.Parse("2006-01-02T15:04:05-0700", m.Expires) // never verified: none
	return number{m.ID, digits(m.Phone), m.Status, m.Availability, expires}
}

func (p poolNumber) number() number {
	return number{ID: p.ID, Phone: p.Phone, Status: p.Status}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// page is a page of Meta's list.
type page struct {
	Data   []metaNumber `json:"data"`
	Paging struct {
		Next string `json:"next"`
	} `json:"paging"`
}

// The paths of both vendors.
const (
	graph      = "/v23.0/"
	ownNumbers = graph + simtest.BusinessID + "/preverified_numbers"
	pool       = "/api/v2/partners/" + simtest.PartnerID + "/preverified-numbers"
)

// words are the calls to the two vendors, in their own words.
type words struct {
	token string
}

func (w *words) meta(method, target string, body any) request {
	return request{method: method, target: target, body: body, header: [2]string{"Authorization", "Bearer " + w.token}}
}

func (w *words) hub(method, target string, body any) request {
	return request{method: method, target: target, body: body, header: [2]string{"X-API-Key", simtest.APIKey}}
}

func (w *words) addAtMeta(phone string) request {
	return w.meta("POST", graph+simtest.BusinessID+"/add_phone_numbers", map[string]string{"phone_number": phone})
}

func (w *words) share(id, with string) request {
	return w.meta("POST", graph+simtest.BusinessID+"/share_preverified_numbers",
		map[string]string{"preverified_id": id, "partner_business_id": with})
}

func (w *words) codeAtMeta(id string) request {
	return w.meta("POST", graph+id+"/request_code", map[string]string{"code_method": "SMS", "language": "en_US"})
}

func (w *words) enterAtMeta(id, code string) request {
	return w.meta("POST", graph+id+"/verify_code", map[string]string{"code": code})
}

func (w *words) addToPool(phone string) request {
	return w.hub("POST", pool, map[string]string{"phone_number": phone})
}

func (w *words) codeInPool(id string) request {
	return w.hub("POST", pool+"/"+id+"/request-otp", map[string]string{"code_method": "sms", "language": "en"})
}

func (w *words) enterInPool(id, code string) request {
	return w.hub("POST", pool+"/"+id+"/verify-otp", map[string]string{"code": code})
}

// errNotJSON is the answer of something that is neither vendor.
var errNotJSON = errors.New("the answer is no JSON")

func (r reply) decode(into any) error {
	if r.err != nil {
		return r.err
	}
	if json.Unmarshal(r.body, into) != nil {
		return errNotJSON
	}
	return nil
}
