package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// parse turns data into the node of its one document. It returns nil when that
// is impossible, with the reason among the issues.
func (d *decoder) parse(data []byte) *yaml.Node {
	if len(data) > MaxBytes {
		d.add(1, 1, "", fmt.Sprintf("the document is longer than %d bytes", MaxBytes))
		return nil
	}
	if marks(data) > d.opts.MaxMarks {
		d.add(1, 1, "", fmt.Sprintf("the document has more than %d line ends, commas, colons and brackets", d.opts.MaxMarks))
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	root, err := next(dec)
	switch {
	case d.opts.AllowEmpty && (errors.Is(err, io.EOF) || err == nil && isNull(root)):
		return nil
	case errors.Is(err, io.EOF):
		d.add(1, 1, "", "the document is empty")
		return nil
	case err != nil:
		d.syntaxError(data, err)
		return nil
	case isNull(root):
		d.add(root.Line, root.Column, "", "the document is empty")
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

// marks counts what may begin a value of YAML or JSON. Lines of plain comment are
// left out.
func marks(data []byte) int {
	n := 0
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		line = bytes.TrimSpace(line)
		if len(line) > 0 && !isComment(line) {
			n += 1 + marksWithin(line)
		}
	}
	return n
}

// isComment tells a line that can be nothing else: one with a quotation mark may end a
// longer text, and a character beyond ASCII may be a line end of YAML.
func isComment(line []byte) bool {
	return line[0] == '#' && bytes.IndexFunc(line, func(r rune) bool {
		return r == '"' || r == '\'' || r == '\r' || r >= utf8.RuneSelf
	}) < 0
}

func marksWithin(line []byte) int {
	n := 0
	for i, b := range line {
		switch b {
		case ',', ':', '[', '{', '?', '\r':
			n++
		case '-': // of a list, not of a word
			if i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t') {
				n++
			}
		}
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
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, errors.New("yaml: no document")
	}
	return doc.Content[0], nil
}

var lineOf = pattern.Lazy(`^yaml: (?:line ([0-9]+): )?`)

// syntaxError places an error of yaml.v3. Where the scanner names a line it is
// right. The parser names the start of the enclosing block, one line too early,
// or no line at all, and it has read ahead when it stops; there the problem is
// on the line after the longest run of lines that can be read.
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
	stopped, column := stoppedAt(data)
	line := stopped
	if strings.HasPrefix(message, "did not find") {
		line = firstBadLine(data, stopped)
	} else if named, _ := strconv.Atoi(m[1]); named > 0 {
		line = named
	}
	if line != stopped {
		column = indentOf(data, line) + 1
	}
	d.add(line, column, "", "not valid "+language+": "+message)
}

// lookBack is how many lines are tried to find where a syntax error starts,
// and lookBackBytes how much is read for it altogether.
const (
	lookBack      = 40
	lookBackBytes = 4 << 20
)

// firstBadLine returns the line after the longest readable head of data that
// ends before the given line, or that line when none is near.
func firstBadLine(data []byte, stopped int) int {
	ends := lineEnds(data, stopped)
	tries := min(lookBack, lookBackBytes/len(data))
	for k := stopped - 1; k > 0 && k >= stopped-tries; k-- {
		dec := yaml.NewDecoder(bytes.NewReader(data[:ends[k-1]]))
		var err error
		for err == nil {
			_, err = next(dec)
		}
		if errors.Is(err, io.EOF) {
			return k + 1
		}
	}
	return stopped
}

// lineEnds returns the offsets behind the first n lines.
func lineEnds(data []byte, n int) []int {
	ends := make([]int, 0, n)
	at := 0
	for len(ends) < n {
		i := bytes.IndexByte(data[at:], '\n')
		if i < 0 {
			i = len(data) - at - 1
		}
		at += i + 1
		ends = append(ends, at)
	}
	return ends
}

func indentOf(data []byte, line int) int {
	ends := append([]int{0}, lineEnds(data, line)...)
	text := data[ends[line-1]:ends[line]]
	return len(text) - len(bytes.TrimLeft(text, " \t"))
}

// stoppedAt parses data once more, handing it out byte by byte, and returns
// the place of the last byte the parser wanted that is not blank.
func stoppedAt(data []byte) (line, column int) {
	r := &trickle{data: data}
	dec := yaml.NewDecoder(r)
	for {
		if _, err := next(dec); err != nil {
			break
		}
	}
	read := bytes.TrimRight(data[:r.n], " \t\r\n")
	start := bytes.LastIndexByte(read, '\n') + 1
	return bytes.Count(read, []byte("\n")) + 1, max(1, len([]rune(string(read[start:]))))
}

type trickle struct {
	data []byte
	n    int
}

func (t *trickle) Read(p []byte) (int, error) {
	if t.n == len(t.data) {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	p[0] = t.data[t.n]
	t.n++
	return 1, nil
}
