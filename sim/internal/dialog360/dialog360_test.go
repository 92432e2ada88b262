package dialog360

import "testing"

func TestPassingFailures(t *testing.T) {
	for _, c := range []struct {
		f    failure
		want bool
	}{
		{failure{}, true},
		{failure{status: 404}, true}, // a page of a proxy
		{failure{status: 500, code: 2}, true},
		{failure{status: 422, code: 613}, true},
		{failure{status: 400, code: 136024, subcode: 2388367}, true},
		{failure{status: 400, code: 136024}, false},
		{failure{status: 422, code: 100}, false},
		{failure{status: 404, code: 803}, false},
	} {
		if c.f.code > 0 {
			c.f.object = "an error"
		}
		if got := c.f.passing(); got != c.want {
			t.Errorf("%+v: %v", c.f, got)
		}
	}
}
