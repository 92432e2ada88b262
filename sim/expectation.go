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
	// Effects counts the changes that an operation made, whatever the client was
	// told.
	Effects *ExpectCalls `yaml:"effects,omitempty" json:"effects,omitempty"`
	// Rate bounds the requests of an operation about one subject in any window.
	Rate *ExpectRate `yaml:"rate,omitempty" json:"rate,omitempty"`
	// Spacing holds the requests of an operation about the same number apart.
	Spacing *ExpectSpacing `yaml:"spacing,omitempty" json:"spacing,omitempty"`
	// Never forbids requests of an operation.
	Never *ExpectNever `yaml:"never,omitempty" json:"never,omitempty"`
	// Order of operations: each is asked for after the one before it in this
	// list was. A further request that came too early does no harm.
	Order []string `yaml:"order,omitempty" json:"order,omitempty" form:"operation" unique:"true"`
	// Retries judges how the client repeats what failed.
	Retries *ExpectRetries `yaml:"retries,omitempty" json:"retries,omitempty"`
	// Pages judges how the client reads lists.
	Pages *ExpectPages `yaml:"pages,omitempty" json:"pages,omitempty"`
	// Codes judges how the client asks for codes.
	Codes *ExpectCodes `yaml:"codes,omitempty" json:"codes,omitempty"`
	// Number says what must have become of a number.
	Number *ExpectNumber `yaml:"number,omitempty" json:"number,omitempty"`
	// HandOuts bounds how many signups that are open at once may offer a number.
	HandOuts *AtMost `yaml:"hand_outs,omitempty" json:"hand_outs,omitempty"`
	// Conforms: true demands that no request of the client broke the vendors'
	// contracts; false, that one did.
	Conforms *bool `yaml:"conforms,omitempty" json:"conforms,omitempty"`
	// Unharmed demands that the client deleted no number that its task does not
	// name. With a task it is always checked.
	Unharmed bool `yaml:"unharmed,omitempty" json:"unharmed,omitempty"`
	// Met stands in reports only. It names what must have acted: a fault, limit or
	// timeline step of the scenario, or a request of the client.
	Met string `yaml:"met,omitempty" json:"met,omitempty" jsonschema:"-"`
}

// ExpectationKinds are the words that a scenario may write as members of an
// [Expectation], such as calls, in their order.
func ExpectationKinds() []string {
	kinds := members[Expectation](nil)
	return kinds[:len(kinds)-1] // all but met
}

// Kinds are the words of the members that are given: one, if the expectation is
// sound.
func (e *Expectation) Kinds() []string { return members(e) }

// members are the YAML names of the members that a struct gives, or of all for nil.
func members[T any](of *T) (names []string) {
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		if of == nil || !reflect.ValueOf(of).Elem().Field(i).IsZero() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
			names = append(names, name)
		}
	}
	return names
}

// Requests are those that an expectation is about.
type Requests struct {
	// Operation is a name of the operation table, or the vendor's operationId.
	Operation string `yaml:"operation" json:"operation" form:"operation"`
	// Origin is client (the default), or 360dialog for its own calls to Meta. Effects are
	// counted of both unless it is given.
	Origin Origin `yaml:"origin,omitempty" json:"origin,omitempty" jsonschema:"enum=client,enum=360dialog"`
}

// ExpectCalls counts the requests of an operation, or the changes it made. At
// least one of min and max is given.
type ExpectCalls struct {
	Requests `yaml:",inline"`
	// PhoneNumber in any E.164 writing. Left out, every number counts.
	PhoneNumber string `yaml:"phone_number,omitempty" json:"phone_number,omitempty" form:"phone" refers:"number"`
	// Min is the fewest that pass.
	Min *int `yaml:"min,omitempty" json:"min,omitempty" jsonschema:"minimum=0"`
	// Max is the most that pass.
	Max *int `yaml:"max,omitempty" json:"max,omitempty" jsonschema:"minimum=0"`
}

// ExpectRate bounds the requests of an operation about one subject: a number,
// or the partner or business whose list is read.
type ExpectRate struct {
	Requests `yaml:",inline"`
	// Max is the most requests that pass in any window.
	Max int `yaml:"max" json:"max" jsonschema:"minimum=1"`
	// Within is the length of the window.
	Within Duration `yaml:"within" json:"within" needs:"longer than 0s"`
}

// ExpectSpacing holds the requests of an operation about the same number apart.
// Fewer than two pass it, and so do those about no number.
type ExpectSpacing struct {
	Requests `yaml:",inline"`
	// AtLeast is the pause between two requests that follow each other, in world
	// or wall time, whichever is longer.
	AtLeast Duration `yaml:"at_least" json:"at_least" needs:"longer than 0s"`
}

// ExpectNever forbids requests of an operation, from the start or after an error.
type ExpectNever struct {
	Requests `yaml:",inline"`
	// AfterError is a catalogue id: requests before it was first answered pass.
	// Left out, none passes.
	AfterError string `yaml:"after_error,omitempty" json:"after_error,omitempty" form:"error"`
}

// ExpectRetries judges how often an operation is repeated after a failure.
type ExpectRetries struct {
	Requests `yaml:",inline"`
	// Transient failures are those a repetition may mend.
	Transient *RetryBounds `yaml:"transient,omitempty" json:"transient,omitempty"`
	// Permanent failures stay, however often the client asks. Reading again is no
	// repetition.
	Permanent *RetryBounds `yaml:"permanent,omitempty" json:"permanent,omitempty"`
	// HonoursWait demands that the client waits as long as the answer told it.
	HonoursWait bool `yaml:"honours_wait,omitempty" json:"honours_wait,omitempty"`
}

// RetryBounds bounds the repetitions after one failure.
type RetryBounds struct {
	// Min is the fewest repetitions that pass, unless they ended with another
	// answer before.
	Min *int `yaml:"min,omitempty" json:"min,omitempty" jsonschema:"minimum=0"`
	// Max is the most repetitions that pass.
	Max *int `yaml:"max,omitempty" json:"max,omitempty" jsonschema:"minimum=0"`
	// Backoff forbids bursts: no three attempts in a second, no more than ten in a
	// minute. Pauses may get shorter.
	Backoff bool `yaml:"backoff,omitempty" json:"backoff,omitempty"`
}

// ExpectPages judges how the client reads a list.
type ExpectPages struct {
	Requests `yaml:",inline"`
	// ToTheEnd demands that every list that was begun was read to its last page.
	ToTheEnd bool `yaml:"to_the_end" json:"to_the_end"`
}

// ExpectCodes judges how the client asks for codes.
type ExpectCodes struct {
	// PhoneNumber in any E.164 writing. Left out, every number.
	PhoneNumber string `yaml:"phone_number,omitempty" json:"phone_number,omitempty" form:"phone" refers:"number"`
	// Within is how long the client waits before it asks for a second code while
	// the first still lives.
	Within Duration `yaml:"within,omitempty" json:"within,omitzero" needs:"longer than 0s"`
	// WhilePending bounds the requests for a further code while one lives.
	WhilePending *AtMost `yaml:"while_pending,omitempty" json:"while_pending,omitempty"`
	// Origin is client (the default), or 360dialog for its own calls to Meta.
	Origin Origin `yaml:"origin,omitempty" json:"origin,omitempty" jsonschema:"enum=client,enum=360dialog"`
}

// AtMost is an upper bound.
type AtMost struct {
	// Max is the most that passes.
	Max *int `yaml:"max" json:"max" jsonschema:"minimum=0" needs:"how many pass"`
}

// ExpectNumber says what must have become of a number. All members that are
// given must hold.
type ExpectNumber struct {
	// PhoneNumber in any E.164 writing.
	PhoneNumber string `yaml:"phone_number" json:"phone_number" form:"phone" refers:"number"`
	// Status of its verification in the end: one, or a list of those that pass. A
	// deleted number has the one it had when it was deleted.
	Status Statuses `yaml:"status,omitempty" json:"status,omitempty" form:"status" needs:"NOT_VERIFIED, VERIFIED, EXPIRED"`
	// Exists says whether the number is there in the end.
	Exists *bool `yaml:"exists,omitempty" json:"exists,omitempty"`
	// InPool says whether it is in the pool of a partner of 360dialog.
	InPool *bool `yaml:"in_pool,omitempty" json:"in_pool,omitempty"`
	// SharedWith are the ids of businesses it is shared with, among others; an
	// empty list means none at all.
	SharedWith []string `yaml:"shared_with,omitempty" json:"shared_with,omitzero" refers:"business"`
	// Registered says whether a customer claimed it and it was registered.
	Registered *bool `yaml:"registered,omitempty" json:"registered,omitempty"`
}
