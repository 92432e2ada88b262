package history

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"

	"github.com/preverified-sim/preverified-sim/sim"
)

// record is what the journal says of a request.
type record struct {
	ID        string  `json:"id"`
	Operation string  `json:"operation"`
	Parent    string  `json:"parent"`
	Status    int     `json:"status"`
	Error     string  `json:"error"`
	Took      float64 `json:"duration_ms"`
	Path      string  `json:"path"`
	Request   struct {
		Body string `json:"body"`
	} `json:"request"`
	Response struct {
		Body string `json:"body"`
	} `json:"response"`
}

// outcome is what came of a step: the catalogue id of a refusal, or what was seen.
type outcome struct{ failure, seen string }

// split takes exchanges apart into the steps that must be indivisible.
func (w *universe) split(exchanges []exchange) *history {
	w.t.Helper()
	h := &history{exchanges: exchanges, inbox: map[string][]string{}}
	for _, m := range read[sim.Code](w, "/codes?limit=10000") {
		h.inbox[m.PhoneNumber] = slices.Insert(h.inbox[m.PhoneNumber], 0, m.Code)
	}
	s := splitter{universe: w, records: map[string]record{}, children: map[string][]record{}}
	journal := read[record](w, "/requests?limit=10000")
	slices.Reverse(journal)
	for _, r := range journal {
		s.records[r.ID] = r
		if r.Parent != "" {
			s.children[r.Parent] = append(s.children[r.Parent], r)
		}
	}
	for _, x := range exchanges {
		s.take(x)
	}
	h.steps, h.pool = s.steps, s.pool
	return h
}

// splitter collects the steps of a history.
type splitter struct {
	*universe
	records     map[string]record
	children    map[string][]record // by the id of their parent, in order
	steps, pool []porcupine.Operation
}

func (s *splitter) step(client int, from, to int64, a ask, out outcome) {
	s.steps = append(s.steps, porcupine.Operation{ClientId: client, Call: from, Return: to, Input: a, Output: out})
}

// take splits one exchange.
func (s *splitter) take(x exchange) {
	a := x.ask
	out := s.outcome(x)
	switch {
	case !strings.HasPrefix(a.what, "360dialog."):
		s.step(x.client, x.call, x.ret, a, out)
	default:
		s.takeCompound(x, a, out)
		s.pool = append(s.pool, porcupine.Operation{ClientId: x.client, Call: x.call, Return: x.ret, Input: a, Output: out})
	}
}

// outcome is what a client was told. The journal only gives a refusal its name.
func (s *splitter) outcome(x exchange) outcome {
	if x.status >= http.StatusBadRequest {
		r := s.records[x.header.Get("X-Sim-Request")]
		if r.Error != "" {
			return outcome{failure: r.Error}
		}
		problem := decoded[struct{ Type string }](x.body)
		return outcome{failure: fmt.Sprint(x.status, " ", problem.Type)}
	}
	return outcome{seen: seen(x.what, x.body)}
}

// takeCompound splits a call to 360dialog: a look into the pool, the calls to
// Meta, and what is made of them. Each begins when the one before it is over.
func (s *splitter) takeCompound(x exchange, a ask, out outcome) {
	children := s.children[x.header.Get("X-Sim-Request")]
	at := x.call
	if a.what != "360dialog.list_numbers" {
		look, found := ask{what: "pool.look", actor: a.actor, phone: a.phone, id: a.id}, outcome{seen: "there"}
		if a.what == "360dialog.add_number" {
			look.actor, look.id, found.seen = "", "", "free"
		}
		end := x.ret
		if len(children) > 0 {
			end = s.began(children[0])
		} else {
			found.seen = map[bool]string{true: "free", false: "there"}[found.seen == "there"]
		}
		s.step(x.client, at, end, look, found)
	}
	for _, child := range children {
		over := s.log.over[child.ID]
		asked := s.askOf(child, a.phone)
		s.step(x.client, at, over, asked, outcome{failure: child.Error, seen: seen(asked.what, []byte(child.Response.Body))})
		at = over
	}
	s.takeRest(x, a, out, at, children)
}

// takeRest is what follows the calls to Meta, if they went well.
func (s *splitter) takeRest(x exchange, a ask, out outcome, at int64, children []record) {
	last := ask{actor: a.actor, phone: a.phone, id: a.id}
	well := len(children) > 0 && children[len(children)-1].Error == ""
	switch {
	case a.what == "360dialog.list_numbers":
		last.what = "pool.list"
	case a.what == "360dialog.add_number" && len(children) == 2 && well:
		last.what, last.id = "pool.insert", decoded[node]([]byte(children[0].Response.Body)).ID
	case a.what == "360dialog.add_number" && len(children) > 0:
		last.what, last.id, out = "pool.leave", "", outcome{}
	case a.what == "360dialog.delete_number" && len(children) > 0 && (well || children[0].Error == "meta.number_not_found"):
		last.what = "pool.take"
	case a.what == "360dialog.verify_otp" && well:
		last.what = "pool.row"
	default:
		return
	}
	s.step(x.client, at, x.ret, last, out)
}

// began is the latest moment at which a call to Meta can have begun: it was over
// when the log was stamped, and the journal knows how long it took.
func (s *splitter) began(r record) int64 { return s.log.over[r.ID] - int64(r.Took*1000+0.5) }

// askOf reads what 360dialog asked of Meta.
func (s *splitter) askOf(r record, phone string) ask {
	body := decoded[map[string]string]([]byte(r.Request.Body))
	node := strings.Split(r.Path, "/")[2]
	a := ask{what: r.Operation, actor: hub, phone: phone, id: node, with: body["partner_business_id"], code: body["code"]}
	switch r.Operation {
	case "meta.add_number":
		a.id = ""
	case "meta.share_number":
		a.id = body["preverified_id"]
	}
	return a
}

// seen is what an answer tells of the state: one line, "" for nothing.
func seen(what string, body []byte) string {
	switch what {
	case "meta.add_number":
		return decoded[node](body).ID
	case "meta.get_number":
		n := decoded[node](body)
		return n.Status + " " + n.Availability + " " + n.Owner.ID
	case "meta.list_numbers":
		for _, n := range decoded[page[node]](body).Data {
			return n.ID + " " + n.Status
		}
	case "360dialog.add_number", "360dialog.verify_otp":
		return decoded[pooled](body).String()
	case "360dialog.list_numbers":
		for _, r := range decoded[[]pooled](body) {
			return r.String()
		}
	case "inbox":
		if all := decoded[page[sim.Code]](body).Data; len(all) > 0 {
			return fmt.Sprint(len(all), " ", all[0].State, " ", all[0].Attempts)
		}
	}
	return ""
}

// node is a number as Meta shows it, pooled as 360dialog does. A list holds one
// at most, since it is asked for one telephone number.
type node struct {
	ID           string              `json:"id"`
	Status       string              `json:"code_verification_status"`
	Availability string              `json:"availability_status"`
	Owner        struct{ ID string } `json:"owner_business"`
}

type pooled struct {
	ID     string `json:"preverified_phone_number_id"`
	Status string `json:"code_verification_status"`
}

func (p pooled) String() string { return p.ID + " " + p.Status }

type page[T any] struct {
	Data []T `json:"data"`
}

// decoded reads JSON. What cannot be read tells nothing, which will not fit the
// model.
func decoded[T any](body []byte) (out T) {
	_ = json.Unmarshal(body, &out)
	return out
}
