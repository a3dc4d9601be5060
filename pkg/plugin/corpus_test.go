package plugin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-threat/kubectl-threat/pkg/plugin"
)

// TestCorpus writes every fixture in every form of output, without any network,
// and holds what is true of all: each form says what was found and where and
// carries every command, and the machine form is as the contract has it, with
// nothing in it that only says "unset".
func TestCorpus(t *testing.T) {
	var files []string
	for _, pattern := range []string{"testdata/findings/*.json", "../../examples/*.json", "../../internal/intake/testdata/dialects/*.json"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			var report any
			if err := json.Unmarshal([]byte(inspected(t, file, "json")), &report); err != nil {
				t.Fatal(err)
			}
			set(t, "", report)
			fields, _ := report.(map[string]any)
			for _, must := range []string{"apiVersion", "kind", "finding", "target", "verdict", "steps", "playbook"} {
				if fields[must] == nil {
					t.Errorf("the report has no %s", must)
				}
			}
			for _, form := range []string{"text", "wide", "markdown", "html", "yaml"} {
				carries(t, form, inspected(t, file, form), fields)
			}
		})
	}
}

// inspected is what inspect writes of a file in one form.
func inspected(t *testing.T, file, form string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	status := plugin.Run(context.Background(), plugin.Process{
		Name: "kubectl-threat", Args: []string{"inspect", "--offline", "--no-case", "-o", form, file},
		Getenv:    func(string) string { return "" },
		IOStreams: genericiooptions.IOStreams{In: strings.NewReader(""), Out: &out, ErrOut: &complaints},
	})
	if status != 0 || complaints.Len() > 0 {
		t.Fatalf("inspect -o %s: status %d, %s", form, status, complaints.String())
	}
	return out.String()
}

// set holds that no value of the machine form stands for an unset one.
func set(t *testing.T, path string, value any) {
	t.Helper()
	switch value := value.(type) {
	case string:
		empty := value == "" && !strings.HasSuffix(path, "args") && !strings.HasSuffix(path, ".value")
		if empty || strings.HasPrefix(value, "1970-") || strings.HasSuffix(value, "_UNSPECIFIED") || strings.HasPrefix(value, "0001-") {
			t.Errorf("%s is %q", path, value)
		}
	case nil:
		t.Errorf("%s is null", path)
	case []any:
		for _, item := range value {
			set(t, path, item)
		}
	case map[string]any:
		for key, item := range value {
			set(t, path+"."+key, item)
		}
	}
}

// carries holds that a form says what was found, and has every command and query.
func carries(t *testing.T, form, out string, report map[string]any) {
	t.Helper()
	flat := flattened(form, out)
	finding, _ := report["finding"].(map[string]any)
	want := []any{finding["category"]}
	for _, part := range []string{"commands", "logQueries"} {
		lines, _ := report[part].(map[string]any)
		for _, line := range lines {
			want = append(want, line)
		}
	}
	target, _ := report["target"].(map[string]any)
	for _, name := range []string{"pod", "container", "node", "cluster", "project"} {
		if target[name] != nil && (name != "project" || target["pod"] == nil) {
			want = append(want, target[name])
		}
	}
	for _, one := range want {
		text, _ := one.(string)
		if !strings.Contains(flat, flattened("", text)) {
			t.Errorf("-o %s lacks %q", form, text)
		}
	}
}

// flattened takes out what the forms lay out differently: blanks, line breaks, the
// escapes of html and yaml and of backslashes.
func flattened(form, s string) string {
	s = ansi.Strip(s)
	if form == "html" {
		s = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#34;", `"`, "&quot;", `"`, "&#39;", "'", "&apos;", "'", "&amp;", "&", "<wbr>", "", "<wbr/>", "").Replace(s)
	}
	s = strings.NewReplacer(`\n`, "", `\\`, "", `\`, "").Replace(s)
	return strings.Join(strings.Fields(s), "")
}
