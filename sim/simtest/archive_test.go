package simtest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// TestTheJournalAsAnArchive holds the archive against HAR 1.2: every member that it
// requires is there with its type, for answers of every kind.
func TestTheJournalAsAnArchive(t *testing.T) {
	c := caller{t, simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(twoPartners)}).In("archive")}
	c.control(201, "POST", "/faults", `{"name": "lost", "on": {"operation": "meta.delete_number"}, "do": {"reply": "drop"}}`)
	c.control(201, "POST", "/faults", `{"name": "no-share", "on": {"operation": "meta.share_number"}, "do": {"error": "meta.unexpected_error"}}`)
	c.meta(404, simtest.MetaToken, "GET", "/1001?fields=id%2Cphone_number&empty&access_token="+simtest.MetaToken, nil)
	c.hub(502, "POST", "", map[string]string{"phone_number": "12025550188"})
	c.do("POST", "/v23.0/1001/verify_code", "\xff\x00"+strings.Repeat("x", 20<<10), "Content-Type", "application/octet-stream", "Authorization", "Bearer "+simtest.MetaToken)
	_, _ = c.s.Try("DELETE", "/v23.0/1001", nil, "Authorization", "Bearer "+simtest.MetaToken)

	a := c.want(200, c.do("GET", "/_sim/v1/requests", nil, "Accept", "application/har+json"), "GET", "archive")
	same(t, "media type", a.Header.Get("Content-Type"), "application/har+json")
	log := a.JSON(t)["log"].(map[string]any)
	same(t, "version", fmt.Sprint(log["version"]), "1.2")
	has(t, log, "log", map[string]string{"creator": "object", "pages": "list", "entries": "list"})
	has(t, log["creator"], "creator", map[string]string{"name": "text", "version": "text"})
	entries := log["entries"].([]any)
	var order []string
	for _, e := range entries {
		entry := e.(map[string]any)
		order = append(order, fmt.Sprint(entry["_record"]))
		conforming(t, entry)
		same(t, "the address", fmt.Sprint(strings.HasPrefix(fmt.Sprint(entry["request"].(map[string]any)["url"]), c.s.URL+"/")), "true")
	}
	same(t, "oldest first", strings.Join(order, " "), "r1 r2 r3 r4 r5 r6 r7")

	first := entries[0].(map[string]any)["request"].(map[string]any)
	same(t, "the query", fmt.Sprint(first["queryString"]), "[map[name:fields value:id,phone_number] map[name:empty value:] map[name:access_token value:****ator]]")
	failed := entries[1].(map[string]any)
	same(t, "the cause", fmt.Sprint(failed["comment"]), "meta.share_number r4: fault no-share")
	same(t, "a binary body", fmt.Sprint(entries[5].(map[string]any)["request"].(map[string]any)["postData"].(map[string]any)["encoding"]), "base64")
	lost := entries[6].(map[string]any)["response"].(map[string]any)
	same(t, "a lost answer", fmt.Sprint(lost["_error"]), "dropped")

	one := c.want(200, c.do("GET", "/_sim/v1/requests?limit=1&status=5xx", nil, "Accept", "application/har+json, */*"), "GET", "archive")
	same(t, "filtered", fmt.Sprint(len(one.JSON(t)["log"].(map[string]any)["entries"].([]any))), "1")
	if plain := c.do("GET", "/_sim/v1/requests", nil, "Accept", "application/json, application/har+json"); plain.JSON(t)["data"] == nil {
		t.Error("JSON was preferred")
	}
}

// conforming checks one entry.
func conforming(t *testing.T, entry map[string]any) {
	t.Helper()
	has(t, entry, "entry", map[string]string{"startedDateTime": "text", "time": "number", "request": "object", "response": "object", "cache": "object", "timings": "object"})
	if _, err := time.Parse(time.RFC3339, fmt.Sprint(entry["startedDateTime"])); err != nil {
		t.Error(err)
	}
	message := map[string]string{"httpVersion": "text", "cookies": "list", "headers": "list", "headersSize": "number", "bodySize": "number"}
	has(t, entry["request"], "request", message)
	has(t, entry["response"], "response", message)
	has(t, entry["request"], "request", map[string]string{"method": "text", "url": "text", "queryString": "list"})
	has(t, entry["response"], "response", map[string]string{"status": "number", "statusText": "text", "content": "object", "redirectURL": "text"})
	has(t, entry["response"].(map[string]any)["content"], "content", map[string]string{"size": "number", "mimeType": "text"})
	if post, ok := entry["request"].(map[string]any)["postData"]; ok {
		has(t, post, "postData", map[string]string{"mimeType": "text", "text": "text"})
	}
	has(t, entry["timings"], "timings", map[string]string{"send": "number", "wait": "number", "receive": "number"})
	for _, side := range []string{"request", "response"} {
		for _, h := range entry[side].(map[string]any)["headers"].([]any) {
			has(t, h, "header", map[string]string{"name": "text", "value": "text"})
		}
	}
}

// has checks members of an object and their types.
func has(t *testing.T, object any, name string, members map[string]string) {
	t.Helper()
	types := map[string]string{"string": "text", "float64": "number", "[]interface {}": "list", "map[string]interface {}": "object"}
	o, _ := object.(map[string]any)
	for member, want := range members {
		if got := types[fmt.Sprintf("%T", o[member])]; got != want {
			t.Errorf("%s.%s is %q, not %s, in %v", name, member, got, want, object)
		}
	}
}
