// Package arch holds the architecture: which package may import which.
//
// It reads the import clauses with go/parser. It does not ask `go list`, because
// go test caches by the files that the test itself opens and would not notice
// what a child process has read.
package arch

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// confinement keeps imports inside some folders or files.
type confinement struct {
	imports []string // import paths; each stands for the packages below it too
	except  []string // of these, the ones that have a rule of their own
	to      []string // folders, files, or folders with everything below ("x/...")
	because string
}

// Check reads every Go file of the module whose root is tree and returns one
// line for each import that the rules forbid, in the order of the files.
func Check(tree fs.FS) ([]string, error) {
	sources, err := read(tree)
	if err != nil {
		return nil, err
	}
	if len(sources) == 0 {
		return nil, fmt.Errorf("reading imports: no Go file in the tree: %w", fs.ErrNotExist)
	}
	var wrong []string
	unplaced := map[string]bool{}
	for _, s := range sources {
		allowed, ok := allowedFor(s.folder())
		if !ok {
			if !unplaced[s.folder()] {
				wrong = append(wrong, s.folder()+": a package without a place; give it one in internal/arch/rules.go")
			}
			unplaced[s.folder()] = true
			continue
		}
		wrong = append(wrong, broken(s, allowed)...)
	}
	return wrong, nil
}

// broken returns the rules that one file breaks.
func broken(s source, allowed []string) []string {
	var wrong []string
	for _, imported := range s.imports {
		if reason := refuse(s, imported, allowed); reason != "" {
			wrong = append(wrong, fmt.Sprintf("%s imports %s: %s", s.file, imported, reason))
		}
	}
	return wrong
}

// refuse says why a file must not have an import; an empty reason lets it pass.
func refuse(s source, imported string, allowed []string) string {
	if reason := refuseOurs(s, imported, allowed); reason != "" || s.isTest() {
		return reason
	}
	if slices.Contains(standardOnly(), s.folder()) && !standard(imported) {
		return s.folder() + " imports the standard library only"
	}
	for _, c := range confined() {
		if c.covers(imported) && !within(s.folder(), c.to) && !slices.Contains(c.to, s.file) {
			return c.because
		}
	}
	return ""
}

// refuseOurs says why a file must not import a package of this module.
func refuseOurs(s source, imported string, allowed []string) string {
	ours, ok := strings.CutPrefix(imported, module+"/")
	if !ok || ours == s.folder() {
		return ""
	}
	if s.isTest() {
		allowed = append(slices.Clone(allowed), testsMay(s.folder())...)
	}
	if within(ours, allowed) {
		return ""
	}
	return fmt.Sprintf("%s may import of ours only %q", s.folder(), allowed)
}

// covers tells whether the confinement is about this import path.
func (c confinement) covers(imported string) bool {
	covered := slices.ContainsFunc(c.imports, func(p string) bool {
		return imported == p || strings.HasPrefix(imported, p+"/")
	})
	return covered && !slices.Contains(c.except, imported)
}

// standard tells whether an import path is the standard library's: its first
// element holds no dot.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// within tells whether a folder is one of the patterns or lies below one that
// ends in "/...".
func within(folder string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		if below, ok := strings.CutSuffix(p, "/..."); ok {
			return folder == below || strings.HasPrefix(folder, below+"/")
		}
		return folder == p
	})
}

// allowedFor finds a folder's entry: its own, or that of a folder above it.
func allowedFor(folder string) ([]string, bool) {
	rules := placed()
	if allowed, ok := rules[folder]; ok {
		return allowed, true
	}
	for pattern, allowed := range rules {
		if strings.HasSuffix(pattern, "/...") && within(folder, []string{pattern}) {
			return allowed, true
		}
	}
	return nil, false
}
