package control

import (
	"bufio"
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// request is one call, decoded and checked.
type request struct {
	api       *API
	http      *http.Request
	conn      *http.ResponseController
	turn      bool // it holds one of the API's turns
	route     *route
	vars      map[string]string
	query     url.Values
	worldName string

	// world is the world the call acts on, now the instant at which it does;
	// neither is set for a global call.
	world *world.World
	now   time.Time
	leave func() // tells that the call no longer runs in the world
	// body is the value that the route's reader decoded, nil without a body. text is a
	// body of another media type, and stream one that the handler reads as a whole.
	body   any
	text   []byte
	stream *bufio.Reader
}

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

func (q *request) enter() error {
	if q.route.global {
		return nil
	}
	w, leave, err := q.api.Worlds.Enter(q.worldName)
	if err != nil {
		return err
	}
	q.world, q.leave, q.now = w, leave, w.Now()
	return nil
}

// inStore carries out do in the world's store, at the instant of the call.
func inStore[T any](q *request, do func(*store.Tx) (T, error)) (out T, err error) {
	err = q.world.Store.Do(q.now, func(tx *store.Tx) (err error) {
		out, err = do(tx)
		return err
	})
	return out, err
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
	if q.text != nil {
		value = string(q.text)
	}
	places = append(places, q.contractPlaces(value, data != nil, bodyPlaces)...)
	if len(places) > 0 {
		return invalidRequest.list(places)
	}
	return nil
}

// queryPlaces lists parameters that the call does not have, and those given
// more than once.
func (q *request) queryPlaces() sim.Issues {
	var out sim.Issues
	known := q.route.params
	for _, name := range slices.Sorted(maps.Keys(q.query)) {
		switch {
		case !slices.Contains(known, name):
			out = append(out, sim.Issue{Path: strict.Clip(name), Message: "unknown parameter" + sim.Suggest(name, known)})
		case len(q.query[name]) > 1:
			out = append(out, sim.Issue{Path: name, Message: "the parameter is given more than once"})
		}
	}
	return out
}

// contractPlaces lists the contract's issues that the strict reader has not found
// already: about the same member, about the body as a whole, or about a misspelt member.
func (q *request) contractPlaces(value any, hasBody bool, found sim.Issues) sim.Issues {
	var out sim.Issues
	whole := hasBody && q.route.whole
	for _, v := range q.route.contract.CheckRequest(contract.Request{Param: q.param, Body: value, HasBody: hasBody && !whole}) {
		if whole && v.In == "body" {
			continue // the handler checks more than the contract does
		}
		path, list := v.Name, strings.HasPrefix(v.Name, "[")
		if list { // it stands for the one of an answer
			path = "data" + path
		}
		known := func(i sim.Issue) bool {
			misspelt := i.Path == "" && strings.HasPrefix(i.Message, "unknown key")
			same := i.Path == path || !list && topOf(i.Path) == topOf(path)
			return same || path == "" || v.Keyword == "additionalProperties" || i.Path == "" && !misspelt
		}
		p := sim.Issue{Path: path, Message: sentence(v)}
		if !slices.Contains(out, p) && (v.In != "body" || !slices.ContainsFunc(found, known)) {
			out = append(out, p)
		}
	}
	return append(out, q.phoneIssue()...)
}

// topOf is the member of the body that a path begins with.
func topOf(path string) string {
	if end := strings.IndexAny(path, ".["); end >= 0 {
		return path[:end]
	}
	return path
}

// phoneIssue refuses a filter phone_number that is no writing of a number.
func (q *request) phoneIssue() []sim.Issue {
	text := strings.TrimSpace(q.query.Get("phone_number"))
	if _, ok := sim.ReadMSISDN(text); ok || !q.query.Has("phone_number") {
		return nil
	}
	return []sim.Issue{{Path: "phone_number", Message: sim.NotAPhone(strict.Clip(text))}}
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

// The number of entries of a page unless the call asks for another, and the most.
const (
	defaultLimit = 100
	maxLimit     = 10_000
)

// limit is the number of entries a list shows. The contract has checked its bounds.
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

// pageOf cuts a page out of a list whose entries have names. It returns the name of its
// last entry where others follow, and a problem when there is no entry of the name given
// as after.
func pageOf[T any](q *request, all []T, name func(T) string) (page []T, next string, err error) {
	if after := q.query.Get("after"); after != "" {
		i := slices.IndexFunc(all, func(entry T) bool { return name(entry) == after })
		if i < 0 {
			return nil, "", param("after", "there is no %q in this list", strict.Clip(after))
		}
		all = all[i+1:]
	}
	if limit := q.limit(); limit < len(all) {
		return all[:limit], name(all[limit-1]), nil
	}
	return all, "", nil
}

// named finds an entry of a list, or returns a problem that suggests another name.
func named[T any](k kind, what string, all []T, name func(T) string, wanted string) (found T, err error) {
	var names []string
	for _, entry := range all {
		if name(entry) == wanted {
			return entry, nil
		}
		names = append(names, name(entry))
	}
	return found, k.fail("there is no %s %q%s", what, strict.Clip(wanted), sim.Suggest(wanted, names))
}

// listed answers with a page of a list that is shown as it is.
func listed[T any](q *request, all []T, name func(T) string) (answer, error) {
	page, next, err := pageOf(q, all, name)
	return answer{value: paged{page, next}}, err
}

// maxWait bounds how long a call may wait, in real time.
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

// words are the library's words for what a schema asks, and ours.
var words = strings.NewReplacer(
	"value must be a string", "must be text",
	"value must be an array", "must be a list",
	"value must be an object", "must be an object",
	"value must be an integer", "must be a whole number",
	"the value must be an integer", "must be a whole number",
	"the value must be true or false", "must be true or false",
	"number must be", "must be",
	"Value is not nullable", "must not be null",
	"there must be at least 1 properties", "must not be empty",
	"minimum string length is 1", "must not be empty",
)

// forms are what a pattern asks of a parameter, by its name.
var forms = map[string]string{
	"status": "must be a status such as 404, or a class such as 4xx",
	"world":  "must be 1 to 64 letters, digits, dots, underscores and hyphens, but not one or two dots alone",
}

// sentence says what is wrong with a parameter or member. Its subject is the path that
// stands before it; an issue of the whole body names the body.
func sentence(v sim.Violation) string {
	text := words.Replace(v.Message)
	switch v.Keyword {
	case "required":
		text = "is missing"
	case "pattern":
		text = cmp.Or(forms[v.Name], "does not have the form that GET openapi/control gives for it")
	case "enum":
		_, list, _ := strings.Cut(v.Message, "[")
		list = strings.ReplaceAll(strings.TrimSuffix(list, "]"), `"`, "")
		text = "must be " + list
		if strings.Contains(list, ",") {
			text = "must be one of " + strings.ReplaceAll(list, ",", ", ")
		}
	}
	if v.Name == "" && v.Keyword != "" && !strings.HasPrefix(text, "the body ") {
		return "the body " + text
	}
	return text
}
