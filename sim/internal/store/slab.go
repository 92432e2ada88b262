package store

// slab hands out records, those that are expected from blocks: one by one they
// would take more memory, and the collector's time.
type slab[T any] struct {
	expected int
	block    []T
}

// blockSize is how many records a block holds at most. It is freed as a whole,
// when none of its records is known any more.
const blockSize = 1024

func (s *slab[T]) expect(count int) { s.expected += count }

func (s *slab[T]) take() *T {
	if s.expected == 0 && len(s.block) == 0 {
		return new(T)
	}
	if len(s.block) == 0 {
		s.block = make([]T, min(s.expected, blockSize))
		s.expected -= len(s.block)
	}
	first := &s.block[0]
	s.block = s.block[1:]
	return first
}
