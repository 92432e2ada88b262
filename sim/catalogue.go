package sim

import "encoding/json"

// Operation is one operation of the vendors' APIs.
type Operation struct {
	Name   string `json:"name"` // such as meta.get_number
	Method string `json:"method"`
	Path   string `json:"path"`
	// ID is the vendor's own operationId, an alias of Name; "" when there is none.
	ID      OptionalText `json:"operation_id"`
	Summary string       `json:"summary"`
	// Statuses are the documented ones, lowest first; never nil in an answer.
	Statuses []int `json:"statuses"`
}

// Catalogue lists what is known of the vendors' answers: their failures, and the
// choices where sources disagree or are silent.
type Catalogue struct {
	Failures []Failure `json:"data"`
	Switches []Switch  `json:"switches"`
}

// Failure is one entry of the catalogue. Source is one of the words seed, openapi,
// docs, observed and inferred; Where says where it is from.
type Failure struct {
	ID      string `json:"id"` // such as meta.code_expired
	Summary string `json:"summary"`
	Source  string `json:"source"`
	Where   string `json:"where"`
	// Operations are those it may come from; meta.* and 360dialog.* stand for all
	// of a vendor.
	Operations []string `json:"operations"`
	// Transient says that a repetition may succeed.
	Transient bool `json:"transient"`
	// Documented and Observed are its answers in the two dialects; Observed is nil
	// where it does not differ.
	Documented *Rendering `json:"documented"`
	Observed   *Rendering `json:"observed"`
}

// Rendering is the answer of a failure in one dialect.
type Rendering struct {
	Status  int               `json:"status"`
	Body    json.RawMessage   `json:"body"`
	Headers map[string]string `json:"headers,omitempty"`
	Source  string            `json:"source"`
	Where   string            `json:"where"`
	// PerOperation lists the operations that word it in another way.
	PerOperation []OperationRendering `json:"per_operation,omitempty"`
}

// OperationRendering is the answer of a failure at one operation.
type OperationRendering struct {
	Operation string `json:"operation"`
	Rendering
}
