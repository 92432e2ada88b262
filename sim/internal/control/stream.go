package control

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// streamBuffer is how many records a reader may fall behind.
const streamBuffer = 256

// streamRequests follows the journal as server-sent events.
func streamRequests(q *request) (answer, error) {
	f, err := q.filter()
	if err != nil {
		return answer{}, err
	}
	if q.http.Method == http.MethodHead {
		return answer{media: eventStream, stream: func(http.ResponseWriter) error { return nil }}, nil
	}
	sub, err := q.world.Journal.Subscribe(streamBuffer)
	if err != nil {
		return answer{}, tooManyStreams.fail("%d streams and waiting calls follow this world already", journal.MaxSubscribers)
	}
	s := &stream{request: q, filter: f, sub: sub, sent: map[string]bool{}}
	return answer{media: eventStream, stream: s.run}, nil
}

// eventStream is the media type of server-sent events.
const eventStream = "text/event-stream"

// stream is one reader of the journal.
type stream struct {
	*request
	filter sim.RecordFilter
	sub    *journal.Subscription
	out    http.ResponseWriter
	sent   map[string]bool // what was sent from the journal and may come again
}

// run writes events until the reader goes, falls behind or the world ends.
func (s *stream) run(w http.ResponseWriter) error {
	defer s.sub.Close()
	s.out = w
	beat := time.NewTicker(s.api.heartbeat)
	defer beat.Stop()
	err := s.write(": the journal of " + s.world.Name + "\n\n")
	if err == nil {
		err = s.replay()
	}
	for err == nil {
		select {
		case r, open := <-s.sub.C:
			switch {
			case open:
				err = s.show(r)
			case isClosed(s.world.Leaving()):
				return nil
			default: // the reader is too slow, and there is a gap
				return s.write("event: lagged\ndata: {}\n\n")
			}
		case <-beat.C:
			err = s.write(": still here\n\n")
		case <-s.http.Context().Done():
			return nil
		}
	}
	return err
}

// replay sends what a reader has missed that comes back.
func (s *stream) replay() error {
	last := s.http.Header.Get("Last-Event-ID")
	if last == "" {
		return nil
	}
	for _, r := range s.world.Journal.All(sim.RecordFilter{Since: last}) {
		if err := s.show(r); err != nil {
			return err
		}
		s.sent[r.ID] = true
	}
	return nil
}

// show sends one record, checked against the contract like any other answer.
func (s *stream) show(r *journal.Record) error {
	if s.sent[r.ID] || !journal.Match(s.filter, r) {
		return nil
	}
	body, value, err := encode(journal.View(r))
	if err != nil {
		return err
	}
	s.api.report(s.http, s.api.Spec.CheckSchema("Record", value))
	return s.write(fmt.Sprintf("event: request\nid: %s\ndata: %s\n\n", r.ID, bytes.TrimSpace(body)))
}

func (s *stream) write(text string) error {
	if _, err := s.out.Write([]byte(text)); err != nil {
		return err
	}
	return http.NewResponseController(s.out).Flush()
}
