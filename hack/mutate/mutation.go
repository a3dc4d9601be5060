package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

// mutation is one way to break the code and the test that must notice.
type mutation struct {
	Name    string `json:"name"`
	File    string `json:"file"`    // from the module's root
	Old     string `json:"old"`     // stands in the file exactly once
	New     string `json:"new"`     // compiles in its place
	Package string `json:"package"` // where the test is; the file's own if empty
	Test    string `json:"test"`    // TestName or TestName/subtest_name
}

// load reads a list of mutations, a YAML array.
func load(file string) ([]mutation, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading mutations: %w", err)
	}
	var mutations []mutation
	if err := yaml.UnmarshalStrict(text, &mutations); err != nil {
		return nil, fmt.Errorf("reading mutations: %w", err)
	}
	if len(mutations) == 0 {
		return nil, fmt.Errorf("reading mutations: %s holds none", file)
	}
	for i := range mutations {
		if err := mutations[i].complete(); err != nil {
			return nil, fmt.Errorf("reading mutations: number %d, %q: %w", i+1, mutations[i].Name, err)
		}
	}
	return mutations, nil
}

// complete fills in the package and refuses a mutation that could prove nothing.
func (m *mutation) complete() error {
	switch {
	case m.Name == "" || m.File == "" || m.Test == "":
		return errors.New("name, file and test must be there")
	case m.Old == "" || m.Old == m.New:
		return errors.New("old must be there and differ from new")
	case !filepath.IsLocal(m.File):
		return fmt.Errorf("file %q is not in the tree", m.File)
	}
	if m.Package == "" {
		m.Package = "./" + path.Dir(m.File)
	}
	return nil
}

// apply returns the text with the mutation in it.
func (m *mutation) apply(text string) (string, error) {
	if n := strings.Count(text, m.Old); n != 1 {
		return "", fmt.Errorf("%s holds the old text %d times, want once:\n%s", m.File, n, m.Old)
	}
	return strings.Replace(text, m.Old, m.New, 1), nil
}

// pattern is the -run pattern that selects the test and no other.
func (m *mutation) pattern() string {
	return "^" + strings.ReplaceAll(regexp.QuoteMeta(m.Test), "/", "$/^") + "$"
}
