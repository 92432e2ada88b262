package control

import (
	"bytes"
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
)

// bodyName stands for the body in messages.
const bodyName = "body"

// body reads a JSON body strictly into a T.
func body[T any](_ *API, data []byte) (any, error) {
	into := new(T)
	return into, strict.Decode(bodyName, data, into, strict.Options{MaxMarks: maxMarks})
}

// maxMarks bounds what a body that is no scenario may hold; a hundred limits have
// some thousand marks.
const maxMarks = 50_000

// input is the body as the route's reader made it, nil when there was none.
func input[T any](q *request) *T {
	in, _ := q.body.(*T)
	return in
}

// curlType is what curl -d says of every body. One that begins as JSON is taken
// for it; a page of another origin that sends it is refused before.
const curlType = "application/x-www-form-urlencoded"

var jsonText = pattern.Lazy(`^\s*[{\[]`)

// readBody returns the body of a call that takes one, nil for an empty one, and
// holds its media type against those of the call.
func (q *request) readBody() ([]byte, error) {
	if q.route.read == nil {
		return nil, nil
	}
	data, err := q.readAll(max(q.route.maxBody, defaultMaxBody))
	if err != nil || len(data) == 0 {
		return nil, err
	}
	given := q.http.Header.Get("Content-Type")
	if given == "" || given == curlType && jsonText().Match(data) {
		given = jsonType
	}
	media, _, err := mime.ParseMediaType(given)
	switch {
	case err == nil && media == jsonType && q.route.whole:
		q.text = data
		return data, nil
	case err == nil && media == jsonType:
		return data, nil
	case err == nil && slices.Contains(q.route.text, media):
		q.text = data
		return data, nil
	}
	accepted := append([]string{jsonType}, q.route.text...)
	return nil, wrongMediaType.fail("the body is %s; send Content-Type: %s", given, strings.Join(accepted, " or "))
}

// A body is read in pieces, each within [Options.BodyTimeout]: one that is as
// long as a snapshot may come slowly, but not at a crawl. Beyond the first piece
// it takes a turn, since what is made of it is many times as long; there are few.
const (
	bodyPiece  = 256 << 10
	longBodies = 2
)

// readAll returns the whole body, or a problem when it is longer than most
// bytes, when it does not come, or when others are too busy with theirs.
func (q *request) readAll(most int64) ([]byte, error) {
	if q.http.Body == nil {
		return nil, nil
	}
	var body bytes.Buffer
	for {
		q.readBy(q.api.BodyTimeout)
		n, err := io.CopyN(&body, q.http.Body, bodyPiece)
		switch {
		case int64(body.Len()) > most:
			return nil, tooLarge.fail("the body is longer than %d bytes", most)
		case errors.Is(err, io.EOF):
			q.readBy(0)
			return body.Bytes(), nil
		case err != nil:
			return nil, invalidRequest.fail("the body could not be read: %s", err)
		}
		if err := q.takeTurn(); n == bodyPiece && err != nil {
			return nil, err
		}
	}
}

// readBy bounds how long the next piece may take; zero takes the bound away.
// Without deadlines there is no slow client behind it.
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

// takeTurn waits for one of the turns, as long as the client might have taken
// for a piece.
func (q *request) takeTurn() error {
	if q.turn {
		return nil
	}
	var late <-chan time.Time
	if q.api.BodyTimeout > 0 {
		timer := time.NewTimer(q.api.BodyTimeout)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case q.api.turns <- struct{}{}:
		q.turn = true
		return nil
	case <-q.http.Context().Done():
	case <-late:
	}
	return tooManyBodies.fail("%d bodies of more than %d bytes are being read already; try again", longBodies, bodyPiece)
}

// close gives the turn back.
func (q *request) close() {
	if q.turn {
		q.turn = false
		<-q.api.turns
	}
}

// readJSON reads a JSON body by the route's reader. It returns the plain value
// for the contract, and the problems the reader found.
func (q *request) readJSON(data []byte) (value any, places sim.Issues, err error) {
	if data == nil || q.text != nil {
		return nil, nil, nil
	}
	if trip.Nesting(data) > trip.DeepestJSON {
		return nil, nil, invalidRequest.fail("the body is nested deeper than %d levels", trip.DeepestJSON)
	}
	if value, err = plain(data); err != nil {
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

// surrogates is a pair of escapes that JSON writes for one character beyond the
// first plane. An escaped backslash is matched too, so that it is passed over.
var surrogates = pattern.Lazy(`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)

// joinSurrogates writes such characters out: YAML, as which the body is read,
// knows no pairs.
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
