package simtest_test

import (
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/server"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

func TestMetricsCountRequests(t *testing.T) {
	s := simtest.Start(t, server.Options{JournalSize: 2})
	s.Control("POST", "/faults", map[string]any{
		"name": "once", "on": map[string]string{"operation": "meta.get_business"}, "when": map[string]int{"times": 1},
		"do": map[string]string{"error": "meta.unexpected_error"},
	})
	for range 3 {
		s.Meta("GET", "/v23.0/"+simtest.BusinessID, nil)
	}
	s.In("other").Control("GET", "/numbers", nil)
	a := s.Control("GET", "/metrics", nil)
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Error(a.Header)
	}
	for _, line := range []string{
		`preverified_sim_requests_total{dialect="documented",fault="once",operation="meta.get_business",status="500"} 1`,
		`preverified_sim_requests_total{dialect="documented",fault="",operation="meta.get_business",status="200"} 2`,
		`preverified_sim_request_duration_seconds_count{operation="meta.get_business"} 3`,
		`preverified_sim_request_duration_seconds_bucket{operation="meta.get_business",le="+Inf"} 3`,
		`preverified_sim_contract_violations_total 0`,
		`preverified_sim_worlds 2`,
		`preverified_sim_journal_dropped 1`,
	} {
		if !strings.Contains(string(a.Body), line+"\n") {
			t.Errorf("%s is not in\n%s", line, a.Body)
		}
	}
}

func TestCAIsShownWhereThereIsOne(t *testing.T) {
	without := simtest.Start(t)
	if a := without.Do("GET", "/_sim/v1/ca.pem", nil); a.Status != 404 || !strings.Contains(string(a.Body), "/problems/no-ca") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	with := simtest.Start(t, server.Options{CA: []byte("-----BEGIN CERTIFICATE-----\n")})
	if a := with.Control("GET", "/ca.pem", nil); !strings.HasPrefix(string(a.Body), "-----BEGIN CERTIFICATE-----") ||
		a.Header.Get("Content-Type") != "application/x-pem-file" {
		t.Errorf("%v %s", a.Header, a.Body)
	}
}
