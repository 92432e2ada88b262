package sim

import (
	"reflect"
	"strings"
)

// Expectation is one thing that must be true in the end: exactly one of its
// members. Those about requests look at the client's own, whatever they were
// answered with, unless origin says otherwise.
type Expectation struct {
	// Calls counts the requests of an operation.
	Calls *ExpectCalls `yaml:"calls,omitempty" json:"calls,omitempty"`
	// Spacing holds the requests of an operation apart.
	Spacing *ExpectSpacing `yaml:"spacing,omitempty" json:"spacing,omitempty"`
	// Never forbids requests of an operation.
	Never *ExpectNever `yaml:"never,omitempty" json:"never,omitempty"`
	// Order of operations: each is asked for after the one before it in this
	// list was. A further request that came too early does no harm.
	Order []string `yaml:"order,omitempty" json:"order,omitempty"`
	// Retries judges how the client repeats what failed.
	Retries *ExpectRetries `yaml:"retries,omitempty" json:"retries,omitempty"`
	// Pages judges how the client reads lists.
	Pages *ExpectPages `yaml:"pages,omitempty" json:"pages,omitempty"`
	// Codes judges how the client asks for codes.
	Codes *ExpectCodes `yaml:"codes,omitempty" json:"codes,omitempty"`
	// Number says what must have become of a number.
	Number *ExpectNumber `yaml:"number,omitempty" json:"number,omitempty"`
	// Conforms: true demands that no request of the client broke the vendors'
	// contracts; false, that one did.
	Conforms *bool `yaml:"conforms,omitempty" json:"conforms,omitempty"`
}

// ExpectationKinds are the words of the members of an [Expectation], such as
// calls, in their order.
func ExpectationKinds() []string { return kindsOf(func(int) bool { return true }) }

// Kinds are the words of the members that are given: one, if the expectation is
// sound.
func (e *Expectation) Kinds() []string {
	v := reflect.ValueOf(e).Elem()
	return kindsOf(func(i int) bool { return !v.Field(i).IsZero() })
}

func kindsOf(given func(member int) bool) (kinds []string) {
	t := reflect.TypeFor[Expectation]()
	for i := range t.NumField() {
		if given(i) {
			kind, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// Calls counts the requests of an operation. At least one of min and max is
// given.
type ExpectCalls struct {
	// Operation is a name of the operation table, or the vendor's operationId.
	Operation string `yaml:"operation" json:"operation"`
	// Min is the fewest requests that pass.
	Min *int `yaml:"min,omitempty" json:"min,omitempty" jsonschema:"minimum=0"`
	// Max is the most requests that pass.
	Max *int `yaml:"max,omitempty" json:"max,omitempty" jsonschema:"minimum=0"`
	// Origin is client (the default), or 360dialog for its own calls to Meta.
	Origin Origin `yaml:"origin,omitempty" json:"origin,omitempty" jsonschema:"enum=client,enum=360dialog"`
}

// Spacing holds the requests of an operation apart in world time. Fewer than
// two pass it.
type ExpectSpacing struct {
	// Operation is a name of the operation table, or the vendor's operationId.
	Operation string `yaml:"operation" json:"operation"`
	// AtLeast is the world time between two requests that follow each other.
	AtLeast Duration `yaml:"at_least" json:"at_least"`
	// Origin is client (the default), or 360dialog for its own calls to Meta.
	Origin Origin `yaml:"origin,omitempty" json:"origin,omitempty" jsonschema:"enum=client,enum=360dialog"`
}

// Never forbids requests of an operation, from the start or after an error.
type ExpectNever struct {
	// Operation is a name of the operation table, or the vendor's operationId.
	Operation string `yaml:"operation" json:"operation"`
	// AfterError is a catalogue id: requests before it was first answered pass.
	// Left out, none passes.
	AfterError string `yaml:"after_error,omitempty" json:"after_error,omitempty"`
	// Origin is client (the default), or 360dialog for its own calls to Meta.
	Origin Origin `yaml:"origin,omitempty" json:"origin,omitempty" jsonschema:"enum=client,enum=360dialog"`
}

// Retries judges how often an operation is repeated after a failure.
type ExpectRetries struct {
	// Operation is a name of the operation table, or the vendor's operationId.
	Operation string `yaml:"operation" json:"operation"`
	// Transient failures are those a repetition may mend.
	Transient *RetryBounds `yaml:"transient,omitempty" json:"transient,omitempty"`
	// Permanent failures stay, however often the client asks.
	Permanent *RetryBounds `yaml:"permanent,omitempty" json:"permanent,omitempty"`
	// HonoursWait demands that the client waits as long as the answer told it.
	HonoursWait bool `yaml:"honours_wait,omitempty" json:"honours_wait,omitempty"`
	// Origin is client (the default), or 360dialog for its own calls to Meta.
	Origin Origin `yaml:"origin,omitempty" json:"origin,omitempty" jsonschema:"enum=client,enum=360dialog"`
}

// RetryBounds bounds the repetitions after one failure.
type RetryBounds struct {
	// Min is the fewest repetitions that pass, unless they ended with another
	// answer before.
	Min *int `yaml:"min,omitempty" json:"min,omitempty" jsonschema:"minimum=0"`
	// Max is the most repetitions that pass.
	Max *int `yaml:"max,omitempty" json:"max,omitempty" jsonschema:"minimum=0"`
	// Backoff demands pauses between repetitions, none shorter than the one
	// before it.
	Backoff bool `yaml:"backoff,omitempty" json:"backoff,omitempty"`
}

// Pages judges how the client reads a list.
type ExpectPages struct {
	// Operation is a name of the operation table, or the vendor's operationId.
	Operation string `yaml:"operation" json:"operation"`
	// ToTheEnd demands that every list that was begun was read to its last page.
	ToTheEnd bool `yaml:"to_the_end" json:"to_the_end"`
	// Origin is client (the default), or 360dialog for its own calls to Meta.
	Origin Origin `yaml:"origin,omitempty" json:"origin,omitempty" jsonschema:"enum=client,enum=360dialog"`
}

// Codes judges how the client asks for codes.
type ExpectCodes struct {
	// PhoneNumber in any E.164 writing. Left out, every number.
	PhoneNumber string `yaml:"phone_number,omitempty" json:"phone_number,omitempty"`
	// WhilePending bounds the requests for a further code while one lives.
	WhilePending *AtMost `yaml:"while_pending,omitempty" json:"while_pending,omitempty"`
	// Origin is client (the default), or 360dialog for its own calls to Meta.
	Origin Origin `yaml:"origin,omitempty" json:"origin,omitempty" jsonschema:"enum=client,enum=360dialog"`
}

// AtMost is an upper bound.
type AtMost struct {
	// Max is the most that passes.
	Max *int `yaml:"max" json:"max" jsonschema:"minimum=0"`
}

// NumberState says what must have become of a number.
type ExpectNumber struct {
	// PhoneNumber in any E.164 writing.
	PhoneNumber string `yaml:"phone_number" json:"phone_number"`
	// Status of its verification in the end.
	Status Status `yaml:"status" json:"status" jsonschema:"enum=NOT_VERIFIED,enum=VERIFIED,enum=EXPIRED"`
}
