package simtest_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
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
	for _, name := range []string{"go_goroutines", "go_gc_heap_live_bytes", "go_memstats_heap_inuse_bytes"} {
		if !strings.Contains(string(a.Body), "\n"+name+" ") {
			t.Errorf("%s is not in\n%s", name, a.Body)
		}
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

func TestCredentialsThatLookRealAreWarnedOf(t *testing.T) {
	realistic := "EAAG" + strings.Repeat("x1Yz", 40) + "ZDZD"
	s := simtest.Start(t)
	for range 2 {
		s.Do("GET", "/v23.0/"+simtest.BusinessID, nil, "Authorization", "Bearer "+realistic)
	}
	warnings := s.Control("GET", "/health", nil).JSON(t)["warnings"].([]any)
	if len(warnings) != 1 || !strings.Contains(warnings[0].(string), "****ZDZD") || strings.Contains(warnings[0].(string), realistic) {
		t.Errorf("%v", warnings)
	}
	known := simtest.Start(t, server.Options{Identity: map[string]string{"SIM_META_TOKEN": realistic}})
	if a := known.Do("GET", "/v23.0/"+simtest.BusinessID, nil, "Authorization", "Bearer "+realistic); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if warnings := known.Control("GET", "/health", nil).JSON(t)["warnings"].([]any); len(warnings) != 1 {
		t.Errorf("at the start: %v", warnings)
	}
}

func TestAnOversizeBodyIsRecordedWithItsTime(t *testing.T) {
	s := simtest.Start(t, server.Options{MaxBody: 10})
	if a := s.Meta("POST", "/v23.0/"+simtest.BusinessID+"/add_phone_numbers", strings.Repeat("x", 11)); a.Status != 413 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	records := s.Control("GET", "/requests", nil).JSON(t)["data"].([]any)
	if at := records[0].(map[string]any)["at"].(string); strings.HasPrefix(at, "0001") {
		t.Errorf("recorded at %s", at)
	}
}

func TestHeadersAreBoundedAt64KiB(t *testing.T) {
	s := simtest.Start(t)
	for size, want := range map[int]int{60 << 10: 401, 65 << 10: 431} {
		if a := s.Do("GET", "/v23.0/1", nil, "X-Filler", strings.Repeat("a", size)); a.Status != want {
			t.Errorf("%d bytes: %d, want %d", size, a.Status, want)
		}
	}
}

func TestASlowBodyIsRefusedInTime(t *testing.T) {
	s := simtest.Start(t, server.Options{BodyTimeout: 50 * time.Millisecond})
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, err = conn.Write([]byte("POST /v23.0/1/verify_code HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, _ := io.ReadAll(answer.Body); answer.StatusCode != 400 || !strings.Contains(string(body), `"error"`) {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
}
