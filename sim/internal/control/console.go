package control

import (
	"bytes"
	"cmp"
	"embed"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

//go:embed console
var consoleFiles embed.FS

// consoleTypes are the media types of the page's files. The system's table is not
// used, because it differs from machine to machine.
var consoleTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
}

// consolePolicy lets the page run its own files and call its own origin, and nothing
// else, because it shows texts that clients have sent.
const consolePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// ServeConsole answers with a file of the console, the web page for people. name
// is what follows /_sim/ in the path, "" for the page itself; it reports false,
// and writes nothing, for an unknown name. The page finds its world in its own
// address, and it holds no secrets: it asks for the control token when a call is
// refused without.
func (a *API) ServeConsole(w http.ResponseWriter, r *http.Request, name string) bool {
	name = cmp.Or(name, "index.html")
	file, err := consoleFiles.ReadFile("console/" + name)
	if err != nil {
		return false
	}
	if err := a.checkBrowser(r, world.Default, ""); err != nil {
		a.refuse(w, r, nil, err)
		return true
	}
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		a.refuse(w, r, nil, wrongMethod.fail("the console takes GET, HEAD"))
		return true
	}
	h.Set("Content-Type", consoleTypes[path.Ext(name)])
	h.Set("Content-Security-Policy", consolePolicy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", tagOf(file))
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(file))
	return true
}

// WantsPage reports whether a browser opens the bare address, where the console is
// shown.
func WantsPage(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.RawQuery == "" && !r.URL.ForceQuery &&
		strings.Contains(strings.ToLower(strings.Join(r.Header.Values("Accept"), ",")), "text/html")
}
