package control

import (
	"strconv"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// filter reads which records are asked for.
func (q *request) filter() (sim.RecordFilter, error) {
	get := q.query.Get
	f := sim.RecordFilter{
		Operation: get("operation"), API: get("api"), Method: get("method"), Status: get("status"), Origin: get("origin"),
		Parent: get("parent"), Fault: get("fault"), Limit: get("refused_by"), Error: get("error"), Outcome: get("outcome"),
		NumberID: get("number_id"), PhoneNumber: q.phone(), Business: get("business"), Partner: get("partner"),
		Since: get("since"), Text: get("q"),
	}
	if f.Operation != "" {
		name, ok := q.api.Scenarios.Known.Operations(f.Operation)
		if !ok {
			return f, param("operation", "unknown operation %q%s", strict.Clip(f.Operation), sim.Suggest(f.Operation, q.api.Scenarios.Known.OperationNames))
		}
		f.Operation = name
	}
	if text := get("conforms"); text != "" {
		conforms, _ := strconv.ParseBool(text) // the contract has read it before
		f.Conforms = &conforms
	}
	if err := journal.CheckFilter(f); err != nil {
		return f, param("", "%s", err)
	}
	return f, nil
}

type recordsView struct {
	Data    []sim.Record `json:"data"`
	Next    string       `json:"next,omitempty"`
	Dropped uint64       `json:"dropped"`
}

func listRequests(q *request) (answer, error) {
	f, err := q.filter()
	if err != nil {
		return answer{}, err
	}
	after := q.query.Get("after")
	if _, ok := journal.ParseID(after); after != "" && !ok {
		return answer{}, param("after", "%q is not the id of a record, such as r12", strict.Clip(after))
	}
	archive, limit := prefers(q.http, jsonType, har.MediaType), q.limit()
	if archive && !q.query.Has("limit") {
		limit = maxLimit // an archive cannot say that there is a next page
	}
	page, more := q.world.Journal.List(f, after, limit)
	out := recordsView{Data: make([]sim.Record, len(page)), Dropped: q.world.Journal.Dropped()}
	for i, r := range page {
		out.Data[i] = journal.View(r)
	}
	if archive {
		data, err := har.Encode(out.Data, q.base(), q.api.Version)
		return answer{raw: data, media: har.MediaType, filename: q.world.Name + ".har"}, err
	}
	if more {
		out.Next = page[len(page)-1].ID
	}
	return answer{value: out}, nil
}

// base is scheme and host of the simulator, as the caller reached it.
func (q *request) base() string {
	if q.http.TLS != nil {
		return "https://" + q.http.Host
	}
	return "http://" + q.http.Host
}

func getRequest(q *request) (answer, error) {
	id := q.vars["id"]
	r, ok := q.world.Journal.Get(id)
	if !ok {
		return answer{}, unknownRecord.fail("the journal has no record %q, or no longer", strict.Clip(id))
	}
	return answer{value: journal.View(r)}, nil
}

func clearRequests(q *request) (answer, error) {
	q.world.Journal.Clear()
	return answer{}, nil
}

type countView struct {
	Count int `json:"count"`
}

func countRequests(q *request) (answer, error) {
	f, err := q.filter()
	if err != nil {
		return answer{}, err
	}
	wait, err := q.wait()
	if err != nil {
		return answer{}, err
	}
	atLeast, err := strconv.Atoi(q.query.Get("min"))
	if err != nil {
		atLeast = 1
	}
	count := 0
	err = q.await(wait, func() bool {
		count = q.world.Journal.Count(f)
		return count >= atLeast
	})
	return answer{value: countView{count}}, err
}
