package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// settleTime is how long a file must be left alone before it is read: editors
// write in several steps.
const settleTime = 50 * time.Millisecond

// reloadOnDemand reads the boot scenario again when hangUp says so and, with --watch,
// when its file or directory changes, until ctx ends. A scenario with errors changes
// nothing.
func reloadOnDemand(ctx context.Context, s *settings, srv *server.Server, log *slog.Logger, hangUp <-chan os.Signal) error {
	w, err := watch(s)
	if err != nil {
		return err
	}
	if s.watch && len(w.WatchList()) == 0 {
		log.Warn("there is nothing to watch: the scenario is no file, and there is no --scenario-dir")
	}
	go func() {
		defer w.Close()
		var settled <-chan time.Time // nil, which never fires, unless a file has just changed
		for {
			select {
			case <-ctx.Done():
				return
			case <-hangUp:
				reload(s, srv, log)
			case change := <-w.Events:
				if s.watches(change.Name) {
					settled = time.After(settleTime)
				}
			case err := <-w.Errors:
				log.Warn("a change of the scenario may have been missed", "error", err)
			case <-settled:
				settled = nil
				reload(s, srv, log)
			}
		}
	}()
	return nil
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

// watch reports changes of the scenario's file, by way of its directory because
// editors replace files, and of the scenario directory. Without --watch it
// reports none.
func watch(s *settings) (*fsnotify.Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil || !s.watch {
		return w, err
	}
	if file := s.scenarioFile(); file != "" {
		err = w.Add(filepath.Dir(file))
	}
	if s.scenarioDir != "" {
		err = errors.Join(err, w.Add(s.scenarioDir))
	}
	if err != nil {
		_ = w.Close() // the first error is the one to tell
	}
	return w, err
}

// mountedData is the link that Kubernetes turns over when it updates the files
// of a mounted ConfigMap all at once.
const mountedData = "..data"

// watches tells whether a changed file can matter to the boot scenario.
func (s *settings) watches(name string) bool {
	base := filepath.Base(name)
	if base == mountedData || s.scenarioFile() != "" && base == filepath.Base(s.scenarioFile()) {
		return true
	}
	return s.scenarioDir != "" && filepath.Clean(filepath.Dir(name)) == filepath.Clean(s.scenarioDir) &&
		strings.HasSuffix(base, ".yaml")
}
