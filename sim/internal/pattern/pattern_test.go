package pattern_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEveryPatternCompiles does for all patterns of the module what compiling
// them at the start would. Each must be a literal, so that this test can read it.
func TestEveryPatternCompiles(t *testing.T) {
	use := regexp.MustCompile("pattern\\.Lazy\\((`[^`]*`|\"[^\"]*\"|[^)]*)")
	found := 0
	err := filepath.WalkDir("../../..", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		for _, m := range use.FindAllSubmatch(text, -1) {
			found++
			expression, err := strconv.Unquote(string(m[1]))
			if err == nil {
				_, err = regexp.Compile(expression)
			}
			if err != nil {
				t.Errorf("%s: %s: %v", name, m[1], err)
			}
		}
		return err
	})
	if err != nil || found < 10 {
		t.Errorf("found %d patterns, which cannot be all: %v", found, err)
	}
}
