package journal

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

func TestViewOfAFullRecord(t *testing.T) {
	draw := 0.25
	j := New(Options{BodyBytes: 40})
	r := add(j, func(r *Record) {
		r.At = time.Date(2026, 1, 15, 10, 0, 0, 7_900_000, time.FixedZone("CET", 3600))
		r.Operation, r.API, r.Parent, r.Origin = "meta.verify_code", "meta", "r9", "360dialog"
		r.Method, r.Path, r.Query = "POST", "/v23.0/77/verify_code", "access_token=EAAJBsimulator"
		r.RequestHeader = http.Header{"Authorization": {"Bearer EAAJBsimulator"}, "Content-Type": {"application/x-www-form-urlencoded"}}
		r.RequestBody = []byte("code=123456&password=a secret word")
		r.Status, r.Dialect = 500, "documented"
		r.ResponseBody = []byte(`{"error":{"message":"An unknown error occurred"}}`)
		r.Fault, r.Limit, r.Error, r.Hint, r.Outcome, r.Violates = "f", "l", "meta.unexpected_error", "h", "truncated", "why"
		r.Conforms = false
		r.Violations = []sim.Violation{{Direction: "request", In: "body", Name: "/code", Keyword: "pattern", SchemaPath: "/p", Message: "no: access_token=EAAJBsimulator"}}
		r.Decisions = []sim.FaultDecision{{Rule: "f", Point: "reply", Action: "truncate", Call: 2, Draw: &draw, LatencyMS: 5}}
		r.NumberID, r.PhoneNumber, r.Business, r.Partner = "77", "15550783881", "506914307656634", "simul8PA"
		r.Duration = 1234567 * time.Nanosecond
	})
	got, err := json.Marshal(View(r))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"r1","at":"2026-01-15T09:00:00.007Z","world":"default","operation":"meta.verify_code","origin":"360dialog","parent":"r9",` +
		`"method":"POST","path":"/v23.0/77/verify_code","status":500,"dialect":"documented","fault":"f","limit":"l","conforms":false,` +
		`"violations":[{"direction":"request","in":"body","name":"/code","keyword":"pattern","schema_path":"/p","message":"no: access_token=****ator"}],` +
		`"request":{"query":"access_token=****ator","headers":{"Authorization":["Bearer ****ator"],"Content-Type":["application/x-www-form-urlencoded"]},` +
		`"body":"code=123456\u0026password=****word","size":34,"truncated":false},` +
		`"response":{"headers":{},"body":"{\"error\":{\"message\":\"An unknown error oc","size":49,"truncated":true},"duration_ms":1.235,` +
		`"api":"meta","error":"meta.unexpected_error","hint":"h","outcome":"truncated","violates":"why",` +
		`"decisions":[{"rule":"f","point":"reply","action":"truncate","call":2,"draw":0.25,"latency_ms":5}],` +
		`"number_id":"77","phone_number":"15550783881","business":"506914307656634","partner":"simul8PA"}`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	expect(t, "the record is as it was", r.Violations[0].Message, "no: access_token=EAAJBsimulator")
}

func TestViewOfAnEmptyRecord(t *testing.T) {
	got, err := json.Marshal(View(&Record{ID: "r1", At: epoch}))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"r1","at":"2026-01-15T09:00:00.000Z","world":"","operation":null,"origin":"","parent":null,"method":"","path":"",` +
		`"status":0,"dialect":"","fault":null,"limit":null,"conforms":false,"violations":[],` +
		`"request":{"query":"","headers":{},"body":"","size":0,"truncated":false},` +
		`"response":{"headers":{},"body":"","size":0,"truncated":false},"duration_ms":0}`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestViewOfBinaryAndCutText(t *testing.T) {
	j := New(Options{BodyBytes: 8})
	r := add(j, func(r *Record) {
		r.RequestBody = []byte{0xff, 0x00, 'a'}
		r.ResponseBody = []byte("1234567é and more")
	})
	v := View(r)
	expect(t, "binary", v.Request.Body, "/wBh")
	expect(t, "binary encoding", v.Request.Encoding, "base64")
	expect(t, "text", v.Response.Body, "1234567")
	expect(t, "text encoding", v.Response.Encoding, "")
	expect(t, "truncated", v.Response.Truncated, true)
}
