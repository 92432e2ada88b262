package signup

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// message is what Meta's window posts to the page that opened it, in the order of
// its members (Meta's pages on Embedded Signup and its flow errors).
type message struct {
	Data    any    `json:"data"`
	Type    string `json:"type"`
	Event   string `json:"event"`
	Version int    `json:"version,omitempty"`
}

// finished is the data of a signup that ended with a number; without one, its id is
// left out.
type finished struct {
	PhoneNumberID string `json:"phone_number_id,omitempty"`
	WABAID        string `json:"waba_id"`
	BusinessID    string `json:"business_id"`
}

type cancelled struct {
	CurrentStep string `json:"current_step"`
}

// reported is the data of a signup in which the customer met an error: a CANCEL
// too, without a step.
type reported struct {
	ErrorMessage string `json:"error_message"`
	ErrorCode    string `json:"error_code"`
	SessionID    string `json:"session_id"`
	Timestamp    string `json:"timestamp"`
}

// Message is the text that Meta's window posts at the end of a signup, byte for
// byte; "" for one that is open. The version is in it if the page gave one.
func Message(s sim.Signup) string {
	m := message{Type: "WA_EMBEDDED_SIGNUP", Event: "CANCEL", Version: s.Version}
	customer := finished{string(s.PhoneNumberID), string(s.WABAID), string(s.BusinessID)}
	switch s.Outcome {
	case sim.OutcomeFinish:
		m.Event, m.Data = "FINISH", customer
	case sim.OutcomeOnlyWABA:
		m.Event, m.Data = "FINISH_ONLY_WABA", customer
	case sim.OutcomeCancel:
		m.Data = cancelled{s.Step}
	case sim.OutcomeError:
		m.Data = reported{s.ErrorMessage, s.ErrorCode, s.ID, strconv.FormatInt(s.EndedAt.Unix(), 10)}
	default:
		return ""
	}
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // as JSON.stringify writes it
	_ = e.Encode(m)        // texts and numbers always encode
	return strings.TrimSuffix(out.String(), "\n")
}
