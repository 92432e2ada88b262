package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// at returns a client that trusts the CA in a file and finds every host at one
// address, as a network alias makes it.
func at(t *testing.T, address, caFile string) *http.Client {
	t.Helper()
	text, err := os.ReadFile(caFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		t.Fatalf("no certificate in %s", text)
	}
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: pool},
		ForceAttemptHTTP2: true,
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, address)
		},
	}}
}

func fetch(t *testing.T, c *http.Client, url string) (answer *http.Response, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer EAAJBsimulator")
	r.Header.Set("X-API-Key", "sim-api-key")
	answer, err = c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

func TestVendorsNamesOverTLS(t *testing.T) {
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	r := start(t, "--tls", "--tls-ca-file", ca, "--http-addr", "127.0.0.1:0")
	if !strings.HasPrefix(r.url, "https://127.0.0.1:") {
		t.Fatalf("the base URL is %s", r.url)
	}
	c := at(t, strings.TrimPrefix(r.url, "https://"), ca)
	answer, body := fetch(t, c, "https://graph.facebook.com/v23.0/506914307656634")
	if answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 || !strings.Contains(body, `"id":"506914307656634"`) {
		t.Errorf("%s %d %s", answer.Proto, answer.StatusCode, body)
	}
	if answer, body := fetch(t, c, "https://hub.360dialog.io/api/v2/partners/simul8PA/preverified-numbers"); body != "[]\n" {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
	for _, host := range []string{"graph.facebook.com", "hub.360dialog.io"} {
		if answer, _ := fetch(t, c, "https://"+host+"/_sim/v1/health"); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s shows the control API: %d", host, answer.StatusCode)
		}
	}
	fields := strings.Fields(r.stderr.String())
	for _, f := range fields {
		if url, found := strings.CutPrefix(f, "http=http://"); found {
			if answer, _ := fetch(t, http.DefaultClient, "http://"+url+"/readyz"); answer.StatusCode != http.StatusOK {
				t.Errorf("the plain listener answers %d", answer.StatusCode)
			}
			return
		}
	}
	t.Errorf("no plain listener in the log: %s", r.stderr.String())
}

func TestTLSWithAGivenPair(t *testing.T) {
	dir := t.TempDir()
	cert, key, ca := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), filepath.Join(dir, "ca.pem")
	pair, caPEM, err := server.SelfSigned(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	write(t, ca, string(caPEM))
	write(t, cert, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]})))
	write(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	r := start(t, "--tls", "--tls-cert", cert, "--tls-key", key)
	if answer, _ := fetch(t, at(t, strings.TrimPrefix(r.url, "https://"), ca), "https://localhost/readyz"); answer.StatusCode != http.StatusOK {
		t.Errorf("%d", answer.StatusCode)
	}
}

// TestProxyAloneIsEnoughForHardCodedHosts: the proxy's address and a CA, from the file
// or the control API, are all that an unmodified client needs.
func TestProxyAloneIsEnoughForHardCodedHosts(t *testing.T) {
	ca := filepath.Join(t.TempDir(), "ca.pem")
	r := start(t, "--proxy", "--tls-ca-file", ca)
	pem, err := get(r.url + "/_sim/v1/ca.pem")
	if written, reading := os.ReadFile(ca); err != nil || reading != nil || string(written) != pem {
		t.Fatalf("%v %v: the CA of the control API is not that of the file", err, reading)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(pem))
	proxy, err := url.Parse(strings.Replace(r.url, "http://", "http://t-1@", 1))
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}}
	if answer, body := fetch(t, c, "https://graph.facebook.com/v23.0/506914307656634"); answer.StatusCode != http.StatusOK || answer.Header.Get("X-Sim-World") != "t-1" {
		t.Errorf("%d %v %s", answer.StatusCode, answer.Header, body)
	}
	addRule(t, http.DefaultClient, r.url+"/_world/t-1", hangRule)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range 10 {
		asked(ctx, t, c, "https://graph.facebook.com/v23.0/506914307656634/preverified_numbers?access_token=EAAJBsimulator")
	}
	r.until("requests that hang", func() bool {
		text, err := get(r.url + "/_world/t-1/_sim/v1/faults")
		return err == nil && strings.Contains(text, `"matched":10`)
	})
	if code, took := r.signal(syscall.SIGTERM); code != 0 || took >= time.Second {
		t.Errorf("with requests hanging in tunnels: exit code %d after %s", code, took)
	}
}

// TestTLSNames: a container's own name is in the certificate.
func TestTLSNames(t *testing.T) {
	ca := filepath.Join(t.TempDir(), "ca.pem")
	t.Setenv("SIM_TLS_NAME", "sim-a,192.0.2.7")
	r := start(t, "--tls", "--tls-ca-file", ca, "--tls-name", "sim-b", "--tls-name", "sim-c.test")
	c := at(t, strings.TrimPrefix(r.url, "https://"), ca)
	for _, host := range []string{"sim-b", "sim-c.test", "localhost", "connect.facebook.net", "www.facebook.com"} {
		if answer, body := fetch(t, c, "https://"+host+"/livez"); answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %d %s", host, answer.StatusCode, body)
		}
	}
	if _, err := c.Get("https://sim-a/livez"); err == nil {
		t.Error("the variable was read beside the flag")
	}
	if code := launch(t, "--tls", "--tls-name", "https://sim").wait(); code != exitUsage {
		t.Errorf("a URL as a name: exit %d", code)
	}
}

func TestTLSFlagsThatDoNotFit(t *testing.T) {
	for _, args := range [][]string{
		{"--tls-cert", "x"}, {"--tls", "--tls-cert", "x"}, {"--tls", "--tls-cert", "x", "--tls-key", "y"},
		{"--http-addr", "127.0.0.1:0"}, {"--proxy", "--http-addr", "127.0.0.1:0"}, {"--tls-name", "sim"}, {"--tls-ca-file", "z"},
		{"--tls", "--tls-cert", "x", "--tls-key", "y", "--tls-name", "z"}, {"--proxy", "--tls-ca-file", "/dev/null"},
		{"--tls", "--tls-cert", "x", "--tls-key", "y", "--tls-ca-file", "z"},
	} {
		if code := launch(t, args...).wait(); code != exitUsage {
			t.Errorf("%v: exit %d", args, code)
		}
	}
}
