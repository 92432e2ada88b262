package signup

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// message is what Meta's window posts to the page that opened it, in the order of
// its members (Meta's pages on Embedded Signup and its flow errors). The data are those
// of one outcome: a finish, with or without a number, a cancel at a step, or an error
// that the customer reports, which is a CANCEL, too.
type message struct {
	Data struct {
		PhoneNumberID string `json:"phone_number_id,omitempty"`
		WABAID        string `json:"waba_id,omitempty"`
		BusinessID    string `json:"business_id,omitempty"`
		CurrentStep   string `json:"current_step,omitempty"`
		ErrorMessage  string `json:"error_message,omitempty"`
		ErrorCode     string `json:"error_code,omitempty"`
		SessionID     string `json:"session_id,omitempty"`
		Timestamp     string `json:"timestamp,omitempty"`
	} `json:"data"`
	Type    string `json:"type"`
	Event   string `json:"event"`
	Version int    `json:"version,omitempty"`
}

// Message is the text that Meta's window posts at the end of a signup, byte for
// byte; "" for one that is open. The version is in it if the page gave one.
func Message(s sim.Signup) string {
	m := message{Type: "WA_EMBEDDED_SIGNUP", Event: "CANCEL", Version: s.Version}
	d := &m.Data
	switch s.Outcome {
	case sim.OutcomeFinish, sim.OutcomeOnlyWABA:
		m.Event = map[sim.SignupOutcome]string{sim.OutcomeFinish: "FINISH", sim.OutcomeOnlyWABA: "FINISH_ONLY_WABA"}[s.Outcome]
		d.PhoneNumberID, d.WABAID, d.BusinessID = string(s.PhoneNumberID), string(s.WABAID), string(s.BusinessID)
	case sim.OutcomeCancel:
		d.CurrentStep = s.Step
	case sim.OutcomeError:
		d.ErrorMessage, d.ErrorCode = s.ErrorMessage, s.ErrorCode
		d.SessionID, d.Timestamp = s.ID, strconv.FormatInt(s.EndedAt.Unix(), 10)
	default:
		return ""
	}
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // as JSON.stringify writes it
	_ = e.Encode(m)        // texts and numbers always encode
	return strings.TrimSuffix(out.String(), "\n")
}
