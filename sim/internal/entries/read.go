package entries

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Bounds are what a document may hold: so many entries in all its lists together,
// and so many bytes in a value that is not taken apart. Either ends a document
// without an end.
type Bounds struct {
	Entries int
	Value   int64
}

// ErrBound is the refusal of a document beyond its [Bounds].
var ErrBound = errors.New("the document is longer than its bound")

var errMore = errors.New("there is more than one JSON value")

// Error is what is wrong at a place of a document that is JSON.
type Error struct {
	// Path is the place, such as store.numbers[3].id; "" is the whole.
	Path string
	Err  error
}

// Error implements error.
func (e *Error) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// below puts the outer part of a path before that of an [Error].
func below(outer string, err error) error {
	if e := new(Error); errors.As(err, &e) {
		if e.Path != "" && e.Path[0] != '[' && outer != "" {
			outer += "."
		}
		e.Path = outer + e.Path
	}
	return err
}

// Read reads one JSON value into what into points at. Unknown members are refused,
// and members that stand twice where a value is taken apart. It returns an [*Error]
// with the place, a [*json.SyntaxError], [ErrBound], io.ErrUnexpectedEOF, or the error
// of r.
func Read(r io.Reader, into any, most Bounds) error {
	in := reader{shapes: shapes{}, source: &source{Reader: r, left: most.Value}, most: most}
	in.Decoder = json.NewDecoder(in.source)
	in.DisallowUnknownFields()
	if err := in.value(reflect.ValueOf(into).Elem()); err != nil {
		return err
	}
	_, err := in.Token()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case in.source.err != nil:
		return in.source.err
	}
	return errMore
}

// mostSpace is how much space may stand between two values, in bytes: a json.Decoder
// goes over all of it again with every read.
const mostSpace = 64 << 10

// source is a reader that ends with [ErrBound] once left bytes are read, or too much
// space, and keeps its error.
type source struct {
	io.Reader
	left  int64
	space int // that the last reads have brought
	err   error
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (n int, err error) {
	if s.left <= 0 || s.space > mostSpace {
		s.err = ErrBound
		return 0, ErrBound
	}
	n, err = s.Reader.Read(p[:min(int64(len(p)), s.left)])
	s.left -= int64(n)
	if s.space += n; len(bytes.TrimLeft(p[:n], " \t\r\n")) > 0 {
		s.space = 0
	}
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

type reader struct {
	*json.Decoder
	shapes
	source  *source
	most    Bounds
	entries int
}

func (r *reader) value(v reflect.Value) error {
	if !r.parted(v.Type()) {
		return r.whole(v)
	}
	token, err := r.next()
	if err != nil || token == nil {
		return err
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch {
	case token == json.Delim('{') && v.Kind() == reflect.Struct:
		return r.object(v)
	case token == json.Delim('[') && v.Kind() == reflect.Slice:
		return r.list(v)
	}
	return &Error{Err: fmt.Errorf("want %s, got %v", map[reflect.Kind]string{reflect.Struct: "an object", reflect.Slice: "a list"}[v.Kind()], token)}
}

// next returns the next token. The document has not ended yet.
func (r *reader) next() (json.Token, error) {
	token, err := r.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return token, err
}

func (r *reader) object(v reflect.Value) error {
	all := Members(v.Type())
	seen := make([]bool, len(all))
	for r.More() {
		token, err := r.next()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		i := slices.IndexFunc(all, func(m Member) bool { return m.Name == name })
		switch {
		case i < 0:
			return &Error{Path: name, Err: errUnknown}
		case seen[i]:
			return &Error{Path: name, Err: errors.New("the member stands twice")}
		}
		seen[i] = true
		if err := r.value(v.FieldByIndex(all[i].Index)); err != nil {
			return below(name, err)
		}
	}
	_, err := r.next()
	return err
}

func (r *reader) list(v reflect.Value) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for i := 0; r.More(); i++ {
		if r.entries++; r.entries > r.most.Entries {
			return ErrBound
		}
		v.Grow(1)
		v.SetLen(i + 1)
		v.Index(i).SetZero()
		if err := r.value(v.Index(i)); err != nil {
			return below(fmt.Sprintf("[%d]", i), err)
		}
	}
	_, err := r.next()
	return err
}

func (r *reader) whole(v reflect.Value) error {
	r.source.left = r.most.Value
	err := r.Decode(v.Addr().Interface())
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil, errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case r.source.err != nil:
		return r.source.err
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	case errors.As(err, &kind):
		return &Error{Path: pathOf(kind.Field), Err: errors.New(sim.WrongType(kind))}
	}
	if quoted, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return &Error{Path: strings.Trim(quoted, `"`), Err: errUnknown}
	}
	return &Error{Err: err}
}

var errUnknown = errors.New("unknown member")

// pathOf leaves out the structs in which encoding/json found a member, because a
// document does not know them. Names of members have no capitals.
func pathOf(field string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(field, "."), func(name string) bool {
		return strings.ToLower(name) != name
	}), ".")
}
