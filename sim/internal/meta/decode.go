package meta

import (
	"bytes"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// The versions that are answered as asked. Older ones are answered by the
// oldest, as Meta serves what it has retired; newer ones are not known as
// versions at all (public captures of 2026).
const (
	oldest = 19
	newest = 26
)

// Refusals of decoding and identifying; see the catalogue.
const (
	malformedRequest sim.ErrorCode = "malformed_request"
	unknownPath      sim.ErrorCode = "unknown_path"
)

// Decode implements trip.API: version, parameters and the effective method.
// Parameters are read from the query and, except on GET, from the body, which
// wins where both name one.
func (g *Graph) Decode(c *trip.Call) error {
	c.Path = trip.Collapse(c.Path)
	rest, err := splitVersion(c)
	if err != nil {
		return err
	}
	if err := readForm(c, c.Request.URL.RawQuery); err != nil {
		return err
	}
	if c.Request.Method != "GET" {
		if err := readBody(c); err != nil {
			return err
		}
	}
	c.Path = rest
	if m, ok := c.Params.Text("method"); ok && m != "" {
		c.Method = strings.ToUpper(m) // an unknown method matches no route
		return nil
	}
	switch c.Method {
	case "HEAD": // as GET; the server leaves the body out (inferred)
		c.Method = "GET"
	case "OPTIONS":
		return trip.ErrAnswered
	}
	return nil
}

// splitVersion takes the version segment and a trailing slash off the path.
func splitVersion(c *trip.Call) (rest string, err error) {
	path := c.Path
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	c.Version = "v" + strconv.Itoa(newest) + ".0"
	c.Asked = c.Version
	segment, after, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	major, ok := versionNumber(segment)
	switch {
	case !ok:
		return path, nil // no version, so it is a node
	case major < oldest:
		major = oldest
	case major > newest || !strings.HasSuffix(segment, ".0"):
		next, _, _ := strings.Cut(after, "/")
		return "", &sim.Error{Code: unknownPath, Field: next}
	}
	c.Version, c.Asked = "v"+strconv.Itoa(major)+".0", segment
	return "/" + after, nil
}

// versionNumber reads the major number of vNN.N.
func versionNumber(segment string) (int, bool) {
	number, v := strings.CutPrefix(segment, "v")
	major, minor, found := strings.Cut(number, ".")
	n, err := strconv.Atoi(major)
	_, err2 := strconv.Atoi(minor)
	return n, v && found && err == nil && err2 == nil && n > 0
}

// readForm reads urlencoded pairs; of a repeated name the last one counts.
func readForm(c *trip.Call, text string) error {
	if _, err := url.QueryUnescape(text); err != nil {
		return &sim.Error{Code: malformedRequest, Detail: "a parameter is not percent-encoded"}
	}
	for name, value := range trip.Pairs(text) {
		if err := set(c, name, value); err != nil {
			return err
		}
	}
	return nil
}

// set notes a parameter; name[] and name[0] are entries of a list. It refuses more
// of them than a call may have.
func set(c *trip.Call, name string, value any) error {
	if list, index, ok := strings.Cut(name, "["); ok && list != "" && strings.TrimRight(index, "0123456789]") == "" {
		before, _ := c.Params.Get(list)
		entries, _ := before.([]any)
		name, value = list, append(entries, value)
	}
	c.Params.Set(name, value)
	if len(c.Params) > trip.MostParams {
		return tooMany
	}
	return nil
}

var tooMany = &sim.Error{Code: malformedRequest, Detail: "there are more than " + strconv.Itoa(trip.MostParams) + " parameters"}

// readBody reads the body by its media type; without one, or with an unknown
// one, by its first character.
func readBody(c *trip.Call) error {
	body := bytes.TrimSpace(c.Body)
	if len(body) == 0 {
		return nil
	}
	mediaType, params, _ := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	switch {
	case mediaType == "multipart/form-data":
		return readMultipart(c, params["boundary"])
	case mediaType == "application/json", mediaType != "application/x-www-form-urlencoded" && (body[0] == '{' || body[0] == '['):
		return readJSON(c, body)
	default:
		return readForm(c, string(body))
	}
}

func readJSON(c *trip.Call, body []byte) error {
	refusal := &sim.Error{Code: malformedRequest, Detail: "the body is not a JSON object"}
	value, err := trip.DecodeJSON(body)
	object, ok := value.(map[string]any)
	if err != nil || !ok {
		return refusal
	}
	if len(c.Params)+len(object) > trip.MostParams {
		return tooMany // before any is read, because the order of a map is random
	}
	for _, name := range slices.Sorted(maps.Keys(object)) { // pages are linked with the parameters in this order
		c.Params.Set(name, object[name])
	}
	return nil
}

func readMultipart(c *trip.Call, boundary string) error {
	refusal := &sim.Error{Code: malformedRequest, Detail: "the body is not multipart/form-data"}
	if boundary == "" {
		return refusal
	}
	before := slices.Clone(c.Params)
	parts := multipart.NewReader(bytes.NewReader(c.Body), boundary)
	for { // pages are linked with the parameters in this order
		part, err := parts.NextPart()
		if err == io.EOF { // any other error may wrap it
			return nil
		}
		var value []byte
		if err == nil {
			value, err = io.ReadAll(part)
		}
		if err != nil {
			c.Params = before // what was read so far does not count
			return refusal
		}
		if name := part.FormName(); name != "" && part.FileName() == "" {
			if err := set(c, name, string(value)); err != nil {
				return err
			}
		}
	}
}
