package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing/iotest"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// parse turns data into the node of its one document. It returns nil when that
// is impossible, with the reason among the issues.
func (d *decoder) parse(data []byte) *yaml.Node {
	switch {
	case len(data) > MaxBytes:
		d.add(1, 1, "", fmt.Sprintf("the document is longer than %d bytes", MaxBytes))
		return nil
	case marks(data) > d.opts.MaxMarks:
		d.add(1, 1, "", fmt.Sprintf("the document has more than %d line ends, commas, colons and brackets", d.opts.MaxMarks))
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	root, err := next(dec)
	if errors.Is(err, io.EOF) {
		root, err = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: 1, Column: 1}, nil
	}
	switch {
	case err != nil:
		d.syntaxError(data, err)
		return nil
	case isNull(root):
		if !d.opts.AllowEmpty {
			d.add(root.Line, root.Column, "", "the document is empty")
		}
		return nil
	}
	second, err := next(dec)
	switch {
	case errors.Is(err, io.EOF):
		return root
	case err != nil:
		d.syntaxError(data, err)
	default:
		d.add(second.Line, second.Column, "", "only one document is read; a second one starts here")
	}
	return nil
}

// marks counts what may begin a value of YAML or JSON.
func marks(data []byte) (n int) {
	for _, mark := range []string{"\n", "\r", ",", ":", "[", "{", "? ", "- ", "-\t"} {
		n += bytes.Count(data, []byte(mark))
	}
	return n
}

// next reads one document. The parser of yaml.v3 reports most faults as errors
// and has been known to panic on a few: input must never end the program.
func next(dec *yaml.Decoder) (root *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	return doc.Content[0], nil
}

var lineOf = pattern.Lazy(`^yaml: (?:line ([0-9]+): )?`)

// syntaxError places an error of yaml.v3. Where the scanner names a line it is
// right. The parser names the start of the enclosing block, or no line at all, and it has
// read ahead when it stops; there the problem is at [firstBadLine].
func (d *decoder) syntaxError(data []byte, err error) {
	language := "YAML"
	if d.opts.JSON {
		language = "JSON"
	}
	text := err.Error()
	m := lineOf().FindStringSubmatch(text)
	if m == nil {
		d.add(1, 1, "", "not valid "+language+": "+text)
		return
	}
	message := text[len(m[0]):]
	lines := bytes.SplitAfter(data, []byte("\n"))
	line, column := stoppedAt(data)
	named, _ := strconv.Atoi(m[1])
	if strings.HasPrefix(message, "did not find") {
		named = firstBadLine(lines, line)
	}
	if named > 0 && named != line {
		at := lines[min(named, len(lines))-1]
		line, column = named, 1+len(at)-len(bytes.TrimLeft(at, " \t"))
	}
	d.add(line, column, "", "not valid "+language+": "+message)
}

// firstBadLine is the line after the longest head that can be read, or the one where the
// parser stopped. It tries 40 heads at most, and those of a long text less often.
func firstBadLine(lines [][]byte, stopped int) int {
	head := bytes.Join(lines[:stopped-1], nil)
	least := stopped - min(40, 4<<20/(len(head)+1))
	for line := stopped; line > max(1, least); line-- {
		if errors.Is(readAll(bytes.NewReader(head)), io.EOF) {
			return line
		}
		head = head[:len(head)-len(lines[line-2])]
	}
	return stopped
}

// readAll reads documents up to the first error, which is io.EOF at the end.
func readAll(r io.Reader) (err error) {
	for dec := yaml.NewDecoder(r); err == nil; {
		_, err = next(dec)
	}
	return err
}

// stoppedAt parses data once more, byte by byte, and returns the place of the last
// byte the parser wanted that is not blank.
func stoppedAt(data []byte) (line, column int) {
	r := bytes.NewReader(data)
	_ = readAll(iotest.OneByteReader(r)) // it fails again
	read := bytes.TrimRight(data[:len(data)-r.Len()], " \t\r\n")
	start := bytes.LastIndexByte(read, '\n') + 1
	return bytes.Count(read, []byte("\n")) + 1, max(1, utf8.RuneCount(read[start:]))
}
