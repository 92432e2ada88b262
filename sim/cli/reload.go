package cli

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// lookEvery is how often --watch looks at the files of scenarios. A changed one is read
// once it has been left alone that long: editors write in several steps.
const lookEvery = 100 * time.Millisecond

// reloadOnDemand reads the boot scenario again when hangUp says so and, with --watch,
// when its file or directory changes, until ctx ends. A scenario with errors changes
// nothing.
func reloadOnDemand(ctx context.Context, s *settings, srv *server.Server, log *slog.Logger, hangUp <-chan os.Signal) {
	var look <-chan time.Time // nil, which never fires
	if s.watch {
		look = time.Tick(lookEvery)
	}
	if s.watch && s.scenarioFile() == "" && s.scenarioDir == "" {
		log.Warn("there is nothing to watch: the scenario is no file, and there is no --scenario-dir")
	}
	read := s.watched()
	go func() {
		for seen := read; ; {
			select {
			case <-ctx.Done():
				return
			case <-hangUp:
				reload(s, srv, log)
			case <-look:
				before := seen
				if seen = s.watched(); seen == before && seen != read {
					read = seen
					reload(s, srv, log)
				}
			}
		}
	}()
}

// watched tells apart what the files of scenarios were and are: by their sizes and times,
// and by where links lead.
func (s *settings) watched() (state string) {
	files, _ := fs.Glob(os.DirFS(s.scenarioDir), "*.yaml") // the pattern is well-formed
	for i, file := range files {
		files[i] = filepath.Join(s.scenarioDir, file)
	}
	for _, file := range append(files, s.scenarioFile()) {
		file, _ = filepath.EvalSymlinks(file)
		if info, err := os.Stat(file); err == nil {
			state += fmt.Sprintln(file, info.Size(), info.ModTime().UnixNano())
		}
	}
	return state
}

func reload(s *settings, srv *server.Server, log *slog.Logger) {
	var text []byte
	var err error
	if file := s.scenarioFile(); file != "" {
		text, err = readRegular(file)
	}
	if err == nil {
		err = srv.Reload(text)
	}
	if err != nil {
		log.Error("the scenario was not reloaded", "error", err)
		return
	}
	log.Info("the scenario was reloaded", "scenario", srv.Worlds().Boot().Scenario)
}
