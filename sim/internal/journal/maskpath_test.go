package journal_test

import (
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

func TestMaskPath(t *testing.T) {
	for path, want := range map[string]string{
		"/v23.0/123/verify_code":             "/v23.0/123/verify_code",
		"/v23.0/EAAJBsimulator":              "/v23.0/****ator",
		"/EAAJBsimulator/request_code":       "/****ator/request_code",
		"/v23.0/access_token=EAAJBsimulator": "/v23.0/access_token=****ator",
		"/api/v2/partners/xEAAy":             "/api/v2/partners/xEAAy",
		"":                                   "",
	} {
		if got := journal.MaskPath(path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}
