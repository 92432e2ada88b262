// Package documents sends the requests of calls.yaml with the clients that
// oapi-codegen makes from the three API documents, and compares what the clients
// have read with what was sent. SPECS is the directory of the documents, ADDRESS that
// of a simulator with the scenario world.yaml.
package documents

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/ci/documents/generated/control"
	"github.com/preverified-sim/preverified-sim/ci/documents/generated/dialog360"
	"github.com/preverified-sim/preverified-sim/ci/documents/generated/meta"
)

func TestCalls(t *testing.T) {
	var rows []row
	read(t, "calls.yaml", &rows)
	c := newCaller(t, os.Getenv("SPECS"), os.Getenv("ADDRESS"))
	for _, r := range rows {
		document, id := r.operation()
		if !t.Run(document+" "+id, func(t *testing.T) { c.call(t, document, id, r) }) {
			return // later rows need what this one saves
		}
		delete(c.left, document+" "+id)
	}
	for left := range c.left {
		t.Errorf("calls.yaml has no request of %s", left)
	}
}

// row is a line of calls.yaml.
type row struct {
	Meta        string
	Dialog360   string `yaml:"360dialog"`
	Control     string
	Path        map[string]string
	Query, Body any
	Status      int
	Save        map[string]string
	Raw, Stream bool
}

// operation returns the document of the row and the operationId.
func (r row) operation() (document, id string) {
	switch {
	case r.Meta != "":
		return "meta", r.Meta
	case r.Dialog360 != "":
		return "360dialog", r.Dialog360
	}
	return "control", r.Control
}

// document is what has to be known of an OpenAPI document.
type document struct {
	Paths map[string]map[string]struct {
		OperationID string `yaml:"operationId"`
	}
	Components struct {
		Parameters map[string]struct{ Name, In, Example string }
	}
}

// caller has a client for each document, and what rows have saved.
type caller struct {
	clients  map[string]reflect.Value
	paths    map[string]string // of each operation, such as "meta getPhoneNumberById"
	examples map[string]string // of each path parameter
	left     map[string]bool   // operations without a request so far
	saved    map[string]any
}

func newCaller(t *testing.T, specs, address string) *caller {
	graph, err := meta.NewClientWithResponses(address, meta.WithRequestEditorFn(header("Authorization", "Bearer EAAJBsimulator")))
	sound(t, err)
	partner, err := dialog360.NewClientWithResponses(address, dialog360.WithRequestEditorFn(header("X-API-Key", "sim-api-key")))
	sound(t, err)
	steering, err := control.NewClientWithResponses(address + "/_sim/v1")
	sound(t, err)
	c := &caller{
		clients: map[string]reflect.Value{"meta": reflect.ValueOf(graph), "360dialog": reflect.ValueOf(partner), "control": reflect.ValueOf(steering)},
		paths:   map[string]string{}, examples: map[string]string{}, left: map[string]bool{}, saved: map[string]any{},
	}
	for name := range c.clients {
		var d document
		read(t, filepath.Join(specs, name+".yaml"), &d)
		for path, item := range d.Paths {
			for _, op := range item {
				c.paths[name+" "+op.OperationID], c.left[name+" "+op.OperationID] = path, true
			}
		}
		for _, p := range d.Components.Parameters {
			if p.In == "path" {
				c.examples[name+" "+p.Name] = p.Example
			}
		}
	}
	return c
}

func header(name, value string) func(context.Context, *http.Request) error {
	return func(_ context.Context, r *http.Request) error {
		r.Header.Set(name, value)
		return nil
	}
}

func (c *caller) call(t *testing.T, document, id string, r row) {
	name := strings.ReplaceAll(id, "_", "")
	if !r.Stream {
		name += "WithResponse"
	}
	method := c.method(t, document, name)
	results := method.Call(c.arguments(t, method.Type(), document, id, r))
	err, _ := results[1].Interface().(error)
	sound(t, err)
	status := cmp.Or(r.Status, http.StatusOK)
	if r.Stream {
		answer := results[0].Interface().(*http.Response)
		_ = answer.Body.Close() // nothing of it was read
		wanted(t, status, answer, nil)
		return
	}
	answer := results[0].Elem()
	body := answer.FieldByName("Body").Bytes()
	wanted(t, status, answer.FieldByName("HTTPResponse").Interface().(*http.Response), body)
	if !r.Raw && status != http.StatusNoContent {
		decoded(t, answer, status, body)
		c.keep(t, r.Save, body)
	}
}

func wanted(t *testing.T, status int, answer *http.Response, body []byte) {
	if answer.StatusCode != status {
		t.Fatalf("%s, want %d: %.500s", answer.Status, status, body)
	}
}

// method finds a client's method by its name in any case of letters.
func (c *caller) method(t *testing.T, document, name string) reflect.Value {
	client := c.clients[document]
	for i := range client.NumMethod() {
		if strings.EqualFold(client.Type().Method(i).Name, name) {
			return client.Method(i)
		}
	}
	t.Fatalf("the client has no method %s", name)
	return reflect.Value{}
}

// arguments fills in the parameters of the path, then those of the query, then the
// body, as the method takes them.
func (c *caller) arguments(t *testing.T, method reflect.Type, document, id string, r row) []reflect.Value {
	out := []reflect.Value{reflect.ValueOf(t.Context())}
	names := regexp.MustCompile(`{([^}]+)}`).FindAllStringSubmatch(c.paths[document+" "+id], -1)
	for i := 1; i < method.NumIn()-1; i++ {
		want := method.In(i)
		if want.Kind() == reflect.String {
			name := names[i-1][1]
			value := cmp.Or(r.Path[name], c.examples[document+" "+name])
			out = append(out, reflect.ValueOf(c.fill(value)).Convert(want))
			continue
		}
		given := r.Body
		if want.Kind() == reflect.Pointer {
			given = r.Query
		}
		text, err := json.Marshal(c.fill(given))
		sound(t, err)
		value, d := reflect.New(want), json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		sound(t, d.Decode(value.Interface()))
		out = append(out, value.Elem())
	}
	return out
}

// fill replaces $NAME by what was saved under the name.
func (c *caller) fill(v any) any {
	switch v := v.(type) {
	case string:
		if saved, ok := c.saved[strings.TrimPrefix(v, "$")]; ok && strings.HasPrefix(v, "$") {
			return saved
		}
		return regexp.MustCompile(`\$\w+`).ReplaceAllStringFunc(v, func(name string) string { return fmt.Sprint(c.saved[name[1:]]) })
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			out[name] = c.fill(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = c.fill(v[i])
		}
		return out
	}
	return v
}

// decoded compares what the client has read with the bytes of the answer.
func decoded(t *testing.T, answer reflect.Value, status int, body []byte) {
	for i := range answer.NumField() {
		field := answer.Field(i)
		if !strings.HasSuffix(answer.Type().Field(i).Name, "JSON"+strconv.Itoa(status)) || field.IsNil() {
			continue
		}
		text, err := json.Marshal(field.Interface())
		sound(t, err)
		var got, want any
		sound(t, json.Unmarshal(text, &got))
		sound(t, json.Unmarshal(body, &want))
		if !same(got, want) {
			t.Fatalf("the client has read\n%.2000s\nof\n%.2000s", text, body)
		}
		return
	}
	t.Fatalf("the client has read nothing of %.500s", body)
}

// same compares two JSON values. A member that is null may be left out, and the
// client's numbers may have single precision.
func same(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		for name := range b {
			ok = ok && same(a[name], b[name])
		}
		for name := range a {
			ok = ok && same(a[name], b[name])
		}
		return ok
	case []any:
		b, ok := b.([]any)
		ok = ok && len(a) == len(b)
		for i := 0; ok && i < len(a); i++ {
			ok = same(a[i], b[i])
		}
		return ok
	case float64:
		b, ok := b.(float64)
		return ok && math.Abs(a-b) <= 1e-6*math.Abs(b)
	}
	return a == b
}

// keep saves members of an answer by their paths, such as data.0.id; "" is all of it.
func (c *caller) keep(t *testing.T, save map[string]string, body []byte) {
	for name, path := range save {
		var v any
		sound(t, json.Unmarshal(body, &v))
		for step := range strings.FieldsFuncSeq(path, func(r rune) bool { return r == '.' }) {
			switch within := v.(type) {
			case map[string]any:
				v = within[step]
			case []any:
				if i, err := strconv.Atoi(step); err == nil && i < len(within) {
					v = within[i]
				}
			}
		}
		if v == nil {
			t.Fatalf("the answer has no %s: %.500s", path, body)
		}
		c.saved[name] = v
	}
}

func read(t *testing.T, file string, into any) {
	text, err := os.ReadFile(file)
	sound(t, err)
	sound(t, yaml.Unmarshal(text, into))
}

func sound(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
