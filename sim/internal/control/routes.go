package control

import (
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
)

// handler carries out a call. It returns the answer or an error: a *sim.Problem or
// one that [problemOf] knows. Any other error is answered with 500.
type handler func(*request) (answer, error)

// route is one row of the table.
type route struct {
	// method and path are those of the document.
	method, path string
	handler      handler
	// global calls act on no world, so none comes into being for them.
	global bool
	// read reads the body strictly; nil for calls that take none. It is not
	// called when there is no body.
	read func(a *API, data []byte) (any, error)
	// text are the media types beside application/json whose bodies the handler
	// reads itself.
	text []string
	// whole leaves a JSON body to the handler, because it is too long to be read
	// twice.
	whole bool
	// long has the handler read a JSON body as a stream, because it may be longer than
	// what may be in memory.
	long bool
	// maxBody is the longest body in bytes; 0 means defaultMaxBody.
	maxBody int64

	contract *contract.Operation
	params   []string // the query parameters of the contract
}

// The bounds of request bodies, in bytes. A snapshot of the 2,000,000 numbers that a
// world may hold, each in a pool and with a code, has 2 GiB; two may be compared.
const (
	defaultMaxBody  = 1 << 20
	scenarioMaxBody = 8 << 20
	snapshotMaxBody = 4 << 30
	diffMaxBody     = 2 * snapshotMaxBody
)

// plan takes over the contract. The contract asks for every parameter it knows, so
// checking an empty request tells their names.
func (r *route) plan(o *contract.Operation) {
	r.contract = o
	o.CheckRequest(contract.Request{Param: func(in, name string) (string, bool) {
		if in == "query" {
			r.params = append(r.params, name)
		}
		return "", false
	}})
}

// table is the one list of calls. A fixed path stands before one with a variable in
// the same segment.
func table() []*route {
	yaml := []string{"application/yaml", "text/yaml", "application/x-yaml"}
	get, post, put, del := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []*route{
		{method: get, path: "/health", handler: getHealth, global: true},
		{method: get, path: "/worlds", handler: listWorlds, global: true},
		{method: put, path: "/worlds/{world}", handler: putWorld, global: true, read: body[worldInput]},
		{method: del, path: "/worlds/{world}", handler: endWorld, global: true},
		{method: post, path: "/reset", handler: resetWorld},
		{method: get, path: "/snapshot", handler: getSnapshot},
		{method: put, path: "/snapshot", handler: putSnapshot, read: unread, whole: true, long: true, maxBody: snapshotMaxBody},
		{method: post, path: "/snapshot/diff", handler: diffSnapshots, read: unread, whole: true, long: true, maxBody: diffMaxBody},
		{method: get, path: "/numbers", handler: listNumbers},
		{method: post, path: "/numbers", handler: addNumber, read: body[numberInput]},
		{method: get, path: "/numbers/{id}", handler: getNumber},
		{method: post, path: "/events", handler: postEvent, read: readEvent},
		{method: get, path: "/signups", handler: listSignups},
		{method: post, path: "/signups", handler: openSignup, read: body[sim.SignupRequest]},
		{method: get, path: "/signups/{id}", handler: getSignup},
		{method: post, path: "/signups/{id}/finish", handler: finishSignup, read: body[sim.SignupEnd]},
		{method: get, path: "/apps", handler: listApps},
		{method: put, path: "/apps/{app}/webhook", handler: putWebhook, read: body[sim.Webhook]},
		{method: get, path: "/codes", handler: listCodes},
		{method: get, path: "/codes/latest", handler: latestCode},
		{method: get, path: "/clock", handler: getClock},
		{method: post, path: "/clock", handler: moveClock, read: body[clockInput]},
		{method: get, path: "/faults", handler: listFaults},
		{method: post, path: "/faults", handler: addFault, read: readFault},
		{method: del, path: "/faults", handler: clearFaults},
		{method: put, path: "/faults/{name}", handler: switchFault, read: body[switchInput]},
		{method: del, path: "/faults/{name}", handler: removeFault},
		{method: get, path: "/limits", handler: listLimits},
		{method: put, path: "/limits", handler: putLimits, read: readLimits},
		{method: post, path: "/limits/{name}/exhaust", handler: exhaustLimit, read: body[exhaustInput]},
		{method: get, path: "/scenario", handler: getScenario},
		{method: put, path: "/scenario", handler: putScenario, read: body[scenarioInput], text: yaml, maxBody: scenarioMaxBody},
		{method: post, path: "/scenario/lint", handler: lintScenario, global: true, read: unread, whole: true, text: yaml, maxBody: scenarioMaxBody},
		{method: get, path: "/scenarios", handler: listScenarios, global: true},
		{method: post, path: "/verify", handler: verifyWorld},
		{method: get, path: "/requests", handler: listRequests},
		{method: del, path: "/requests", handler: clearRequests},
		{method: get, path: "/requests/count", handler: countRequests},
		{method: get, path: "/requests/stream", handler: streamRequests},
		{method: get, path: "/requests/{id}", handler: getRequest},
		{method: get, path: "/coverage", handler: getCoverage},
		{method: get, path: "/errors", handler: listErrors, global: true},
		{method: get, path: "/operations", handler: listOperations, global: true},
		{method: get, path: "/openapi/{document}", handler: getDocument, global: true},
		{method: get, path: scenarioSchemaPath, handler: getScenarioSchema, global: true},
		{method: get, path: "/metrics", handler: getMetrics, global: true},
		{method: get, path: "/ca.pem", handler: getCA, global: true},
	}
}
