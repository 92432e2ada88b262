package world

import (
	"errors"
	"regexp"
	"slices"
	"sync"
	"time"
)

// Default is the name of the world that always exists.
const Default = "default"

// NameForm tells a reader what a world may be called.
const NameForm = "a world's name is 1 to 64 letters, digits, dots, underscores and hyphens"

var namePattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// Errors of a registry.
var (
	// ErrName is the refusal of a name that is not of [NameForm].
	ErrName = errors.New(NameForm)
	// ErrFull is the refusal of one world more than the bound.
	ErrFull = errors.New("as many worlds exist as --max-worlds allows; end one with DELETE /_sim/v1/worlds/{name}")
	// ErrUnknown is the answer for a world that does not exist.
	ErrUnknown = errors.New("no such world")
)

// Registry holds the worlds of a process. Worlds come into being on first use,
// as copies of the boot setup.
type Registry struct {
	wall func() time.Time
	max  int

	mu     sync.RWMutex
	boot   Setup
	worlds map[string]*World
}

// NewRegistry opens a registry whose new worlds are built from boot, with at
// most bound worlds, and builds the default one. It returns the error of
// building it.
func NewRegistry(wall func() time.Time, bound int, boot Setup) (*Registry, error) {
	r := &Registry{wall: wall, max: bound, boot: boot, worlds: map[string]*World{}}
	_, err := r.Get(Default)
	return r, err
}

// Get returns the world of a name, built on first use. It returns [ErrName],
// [ErrFull] or the error of building it.
func (r *Registry) Get(name string) (*World, error) {
	r.mu.RLock()
	w, ok := r.worlds[name]
	r.mu.RUnlock()
	if ok {
		w.used.Store(r.wall().UnixNano())
		return w, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if w, ok := r.worlds[name]; ok {
		return w, nil
	}
	return r.put(name, r.boot)
}

// EndIdle ends the worlds nobody has used for that long in wall time; the
// default one stays. It returns their names.
func (r *Registry) EndIdle(idle time.Duration) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.wall().Add(-idle).UnixNano()
	var ended []string
	for name, w := range r.worlds {
		if name != Default && w.used.Load() <= before {
			delete(r.worlds, name)
			w.close()
			ended = append(ended, name)
		}
	}
	slices.Sort(ended)
	return ended
}

// Lookup returns a world only if it exists. It returns [ErrName] or
// [ErrUnknown].
func (r *Registry) Lookup(name string) (*World, error) {
	if !namePattern.MatchString(name) {
		return nil, ErrName
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if w, ok := r.worlds[name]; ok {
		return w, nil
	}
	return nil, ErrUnknown
}

// Put builds a world anew from a setup, in the place of the one of that name.
// The old one stays when it fails: with [ErrName], [ErrFull] or the error of
// building it.
func (r *Registry) Put(name string, s Setup) (*World, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.put(name, s)
}

func (r *Registry) put(name string, s Setup) (*World, error) {
	if !namePattern.MatchString(name) {
		return nil, ErrName
	}
	old, exists := r.worlds[name]
	if !exists && len(r.worlds) >= r.max {
		return nil, ErrFull
	}
	w, err := New(name, r.wall, s)
	if err != nil {
		return nil, err
	}
	w.used.Store(r.wall().UnixNano())
	r.worlds[name] = w
	if exists {
		old.close()
	}
	return w, nil
}

// Reset builds a world anew from the setup it was built from. It returns what
// [Registry.Put] does, and [ErrUnknown].
func (r *Registry) Reset(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, ok := r.worlds[name]
	if !ok {
		return ErrUnknown
	}
	_, err := r.put(name, w.setup)
	return err
}

// End ends a world. The default one starts anew from the boot setup instead.
// It returns [ErrUnknown].
func (r *Registry) End(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, ok := r.worlds[name]
	if !ok {
		return ErrUnknown
	}
	if name == Default {
		_, err := r.put(name, r.boot)
		return err
	}
	delete(r.worlds, name)
	w.close()
	return nil
}

// Boot returns the setup new worlds are built from.
func (r *Registry) Boot() Setup {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.boot
}

// SetBoot replaces the setup of worlds to come.
func (r *Registry) SetBoot(s Setup) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.boot = s
}

// List returns the worlds by name.
func (r *Registry) List() []*World {
	r.mu.RLock()
	defer r.mu.RUnlock()
	out := make([]*World, 0, len(r.worlds))
	for _, w := range r.worlds {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b *World) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out
}

// Count tells how many worlds exist.
func (r *Registry) Count() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.worlds)
}

// Close ends every world; what hangs in them lets go.
func (r *Registry) Close() {
	for _, w := range r.List() {
		w.close()
	}
}
