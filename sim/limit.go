package sim

import (
	"encoding/json"
	"errors"
)

// Rule is one rolling window on world time: at most Allow calls of the given
// operations within Window, counted apart for each key.
type LimitRule struct {
	// Name identifies the limit; left out, it is made of operation and key, such
	// as meta.verify_code-per-business.
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// Operations are names of the operation table or the vendors' operationIds,
	// written as one name or a list; meta.* and 360dialog.* stand for all of a
	// vendor.
	Operations LimitOperations `yaml:"operation" json:"operation"`
	// Per is what the calls are counted by: business, number, token, partner or
	// app.
	Per string `yaml:"per" json:"per"`
	// Allow is how many calls fit into the window, at least 1.
	Allow int `yaml:"allow" json:"allow"`
	// Window is the length of the rolling window in world time.
	Window Duration `yaml:"window" json:"window"`
	// Error is the catalogue id of the refusal; left out, it is the vendor's
	// own rate limit error (see [Rule.ErrorFor]).
	Error string `yaml:"error,omitempty" json:"error,omitempty"`
	// RetryAfter says whether the refusal carries a Retry-After header. Meta
	// sends none as far as is known.
	RetryAfter bool `yaml:"retry_after,omitempty" json:"retry_after,omitempty"`
}

// Operations are the names a limit is about. Text, YAML and JSON write one of
// them bare and several as a list.
type LimitOperations []string

// UnmarshalText reads a single name, which is how YAML hands over a scalar.
func (o *LimitOperations) UnmarshalText(text []byte) error {
	*o = LimitOperations{string(text)}
	return nil
}

// UnmarshalJSON reads "meta.verify_code" or a list of names.
func (o *LimitOperations) UnmarshalJSON(data []byte) error {
	list := make([]string, 1)
	target := any(&list)
	if data[0] == '"' {
		target = &list[0]
	}
	if json.Unmarshal(data, target) != nil {
		return errors.New("operation is one name or a list of names")
	}
	*o = list
	return nil
}
