package cli

import (
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/preverified-sim/preverified-sim/sim"
)

// leastWidth is how wide a table may be where the terminal is narrower.
const leastWidth = 80

// width is how many columns there are: what COLUMNS says, else the terminal, else many.
func (p *process) width(stream io.Writer) int {
	text, _ := p.lookup("COLUMNS")
	if columns, err := strconv.Atoi(text); err == nil {
		return max(columns, leastWidth)
	}
	if f, ok := stream.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil {
			return max(columns, leastWidth)
		}
	}
	return math.MaxInt
}

func (p *process) table(rows ...[]string) error { return p.tableTo(p.stdout, rows...) }

// tableTo writes rows in columns, below a heading. Lines that would not fit are cut.
func (p *process) tableTo(stream io.Writer, rows ...[]string) error {
	var table strings.Builder
	columns := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			row[i] = sim.OneLine(cell)
		}
		fmt.Fprintln(columns, strings.Join(row, "\t"))
	}
	_ = columns.Flush() // a builder takes everything
	var text strings.Builder
	most := p.width(stream)
	for line := range strings.Lines(table.String()) {
		line = strings.TrimRight(line, " \n")
		if utf8.RuneCountInString(line) > most {
			line = string([]rune(line)[:most-1]) + "…"
		}
		text.WriteString(line + "\n")
	}
	_, err := io.WriteString(stream, p.coloured(stream, text.String()))
	return err
}

// colourable is what may have a colour at a terminal: words, or the names they are in.
var colourable = regexp.MustCompile(`\bnot met\b|[\w-]+`)

// colourOf returns the colour of a verdict or a status, "" for any other word.
func colourOf(word string) string {
	switch word {
	case "FAIL", "failed", "EXPIRED", "undelivered", "voided", "expired":
		return "31"
	case "ok", "passed", "VERIFIED":
		return "32"
	case "not met", "idle":
		return "33"
	}
	if status, err := strconv.Atoi(word); err == nil && status >= 400 && status < 600 {
		return "31"
	}
	return ""
}

// colours reports whether a stream takes colours and links.
func (p *process) colours(stream io.Writer) bool {
	value, _ := p.lookup("NO_COLOR")
	return value == "" && isTerminal(stream)
}

// coloured colours verdicts and statuses where the stream takes colours.
func (p *process) coloured(stream io.Writer, text string) string {
	if !p.colours(stream) {
		return text
	}
	return colourable.ReplaceAllStringFunc(text, func(word string) string {
		if colour := colourOf(word); colour != "" {
			return "\x1b[" + colour + "m" + word + "\x1b[0m"
		}
		return word
	})
}

// report is a report as a stream shows it: its lines fit, and verdicts have a colour.
func (p *process) report(stream io.Writer, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(hanging(strings.TrimSuffix(line, "\n"), p.width(stream)) + "\n")
	}
	return p.coloured(stream, b.String())
}

// hanging wraps a long line, if it can between words; what follows is indented.
func hanging(line string, columns int) string {
	var b strings.Builder
	rest := []rune(line)
	indent := strings.Repeat(" ", len(line)-len(strings.TrimLeft(line, " "))+4)
	for len(rest) > columns {
		at := columns
		for at > len(indent) && rest[at] != ' ' {
			at--
		}
		if at == len(indent) {
			at = columns
		}
		b.WriteString(string(rest[:at]) + "\n")
		rest = []rune(indent + strings.TrimLeft(string(rest[at:]), " "))
	}
	return b.String() + string(rest)
}
