package cli

import (
	"errors"
	"os"
)

// childProxy lets exec's command call the vendors' own addresses: the simulator is its
// proxy, and the CA to trust is in a file.
type childProxy struct{ caFile string } // "" without --proxy

// childProxy makes the certificate and has the servers be proxies, with --proxy.
func (s *settings) childProxy() (c childProxy, err error) {
	if !s.proxy {
		return c, nil
	}
	if err := s.certify(); err != nil {
		return c, err
	}
	file, err := os.CreateTemp("", "preverified-sim-ca-*.pem")
	if err != nil {
		return c, err
	}
	_, err = file.Write(s.CA)
	return childProxy{file.Name()}, errors.Join(err, file.Close())
}

// variables are what the usual HTTP clients read: those of Go, Node.js, Python and
// curl. The simulator's own address is reached without the proxy.
func (c childProxy) variables(base string) (out []string) {
	if c.caFile == "" {
		return nil
	}
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		out = append(out, name+"="+base)
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		out = append(out, name+"=localhost,127.0.0.1,::1")
	}
	for _, name := range []string{"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"} {
		out = append(out, name+"="+c.caFile)
	}
	return append(out, "NODE_USE_ENV_PROXY=1")
}

func (c childProxy) remove() {
	if c.caFile != "" {
		_ = os.Remove(c.caFile) // the system's directory for temporary files
	}
}
