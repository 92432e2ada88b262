package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// longestFile bounds what is read of a file that a flag names, in bytes.
const longestFile = strict.MaxBytes

var errNotRegular = errors.New("it is no regular file")

// openInput opens a file, or standard input for "-". It returns a usage error.
func openInput(file string, stdin io.Reader) (io.ReadCloser, error) {
	if file == "-" {
		return io.NopCloser(stdin), nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, usageError("%w", err)
	}
	return f, nil
}

// readInput reads an input of at most [longestFile]. It returns a usage error.
func readInput(file string, stdin io.Reader) (data []byte, err error) {
	if file == "-" {
		data, err = readBounded("standard input", stdin)
	} else {
		data, err = readFile(file)
	}
	if err != nil {
		return nil, usageError("%w", err)
	}
	return data, nil
}

// readFile reads a file of at most [longestFile]: also a pipe, such as a shell's <(…).
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readBounded(path, f)
}

// readRegular is readFile without pipes, which would block a simulator that runs.
func readRegular(path string) ([]byte, error) {
	data, err := fs.ReadFile(regularFS{os.DirFS(filepath.Dir(path))}, filepath.Base(path))
	if err != nil {
		err = &fs.PathError{Op: "read", Path: path, Err: reason(err)}
	}
	return data, err
}

// readBounded reads to the end, or to the bound.
func readBounded(name string, from io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, longestFile+1))
	if err == nil && len(data) > longestFile {
		err = &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("it is longer than %d bytes", longestFile)}
	}
	return data, err
}

// regularFS opens only directories, and regular files of at most [longestFile].
type regularFS struct{ fs.FS }

// Open implements fs.FS.
func (d regularFS) Open(name string) (fs.File, error) {
	info, err := fs.Stat(d.FS, name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
	case !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "open", Path: name, Err: errNotRegular}
	case info.Size() > longestFile:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf("it is longer than %d bytes", longestFile)}
	}
	return d.FS.Open(name)
}

// writeRegular writes a file, but no pipe or device, which might block.
func writeRegular(file string, data []byte) error {
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return errNotRegular
	}
	return os.WriteFile(file, data, 0o644)
}

// checkAddrFile reports why --addr-file cannot be written, or would replace a device.
func checkAddrFile(file string) error {
	if file == "" {
		return nil
	}
	if err := isDirectory(filepath.Dir(file)); err != nil {
		return errors.New("want a file in a directory that exists")
	}
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
		return errNotRegular
	}
	trial, err := os.CreateTemp(filepath.Dir(file), ".addr-*")
	if err != nil {
		return reason(err)
	}
	return errors.Join(trial.Close(), os.Remove(trial.Name()))
}

// writeAddr puts the base URL into a file, of which a reader never sees half.
func writeAddr(file, url string) error {
	if file == "" {
		return nil
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), ".addr-*")
	if err != nil {
		return err
	}
	_, err = temporary.WriteString(url + "\n")
	// The reader may be another user, in another container.
	err = errors.Join(err, temporary.Chmod(0o644), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), file)
	}
	if err != nil {
		_ = os.Remove(temporary.Name()) // the first error is the one to tell
	}
	return err
}

func isDirectory(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = errors.New("it is a file")
	}
	return reason(err)
}

// reason is what a file error says beside the file's name.
func reason(err error) error {
	var named *fs.PathError
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}
