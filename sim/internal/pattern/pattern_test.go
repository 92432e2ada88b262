package pattern_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

func TestLazyCompilesOnce(t *testing.T) {
	digits := pattern.Lazy(`^[0-9]+$`)
	var programs [8]*regexp.Regexp
	var all sync.WaitGroup
	for i := range programs {
		all.Go(func() { programs[i] = digits() })
	}
	all.Wait()
	for _, p := range programs {
		if p == nil || p != programs[0] {
			t.Fatal("the users of one pattern do not share its program")
		}
	}
	if !digits().MatchString("42") || digits().MatchString("x") {
		t.Error("the pattern matches something else")
	}
}

func TestABrokenPatternPanicsAtItsUse(t *testing.T) {
	broken := pattern.Lazy(`(`)
	defer func() {
		if recover() == nil {
			t.Error("a pattern that does not compile matched")
		}
	}()
	broken()
}

// TestEveryPatternCompiles does for all patterns of the module what compiling
// them at the start would.
func TestEveryPatternCompiles(t *testing.T) {
	found := 0
	for _, f := range programFiles(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); !ok || s.Sel.Name != "Lazy" {
				return true
			}
			found++
			literal, ok := call.Args[0].(*ast.BasicLit)
			if !ok {
				t.Errorf("%s: a pattern must be a literal, so that this test can read it", f.Name)
				return true
			}
			expression, err := strconv.Unquote(literal.Value)
			if err == nil {
				_, err = regexp.Compile(expression)
			}
			if err != nil {
				t.Errorf("%s: %v", literal.Value, err)
			}
			return true
		})
	}
	if found < 10 {
		t.Errorf("found %d patterns, which cannot be all", found)
	}
}

func programFiles(t *testing.T) []*ast.File {
	t.Helper()
	var files []*ast.File
	err := filepath.WalkDir("../../..", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
