package control

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// checkBrowser refuses what a page of another site makes a browser send. A page may
// always send a simple request, and one that rebinds its host's name to the loopback
// address is of the same origin; neither must move a clock or fill the worlds. Clients
// that are no browsers send neither Origin nor Sec-Fetch-Site.
func (a *API) checkBrowser(r *http.Request, worldName, path string) error {
	if name, ok := strings.CutPrefix(path, "/worlds/"); ok && r.Method == http.MethodPut {
		worldName = name
	}
	origin, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	switch {
	case origin != "" && !sameOrigin(origin, r.Host):
		return foreignOrigin.fail("the request comes from a page of %s, the control API is at %s", origin, r.Host)
	case (origin != "" || site != "") && !a.trustedHost(r.Host):
		return foreignHost.fail("a browser asks for the host %s; only localhost, IP addresses and the names of --allow-host (SIM_ALLOW_HOST) are answered", r.Host)
	case strings.EqualFold(site, "cross-site") && worldName != world.Default && a.unknown(worldName):
		return crossSite.fail("the world %s does not exist, and a page of another site makes none", worldName)
	}
	return nil
}

func (a *API) unknown(worldName string) bool {
	_, err := a.Worlds.Lookup(worldName)
	return errors.Is(err, world.ErrUnknown)
}

// trustedHost reports whether a host cannot be a name that a page has rebound.
func (a *API) trustedHost(host string) bool {
	name := HostName(host)
	return name == "localhost" || strings.HasSuffix(name, ".localhost") ||
		net.ParseIP(strings.Trim(name, "[]")) != nil || slices.ContainsFunc(a.AllowHosts, func(h string) bool { return HostName(h) == name })
}

// HostName returns the name in a host header in one spelling: lower case, without
// port and trailing dot.
func HostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// sameOrigin reports whether a page's origin is the address it calls.
func sameOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	port := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	plain := func(h string) string { return strings.ToLower(strings.TrimSuffix(h, port)) }
	return plain(u.Host) == plain(host)
}

// isDocument reports whether a call reads one of the OpenAPI documents or the schema
// of scenarios. Tools that show them and editors run in browsers, at a port of their
// own. The documents hold no secret, so every origin may read them.
func isDocument(r *http.Request, path string) bool {
	return (strings.HasPrefix(path, "/openapi/") || path == scenarioSchemaPath) && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}
