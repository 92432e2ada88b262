package sim

// Any, as the value of RecordFilter.Fault, Limit, Error or Parent, asks for records
// that have one, whichever it is.
const Any = "*"

// RecordFilter chooses records. An empty field asks for nothing; the others must all
// fit.
type RecordFilter struct {
	Operation string // "meta.verify_code"
	API       string // "meta" or "360dialog"
	Method    string // HTTP method, in any case
	Status    string // a status ("404") or a class of them ("4xx")
	Origin    string // "client" or "360dialog"
	Parent    string // id of the parent record, or [Any]
	// Fault is the name of a fault rule that acted, or [Any]. Every rule that
	// acted counts, not only the one that decided the answer; so does one that
	// acted on a call to Meta whose failure 360dialog's answer passes on.
	Fault   string
	Limit   string // name of the limit that refused the call or its call to Meta, or [Any]
	Error   string // catalogue id of the failure answered, or [Any]
	Outcome string // "replied", "dropped" …

	NumberID string
	// PhoneNumber may be written in any way; only its digits count.
	PhoneNumber string
	Business    string
	Partner     string

	// Text is looked for in the path, query and bodies, in ids, trace ids, the
	// operation, the failure and the cause, in any case of letters, as records are
	// shown: with secrets masked. Part of a phone number, in any writing, finds the
	// records about such a number.
	Text string

	// Conforms asks for requests that met the contract (true) or did not
	// (false); nil for either.
	Conforms *bool
	// Since is a record's id, for the records numbered after it, or a time in
	// RFC 3339, for those that arrived then or later in the world's time.
	Since string
}
