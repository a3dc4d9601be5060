package intake

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHeadingAsksOnlyForWhatIsWanted holds that no field is read on the way to a
// heading that a list would have skipped.
func TestHeadingAsksOnlyForWhatIsWanted(t *testing.T) {
	seen := map[string]bool{}
	for _, path := range fixtures(t, "testdata/dialects/[a-fhm]*.json", "../../examples/*.json") {
		n := parsed(t, path)
		parts, err := takeApart(n)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		parts.heading()
		readIsWanted(t, n, wantedElement(), path, seen)
	}
	for _, key := range []string{"name", "resource", "containers", "containerimageuri", "pods", "gcpmetadata", "labels"} {
		if !seen[key] {
			t.Errorf("no fixture has %s read", key)
		}
	}
}

func readIsWanted(t *testing.T, n *node, want *wanted, path string, seen map[string]bool) {
	t.Helper()
	for _, item := range n.items {
		readIsWanted(t, item, want, path, seen)
	}
	for _, m := range n.members {
		field := want.fields[m.key]
		// How a sender prints unset fields matters to processes only.
		if !m.read || want.whole || m.key == "securitymarks" {
			continue
		}
		seen[m.key] = true
		if field.want == nil {
			t.Errorf("%s.%s is read, and a list does not want it", path, m.name)
			continue
		}
		readIsWanted(t, m.value, field.want, path+"."+m.name, seen)
	}
}

// TestSkimmerKnowsTheUsualForms holds that the forms in which findings come by the
// thousand are skimmed, and not read in full.
func TestSkimmerKnowsTheUsualForms(t *testing.T) {
	for _, path := range fixtures(t, "testdata/dialects/[a-fhijlm]*.json", "testdata/dialects/*.ndjson", "../../examples/*.json") {
		if strings.HasSuffix(path, "utf16.json") {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		d := &decoder{limits: DefaultLimits(), skimmer: newSkimmer(DefaultLimits())}
		findings := 0
		for f, err := range d.results(bytes.NewReader(content)) {
			if err != nil || f.Category.IsZero() {
				t.Errorf("%s: %v", path, err)
			}
			findings++
		}
		if findings == 0 || d.skimmer.full > 0 || d.resumed {
			t.Errorf("%s: of %d findings, %d were read in full", path, findings, d.skimmer.full)
		}
	}
}

func fixtures(t *testing.T, patterns ...string) []string {
	t.Helper()
	var paths []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no fixture is called %s: %v", pattern, err)
		}
		paths = append(paths, found...)
	}
	return paths
}

func parsed(t *testing.T, path string) *node {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	plain, _, err := sniff(bufio.NewReader(bytes.NewReader(content)))
	if err != nil {
		t.Fatal(err)
	}
	n, err := newParser(plain, DefaultLimits()).element(0)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return n
}
