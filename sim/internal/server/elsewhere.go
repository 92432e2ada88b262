package server

import (
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// mostSearched bounds the worlds that are looked into for one hint.
const mostSearched = 256

// elsewhere names another world that known is true for: the default one before the
// others, those by name. It returns "" when it is true for none of the first worlds.
func (s *Server) elsewhere(here string, known func(*store.Store) bool) string {
	if w, err := s.worlds.Lookup(world.Default); err == nil && here != world.Default && known(w.Store) {
		return world.Default
	}
	all := s.worlds.List()
	for _, w := range all[:min(len(all), mostSearched)] {
		if w.Name != here && known(w.Store) {
			return w.Name
		}
	}
	return ""
}
