// Command documents sends the requests of calls.yaml with the clients that
// oapi-codegen makes from the three API documents, and compares what the clients
// have read with what was sent. Its arguments are the directory of the documents and
// the address of a simulator with the scenario world.yaml.
package main

import (
	"bytes"
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

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/ci/documents/generated/control"
	"github.com/preverified-sim/preverified-sim/ci/documents/generated/dialog360"
	"github.com/preverified-sim/preverified-sim/ci/documents/generated/meta"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(specs, address string) error {
	var rows []row
	if err := read("calls.yaml", &rows); err != nil {
		return err
	}
	c, err := newCaller(specs, address)
	if err != nil {
		return err
	}
	for _, r := range rows {
		name, id := r.operation()
		if err := c.call(name, id, r); err != nil {
			return fmt.Errorf("%s %s: %w", name, id, err)
		}
		delete(c.left, name+" "+id)
	}
	for left := range c.left {
		return fmt.Errorf("calls.yaml has no request of %s", left)
	}
	fmt.Printf("Go: %d requests\n", len(rows))
	return nil
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

func newCaller(specs, address string) (*caller, error) {
	c := &caller{map[string]reflect.Value{}, map[string]string{}, map[string]string{}, map[string]bool{}, map[string]any{}}
	for name, connect := range map[string]func() (any, error){
		"meta": func() (any, error) {
			return meta.NewClientWithResponses(address, meta.WithRequestEditorFn(header("Authorization", "Bearer EAAJBsimulator")))
		},
		"360dialog": func() (any, error) {
			return dialog360.NewClientWithResponses(address, dialog360.WithRequestEditorFn(header("X-API-Key", "sim-api-key")))
		},
		"control": func() (any, error) { return control.NewClientWithResponses(address + "/_sim/v1") },
	} {
		client, err := connect()
		if err != nil {
			return nil, err
		}
		c.clients[name] = reflect.ValueOf(client)
		var d document
		if err := read(filepath.Join(specs, name+".yaml"), &d); err != nil {
			return nil, err
		}
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
	return c, nil
}

func header(name, value string) func(context.Context, *http.Request) error {
	return func(_ context.Context, r *http.Request) error {
		r.Header.Set(name, value)
		return nil
	}
}

func (c *caller) call(document, id string, r row) error {
	suffix := "WithResponse"
	if r.Stream {
		suffix = ""
	}
	method, err := c.method(document, strings.ReplaceAll(id, "_", "")+suffix)
	if err != nil {
		return err
	}
	arguments, err := c.arguments(method.Type(), document, id, r)
	if err != nil {
		return err
	}
	results := method.Call(arguments)
	if err, _ := results[1].Interface().(error); err != nil {
		return err
	}
	if r.Status == 0 {
		r.Status = http.StatusOK
	}
	if r.Stream {
		answer := results[0].Interface().(*http.Response)
		_ = answer.Body.Close() // nothing of it was read
		return wanted(r.Status, answer, nil)
	}
	answer := results[0].Elem()
	body := answer.FieldByName("Body").Bytes()
	if err := wanted(r.Status, answer.FieldByName("HTTPResponse").Interface().(*http.Response), body); err != nil || r.Raw || r.Status == http.StatusNoContent {
		return err
	}
	if err := decoded(answer, r.Status, body); err != nil {
		return err
	}
	return c.keep(r.Save, body)
}

func wanted(status int, answer *http.Response, body []byte) error {
	if answer.StatusCode != status {
		return fmt.Errorf("%s, want %d: %.500s", answer.Status, status, body)
	}
	return nil
}

// method finds a client's method by its name in any case of letters.
func (c *caller) method(document, name string) (reflect.Value, error) {
	client := c.clients[document]
	for i := range client.NumMethod() {
		if strings.EqualFold(client.Type().Method(i).Name, name) {
			return client.Method(i), nil
		}
	}
	return reflect.Value{}, fmt.Errorf("the client has no method %s", name)
}

// arguments fills in the parameters of the path, then those of the query, then the
// body, as the method takes them.
func (c *caller) arguments(t reflect.Type, document, id string, r row) ([]reflect.Value, error) {
	out := []reflect.Value{reflect.ValueOf(context.Background())}
	names := regexp.MustCompile(`{([^}]+)}`).FindAllStringSubmatch(c.paths[document+" "+id], -1)
	for i := 1; i < t.NumIn()-1; i++ {
		want := t.In(i)
		if want.Kind() == reflect.String {
			value, ok := r.Path[names[i-1][1]]
			if !ok {
				value = c.examples[document+" "+names[i-1][1]]
			}
			out = append(out, reflect.ValueOf(c.fill(value)).Convert(want))
			continue
		}
		given := r.Body
		if want.Kind() == reflect.Pointer {
			given = r.Query
		}
		value := reflect.New(want)
		text, err := json.Marshal(c.fill(given))
		if err != nil {
			return nil, err
		}
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(value.Interface()); err != nil {
			return nil, err
		}
		out = append(out, value.Elem())
	}
	return out, nil
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
func decoded(answer reflect.Value, status int, body []byte) error {
	for i := range answer.NumField() {
		field := answer.Field(i)
		if !strings.HasSuffix(answer.Type().Field(i).Name, "JSON"+strconv.Itoa(status)) || field.IsNil() {
			continue
		}
		text, err := json.Marshal(field.Interface())
		if err != nil {
			return err
		}
		var got, want any
		if err := json.Unmarshal(text, &got); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &want); err != nil {
			return err
		}
		if !same(got, want) {
			return fmt.Errorf("the client has read\n%.2000s\nof\n%.2000s", text, body)
		}
		return nil
	}
	return fmt.Errorf("the client has read nothing of %.500s", body)
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

// keep saves members of an answer by their paths, such as data.0.id.
func (c *caller) keep(save map[string]string, body []byte) error {
	for name, path := range save {
		var v any
		if err := json.Unmarshal(body, &v); err != nil {
			return err
		}
		for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' }) {
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
			return fmt.Errorf("the answer has no %s: %.500s", path, body)
		}
		c.saved[name] = v
	}
	return nil
}

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(text, into)
}
