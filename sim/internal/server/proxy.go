package server

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// A client that calls the vendors by their https addresses reaches the simulator as
// its proxy: it asks CONNECT graph.facebook.com:443, and the TLS within the tunnel
// ends here. [Server.connect] hands the tunnel's connection to an http.Server of its
// own, whose listener is a [Handed]. No tunnel leads out of the process.

// tunnel is the connection of a client that has been answered CONNECT.
type tunnel struct {
	net.Conn
	read  *bufio.Reader // what the client sent behind its CONNECT, and the rest
	world string
}

// Read implements io.Reader.
func (t *tunnel) Read(p []byte) (int, error) { return t.read.Read(p) }

// SetLinger lets a fault reset the connection below the tunnel.
func (t *tunnel) SetLinger(seconds int) error {
	if tcp, ok := t.Conn.(interface{ SetLinger(seconds int) error }); ok {
		return tcp.SetLinger(seconds)
	}
	return nil
}

type tunnelKey struct{}

func withTunnel(ctx context.Context, c net.Conn) context.Context {
	if secure, ok := c.(*tls.Conn); ok {
		c = secure.NetConn()
	}
	return context.WithValue(ctx, tunnelKey{}, c)
}

// tunnelWorld is the world that the proxy's URL has chosen, the default one elsewhere.
func tunnelWorld(r *http.Request) string {
	if t, ok := r.Context().Value(tunnelKey{}).(*tunnel); ok {
		return t.world
	}
	return world.Default
}

// connect answers CONNECT: with a tunnel to a vendor, or a problem.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	// A client has no use for the connection of a tunnel it was refused; Node.js does
	// not end while it stays open.
	w.Header().Set("Connection", "close")
	_, port, _ := net.SplitHostPort(r.Host)
	switch {
	case s.opts.Proxy == nil:
		problem(w, http.StatusMethodNotAllowed, "no-proxy", "this is no proxy; start the simulator with --proxy (SIM_PROXY=1) for tunnels to the vendors")
		return
	case vendorOf(r) == "" || port != "443":
		problem(w, http.StatusForbidden, "foreign-host",
			"this proxy reaches the simulated vendors alone (graph.facebook.com:443, www.facebook.com:443, connect.facebook.net:443, hub.360dialog.io:443); it never calls out")
		return
	}
	name, why := proxyUser(r)
	if why != "" {
		w.Header().Set("Proxy-Authenticate", `Basic realm="the user name is a world of preverified-sim"`)
		problem(w, http.StatusProxyAuthRequired, "invalid-proxy-credential", why)
		return
	}
	raw, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		problem(w, http.StatusMethodNotAllowed, "no-proxy", "CONNECT is taken by HTTP/1.1 only")
		return
	}
	if _, err := io.WriteString(raw, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		_ = raw.Close() // the client has gone
		return
	}
	if err := s.tunnels.Hand(r.Context(), &tunnel{raw, buffered.Reader, name}); err != nil {
		_ = raw.Close() // the simulator stops
	}
}

// proxyUser reads the world that the proxy's URL names, or why it is refused.
func proxyUser(r *http.Request) (name, why string) {
	given := r.Header.Get("Proxy-Authorization")
	if given == "" {
		return world.Default, ""
	}
	name, _, ok := (&http.Request{Header: http.Header{"Authorization": {given}}}).BasicAuth()
	switch {
	case !ok:
		return "", "Proxy-Authorization is not Basic with the Base64 of name:password"
	case name == "":
		return world.Default, ""
	case !sim.IsName(name):
		return "", "the user name of the proxy's URL chooses the world, and " + world.NameForm
	}
	return name, ""
}

func (s *Server) serveTunnel(w http.ResponseWriter, r *http.Request) {
	if vendorOf(r) == "" {
		problem(w, http.StatusMisdirectedRequest, "foreign-host", "only the simulated vendors are behind this proxy; it never calls out")
		return
	}
	s.serveHTTP(w, r)
}
