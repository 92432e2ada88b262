package cli

import (
	"errors"
	"os"
)

// certifyChild has the servers be proxies, with --proxy, by which exec's command calls the
// vendors' own addresses. It returns the file with the CA to trust, "" without --proxy.
func (s *settings) certifyChild() (file string, err error) {
	if !s.proxy {
		return "", nil
	}
	if err := s.certify(); err != nil {
		return "", err
	}
	f, err := os.CreateTemp("", "preverified-sim-ca-*.pem")
	if err != nil {
		return "", err
	}
	_, err = f.Write(s.CA)
	return f.Name(), errors.Join(err, f.Close())
}

// proxyVariables are what the usual HTTP clients read: those of Go, Node.js, Python and
// curl. The simulator's own address is reached without the proxy.
func proxyVariables(base, caFile string) []setting {
	const local = "localhost,127.0.0.1,::1"
	return []setting{
		{"HTTPS_PROXY", base}, {"https_proxy", base}, {"NO_PROXY", local}, {"no_proxy", local},
		{"SSL_CERT_FILE", caFile}, {"NODE_EXTRA_CA_CERTS", caFile}, {"REQUESTS_CA_BUNDLE", caFile}, {"CURL_CA_BUNDLE", caFile},
		{"NODE_USE_ENV_PROXY", "1"},
	}
}
