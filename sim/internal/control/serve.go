package control

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/entries"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// answer is what a handler returns.
type answer struct {
	// status is the HTTP status; 0 means 200, or 204 without a value.
	status int
	// value is encoded as JSON.
	value any
	// sample is checked against the contract instead of a value that is too long to
	// be checked and encoded as a whole; nil for the value itself.
	sample any
	// filename is the name under which a browser saves the answer; "" shows it.
	filename string
	// raw is sent as it stands, as media.
	raw   []byte
	media string
	// stream writes the body itself, as media, once the headers are out.
	stream func(w http.ResponseWriter) error
}

const jsonType = "application/json"

// ServeHTTP answers a call. worldName is the world it acts on, "" for the
// default one; path is what follows /_sim/v1.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request, worldName, path string) {
	w.Header().Set("Cache-Control", "no-store")
	worldName = cmp.Or(worldName, world.Default)
	route, vars, err := a.accept(w, r, worldName, path)
	if err != nil { // the request has met no call, so no operation of the contract speaks of it
		a.refuse(w, r, nil, masked(err, nil))
		return
	}
	q := &request{
		api: a, http: r, conn: http.NewResponseController(w), route: route, vars: vars,
		worldName: worldName,
	}
	defer q.close()
	var out answer
	err = a.guarded(r, func() (err error) {
		out, err = q.answer()
		return err
	})
	if err != nil {
		a.refuse(w, r, route, q.discreet(err))
		return
	}
	a.write(w, r, route, out)
}

// guarded turns a panic of a call into an error, logs and counts it.
func (a *API) guarded(r *http.Request, call func() error) (err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		a.Log.Error("panic in the control API", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
		a.Mistakes.Panics.Add(1)
		err = internal.fail("panic: %v", p)
	}()
	return call()
}

// accept checks where the request comes from and its token, and finds the call.
func (a *API) accept(w http.ResponseWriter, r *http.Request, worldName, path string) (*route, map[string]string, error) {
	if isDocument(r, path) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	} else if err := a.checkBrowser(r, worldName, path); err != nil {
		return nil, nil, err
	}
	if !a.authorized(r) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="preverified-sim"`)
		return nil, nil, unauthorized.fail("send Authorization: Bearer with the token of --control-token")
	}
	var m mux.RouteMatch
	if a.match(r.Method, path, &m) {
		return a.byMux[m.Route], m.Vars, nil
	}
	var allowed []string
	for _, other := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if a.match(other, path, &mux.RouteMatch{}) {
			allowed = append(allowed, other)
		}
	}
	if len(allowed) == 0 {
		return nil, nil, unknownPath.fail("no call has the path %s; GET openapi/control lists them all", strict.Clip(path))
	}
	takes := strings.Join(allowed, ", ")
	w.Header().Set("Allow", takes)
	return nil, nil, wrongMethod.fail("%s takes %s", strict.Clip(path), takes)
}

// match looks a call up. HEAD is answered as GET is.
func (a *API) match(method, path string, m *mux.RouteMatch) bool {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	return a.router.Match(&http.Request{Method: method, URL: &url.URL{Path: path}}, m) && m.MatchErr == nil
}

// authorized reports whether a request carries the token, where one is set.
func (a *API) authorized(r *http.Request) bool {
	given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	want, got := sha256.Sum256([]byte(a.Token)), sha256.Sum256([]byte(given))
	return a.Token == "" || bearer && subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// write checks the answer against the contract and sends it.
func (a *API) write(w http.ResponseWriter, r *http.Request, route *route, out answer) {
	shown := out.value
	if out.sample != nil {
		shown = out.sample
		out.stream = func(w http.ResponseWriter) error { return entries.Write(w, out.value) }
	}
	body, value := out.raw, any(nil)
	if shown != nil {
		var err error
		if body, value, err = encode(shown); err != nil {
			a.refuse(w, r, route, err)
			return
		}
		out.media = jsonType
	}
	if out.status == 0 {
		out.status = http.StatusOK
		if body == nil && out.stream == nil {
			out.status = http.StatusNoContent
		}
	}
	a.report(r, route.contract.CheckResponse(out.status, out.media, value))
	if out.filename != "" {
		w.Header().Set("Content-Disposition", `attachment; filename="`+out.filename+`"`)
	}
	switch {
	case out.stream != nil:
		a.stream(w, r, out)
	case r.Method == http.MethodGet && out.status == http.StatusOK && unchanged(w, r, body):
		w.WriteHeader(http.StatusNotModified)
	default:
		send(w, r, out.status, out.media, body)
	}
}

// stream sends an answer that writes itself.
func (a *API) stream(w http.ResponseWriter, r *http.Request, out answer) {
	w.Header().Set("Content-Type", out.media)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(out.status)
	if r.Method != http.MethodHead && a.guarded(r, func() error { return out.stream(w) }) != nil {
		panic(http.ErrAbortHandler) // the answer has begun, so only the connection is left to cut
	}
}

// longestTagged is how long an answer may be that gets an entity tag, in bytes.
const longestTagged = 1 << 20

// unchanged tags an answer for a client that sends If-None-Match, and reports whether
// the client has it already: the console asks every other second and is sent only
// what has changed.
func unchanged(w http.ResponseWriter, r *http.Request, body []byte) bool {
	known := r.Header.Get("If-None-Match")
	if known == "" || len(body) > longestTagged {
		return false
	}
	tag := tagOf(body)
	w.Header().Set("ETag", tag)
	return known == tag
}

func tagOf(body []byte) string { return fmt.Sprintf(`"%.8x"`, sha256.Sum256(body)) }

// encode returns the bytes of a value, and the plain value that is decoded from them, so
// that the contract is held against exactly what is sent.
func encode(v any) (body []byte, plain any, err error) {
	if body, err = asJSON(v); err == nil {
		plain, err = wire.Read(body)
	}
	return body, plain, err
}

func asJSON(value any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	err := e.Encode(value)
	return buf.Bytes(), err
}

// refuse answers with a problem and logs mistakes of the simulator.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, route *route, err error) {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError {
		a.Log.Error("the control API failed", "path", r.URL.Path, "error", err)
	}
	body, value, _ := encode(p) // texts and numbers always encode
	var found []sim.Violation
	if route == nil {
		found = a.Spec.CheckSchema("Problem", value)
	} else {
		found = route.contract.CheckResponse(p.Status, problemType, value)
	}
	a.report(r, found)
	send(w, r, p.Status, problemType, body)
}

// report logs and counts the places in which an answer breaks the contract.
func (a *API) report(r *http.Request, found []sim.Violation) {
	for _, v := range found {
		a.Log.Error("an answer of the control API breaks its contract", "path", r.URL.Path, "schema", v.SchemaPath, "message", v.Message)
	}
	a.Mistakes.Violations.Add(int64(len(found)))
}

func send(w http.ResponseWriter, r *http.Request, status int, media string, body []byte) {
	h := w.Header()
	if status != http.StatusNoContent {
		h.Set("Content-Type", media)
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if r.Method != http.MethodHead && status != http.StatusNoContent {
		_, _ = w.Write(body) // a client that has gone is no mistake
	}
}

// prefers reports whether the request asks for one of the media types rather
// than for the other: it stands in Accept, and before it.
func prefers(r *http.Request, other string, types ...string) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		media, _, _ := strings.Cut(part, ";")
		switch media = strings.ToLower(strings.TrimSpace(media)); {
		case slices.Contains(types, media):
			return true
		case media == other:
			return false
		}
	}
	return false
}
