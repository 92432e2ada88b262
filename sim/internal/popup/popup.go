// Package popup is Embedded Signup in a browser: the JavaScript SDK ([ServeSDK]), and the
// window that its FB.login opens ([Popup.ServeHTTP]). Reading the window opens a signup,
// and a button posts the outcome to the same address. The page then sends the message to
// the page that opened it, and the code to the SDK there, in the order and as often as
// the scenario's switches or the page's own controls say.
package popup

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed" // of the files of the window
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"text/template" // html/template would make the binary a third of a megabyte larger
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/signup"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

var (
	//go:embed sdk.js
	sdk []byte
	//go:embed window.html
	windowHTML string
	//go:embed window.js
	windowJS string
	//go:embed window.css
	windowCSS string

	// Every text stands in an element or in quotes, and is escaped there by html.
	window = sync.OnceValue(func() *template.Template { return template.Must(template.New("window").Parse(windowHTML)) })

	sdkPath    = pattern.Lazy(`^/[a-z]{2}_[A-Z]{2}/sdk\.js$`)
	windowPath = pattern.Lazy(`^/(v[0-9]+\.[0-9]+/)?dialog/oauth/?$`)
)

// policy lets the window run its own script and call its own address.
var policy = "default-src 'none'; script-src '" + hash(windowJS) + "'; style-src '" + hash(windowCSS) + "'; connect-src 'self'; " +
	"img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// IsSDK reports whether a path within a world is that of the SDK, in any locale.
func IsSDK(path string) bool {
	return strings.HasSuffix(path, "/sdk.js") && sdkPath().MatchString(path)
}

// IsWindow reports whether a path within a world is that of the window.
func IsWindow(path string) bool {
	return strings.Contains(path, "/dialog/oauth") && windowPath().MatchString(path)
}

// ServeSDK answers with the SDK. windows is scheme, host and world prefix of the
// windows that it opens. Every page may load it, as it may load Meta's.
func ServeSDK(w http.ResponseWriter, r *http.Request, windows string) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "the SDK takes GET, HEAD", http.StatusMethodNotAllowed)
		return
	}
	address, _ := json.Marshal(windows) // text always encodes
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-store") // the address is the request's
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	_, _ = w.Write(slices.Concat(bytes.TrimSpace(sdk), []byte("("), address, []byte(");\n")))
}

// Popup is the window of Embedded Signup.
type Popup struct {
	// Errors words what the vendor refuses.
	Errors *failures.Catalogue
	// Wall is real time, for durations only.
	Wall func() time.Time
	// Observe is called with every closed record.
	Observe func(*journal.Record)
	// QuietHeaders leaves the X-Sim headers off.
	QuietHeaders bool
}

// answer is what a request to the window gets.
type answer struct {
	status int
	media  string
	body   []byte
}

func text(status int, body string) answer {
	return answer{status, "text/plain; charset=utf-8", []byte(body)}
}

// ServeHTTP answers a request to the window, and records it in the world's journal.
// path is that within the world.
func (p *Popup) ServeHTTP(w http.ResponseWriter, r *http.Request, in *world.World, path string) {
	arrived := p.Wall()
	seq, id := in.Journal.Open()
	record := &journal.Record{
		Seq: seq, ID: id, At: in.Now(), Arrived: arrived, World: in.Name, API: "meta", Origin: sim.OriginClient,
		Method: r.Method, Path: path, Query: r.URL.RawQuery, RequestHeader: r.Header, Dialect: string(in.Dialect()), Outcome: "replied",
	}
	out := p.answer(w, r, in, record)
	h := w.Header()
	h.Set("Content-Type", out.media)
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	if !p.QuietHeaders {
		h.Set("X-Sim-World", in.Name)
		h.Set("X-Sim-Request", id)
	}
	record.Status, record.ResponseHeader, record.ResponseBody = out.status, journal.HeaderOf(h), out.body
	record.Conforms = out.status < http.StatusBadRequest
	record.Duration = p.Wall().Sub(arrived)
	in.Journal.Close(record)
	p.Observe(record)
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body) // a browser that has gone needs no answer
}

// mostForm bounds what the window posts, in bytes.
const mostForm = 16 << 10

func (p *Popup) answer(w http.ResponseWriter, r *http.Request, in *world.World, record *journal.Record) answer {
	switch r.Method {
	case http.MethodGet:
		return p.open(r.URL.Query(), in, record)
	case http.MethodPost:
	default:
		w.Header().Set("Allow", "GET, POST")
		return text(http.StatusMethodNotAllowed, "the window takes GET, POST")
	}
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return text(http.StatusForbidden, "only the window's own page ends its signup")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostForm))
	record.RequestBody = body
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return text(http.StatusRequestEntityTooLarge, tooLarge.Error())
	}
	form, malformed := url.ParseQuery(string(body))
	if err := errors.Join(err, malformed); err != nil {
		return text(http.StatusBadRequest, err.Error())
	}
	return finish(form, in, record)
}

// finish ends a signup as the page says, and answers with what the page then sends
// to the one that opened it.
func finish(form url.Values, in *world.World, record *journal.Record) answer {
	given := func(name string) string { return strings.ToValidUTF8(form.Get(name), "\uFFFD") }
	end := sim.SignupEnd{
		Outcome: sim.SignupOutcome(given("outcome")), Number: given("number"), Step: given("step"),
		ErrorCode: given("error_code"), ErrorMessage: given("error_message"),
	}
	if !slices.Contains(sim.SignupOutcomes, end.Outcome) || end.Step != "" && !slices.Contains(sim.SignupSteps, end.Step) {
		return text(http.StatusBadRequest, "the outcome or the step is none of Embedded Signup's")
	}
	if member, with := end.Misplaced(); member != "" {
		return text(http.StatusBadRequest, member+" goes with outcome "+string(with))
	}
	var s sim.Signup
	err := in.Store.Do(record.At, func(tx *store.Tx) (err error) {
		s, err = tx.FinishSignup(form.Get("signup"), end)
		return err
	})
	if err != nil {
		return refused(err)
	}
	about(record, s, end.Number)
	body, _ := json.Marshal(map[string]any{ // texts always encode
		"state": s.State, "message": signup.Message(s), "code": s.Code,
	})
	return answer{http.StatusOK, "application/json", body}
}

func refused(err error) answer {
	refusal, ok := errors.AsType[*sim.Error](err)
	if !ok {
		return text(http.StatusInternalServerError, err.Error())
	}
	status := map[sim.ErrorCode]int{sim.UnknownName: http.StatusNotFound, sim.SignupEnded: http.StatusConflict}[refusal.Code]
	return text(cmp.Or(status, http.StatusUnprocessableEntity), refusal.Error())
}

// about notes the number that a request is about: the one chosen, else the first.
func about(record *journal.Record, s sim.Signup, number string) {
	for _, o := range s.Offered {
		if number == "" || o.ID == number {
			record.NumberID, record.PhoneNumber = o.ID, o.PhoneNumber
			return
		}
	}
}
