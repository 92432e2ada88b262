package server

import (
	"cmp"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/control"
	"github.com/preverified-sim/preverified-sim/sim/internal/dialog360"
	"github.com/preverified-sim/preverified-sim/sim/internal/meta"
	"github.com/preverified-sim/preverified-sim/sim/internal/popup"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// vendorHosts are the vendors' own names, by which only they and the probes are reached.
var vendorHosts = map[string]string{
	"graph.facebook.com": meta.Name, "www.facebook.com": meta.Name, "connect.facebook.net": meta.Name,
	"hub.360dialog.io": dialog360.Name,
}

func vendorOf(r *http.Request) string { return vendorHosts[control.HostName(r.Host)] }

// The prefixes by which the rooms are told apart.
const (
	worldPrefix   = "/_world/"
	controlPrefix = "/_sim"
	partnerPrefix = "/api/"
	worldHeader   = "X-Sim-World"
)

// address is what a request's line and headers say about where it goes.
type address struct {
	trip.Entry // within the world
	world      string
}

func (s *Server) serveHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		s.connect(w, r)
		return
	}
	a, named := locate(r)
	vendor := vendorOf(r)
	if s.aside(w, r, a, named, vendor == "" && !s.opts.ControlApart) {
		return
	}
	if vendor == "" {
		vendor = meta.Name
		if isPartner(a.Path) {
			vendor = dialog360.Name
		}
	}
	if vendor == meta.Name && popup.IsSDK(a.Path) {
		popup.ServeSDK(w, r, windowBase(r, a))
		return
	}
	target, leave, err := s.worlds.Enter(a.world)
	if err != nil {
		worldProblem(w, err)
		return
	}
	defer leave()
	if vendor == meta.Name && popup.IsWindow(a.Path) {
		s.popup.ServeHTTP(w, r, target, a.Path)
		return
	}
	s.trip.ServeHTTP(w, r, target, vendor, a.Entry)
}

// windowBase is where the SDK opens its windows: at Meta's host where the SDK is Meta's.
func windowBase(r *http.Request, a address) string {
	if control.HostName(r.Host) != "connect.facebook.net" {
		return a.Base
	}
	host := "www.facebook.com"
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		host = net.JoinHostPort(host, port)
	}
	return strings.Replace(a.Base, r.Host, host, 1)
}

// aside answers a request that is for no vendor, and reports whether it was one.
func (s *Server) aside(w http.ResponseWriter, r *http.Request, a address, named, controlHere bool) bool {
	switch {
	case !named:
		problem(w, http.StatusBadRequest, "invalid-world-name", world.NameForm)
	case a.Path == "/livez" || a.Path == readyPath: // the same in every world, and make none
		s.probe(w, r, a.Path)
	case controlHere && a.Path == "/" && control.WantsPage(r): // any other request for / is for Graph's root
		redirect(w, r, a)
	case !isControl(a.Path):
		return false
	case controlHere:
		s.controlled(w, r, a)
	default:
		problem(w, http.StatusNotFound, "no-control-api", "the control API is not at this host or port")
	}
	return true
}

func (s *Server) serveControl(w http.ResponseWriter, r *http.Request) {
	a, named := locate(r)
	if !s.aside(w, r, a, named, vendorOf(r) == "") {
		problem(w, http.StatusNotFound, "only-control-api", "only the control API is on this port")
	}
}

func (s *Server) controlled(w http.ResponseWriter, r *http.Request, a address) {
	rest, v1 := strings.CutPrefix(a.Path, controlPrefix+"/v1")
	reading := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch file, below := strings.CutPrefix(a.Path, controlPrefix+"/"); {
	case v1 && (rest == "" || rest[0] == '/'):
		s.control().ServeHTTP(w, r, a.world, rest)
	case !below && reading: // its files are found from the address with the slash
		redirect(w, r, a)
	case !below || !s.control().ServeConsole(w, r, file):
		problem(w, http.StatusNotFound, "unknown-path", "the control API is at /_sim/v1/, the console at /_sim/")
	}
}

func redirect(w http.ResponseWriter, r *http.Request, a address) {
	w.Header().Set("Location", strings.TrimPrefix(a.Base, origin(r))+controlPrefix+"/")
	w.WriteHeader(http.StatusFound)
}

func isControl(path string) bool {
	return path == controlPrefix || strings.HasPrefix(path, controlPrefix+"/")
}

const readyPath = "/readyz"

// isPartner reports whether a path is one of 360dialog's. Repeated slashes count as one.
func isPartner(path string) bool {
	return strings.HasPrefix(path, partnerPrefix) || strings.HasPrefix(trip.Collapse(path)+"/", partnerPrefix)
}

// locate finds the world of a request: the path's prefix wins over the header, which
// wins over the user name of the proxy's URL. It returns false for an empty name.
func locate(r *http.Request) (a address, ok bool) {
	a = address{trip.Entry{Path: r.URL.Path, Escaped: r.URL.EscapedPath(), Base: origin(r)}, tunnelWorld(r)}
	if name, rest, found := cutWorld(r.URL, a); found {
		a.world, a.Escaped = name, rest
		a.Path, _ = url.PathUnescape(rest) // a part of what could be read
		a.Base += worldPrefix + url.PathEscape(name)
		return a, name != ""
	}
	if name := r.Header.Get(worldHeader); name != "" {
		a.world = name
		a.Base += worldPrefix + url.PathEscape(name)
	}
	return a, true
}

// cutWorld takes the world's prefix off a path. An escaped slash is part of the name. A
// path with raw letters beyond ASCII has only RawPath for that.
func cutWorld(u *url.URL, a address) (name, rest string, found bool) {
	if !strings.HasPrefix(a.Path, worldPrefix) {
		return "", "", false
	}
	segments := strings.SplitN(cmp.Or(u.RawPath, a.Escaped), "/", 4)
	if len(segments) < 3 {
		return "", "", false
	}
	name, _ = url.PathUnescape(segments[2]) // a part of what could be read
	if len(segments) == 3 {
		return name, "/", true
	}
	return name, "/" + segments[3], true
}

// origin is scheme and host as the client sees them, also behind a proxy.
func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

func worldProblem(w http.ResponseWriter, err error) {
	status, kind := http.StatusServiceUnavailable, "too-many-worlds"
	switch {
	case errors.Is(err, world.ErrName):
		status, kind = http.StatusBadRequest, "invalid-world-name"
	case !errors.Is(err, world.ErrFull):
		status, kind = http.StatusInternalServerError, "world-not-built"
	}
	problem(w, status, kind, err.Error())
}

// problem answers an RFC 9457 problem to a request that has reached no vendor.
func problem(w http.ResponseWriter, status int, kind, detail string) {
	// It always encodes.
	body, _ := json.Marshal(sim.Problem{Type: "/problems/" + kind, Title: http.StatusText(status), Status: status, Detail: detail})
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
