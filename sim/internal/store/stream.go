package store

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"sync"

	"github.com/brianvoe/gofakeit/v7"
)

// Stream is one seeded source of generated data, drawn by a Faker of gofakeit. A world
// has several, so that drawing more from one shifts none of the others. It is safe for
// concurrent use.
type Stream struct {
	mu   sync.Mutex
	src  *rand.PCG
	fake *gofakeit.Faker // draws from the stream
}

// NewStream opens the stream of the given name under a seed. The same seed and
// name give the same values on every machine.
func NewStream(seed uint64, name string) *Stream {
	h := fnv.New64a()
	h.Write([]byte(name))
	s := &Stream{src: rand.NewPCG(seed, h.Sum64())}
	s.fake = gofakeit.NewFaker(s, false)
	return s
}

// Uint64 implements [rand.Source].
func (s *Stream) Uint64() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.src.Uint64()
}

// Digits returns n decimal digits, at least one.
func (s *Stream) Digits(n int) string { return s.fake.DigitN(uint(n)) }

// NodeID returns a node id in Meta's form: 16 decimal digits, the first not 0.
func (s *Stream) NodeID() string { return strconv.FormatUint(1e15+s.Uint64()%9e15, 10) }

// Text returns n characters of the alphabet.
func (s *Stream) Text(alphabet string, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = alphabet[s.Uint64()%uint64(len(alphabet))]
	}
	return string(out)
}

// Bytes fills b.
func (s *Stream) Bytes(b []byte) {
	for i := 0; i < len(b); i += 8 {
		var drawn [8]byte
		binary.LittleEndian.PutUint64(drawn[:], s.Uint64())
		copy(b[i:], drawn[:])
	}
}

// Float returns a value in [0, 1).
func (s *Stream) Float() float64 { return float64(s.Uint64()>>11) / (1 << 53) }

// Company returns the name of a company.
func (s *Stream) Company() string { return s.fake.Company() }

// MarshalBinary returns the stream's place, so that a restored world goes on
// with the values the first would have drawn.
func (s *Stream) MarshalBinary() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.src.MarshalBinary()
}

// UnmarshalBinary puts the stream at a place [Stream.MarshalBinary] gave.
func (s *Stream) UnmarshalBinary(data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.src.UnmarshalBinary(data)
}
