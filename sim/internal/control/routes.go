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
	// whole has the handler read the body as a stream, because it is too long to be
	// read twice, or to be in memory.
	whole bool
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
var table = []route{
	{method: http.MethodGet, path: "/health", handler: getHealth, global: true},
	{method: http.MethodGet, path: "/worlds", handler: listWorlds, global: true},
	{method: http.MethodPut, path: "/worlds/{world}", handler: putWorld, global: true, read: body[worldInput]},
	{method: http.MethodDelete, path: "/worlds/{world}", handler: endWorld, global: true},
	{method: http.MethodPost, path: "/reset", handler: resetWorld},
	{method: http.MethodGet, path: "/snapshot", handler: getSnapshot},
	{method: http.MethodPut, path: "/snapshot", handler: putSnapshot, whole: true, maxBody: snapshotMaxBody},
	{method: http.MethodPost, path: "/snapshot/diff", handler: diffSnapshots, whole: true, maxBody: diffMaxBody},
	{method: http.MethodGet, path: "/numbers", handler: listNumbers},
	{method: http.MethodPost, path: "/numbers", handler: addNumber, read: body[sim.NumberInput]},
	{method: http.MethodGet, path: "/numbers/{id}", handler: getNumber},
	{method: http.MethodPost, path: "/events", handler: postEvent, read: readEvent},
	{method: http.MethodGet, path: "/signups", handler: listSignups},
	{method: http.MethodPost, path: "/signups", handler: openSignup, read: body[sim.SignupRequest]},
	{method: http.MethodGet, path: "/signups/{id}", handler: getSignup},
	{method: http.MethodPost, path: "/signups/{id}/finish", handler: finishSignup, read: body[sim.SignupEnd]},
	{method: http.MethodGet, path: "/wabas", handler: listWABAs},
	{method: http.MethodGet, path: "/apps", handler: listApps},
	{method: http.MethodPut, path: "/apps/{app}/webhook", handler: putWebhook, read: body[sim.Webhook]},
	{method: http.MethodGet, path: "/codes", handler: listCodes},
	{method: http.MethodGet, path: "/codes/latest", handler: latestCode},
	{method: http.MethodGet, path: "/clock", handler: getClock},
	{method: http.MethodPost, path: "/clock", handler: moveClock, read: body[clockInput]},
	{method: http.MethodGet, path: "/faults", handler: listFaults},
	{method: http.MethodPost, path: "/faults", handler: addFault, read: readFault},
	{method: http.MethodDelete, path: "/faults", handler: clearFaults},
	{method: http.MethodPut, path: "/faults/{name}", handler: switchFault, read: body[switchInput]},
	{method: http.MethodDelete, path: "/faults/{name}", handler: removeFault},
	{method: http.MethodGet, path: "/limits", handler: listLimits},
	{method: http.MethodPut, path: "/limits", handler: putLimits, read: readLimits},
	{method: http.MethodPost, path: "/limits/{name}/exhaust", handler: exhaustLimit, read: body[exhaustInput]},
	{method: http.MethodGet, path: "/scenario", handler: getScenario},
	{method: http.MethodPut, path: "/scenario", handler: putScenario, read: body[scenarioInput], text: yamlTypes, maxBody: scenarioMaxBody},
	{method: http.MethodPost, path: "/scenario/lint", handler: lintScenario, global: true, whole: true, text: yamlTypes, maxBody: scenarioMaxBody},
	{method: http.MethodGet, path: "/scenarios", handler: listScenarios, global: true},
	{method: http.MethodPost, path: "/verify", handler: verifyWorld},
	{method: http.MethodGet, path: "/requests", handler: listRequests},
	{method: http.MethodDelete, path: "/requests", handler: clearRequests},
	{method: http.MethodGet, path: "/requests/count", handler: countRequests},
	{method: http.MethodGet, path: "/requests/stream", handler: streamRequests},
	{method: http.MethodGet, path: "/requests/{id}", handler: getRequest},
	{method: http.MethodGet, path: "/coverage", handler: getCoverage},
	{method: http.MethodGet, path: "/errors", handler: listErrors, global: true},
	{method: http.MethodGet, path: "/operations", handler: listOperations, global: true},
	{method: http.MethodGet, path: "/openapi/{document}", handler: getDocument, global: true},
	{method: http.MethodGet, path: scenarioSchemaPath, handler: getScenarioSchema, global: true},
	{method: http.MethodGet, path: "/metrics", handler: getMetrics, global: true},
	{method: http.MethodGet, path: "/ca.pem", handler: getCA, global: true},
}

var yamlTypes = []string{"application/yaml", "text/yaml", "application/x-yaml"}
