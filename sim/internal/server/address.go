package server

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim/internal/control"
	"github.com/preverified-sim/preverified-sim/sim/internal/dialog360"
	"github.com/preverified-sim/preverified-sim/sim/internal/meta"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// The vendors' own host names. A request that carries one reaches only that
// vendor and the probes.
const (
	metaHost = "graph.facebook.com"
	hubHost  = "hub.360dialog.io"
)

// The prefixes by which the rooms are told apart.
const (
	worldPrefix   = "/_world/"
	controlPrefix = "/_sim"
	hubPrefix     = "/api/"
	worldHeader   = "X-Sim-World"
)

// address is what a request's line and headers say about where it goes.
type address struct {
	path, escaped string // within the world
	base          string // scheme, host and world prefix
	world         string
}

func (s *Server) serveHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := locate(r)
	host := hostName(r.Host)
	if s.aside(w, r, a, ok, host) {
		return
	}
	target, err := s.worlds.Get(a.world)
	if err != nil {
		worldProblem(w, err)
		return
	}
	vendor := meta.Name
	if host == hubHost || host != metaHost && isHub(a.path) {
		vendor = dialog360.Name
	}
	s.trip.ServeHTTP(w, r, target, vendor, trip.Entry{Path: a.path, Escaped: a.escaped, Base: a.base})
}

// aside answers what is for no vendor, and tells whether it was such a request.
func (s *Server) aside(w http.ResponseWriter, r *http.Request, a address, named bool, host string) bool {
	toVendor := host == metaHost || host == hubHost
	switch {
	case !named:
		problem(w, http.StatusBadRequest, "invalid-world-name", world.NameForm)
	case isProbe(a.path):
		s.probe(w, r, a.path)
	case opensConsole(r, a) && !toVendor && !s.opts.ControlApart:
		redirect(w, r, a)
	case !isControl(a.path):
		return false
	case toVendor || s.opts.ControlApart:
		problem(w, http.StatusNotFound, "no-control-api", "the control API is not to be had on this host or port")
	default:
		s.controlled(w, r, a)
	}
	return true
}

// serveControl answers on a listener of the control API's own.
func (s *Server) serveControl(w http.ResponseWriter, r *http.Request) {
	a, ok := locate(r)
	switch {
	case !ok:
		problem(w, http.StatusBadRequest, "invalid-world-name", world.NameForm)
	case isProbe(a.path):
		s.probe(w, r, a.path)
	case opensConsole(r, a):
		redirect(w, r, a)
	case !isControl(a.path):
		problem(w, http.StatusNotFound, "only-control-api", "only the control API is on this port")
	default:
		s.controlled(w, r, a)
	}
}

func (s *Server) controlled(w http.ResponseWriter, r *http.Request, a address) {
	rest, v1 := strings.CutPrefix(a.path, controlPrefix+"/v1")
	switch file, below := strings.CutPrefix(a.path, controlPrefix+"/"); {
	case v1 && (rest == "" || rest[0] == '/'):
		api, err := s.control()
		if err != nil {
			s.log.Error("the control API could not be built", "error", err)
			problem(w, http.StatusInternalServerError, "internal", err.Error())
			return
		}
		api.ServeHTTP(w, r, a.world, rest)
	case !below: // its files are found from the address with the slash
		redirect(w, r, a)
	case !control.ServeConsole(w, r, file):
		problem(w, http.StatusNotFound, "unknown-path", "the control API is at /_sim/v1/, the console at /_sim/")
	}
}

// opensConsole reports whether a person has typed the bare address of a world.
// Whatever else asks for it means Graph's root.
func opensConsole(r *http.Request, a address) bool { return a.path == "/" && control.WantsPage(r) }

// redirect sends a browser to the console of its world.
func redirect(w http.ResponseWriter, r *http.Request, a address) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		problem(w, http.StatusNotFound, "unknown-path", "the control API is at /_sim/v1/")
		return
	}
	w.Header().Set("Location", strings.TrimPrefix(a.base, origin(r))+controlPrefix+"/")
	w.WriteHeader(http.StatusFound)
}

func isControl(path string) bool {
	return path == controlPrefix || strings.HasPrefix(path, controlPrefix+"/")
}

// isProbe tells the probes, which are the same in every world and make none.
func isProbe(path string) bool { return path == "/livez" || path == readyPath }

const readyPath = "/readyz"

// isHub tells 360dialog's paths from Meta's, whose first segment is a version or
// an id. A mistyped path of the hub, such as one with a slash too many, is the
// hub's to refuse.
func isHub(path string) bool {
	return strings.HasPrefix(path, hubPrefix) || strings.HasPrefix("/"+strings.TrimLeft(path, "/")+"/", hubPrefix)
}

// locate finds the world of a request. The prefix wins over the header. It
// returns false for a prefix without a name.
func locate(r *http.Request) (a address, ok bool) {
	a = address{path: r.URL.Path, escaped: r.URL.EscapedPath(), base: origin(r), world: world.Default}
	if name, rest, found := cutWorld(r.URL, a); found {
		a.world, a.escaped = name, rest
		a.path, _ = url.PathUnescape(rest) // a part of what could be read
		a.base += worldPrefix + url.PathEscape(name)
		return a, name != ""
	}
	if name := r.Header.Get(worldHeader); name != "" {
		a.world = name
		a.base += worldPrefix + url.PathEscape(name)
	}
	return a, true
}

// cutWorld takes the world's prefix off a path as it was sent: an escaped slash
// is part of the name, and no name has one. A path that was not escaped as it
// should be, such as one with raw letters beyond ASCII, has only RawPath for that.
func cutWorld(u *url.URL, a address) (name, rest string, found bool) {
	if !strings.HasPrefix(a.path, worldPrefix) {
		return "", "", false
	}
	sent := a.escaped
	if u.RawPath != "" {
		sent = u.RawPath
	}
	segments := strings.SplitN(sent, "/", 4)
	if len(segments) < 3 {
		return "", "", false
	}
	name, _ = url.PathUnescape(segments[2]) // a part of what could be read
	if len(segments) == 3 {
		return name, "/", true
	}
	return name, "/" + segments[3], true
}

// origin is scheme and host as the client sees them, also behind a proxy that
// ends TLS.
func origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

func hostName(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return strings.ToLower(host)
	}
	return strings.ToLower(hostport)
}

func worldProblem(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, world.ErrName):
		problem(w, http.StatusBadRequest, "invalid-world-name", err.Error())
	case errors.Is(err, world.ErrFull):
		problem(w, http.StatusServiceUnavailable, "too-many-worlds", err.Error())
	case errors.Is(err, world.ErrLeaving):
		problem(w, http.StatusServiceUnavailable, "stopping", err.Error())
	default:
		problem(w, http.StatusInternalServerError, "world-not-built", err.Error())
	}
}

// problem answers an RFC 9457 problem where no vendor's dialect can speak: the
// request has met no world.
func problem(w http.ResponseWriter, status int, kind, detail string) {
	body, _ := json.Marshal(map[string]any{ // strings and an int always encode
		"type": "/problems/" + kind, "title": http.StatusText(status), "status": status, "detail": detail,
	})
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
