package control

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

const problemType = "application/problem+json"

// kind is a kind of problem: the last part of its type URI, which never changes, its
// status and its title.
type kind struct {
	name   string
	status int
	title  string
}

// The kinds of problems.
var (
	invalidRequest   = kind{"invalid-request", http.StatusBadRequest, "The request is not valid"}
	invalidWorldName = kind{"invalid-world-name", http.StatusBadRequest, "The name of the world is not valid"}
	unauthorized     = kind{"unauthorized", http.StatusUnauthorized, "The control token is missing or wrong"}
	foreignOrigin    = kind{"foreign-origin", http.StatusForbidden, "Another origin may not use the control API"}
	foreignHost      = kind{"foreign-host", http.StatusForbidden, "A browser may not use the control API by this host"}
	crossSite        = kind{"cross-site", http.StatusForbidden, "A page of another site makes no world"}
	unknownPath      = kind{"unknown-path", http.StatusNotFound, "There is no such call"}
	unknownWorld     = kind{"unknown-world", http.StatusNotFound, "There is no such world"}
	unknownNumber    = kind{"unknown-number", http.StatusNotFound, "There is no such number"}
	unknownBusiness  = kind{"unknown-business", http.StatusNotFound, "There is no such business"}
	unknownPartner   = kind{"unknown-partner", http.StatusNotFound, "There is no such partner"}
	unknownName      = kind{"unknown-name", http.StatusNotFound, "Nothing goes by that name"}
	unknownFault     = kind{"unknown-fault", http.StatusNotFound, "There is no such fault rule"}
	unknownLimit     = kind{"unknown-limit", http.StatusNotFound, "There is no such limit"}
	unknownScenario  = kind{"unknown-scenario", http.StatusNotFound, "There is no such scenario"}
	unknownRecord    = kind{"unknown-request", http.StatusNotFound, "There is no such record"}
	unknownSignup    = kind{"unknown-signup", http.StatusNotFound, "There is no such signup"}
	unknownApp       = kind{"unknown-app", http.StatusNotFound, "There is no such app"}
	noCA             = kind{"no-ca", http.StatusNotFound, "There is no CA"}
	unknownDocument  = kind{"unknown-document", http.StatusNotFound, "There is no such document"}
	noCode           = kind{"no-code", http.StatusNotFound, "No code has been delivered"}
	wrongMethod      = kind{"method-not-allowed", http.StatusMethodNotAllowed, "The call does not have that method"}
	numberTaken      = kind{"number-taken", http.StatusConflict, "The number exists already"}
	numberInUse      = kind{"number-in-use", http.StatusConflict, "A customer has taken the number"}
	impossible       = kind{"impossible", http.StatusConflict, "That cannot be done in this state"}
	tooLarge         = kind{"body-too-large", http.StatusRequestEntityTooLarge, "The body is too long"}
	wrongMediaType   = kind{"unsupported-media-type", http.StatusUnsupportedMediaType, "The call does not take that media type"}
	invalidScenario  = kind{"invalid-scenario", http.StatusUnprocessableEntity, "The scenario is not valid"}
	invalidSnapshot  = kind{"invalid-snapshot", http.StatusUnprocessableEntity, "The snapshot is not valid"}
	invalidSignup    = kind{"invalid-signup", http.StatusUnprocessableEntity, "The signup is not possible"}
	notProved        = kind{"callback-not-proved", http.StatusUnprocessableEntity, "The callback has not answered the handshake"}
	internal         = kind{"internal", http.StatusInternalServerError, "The simulator made a mistake"}
	tooManyWorlds    = kind{"too-many-worlds", http.StatusServiceUnavailable, "No more worlds"}
	tooManyFaults    = kind{"too-many-faults", http.StatusServiceUnavailable, "No more fault rules"}
	tooManyNumbers   = kind{"too-many-numbers", http.StatusServiceUnavailable, "No more numbers"}
	tooManyWaits     = kind{"too-many-waits", http.StatusServiceUnavailable, "No more waiting calls"}
	tooManyBodies    = kind{"too-many-long-bodies", http.StatusServiceUnavailable, "No more long bodies"}
	tooManyStreams   = kind{"too-many-streams", http.StatusServiceUnavailable, "No more streams"}
)

func (k kind) fail(format string, args ...any) *sim.Problem {
	return &sim.Problem{Type: "/problems/" + k.name, Title: k.title, Status: k.status, Detail: fmt.Sprintf(format, args...)}
}

// list makes a problem of several issues. Its detail is the first of them and the
// number of the others.
func (k kind) list(issues sim.Issues) *sim.Problem {
	first := sim.Issue{Path: issues[0].Path, Message: issues[0].Message}
	detail := first.String()
	if more := len(issues) - 1; more > 0 {
		detail += fmt.Sprintf(" (and %d more, see errors)", more)
	}
	p := k.fail("%s", detail)
	p.Errors = issues
	return p
}

// param is the problem of one parameter or member.
func param(path, format string, args ...any) *sim.Problem {
	return invalidRequest.list(sim.Issues{{Path: path, Message: fmt.Sprintf(format, args...)}})
}

// inline leaves lines and columns out, which mean nothing in a JSON body.
func inline(issues sim.Issues) sim.Issues {
	for i := range issues {
		issues[i].Line, issues[i].Column = 0, 0
	}
	return issues
}

var domainKinds = map[sim.ErrorCode]kind{
	sim.NumberNotFound:          unknownNumber,
	sim.BusinessNotFound:        unknownBusiness,
	sim.PartnerBusinessNotFound: unknownBusiness,
	sim.PartnerNotFound:         unknownPartner,
	sim.UnknownName:             unknownName,
	sim.WABANotFound:            unknownName,
	sim.InvalidApp:              unknownApp,
	sim.PhoneNumberTaken:        numberTaken,
	sim.AlreadyInPool:           numberTaken,
	sim.NumberInUse:             numberInUse,
	sim.PoolFull:                tooManyNumbers,
	sim.NothingToRestore:        impossible,
	sim.RelationshipForbidden:   impossible,
	sim.NotShareable:            impossible,
	sim.NotShared:               impossible,
	sim.ShareEnded:              impossible,
	sim.InvalidPhoneNumber:      invalidRequest,
}

// refusals says which problem an error of another room is; hint is added to its
// text.
var refusals = []struct {
	err  error
	kind kind
	hint string
}{
	{world.ErrName, invalidWorldName, ""},
	{world.ErrFull, tooManyWorlds, ""},
	{world.ErrUnknown, unknownWorld, ""},
	{fault.ErrTooManyRules, tooManyFaults, "; remove one first"},
	{scenario.ErrCrowded, invalidScenario, ""},
}

// problemOf turns an error of a handler into a problem. One that is not listed here
// is a mistake of the simulator.
func problemOf(err error) *sim.Problem {
	if p, ok := errors.AsType[*sim.Problem](err); ok {
		return p
	}
	if refusal, ok := errors.AsType[*sim.Error](err); ok {
		k, known := domainKinds[refusal.Code]
		if !known {
			k = impossible
		}
		return k.fail("%s", cmp.Or(refusal.Detail, k.title))
	}
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return r.kind.fail("%s%s", err, r.hint)
		}
	}
	return internal.fail("%s", err)
}

// discreet is a refusal whose words do not repeat a credential of the world.
func (q *request) discreet(err error) error {
	if w, unknown := q.api.Worlds.Lookup(q.worldName); unknown == nil {
		return masked(err, w.Store.Credentials)
	}
	return masked(err, nil)
}

// masked hides the credentials, and what has the form of a token of Meta.
func masked(err error, credentials func() []string) error {
	p := *problemOf(err)
	if p.Status == http.StatusInternalServerError {
		return err // the log has it, the answer does not
	}
	p.Detail = journal.Sentence(p.Detail, credentials)
	p.Errors = slices.Clone(p.Errors)
	for i := range p.Errors {
		p.Errors[i].Path = journal.Sentence(p.Errors[i].Path, credentials)
		p.Errors[i].Message = journal.Sentence(p.Errors[i].Message, credentials)
	}
	return &p
}
