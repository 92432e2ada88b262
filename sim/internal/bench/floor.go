//go:build bench && linux

package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

// answer is what the floor is to answer, in the form testdata/floor reads.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// capture asks a server once and keeps the whole answer. Date stays out, since
// net/http sets it.
func capture(addr string, request []byte) (answer, error) {
	conn, err := net.Dial("tcp4", addr)
	if err != nil {
		return answer{}, err
	}
	defer conn.Close()
	if _, err := conn.Write(request); err != nil {
		return answer{}, err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(response.Body)
	response.Header.Del("Date")
	return answer{Status: response.StatusCode, Header: response.Header, Body: body}, err
}

// write keeps the answer in a file for the floor.
func (a answer) write(dir string) (path string, err error) {
	text, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp(dir, "answer-*.json")
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	return f.Name(), errors.Join(err, f.Close())
}

// String describes the answer, for the report.
func (a answer) String() string {
	return fmt.Sprintf("status %d, %d headers, a body of %d bytes", a.Status, len(a.Header), len(bytes.TrimSpace(a.Body)))
}

// floor starts the floor with the answer in a file.
func (l *laboratory) floor(ctx context.Context, answerFile string) (*process, error) {
	return start(ctx, l.pinning, l.binaries.floor, func(addr string) []string { return []string{addr, answerFile} })
}

// simulator starts the simulator with more flags, the scenario's among them.
func (l *laboratory) simulator(ctx context.Context, flags ...string) (*process, error) {
	return start(ctx, l.pinning, l.binaries.simulator, func(addr string) []string {
		return append([]string{"serve", "--addr", addr}, flags...)
	})
}
