package control

import (
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
)

// handler does what a call is for. It returns the answer, or a *problem; any
// other error is a mistake of ours and answered with 500.
type handler func(*request) (answer, error)

// route is one row of the table.
type route struct {
	// id is the operationId of the document.
	id           string
	method, path string
	handler      handler
	// global calls act on no world, so that none is made for them.
	global bool
	// read reads the body strictly; nil for calls that take none. It is not
	// asked when there is no body.
	read func(a *API, data []byte) (any, error)
	// text are the media types that are handed to the handler as they are,
	// beside application/json.
	text []string
	// whole leaves a JSON body to the handler: it is too long to be read twice.
	whole bool
	// maxBody is the longest body in bytes; 0 means defaultMaxBody.
	maxBody int64

	contract *contract.Operation
	params   []string // the query parameters of the contract
}

// The bounds of request bodies, in bytes; two snapshots may be compared.
const (
	defaultMaxBody  = 1 << 20
	scenarioMaxBody = 8 << 20
	snapshotMaxBody = 64 << 20
	diffMaxBody     = 2*snapshotMaxBody + 1<<10
)

// plan takes over the contract. The contract asks for every parameter it knows,
// which tells their names.
func (r *route) plan(o *contract.Operation) {
	r.contract = o
	o.CheckRequest(contract.Request{Param: func(in, name string) (string, bool) {
		if in == "query" {
			r.params = append(r.params, name)
		}
		return "", false
	}})
}

// table is the one list of calls. Fixed paths stand before those with a
// variable in the same place.
func table() []*route {
	yaml := []string{"application/yaml", "text/yaml", "application/x-yaml"}
	get, post, put, del := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []*route{
		{id: "getHealth", method: get, path: "/health", handler: getHealth, global: true},
		{id: "listWorlds", method: get, path: "/worlds", handler: listWorlds, global: true},
		{id: "putWorld", method: put, path: "/worlds/{world}", handler: putWorld, global: true, read: body[worldInput]},
		{id: "endWorld", method: del, path: "/worlds/{world}", handler: endWorld, global: true},
		{id: "resetWorld", method: post, path: "/reset", handler: resetWorld},
		{id: "getSnapshot", method: get, path: "/snapshot", handler: getSnapshot},
		{id: "putSnapshot", method: put, path: "/snapshot", handler: putSnapshot, read: unread, whole: true, maxBody: snapshotMaxBody},
		{id: "diffSnapshots", method: post, path: "/snapshot/diff", handler: diffSnapshots, read: unread, whole: true, maxBody: diffMaxBody},
		{id: "listNumbers", method: get, path: "/numbers", handler: listNumbers},
		{id: "addNumber", method: post, path: "/numbers", handler: addNumber, read: body[numberInput]},
		{id: "getNumber", method: get, path: "/numbers/{id}", handler: getNumber},
		{id: "postEvent", method: post, path: "/events", handler: postEvent, read: readEvent},
		{id: "listCodes", method: get, path: "/codes", handler: listCodes},
		{id: "latestCode", method: get, path: "/codes/latest", handler: latestCode},
		{id: "getClock", method: get, path: "/clock", handler: getClock},
		{id: "moveClock", method: post, path: "/clock", handler: moveClock, read: body[clockInput]},
		{id: "listFaults", method: get, path: "/faults", handler: listFaults},
		{id: "addFault", method: post, path: "/faults", handler: addFault, read: readFault},
		{id: "clearFaults", method: del, path: "/faults", handler: clearFaults},
		{id: "switchFault", method: put, path: "/faults/{name}", handler: switchFault, read: body[switchInput]},
		{id: "removeFault", method: del, path: "/faults/{name}", handler: removeFault},
		{id: "listLimits", method: get, path: "/limits", handler: listLimits},
		{id: "putLimits", method: put, path: "/limits", handler: putLimits, read: readLimits},
		{id: "exhaustLimit", method: post, path: "/limits/{name}/exhaust", handler: exhaustLimit, read: body[exhaustInput]},
		{id: "getScenario", method: get, path: "/scenario", handler: getScenario},
		{id: "putScenario", method: put, path: "/scenario", handler: putScenario, read: body[scenarioInput], text: yaml, maxBody: scenarioMaxBody},
		{id: "listScenarios", method: get, path: "/scenarios", handler: listScenarios, global: true},
		{id: "verifyWorld", method: post, path: "/verify", handler: verifyWorld},
		{id: "listRequests", method: get, path: "/requests", handler: listRequests},
		{id: "clearRequests", method: del, path: "/requests", handler: clearRequests},
		{id: "countRequests", method: get, path: "/requests/count", handler: countRequests},
		{id: "streamRequests", method: get, path: "/requests/stream", handler: streamRequests},
		{id: "getRequest", method: get, path: "/requests/{id}", handler: getRequest},
		{id: "getCoverage", method: get, path: "/coverage", handler: getCoverage},
		{id: "listErrors", method: get, path: "/errors", handler: listErrors, global: true},
		{id: "listOperations", method: get, path: "/operations", handler: listOperations, global: true},
		{id: "getDocument", method: get, path: "/openapi/{document}", handler: getDocument, global: true},
		{id: "getMetrics", method: get, path: "/metrics", handler: getMetrics, global: true},
		{id: "getCA", method: get, path: "/ca.pem", handler: getCA, global: true},
	}
}
