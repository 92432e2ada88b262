package model

import (
	"slices"
	"time"
)

// row is a row of 360dialog's own table.
type row struct {
	partner string
	number  int
	created time.Time
	known   string    // the status as of the last sync
	ends    time.Time // and the end of the verification
	deleted bool
}

// rowOf finds the row of a number, -1 for none.
func (s *spec) rowOf(number int) int {
	return slices.IndexFunc(s.rows, func(r row) bool { return r.number == number && !r.deleted })
}

// rowByID finds the row a partner names by the number's id.
func (s *spec) rowByID(partner, id string) int {
	return slices.IndexFunc(s.rows, func(r row) bool {
		return r.partner == partner && s.numbers[r.number].id == id && !r.deleted
	})
}

// pooled tells whether any pool holds the telephone number, also when Meta has
// deleted it.
func (s *spec) pooled(phone string) bool {
	return slices.ContainsFunc(s.rows, func(r row) bool { return s.numbers[r.number].phone == phone && !r.deleted })
}

func (s *spec) partner(id string) int {
	return slices.IndexFunc(s.start.partners, func(p partner) bool { return p.id == id })
}

// learn takes over what Meta says, and tells whether that was news.
func (s *spec) learn(i int) bool {
	r, n := &s.rows[i], &s.numbers[s.rows[i].number]
	known := n.statusAt(s.now)
	news := r.known != known || !r.ends.Equal(n.expires)
	r.known, r.ends = known, n.expires
	return news
}

func (s *spec) toPool(partner string, number int) int {
	s.numbers[number].partner = partner
	s.rows = append(s.rows, row{partner: partner, number: number, created: s.now})
	s.learn(len(s.rows) - 1)
	return len(s.rows) - 1
}

func (s *spec) fromPool(i int) {
	s.rows[i].deleted = true
	if n := &s.numbers[s.rows[i].number]; n.lives() {
		n.partner = ""
	}
}

// seen is the status a partner is shown, and whether that verification has
// passed its end by now. A pool without a lag mirrors Meta while the number
// lives there.
func (s *spec) seen(i int) (status string, over bool) {
	r := s.rows[i]
	status, ends := r.known, r.ends
	if n := &s.numbers[r.number]; s.start.poolSync == 0 && n.lives() {
		status, ends = n.statusAt(s.now), n.expires
	}
	return status, status == expired || status == verified && !s.now.Before(ends)
}

// pool lists the rows of a partner that fit a filter, those of a country first.
// VERIFIED leaves out what has run out at Meta while the pool does not know.
func (s *spec) pool(partner, status, phone, country string) []int {
	var first, then []int
	for i, r := range s.rows {
		shown, over := s.seen(i)
		n := &s.numbers[r.number]
		switch {
		case r.deleted || r.partner != partner, phone != "" && n.phone != phone,
			status != "" && shown != status, status == verified && over:
		case country != "" && countryOf(n.phone) == country:
			first = append(first, i)
		default:
			then = append(then, i)
		}
	}
	return append(first, then...)
}

// countryOf is enough for the telephone numbers of these tests.
func countryOf(phone string) string {
	switch phone[:2] {
	case "49":
		return "de"
	default:
		return "us"
	}
}
