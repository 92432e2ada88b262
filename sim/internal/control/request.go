package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// request is one call, decoded and checked.
type request struct {
	api       *API
	http      *http.Request
	conn      *http.ResponseController
	turn      bool // one of the API's turns is taken
	route     *route
	vars      map[string]string
	query     url.Values
	worldName string

	// world is the world the call acts on, now the instant at which it does;
	// neither is set for a global call.
	world *world.World
	now   time.Time
	// body is what the route's reader made of the body, nil without one. text
	// is a body that was not JSON, or one that the handler reads.
	body any
	text []byte
}

// bodyName stands for the body in messages.
const bodyName = "body"

// body reads a JSON body into a T.
func body[T any](_ *API, data []byte) (any, error) {
	into := new(T)
	return into, strict.Decode(bodyName, data, into, strict.Options{MaxMarks: maxMarks})
}

// maxMarks bounds what a body that is no scenario may hold; a hundred limits have
// some thousand marks.
const maxMarks = 50_000

// answer decodes and checks the request, finds its world, which comes into being on
// first use, and calls the handler.
func (q *request) answer() (answer, error) {
	if err := q.decode(); err != nil {
		return answer{}, err
	}
	if err := q.enter(); err != nil {
		return answer{}, err
	}
	return q.route.handler(q)
}

// enter finds the world and reads its clock once.
func (q *request) enter() error {
	if q.route.global {
		return nil
	}
	w, err := q.api.Worlds.Get(q.worldName)
	if err != nil {
		return err
	}
	q.world, q.now = w, w.Now()
	return nil
}

// decode reads query and body and lists everything that is wrong with them.
func (q *request) decode() error {
	var err error
	if q.query, err = url.ParseQuery(q.http.URL.RawQuery); err != nil {
		return param("", "the query cannot be read: %s", err)
	}
	data, err := q.readBody()
	if err != nil {
		return err
	}
	places := q.queryPlaces()
	value, bodyPlaces, err := q.readJSON(data)
	if err != nil {
		return err
	}
	places = append(places, bodyPlaces...)
	if q.text != nil && !q.route.whole {
		value = string(q.text)
	}
	places = append(places, q.contractPlaces(value, data != nil, bodyPlaces)...)
	if len(places) > 0 {
		return invalidRequest.list(places)
	}
	return nil
}

// curlType is what curl -d says of every body. One that begins as JSON is taken
// for it; a page of another origin that sends it is refused before.
const curlType = "application/x-www-form-urlencoded"

var jsonText = pattern.Lazy(`^\s*[{\[]`)

// readBody returns the body of a call that takes one, nil for an empty one, and
// holds its media type against those of the call.
func (q *request) readBody() ([]byte, error) {
	if q.route.read == nil {
		return nil, nil
	}
	data, err := q.readAll(max(q.route.maxBody, defaultMaxBody))
	if err != nil || len(data) == 0 {
		return nil, err
	}
	given := q.http.Header.Get("Content-Type")
	if given == "" || given == curlType && jsonText().Match(data) {
		given = jsonType
	}
	media, _, err := mime.ParseMediaType(given)
	switch {
	case err == nil && media == jsonType && q.route.whole:
		q.text = data
		return data, nil
	case err == nil && media == jsonType:
		return data, nil
	case err == nil && slices.Contains(q.route.text, media):
		q.text = data
		return data, nil
	}
	accepted := append([]string{jsonType}, q.route.text...)
	return nil, wrongMediaType.fail("the body is %s; send Content-Type: %s", given, strings.Join(accepted, " or "))
}

// A body is read in pieces, each within [Options.BodyTimeout]: one that is as
// long as a snapshot may come slowly, but not at a crawl. Beyond the first piece
// it takes a turn, since what is made of it is many times as long; there are few.
const (
	bodyPiece  = 256 << 10
	longBodies = 2
)

// readAll returns the whole body, or a problem when it is longer than most
// bytes, when it does not come, or when others are too busy with theirs.
func (q *request) readAll(most int64) ([]byte, error) {
	if q.http.Body == nil {
		return nil, nil
	}
	var body bytes.Buffer
	for {
		q.readBy(q.api.BodyTimeout)
		n, err := io.CopyN(&body, q.http.Body, bodyPiece)
		switch {
		case int64(body.Len()) > most:
			return nil, tooLarge.fail("the body is longer than %d bytes", most)
		case errors.Is(err, io.EOF):
			q.readBy(0)
			return body.Bytes(), nil
		case err != nil:
			return nil, invalidRequest.fail("the body could not be read: %s", err)
		}
		if err := q.takeTurn(); n == bodyPiece && err != nil {
			return nil, err
		}
	}
}

// readBy bounds how long the next piece may take; zero takes the bound away.
// Without deadlines there is no slow client behind it.
func (q *request) readBy(span time.Duration) {
	if q.conn == nil {
		return
	}
	deadline := time.Time{}
	if span > 0 {
		deadline = q.api.Wall().Add(span)
	}
	_ = q.conn.SetReadDeadline(deadline)
}

// takeTurn waits for one of the turns, as long as the client might have taken
// for a piece.
func (q *request) takeTurn() error {
	if q.turn {
		return nil
	}
	var late <-chan time.Time
	if q.api.BodyTimeout > 0 {
		timer := time.NewTimer(q.api.BodyTimeout)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case q.api.turns <- struct{}{}:
		q.turn = true
		return nil
	case <-q.http.Context().Done():
	case <-late:
	}
	return tooManyBodies.fail("%d bodies of more than %d bytes are being read already; try again", longBodies, bodyPiece)
}

// close gives the turn back.
func (q *request) close() {
	if q.turn {
		q.turn = false
		<-q.api.turns
	}
}

// queryPlaces lists parameters that the call does not have, and those given
// more than once.
func (q *request) queryPlaces() sim.Issues {
	var out sim.Issues
	known := q.route.params
	names := make([]string, 0, len(q.query))
	for name := range q.query {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		switch {
		case !slices.Contains(known, name):
			out = append(out, sim.Issue{Path: strict.Clip(name), Message: "unknown parameter" + sim.Suggest(name, known)})
		case len(q.query[name]) > 1:
			out = append(out, sim.Issue{Path: name, Message: "the parameter is given more than once"})
		}
	}
	return out
}

// readJSON reads a JSON body by the route's reader. It returns the plain value
// for the contract, and the problems the reader found.
func (q *request) readJSON(data []byte) (value any, places sim.Issues, err error) {
	if data == nil || q.text != nil {
		return nil, nil, nil
	}
	if trip.Nesting(data) > trip.DeepestJSON {
		return nil, nil, invalidRequest.fail("the body is nested deeper than %d levels", trip.DeepestJSON)
	}
	if value, err = plain(data); err != nil {
		return nil, nil, invalidRequest.fail("the body is not JSON: %s", jsonProblem(err))
	}
	q.body, err = q.route.read(q.api, joinSurrogates(data))
	var found sim.Issues
	switch {
	case errors.As(err, &found):
		return value, inline(found), nil
	case err != nil:
		return nil, nil, err
	}
	return value, nil, nil
}

// surrogates is a pair of escapes that JSON writes for one character beyond the
// first plane. An escaped backslash is matched too, so that it is passed over.
var surrogates = pattern.Lazy(`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)

// joinSurrogates writes such characters out: YAML, as which the body is read,
// knows no pairs.
func joinSurrogates(data []byte) []byte {
	return surrogates().ReplaceAllFunc(data, func(m []byte) []byte {
		var s string
		if m[1] != 'u' || json.Unmarshal(slices.Concat([]byte{'"'}, m, []byte{'"'}), &s) != nil {
			return m
		}
		return []byte(s)
	})
}

func jsonProblem(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("%s, at byte %d", err, syntax.Offset)
	}
	return err.Error()
}

// contractPlaces is what the contract adds to the problems found already.
func (q *request) contractPlaces(value any, hasBody bool, found sim.Issues) sim.Issues {
	var out sim.Issues
	whole, listed, known := hasBody && q.route.whole, map[sim.Issue]bool{}, membersOf(found)
	for _, v := range q.route.contract.CheckRequest(contract.Request{Param: q.param, Body: value, HasBody: hasBody && !whole}) {
		if whole && v.In == "body" {
			continue // the handler holds it to more than the contract does
		}
		if v.In == "body" && (known[""] || known[v.Name] || v.Name == "" && len(found) > 0 || v.Keyword == "additionalProperties" && len(found) > 0) {
			continue
		}
		if p := (sim.Issue{Path: v.Name, Message: v.Message}); !listed[p] {
			listed[p] = true
			out = append(out, p)
		}
	}
	return out
}

// membersOf are the members that problems were found of, or of something in
// them. One of the whole body stands for all of them, under "".
func membersOf(found sim.Issues) map[string]bool {
	out := map[string]bool{}
	for _, p := range found {
		first, _, _ := strings.Cut(p.Path, ".")
		first, _, _ = strings.Cut(first, "[")
		if first != "" || !strings.HasPrefix(p.Message, "unknown key") {
			out[first] = true
		}
	}
	return out
}

func (q *request) param(in, name string) (string, bool) {
	switch in {
	case "path":
		text, ok := q.vars[name]
		return text, ok
	case "header":
		text := q.http.Header.Get(name)
		return text, text != ""
	default:
		return q.query.Get(name), q.query.Has(name)
	}
}

// phone reads the parameter phone_number, "" when it was not given.
func (q *request) phone() string { return sim.MSISDN(strings.TrimSpace(q.query.Get("phone_number"))) }

// page bounds.
const defaultLimit = 100

// limit is how many entries a list shows; the contract has held it to its
// bounds.
func (q *request) limit() int {
	n, err := strconv.Atoi(q.query.Get("limit"))
	if err != nil {
		return defaultLimit
	}
	return n
}

// paged is one page of a list.
type paged struct {
	Data any    `json:"data"`
	Next string `json:"next,omitempty"`
}

// pageOf cuts a page out of a list whose entries have names. It returns a
// problem when there is no entry of the name given as after.
func pageOf[T any](q *request, all []T, name func(T) string) ([]T, string, error) {
	if after := q.query.Get("after"); after != "" {
		i := slices.IndexFunc(all, func(e T) bool { return name(e) == after })
		if i < 0 {
			return nil, "", param("after", "there is no %q in this list", strict.Clip(after))
		}
		all = all[i+1:]
	}
	if limit := q.limit(); len(all) > limit {
		return all[:limit], name(all[limit-1]), nil
	}
	return all, "", nil
}

// maxWait is how long a call may be held back, in real time.
const maxWait = time.Minute

// wait reads the parameter wait, 0 when it was not given.
func (q *request) wait() (time.Duration, error) {
	text := q.query.Get("wait")
	if text == "" {
		return 0, nil
	}
	d, err := sim.ParseDuration(text)
	if err != nil {
		return 0, param("wait", "%s", err)
	}
	if time.Duration(d) > maxWait {
		return 0, param("wait", "is longer than 60s")
	}
	return time.Duration(d), nil
}

// mayWait takes a place among the calls that wait in the world, unless there is
// nothing to wait for; leave gives it back.
func (q *request) mayWait(wait time.Duration) (leave func(), err error) {
	if wait == 0 {
		return func() {}, nil
	}
	leave, ok := q.world.Wait()
	if !ok {
		return nil, tooManyWaits.fail("%d calls wait in this world already", world.MaxWaits)
	}
	return leave, nil
}
