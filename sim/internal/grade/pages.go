package grade

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// pageless lists come whole (seed 000).
const pageless = "360dialog.list_numbers"

func (ev *evidence) pages(x *sim.ExpectPages) verdict {
	found := ev.of(x.Operation, x.Origin)
	if len(found) == 0 {
		return ev.withNearest(fail(nil, "%s was never called", x.Operation), x.Operation, x.Origin)
	}
	read := filter(found, succeeded)
	switch {
	case x.Operation == pageless:
		return pass("%s %s; it answers in one piece", x.Operation, often("called", len(found)))
	case len(read) == 0:
		return fail(found, "%s %s, and no page was read", x.Operation, often("called", len(found)))
	}
	return ev.followed(read)
}

// followed demands of pages that each with a next one was followed by it.
func (ev *evidence) followed(read []*journal.Record) verdict {
	var unread []verdict
	cut := filter(read, func(r *journal.Record) bool { return r.ResponseCut })
	for i, r := range read {
		after := nextCursor(r)
		follows := func(o *journal.Record) bool { return query(o).Get("after") == after && ev.listing(o) == ev.listing(r) }
		if after != "" && !slices.ContainsFunc(read[i+1:], follows) {
			unread = append(unread, fail([]*journal.Record{r}, "%s has a next page that was not read", r.ID))
		}
	}
	note := ""
	if len(cut) > 0 {
		note = fmt.Sprintf("; the journal cut %s, so whether a page follows there is not known", strings.Join(ids(cut), ", "))
	}
	switch {
	case len(unread) > 0:
		v := together(unread)
		v.message += note
		return v
	case len(cut) == len(read):
		return fail(cut, "no page could be judged%s", note)
	default:
		return pass("%s, each list read to its end%s", sim.Counted(len(read), "page"), note)
	}
}

// nextCursor is the cursor of the next page, or "" on the last. A page that was
// asked for backwards is not read on forwards.
func nextCursor(r *journal.Record) string {
	if query(r).Has("before") {
		return ""
	}
	var body struct {
		Paging struct {
			Next    string
			Cursors struct{ After string }
		}
	}
	if err := json.Unmarshal(r.ResponseBody, &body); err != nil || body.Paging.Next == "" {
		return ""
	}
	return body.Paging.Cursors.After
}

func query(r *journal.Record) url.Values {
	values, _ := url.ParseQuery(r.Query) // what can be read of a broken query is enough
	return values
}

// listing is equal for the pages of one list: the same node and filters. Where
// and how much of it, and with which credential, may differ.
func (ev *evidence) listing(r *journal.Record) string {
	values := query(r)
	for _, name := range []string{"after", "before", "limit", "access_token", "appsecret_proof"} {
		values.Del(name)
	}
	return ev.subject(r) + "?" + values.Encode()
}
