package world

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Default is the name of the world that always exists.
const Default = "default"

// NameForm tells a reader what a world may be called.
const NameForm = "a world's name is 1 to 64 letters, digits, dots, underscores and hyphens, but not one or two dots alone"

// Errors of a registry.
var (
	// ErrName is the refusal of a name that is not of [NameForm].
	ErrName = errors.New(NameForm)
	// ErrFull is the refusal of one world more than the bound.
	ErrFull = errors.New("as many worlds exist as --max-worlds allows; end one with DELETE /_sim/v1/worlds/{name}")
	// ErrUnknown is the answer for a world that does not exist.
	ErrUnknown = errors.New("no such world")
)

// Registry holds the worlds of a process. Its lock is not held while a world is built:
// only requests for that world wait for it.
type Registry struct {
	wall       func() time.Time
	max        int
	onProgress Progress
	wake       func(*World) // sends webhooks; nil sends none
	rest       func(context.Context, *World)

	mu      sync.RWMutex
	boot    Setup
	worlds  map[string]*World
	pending map[string]func() (*World, error) // first uses: each builds once, and all who call it wait
	sites   []*site                           // of the large worlds that are being built

	life context.Context // until close
	end  func()
}

// NewRegistry opens a registry of at most bound worlds, which are built from boot on their
// first use, the default one too.
func NewRegistry(wall func() time.Time, bound int, boot Setup, onProgress Progress) *Registry {
	r := &Registry{
		wall: wall, max: bound, onProgress: onProgress, boot: boot,
		worlds: map[string]*World{}, pending: map[string]func() (*World, error){},
	}
	r.life, r.end = context.WithCancel(context.Background())
	return r
}

// Deliver has wake called whenever webhooks of a world are due or wait, without a
// lock, and rest on the way of a move of the clock, until those that are due were tried.
// Call it before the first world is built.
func (r *Registry) Deliver(wake func(*World), rest func(context.Context, *World)) {
	r.wake, r.rest = wake, rest
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
	first, err := r.firstUse(name)
	if err != nil {
		return nil, err
	}
	return first()
}

// Enter does what [Registry.Get] does, and keeps the world from being idle until leave
// is called.
func (r *Registry) Enter(name string) (w *World, leave func(), err error) {
	w, err = r.Get(name)
	if err != nil {
		return nil, nil, err
	}
	w.running.Add(1)
	return w, func() {
		w.used.Store(r.wall().UnixNano())
		w.running.Add(-1)
	}, nil
}

func (r *Registry) firstUse(name string) (func() (*World, error), error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if first, ok := r.pending[name]; ok {
		return first, nil
	}
	if w, ok := r.worlds[name]; ok { // it came into being a moment ago
		return func() (*World, error) { return w, nil }, nil
	}
	if err := r.admit(name); err != nil {
		return nil, err
	}
	boot := r.boot
	first := sync.OnceValues(func() (*World, error) { return r.construct(name, boot) })
	r.pending[name] = first
	return first, nil
}

// construct builds a world on its first use. One that was put in its place meanwhile
// stays. After a panic the next use builds it.
func (r *Registry) construct(name string, boot Setup) (*World, error) {
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.pending, name)
	}()
	w, err := r.build(name, boot)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if there, ok := r.worlds[name]; ok {
		w.close()
		return there, nil
	}
	return w, r.place(w)
}

// admit tells whether a world of that name may be made. The caller holds the
// lock.
func (r *Registry) admit(name string) error {
	if !sim.IsName(name) {
		return ErrName
	}
	if _, exists := r.worlds[name]; exists {
		return nil
	}
	others := len(r.worlds) + len(r.pending)
	if r.pending[name] != nil {
		others--
	}
	if others >= r.max {
		return ErrFull
	}
	return nil
}

// place puts a world in the place of the one of its name. The caller holds the
// lock. On an error of admit it ends the new world.
func (r *Registry) place(w *World) error {
	if err := r.admit(w.Name); err != nil {
		w.close()
		return err
	}
	old, exists := r.worlds[w.Name]
	w.closed = r.life.Done()
	w.used.Store(r.wall().UnixNano())
	r.worlds[w.Name] = w
	if exists {
		old.close()
	}
	if r.wake != nil {
		w.wake = func() { r.wake(w) }
		w.rest = func(ctx context.Context) { r.rest(ctx, w) }
		w.Store.OnDue(w.wake)
		w.wake() // a restored world may have some
	}
	return nil
}

// EndIdle ends the worlds in which nothing has run for that long in wall time; the
// default one stays. It returns their names.
func (r *Registry) EndIdle(idle time.Duration) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.wall().Add(-idle).UnixNano()
	var ended []string
	for name, w := range r.worlds {
		if name != Default && w.running.Load() == 0 && w.used.Load() <= before {
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
	if !sim.IsName(name) {
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
// building it. created tells that there was no old one.
func (r *Registry) Put(name string, s Setup) (w *World, created bool, err error) {
	r.mu.RLock()
	err = r.admit(name)
	r.mu.RUnlock()
	if err == nil {
		w, err = r.build(name, s)
	}
	if err == nil {
		created, err = r.put(w)
	}
	return w, created, err
}

func (r *Registry) put(w *World) (created bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, exists := r.worlds[w.Name]
	return !exists, r.place(w)
}

// Reset builds a world anew from the setup it was built from. A world that has ended
// comes into being. It returns what [Registry.Put] does.
func (r *Registry) Reset(name string) error {
	err := r.replace(name, func(old *World) Setup { return old.setup })
	if errors.Is(err, ErrUnknown) {
		_, err = r.Get(name)
	}
	return err
}

// replace builds a world anew from the setup chosen for the one there is, and
// does so again if another takes its place meanwhile.
func (r *Registry) replace(name string, choose func(*World) Setup) error {
	for {
		old, err := r.Lookup(name)
		if err != nil {
			return err
		}
		w, err := r.build(name, choose(old))
		if err != nil {
			return err
		}
		r.mu.Lock()
		if r.worlds[name] == old {
			defer r.mu.Unlock()
			return r.place(w)
		}
		r.mu.Unlock()
		w.close()
	}
}

// End ends a world. The default one starts anew from the boot setup instead.
// It returns [ErrUnknown].
func (r *Registry) End(name string) error {
	if name == Default {
		return r.replace(name, func(*World) Setup { return r.Boot() })
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	w, ok := r.worlds[name]
	if !ok {
		return ErrUnknown
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
	return slices.SortedFunc(maps.Values(r.worlds), func(a, b *World) int { return strings.Compare(a.Name, b.Name) })
}

// Count tells how many worlds exist.
func (r *Registry) Count() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.worlds)
}

// Leave ends the waits without an end in every world, see [World.Leaving].
func (r *Registry) Leave() {
	for _, w := range r.List() {
		w.leave()
		w.Journal.Shutdown()
	}
}

// Close ends every world, and the requests that hang in them: also in worlds that were
// reset, replaced or ended.
func (r *Registry) Close() {
	r.end()
	for _, w := range r.List() {
		w.close()
	}
}
