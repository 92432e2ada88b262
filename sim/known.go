package sim

// Known is what fault rules, limits and scenarios are checked against: the operations of
// both vendors and their catalogues of failures. Checks that need a nil member are left
// out.
type Known struct {
	// Operations gives the name of the operation table for that name itself and
	// for the vendor's operationId; OperationNames are the names to suggest from.
	Operations     func(name string) (canonical string, ok bool)
	OperationNames []string
	// Method gives the HTTP method of an operation of the table, or "".
	Method func(operation string) string
	// Numbered tells whether calls of an operation name a number by its id.
	Numbered func(operation string) bool
	// ErrorIDs gives the operations that may answer with a catalogue entry. A
	// fault rule that answers with it on another operation must say why in
	// violates; an empty list stands for every operation of the entry's vendor.
	// ErrorNames are the ids to suggest from.
	ErrorIDs   func(id string) (operations []string, ok bool)
	ErrorNames []string
	// Breach says how an answer with the status, body and headers of an action
	// breaks the contract of an operation; "" for one that keeps it. Without a
	// body it is the vendor's general error envelope.
	Breach func(operation string, a *FaultAction) string
	// Statuses gives the statuses a catalogue entry has on an operation, in all
	// dialects.
	Statuses func(id, operation string) []int
}

// Operation is the canonical name of an operation. ok is false for a name that
// is not known; without a table every name is taken as it is.
func (k *Known) Operation(name string) (canonical string, ok bool) {
	if k.Operations == nil {
		return name, true
	}
	return k.Operations(name)
}
