package cli

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// secure takes the certificate of --tls-cert and --tls-key, or makes one. It returns a
// usage error.
func (s *settings) secure() error {
	given, made := s.tlsCert != "" || s.tlsKey != "", s.tlsCAFile != "" || s.tlsNames != nil
	switch {
	case !s.tls && s.httpAddr != "":
		return usageError("--http-addr goes with --tls")
	case !s.tls && !s.proxy && (given || made):
		return usageError("--tls-cert, --tls-key, --tls-ca-file and --tls-name go with --tls or --proxy")
	case !s.tls && !s.proxy:
		return nil
	case given && (s.tlsCert == "" || s.tlsKey == ""):
		return usageError("--tls-cert and --tls-key go together")
	case given && made:
		return usageError("--tls-ca-file and --tls-name are for a self-made certificate, not for one of your own")
	case given:
		pair, err := tls.LoadX509KeyPair(s.tlsCert, s.tlsKey)
		if err != nil {
			return usageError("--tls-cert, --tls-key: %w", err)
		}
		s.use(pair)
		return nil
	}
	if host, err := os.Hostname(); err == nil {
		s.tlsNames = append(s.tlsNames, host)
	}
	if err := s.certify(s.tlsNames...); err != nil || s.tlsCAFile == "" {
		return err
	}
	if err := writeRegular(s.tlsCAFile, s.CA); err != nil {
		return usageError("%s: %q: %w", s.source("tls-ca-file"), s.tlsCAFile, reason(err))
	}
	return nil
}

// certify makes a certificate, and the CA that has signed it.
func (s *settings) certify(names ...string) error {
	pair, ca, err := server.SelfSigned(time.Now(), names...)
	s.CA = ca
	s.use(pair)
	return err
}

// use has tunnels and --tls serve with a certificate.
func (s *settings) use(pair tls.Certificate) {
	config := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if s.tls {
		s.certificate = config
	}
	if s.proxy {
		s.Proxy = config
	}
}

// listen opens the listeners and returns the base URL of the first: --addr, by
// TLS if asked for, a plain one beside it, and the control API's own.
func listen(s *settings, srv *server.Server) (ends []server.Endpoint, url string, err error) {
	ends = []server.Endpoint{{Handler: srv.Handler(), TLS: s.certificate}}
	addresses := []string{s.addr}
	if s.httpAddr != "" {
		ends = append(ends, server.Endpoint{Handler: srv.Handler()})
		addresses = append(addresses, s.httpAddr)
	}
	if s.controlAddr != "" {
		ends = append(ends, server.Endpoint{Handler: srv.ControlHandler(), TLS: s.certificate})
		addresses = append(addresses, s.controlAddr)
	}
	for i, address := range addresses {
		if ends[i].Listener, err = net.Listen("tcp", address); err != nil {
			for _, e := range ends[:i] {
				err = errors.Join(err, e.Listener.Close())
			}
			if errors.Is(err, syscall.EADDRINUSE) {
				err = fmt.Errorf("%w; another simulator may run there (preverified-sim healthcheck tells); stop it, or take another address with --addr, such as 127.0.0.1:0", err)
			}
			return nil, "", err
		}
	}
	return ends, endpointURL(ends[0]), nil
}

func endpointURL(e server.Endpoint) string {
	return urlOf(e.Listener.Addr().String(), e.TLS != nil)
}

// urlOf is where an address can be reached from this machine.
func urlOf(addr string, secure bool) string {
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	host, port, _ := net.SplitHostPort(addr) // which has been listened on, or checked
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + net.JoinHostPort(host, port)
}
