// Package har reads and writes HTTP Archives (HAR 1.2), which the network tools of
// browsers save and open.
//
//	data, err := har.Encode(records, "http://127.0.0.1:8360", version)
//	entries, err := har.Read("capture.har", file)
//
// Times that [Encode] writes are the world's. Members that begin with an underscore hold
// what HAR has no member for.
package har

import "github.com/preverified-sim/preverified-sim/sim"

// MediaType is that of an archive.
const MediaType = "application/har+json"

// The parts of an archive. A pointer tells the reader that a member is missing.
type (
	archive[E any] struct {
		Log *log[E] `json:"log"`
	}
	log[E any] struct {
		Version string  `json:"version"`
		Creator creator `json:"creator"`
		Pages   []any   `json:"pages"`
		Entries []E     `json:"entries"`
	}
	creator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	entry struct {
		Started  string    `json:"startedDateTime"`
		Time     float64   `json:"time"` // milliseconds
		Request  *request  `json:"request"`
		Response *response `json:"response"`
		Cache    struct{}  `json:"cache"`
		Timings  timings   `json:"timings"`
		Comment  string    `json:"comment,omitempty"`

		Resource  string     `json:"_resourceType"` // as Chrome names it
		Record    string     `json:"_record"`
		Parent    *string    `json:"_parent,omitempty"`
		Operation *string    `json:"_operation,omitempty"`
		Origin    sim.Origin `json:"_origin"`
		Phone     string     `json:"_phoneNumber,omitempty"`
		Cause     *sim.Cause `json:"_cause,omitempty"`
	}
	request struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []pair    `json:"cookies"`
		Headers     []pair    `json:"headers"`
		QueryString []pair    `json:"queryString"`
		PostData    *postData `json:"postData,omitempty"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int64     `json:"bodySize"`
	}
	postData struct {
		MimeType string `json:"mimeType"`
		Text     string `json:"text"`
		Encoding string `json:"encoding,omitempty"`
		Params   []pair `json:"params,omitempty"` // read only
		Comment  string `json:"comment,omitempty"`
	}
	response struct {
		Status      *int    `json:"status"`
		StatusText  string  `json:"statusText"`
		HTTPVersion string  `json:"httpVersion"`
		Cookies     []pair  `json:"cookies"`
		Headers     []pair  `json:"headers"`
		Content     content `json:"content"`
		RedirectURL string  `json:"redirectURL"`
		HeadersSize int     `json:"headersSize"`
		BodySize    int64   `json:"bodySize"`
		Error       string  `json:"_error,omitempty"` // as Chrome names what cut an answer
	}
	content struct {
		Size     int64   `json:"size"`
		MimeType string  `json:"mimeType"`
		Text     *string `json:"text"`
		Encoding string  `json:"encoding,omitempty"`
		Comment  string  `json:"comment,omitempty"`
	}
	timings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
	pair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)
