package wire

// Scratch is room in which trees are given their plain form, over and over: a
// validator looks at that form for a moment, and nobody keeps it. The zero value
// is ready. It is not safe for concurrent use.
type Scratch struct {
	maps   []map[string]any
	taken  int // of maps
	values []any
}

// What is kept for the next tree is bounded, so that one large answer does not
// stay in memory for ever.
const (
	mostMaps    = 256
	mostMembers = 32
	mostValues  = 1024
)

// Plain returns the tree as [Plain] does. The maps and slices are good until
// [Scratch.Reset].
func (s *Scratch) Plain(v any) any {
	switch t := v.(type) {
	case Object:
		return s.object(t)
	case []Object:
		out := s.list(len(t))
		for i, o := range t {
			out[i] = s.object(o)
		}
		return out
	case []any:
		out := s.list(len(t))
		for i, e := range t {
			out[i] = s.Plain(e)
		}
		return out
	case []string:
		out := s.list(len(t))
		for i, e := range t {
			out[i] = e
		}
		return out
	case Raw:
		return decoded(t)
	default:
		return v
	}
}

// Reset takes the room back.
func (s *Scratch) Reset() {
	kept := s.maps[:0]
	for i, m := range s.maps {
		if i < s.taken {
			if len(m) > mostMembers || len(kept) == mostMaps {
				continue
			}
			clear(m)
		}
		kept = append(kept, m)
	}
	clear(s.maps[len(kept):])
	s.maps, s.taken = kept, 0
	if cap(s.values) > mostValues {
		s.values = nil
	}
	clear(s.values)
	s.values = s.values[:0]
}

func (s *Scratch) object(o Object) map[string]any {
	m := s.newMap(len(o))
	for _, e := range o {
		m[e.Name] = s.Plain(e.Value)
	}
	return m
}

func (s *Scratch) newMap(size int) map[string]any {
	if s.taken < len(s.maps) {
		m := s.maps[s.taken]
		s.taken++
		return m
	}
	m := make(map[string]any, size)
	s.maps = append(s.maps, m)
	s.taken++
	return m
}

// list cuts n places off the room for values. What was cut off before stays
// where it is when the room has to grow. There is a room for no places too: a
// list of nothing is an empty list to a validator, a nil one would be null.
func (s *Scratch) list(n int) []any {
	if s.values == nil || len(s.values)+n > cap(s.values) {
		s.values = make([]any, 0, max(n, 2*cap(s.values), 32))
	}
	from := len(s.values)
	s.values = s.values[:from+n]
	return s.values[from : from+n : from+n]
}
