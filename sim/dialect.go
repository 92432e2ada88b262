package sim

// Dialect tells which of Meta's two voices an answer has.
type Dialect string

// The dialects.
const (
	// Documented is what the vendors publish: 401, 403, 404, 422, 429.
	Documented Dialect = "documented"
	// Observed is what graph.facebook.com is seen to answer: mostly 400.
	Observed Dialect = "observed"
)

// ParseDialect returns the dialect called s, and whether there is one.
func ParseDialect(s string) (Dialect, bool) {
	switch d := Dialect(s); d {
	case Documented, Observed:
		return d, true
	}
	return "", false
}
