package scenario

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/scenarios"
	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// ErrUnknown is the answer for a name the library does not have.
var ErrUnknown = errors.New("no such scenario")

// Library finds scenarios by name: those of a directory first, then those that
// come with the simulator. Files are read when they are asked for.
type Library struct {
	Dir   fs.FS                       // the user's scenarios; nil for none
	Env   func(string) (string, bool) // gives the values of ${NAME}
	Known sim.Known                   // what files are checked against
	Build Build                       // the settings of every world made
}

const extension = ".yaml"

// Names lists the names of the scenarios in alphabetical order.
func (l *Library) Names() (names []string) {
	for _, source := range l.sources() {
		files, _ := fs.Glob(source, "*"+extension) // the pattern is well-formed
		for _, file := range files {
			names = append(names, strings.TrimSuffix(file, extension))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// List lists the scenarios by name. A file that cannot be read is listed with its first
// problem in the place of the summary.
func (l *Library) List() (out []sim.ListedScenario) {
	for _, name := range l.Names() {
		listed := sim.ListedScenario{Name: name, Embedded: true}
		if l.Dir != nil {
			_, err := fs.Stat(l.Dir, name+extension)
			listed.Embedded = err != nil
		}
		if f, err := l.File(name); err != nil {
			listed.Summary, _, _ = strings.Cut(err.Error(), "\n")
		} else {
			listed.Summary, listed.Task = f.Summary, f.Task
		}
		out = append(out, listed)
	}
	return out
}

func (l *Library) sources() []fs.FS {
	if l.Dir == nil {
		return []fs.FS{scenarios.FS}
	}
	return []fs.FS{l.Dir, scenarios.FS}
}

// Text returns the YAML of a scenario. It returns [ErrUnknown].
func (l *Library) Text(name string) ([]byte, error) {
	if name == "" || strings.ContainsAny(name, `/\`) {
		return nil, ErrUnknown
	}
	for _, source := range l.sources() {
		data, err := fs.ReadFile(source, name+extension)
		if err == nil {
			return data, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return nil, ErrUnknown
}

// File reads a scenario. It returns [ErrUnknown], or the problems of the file.
func (l *Library) File(name string) (*sim.Scenario, error) {
	data, err := l.Text(name)
	if err != nil {
		return nil, err
	}
	f, _, err := l.Read(name+extension, data)
	return f, err
}

// Read reads a scenario that is not of the library; file stands for it in messages. It
// returns what [Parse] does.
func (l *Library) Read(file string, data []byte) (*sim.Scenario, sim.Issues, error) {
	f, warnings, err := Parse(file, data, l.Env, l.Known)
	if f != nil && f.Name == "" {
		f.Name = strings.TrimSuffix(file[strings.LastIndexAny(file, `/\`)+1:], extension)
	}
	return f, warnings, err
}

// Load returns what worlds are built from. It returns what [Library.File]
// does.
func (l *Library) Load(name string) (world.Setup, error) { return l.setup(l.File(name)) }

// Parse returns what worlds are built from of a scenario that is not of the library. It
// returns the problems of the text.
func (l *Library) Parse(file string, data []byte) (world.Setup, error) {
	f, _, err := l.Read(file, data)
	return l.setup(f, err)
}

func (l *Library) setup(f *sim.Scenario, err error) (world.Setup, error) {
	if err != nil {
		return world.Setup{}, err
	}
	return Setup(f, l.Build), nil
}
