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

// transport is how the simulator is reached: the certificate to serve with, if
// any, and the CA that has signed it.
type transport struct {
	config *tls.Config
	ca     []byte
}

// transport reads the pair of --tls-cert and --tls-key, or makes one. It
// returns a usage error for a pair that cannot be used.
func (s *settings) transport() (transport, error) {
	var t transport
	switch {
	case !s.tls && s.httpAddr != "":
		return t, usageError("--http-addr goes with --tls")
	case s.tls || s.proxy:
	case s.tlsCert != "" || s.tlsKey != "" || s.tlsCAFile != "" || s.tlsNames != nil:
		return t, usageError("--tls-cert, --tls-key, --tls-ca-file and --tls-name go with --tls or --proxy")
	default:
		return t, nil
	}
	pair, err := s.certificate(&t)
	if err != nil {
		return t, err
	}
	t.config = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if s.tlsCAFile != "" {
		if err := writeRegular(s.tlsCAFile, t.ca); err != nil {
			return t, usageError("%s: %q: %w", s.source("tls-ca-file"), s.tlsCAFile, reason(err))
		}
	}
	return t, nil
}

func (s *settings) certificate(t *transport) (tls.Certificate, error) {
	switch {
	case s.tlsCert != "" && s.tlsKey != "" && s.tlsCAFile == "" && s.tlsNames == nil:
		pair, err := tls.LoadX509KeyPair(s.tlsCert, s.tlsKey)
		if err != nil {
			return pair, usageError("--tls-cert, --tls-key: %w", err)
		}
		return pair, nil
	case s.tlsCert != "" && s.tlsKey != "":
		return tls.Certificate{}, usageError("--tls-ca-file and --tls-name are for a self-made certificate, not for one of your own")
	case s.tlsCert != "" || s.tlsKey != "":
		return tls.Certificate{}, usageError("--tls-cert and --tls-key go together")
	}
	names := s.tlsNames
	if host, err := os.Hostname(); err == nil {
		names = append(names, host)
	}
	pair, ca, err := server.SelfSigned(time.Now(), names...)
	t.ca = ca
	return pair, err
}

// listen opens the listeners and returns the base URL of the first: --addr, by
// TLS if asked for, a plain one beside it, and the control API's own.
func listen(s *settings, srv *server.Server, t transport) (ends []server.Endpoint, url string, err error) {
	if !s.tls { // the certificate is for tunnels alone
		t.config = nil
	}
	ends = []server.Endpoint{{Handler: srv.Handler(), TLS: t.config}}
	addresses := []string{s.addr}
	if s.httpAddr != "" {
		ends = append(ends, server.Endpoint{Handler: srv.Handler()})
		addresses = append(addresses, s.httpAddr)
	}
	if s.controlAddr != "" {
		ends = append(ends, server.Endpoint{Handler: srv.ControlHandler(), TLS: t.config})
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

// endpointURL is where an endpoint can be reached from this machine: one on
// every interface is at the loopback address.
func endpointURL(e server.Endpoint) string {
	return urlOf(e.Listener.Addr().String(), e.TLS != nil)
}

func urlOf(addr string, secure bool) string {
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return scheme + addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return scheme + net.JoinHostPort(host, port)
}
