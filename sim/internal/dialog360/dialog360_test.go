package dialog360

import (
	"net/url"
	"testing"
)

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		"a+b": "a b", "%41%4a%4A": "AJJ", "%": "%", "%4": "%4", "%zz": "%zz", "%ff": "\uFFFD", "\xff": "\uFFFD", "%C3%A9": "é",
	} {
		if got := unescape(url.QueryUnescape, text); got != want {
			t.Errorf("unescape(%q) = %q, want %q", text, got, want)
		}
	}
}

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
