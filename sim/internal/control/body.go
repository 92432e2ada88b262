package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

const bodyName = "body"

func body[T any](_ *API, data []byte) (any, error) {
	into := new(T)
	return into, strict.Decode(bodyName, data, into, strict.Options{JSON: true, MaxMarks: maxMarks})
}

// maxMarks bounds what a body that is no scenario may hold; a hundred limits have
// some thousand marks.
const maxMarks = 50_000

// input is the body as the route's reader made it, nil when there was none.
func input[T any](q *request) *T {
	in, _ := q.body.(*T)
	return in
}

// curlType is the media type that curl -d sends by default. A body of that type that
// begins as JSON is read as JSON. Pages of other origins, which could send it too,
// are refused earlier.
const curlType = "application/x-www-form-urlencoded"

var jsonText = pattern.Lazy(`^\s*[{\[]`)

// readBody returns the body of a call that takes one, nil for an empty one. It
// returns a problem for a media type that the call does not take.
func (q *request) readBody() ([]byte, error) {
	if q.route.read == nil && !q.route.whole {
		return nil, nil
	}
	body := &pieces{q: q, most: max(q.route.maxBody, defaultMaxBody)}
	var data []byte
	var err error
	if q.route.whole {
		q.stream = bufio.NewReader(body)
		if data, err = q.stream.Peek(beginning); errors.Is(err, io.EOF) {
			err = nil
		}
	} else {
		data, err = io.ReadAll(body)
	}
	if err != nil || len(data) == 0 {
		return nil, err
	}
	given := q.http.Header.Get("Content-Type")
	if given == "" || given == curlType && jsonText().Match(data) {
		given = jsonType
	}
	accepted := append([]string{jsonType}, q.route.text...)
	media, _, err := mime.ParseMediaType(given)
	if err != nil || !slices.Contains(accepted, media) {
		return nil, wrongMediaType.fail("the body is %s; send Content-Type: %s", given, strings.Join(accepted, " or "))
	}
	if media != jsonType && !q.route.whole {
		q.text = data
	}
	return data, nil
}

// A body is read in pieces, each within [Options.BodyTimeout], so that a long snapshot
// may arrive slowly while a stalled client is cut off. Two bodies longer than one
// piece are read at a time, because their decoded form is many times as long.
const (
	bodyPiece  = 256 << 10
	longBodies = 2
)

// beginning is how many bytes of a long body are looked at before it is read.
const beginning = 512

// pieces is the body of a request. Reading it returns a problem when it is longer than
// most bytes, does not arrive in time, or gets no turn among other long bodies.
type pieces struct {
	q          *request
	most, read int64
	piece      int64 // what is left of the piece
}

// Read implements io.Reader.
func (p *pieces) Read(into []byte) (n int, err error) {
	if p.q.http.Body == nil {
		return 0, io.EOF
	}
	if p.piece == 0 {
		if p.read > 0 {
			if err := p.q.takeTurn(); err != nil {
				return 0, err
			}
		}
		p.piece = bodyPiece
		p.q.readBy(p.q.api.BodyTimeout)
	}
	n, err = p.q.http.Body.Read(into[:min(int64(len(into)), p.piece)])
	p.piece -= int64(n)
	switch p.read += int64(n); {
	case p.read > p.most:
		return n, tooLarge.fail("the body is longer than %d bytes", p.most)
	case errors.Is(err, io.EOF):
		p.q.readBy(0)
	case err != nil:
		return n, invalidRequest.fail("the body could not be read: %s", err)
	}
	return n, err
}

// readBy sets the deadline of the next piece; zero removes it. A connection without
// deadlines belongs to a test in the same process.
func (q *request) readBy(span time.Duration) {
	if q.conn == nil {
		return
	}
	deadline := time.Time{}
	if span > 0 {
		deadline = q.api.Wall().Add(span)
	}
	_ = q.conn.SetReadDeadline(deadline)
}

// takeTurn waits for a turn, at most as long as a piece may take.
func (q *request) takeTurn() error {
	if q.turn {
		return nil
	}
	ctx := q.http.Context()
	if q.api.BodyTimeout > 0 {
		var cancel func()
		ctx, cancel = context.WithTimeout(ctx, q.api.BodyTimeout)
		defer cancel()
	}
	select {
	case q.api.turns <- struct{}{}:
		q.turn = true
		return nil
	case <-ctx.Done():
	}
	return tooManyBodies.fail("%d bodies of more than %d bytes are being read already; try again", longBodies, bodyPiece)
}

// close returns the turn and leaves the world.
func (q *request) close() {
	if q.leave != nil {
		q.leave()
	}
	if q.turn {
		q.turn = false
		<-q.api.turns
	}
}

// readJSON reads a JSON body by the route's reader. It returns the plain value
// for the contract, and the problems the reader found.
func (q *request) readJSON(data []byte) (value any, places sim.Issues, err error) {
	if data == nil || q.text != nil || q.route.whole {
		return nil, nil, nil
	}
	if depth, _ := trip.Nesting(data); depth > trip.DeepestJSON {
		return nil, nil, invalidRequest.fail("the body is nested deeper than %d levels", trip.DeepestJSON)
	}
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		return nil, nil, invalidRequest.fail("the body begins with a byte order mark; leave it out")
	}
	if value, err = wire.Read(data); err != nil {
		return nil, nil, invalidRequest.fail("the body is not JSON: %s", jsonProblem(err))
	}
	q.body, err = q.route.read(q.api, joinSurrogates(data))
	var found sim.Issues
	switch {
	case errors.As(err, &found):
		return value, inline(found), nil
	case err != nil:
		return nil, nil, err
	}
	return value, nil, nil
}

// surrogates matches the pair of escapes with which JSON writes a character above
// U+FFFF. It also matches an escaped backslash, which is left alone.
var surrogates = pattern.Lazy(`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)

// joinSurrogates writes such characters out, because the body is read as YAML, which
// has no surrogate pairs.
func joinSurrogates(data []byte) []byte {
	return surrogates().ReplaceAllFunc(data, func(m []byte) []byte {
		var s string
		if m[1] != 'u' || json.Unmarshal(slices.Concat([]byte{'"'}, m, []byte{'"'}), &s) != nil {
			return m
		}
		return []byte(s)
	})
}

func jsonProblem(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("%s, at byte %d", err, syntax.Offset)
	}
	return err.Error()
}
