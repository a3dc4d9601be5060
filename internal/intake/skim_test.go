package intake_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/kubectl-threat/kubectl-threat/internal/intake"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// heading keeps the fields of a finding that Headings fills.
func heading(f threat.Finding) threat.Finding {
	return threat.Finding{
		Name: f.Name, Category: f.Category, Class: f.Class, Severity: f.Severity, State: f.State, Mute: f.Mute,
		EventTime: f.EventTime, CreateTime: f.CreateTime, Detector: f.Detector, Resource: f.Resource,
		Containers: f.Containers, Pods: f.Pods, Nodes: f.Nodes, Affected: f.Affected,
	}
}

// answers is all that a reading yields, one line each.
func answers(findings iter.Seq2[threat.Finding, error], complaint func(error) string) []string {
	var lines []string
	for f, err := range findings {
		if err != nil {
			lines = append(lines, "error: "+complaint(err))
			continue
		}
		lines = append(lines, fmt.Sprintf("%+v", heading(f)))
	}
	return lines
}

// sameAsAll holds that a list says of an input what is said of each finding alone.
func sameAsAll(t *testing.T, in []byte) {
	t.Helper()
	full := answers(intake.All(bytes.NewReader(in), intake.DefaultLimits()), error.Error)
	for name, r := range map[string]io.Reader{
		"whole":   bytes.NewReader(in),
		"in bits": iotest.OneByteReader(bytes.NewReader(in)),
	} {
		if d := diff(full, answers(intake.Headings(r, intake.DefaultLimits()), error.Error)); d != "" {
			t.Errorf("read %s, headings differ from what is read in full (-full +heading):\n%s", name, d)
		}
	}
}

// forms are what a finding looks like compacted, indented, as lines, in a list, as
// a page, and within other things.
func forms(t testing.TB, content []byte) map[string]string {
	t.Helper()
	var compact, indented bytes.Buffer
	if err := errors.Join(json.Compact(&compact, content), json.Indent(&indented, content, "\t", "\r\n  ")); err != nil {
		t.Fatal(err)
	}
	one := compact.String()
	return map[string]string{
		"compact":   one,
		"indented":  indented.String(),
		"as lines":  one + "\n" + one + one + "\n\n" + `{"a":1}` + "\n" + one,
		"in a list": "[" + one + ", " + one + ",null," + one + "]",
		"as a page": `{"readTime":"x","list_findings_results" : [` + one + "," + one + `],"totalSize":2,"entries":[` + one + "]}\n" + one,
		"within":    `[{"listFindingsResults":[` + one + `]},{"message":{"data":` + one + `,"attributes":{}}}]`,
	}
}

// inputs are the fixtures and their forms.
func inputs(t testing.TB) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, pattern := range []string{"testdata/dialects/*", "../../examples/*.json"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no fixtures at %s: %v", pattern, err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			found[path] = string(content)
			if json.Valid(content) {
				for name, form := range forms(t, content) {
					found[path+" "+name] = form
				}
			}
		}
	}
	return found
}

func TestHeadingsSayWhatAllSays(t *testing.T) {
	for name, in := range inputs(t) {
		t.Run(name, func(t *testing.T) { sameAsAll(t, []byte(in)) })
	}
}

// oddities are inputs in which skipping could go wrong, or did.
func oddities() map[string]string {
	const finding = `{"name":"organizations/1/sources/2/findings/f3","category":"Reverse Shell"`
	const one = finding + `}`
	cluster := func(project string) string {
		return `"resource":{"name":"//container.googleapis.com/projects/retail-live-4471/locations/europe-west4/clusters/` +
			strings.Repeat("c", 100) + `","project":"` + project + `"}`
	}
	return map[string]string{
		"keys in every spelling":           `{"FINDING":{"NAME":"a/findings/b","Category_":"x","e_v_e_n_t_time":"2026-03-04T05:06:07Z","\u0073everity":"HIGH","\u017ftate":"ACTIVE"}}`,
		"a key twice":                      `{"name":"","name":"a/findings/b","name":"a/findings/c","category":"x","category":"y"}`,
		"an object twice":                  `{"finding":{},"finding":` + one + `,` + cluster("a") + `,` + cluster("b") + `}`,
		"a cluster like the one before":    finding + `,` + cluster("a") + `}` + finding + `,` + cluster("b") + `}` + finding + `,` + cluster("a") + `}`,
		"filled by what is skipped":        `{"finding":{"x":1},"findings":` + one + `}`,
		"empty but for the skipped":        `{"message":{"x":""},"data":` + one + `}`,
		"numbers for texts":                `{"name":"a/findings/b","category":7,"severity":1e3,"state":true,"mute":false,"eventTime":1772600767}`,
		"lists for objects":                finding + `,"resource":[],"kubernetes":[{"pods":[]}],"containers":{"name":"c"},"sourceProperties":[[]]}`,
		"texts for objects":                finding + `,"resource":"{\"name\":\"//x\"}","containers":"c","kubernetes":"k","sourceProperties":"{\"Pod_Name\":\"p\"}"}`,
		"null for everything":              `{"name":"a/findings/b","category":null,"resource":null,"containers":null,"kubernetes":null,"sourceProperties":null,"eventTime":null}`,
		"protobuf's values":                finding + `,"sourceProperties":{"Pod_Name":{"stringValue":"p"},"Pod_Namespace":{"structValue":{"fields":{}}}}}`,
		"one property like protobuf's":     finding + `,"sourceProperties":{"stringValue":"p"}}`,
		"pairs":                            finding + `,"sourceProperties":[{"key":"Pod_Name","value":"p"}]}`,
		"a time of two numbers":            finding + `,"event_time":{"seconds":"1772600767","nanos":5.0}}`,
		"odd escapes":                      finding + `,"parent_display_name":"\ud800\u0000\n\u00e4ä","mute":"\/"}`,
		"no UTF-8":                         finding + ",\"severity\":\"\xff\xfe\"}",
		"a container of labels only":       finding + `,"containers":[{"labels":[{"name":"a","value":"b"}]},{"labels":{"x":"y"}},{"labels":{}}]}`,
		"a list of lists":                  `[[{"message":{"data":"e30*"}},` + one + `],[]]`,
		"a page that ends oddly":           `{"listFindingsResults":[` + one + `]. "x":1}`,
		"a page that is cut":               `{"listFindingsResults":[` + one + `],"x":`,
		"a page without an end":            `{"listFindingsResults":[` + one,
		"a page of Kubernetes":             `{"apiVersion":"v1","findings":[` + one + `],"items":[]}`,
		"a page that becomes Kubernetes":   `{"findings":[` + one + `],"apiVersion":"v1","metadata":{}}`,
		"pages behind pages":               `{"findings":[` + one + `],"entries":[],"findings":[` + one + `,` + one + `]}{"receivedMessages":[` + one + `]}`,
		"findings that are no list":        `{"findings":` + one + `}`,
		"a page in a message":              `{"message":{"data":{"findings":[` + one + `,{"a":1}]}}}`,
		"a page in base64":                 `{"message":{"data":"` + base64.StdEncoding.EncodeToString([]byte(`{"findings":[`+one+`,{"a":1}]}`)) + `"}}`,
		"envelopes to the limit":           strings.Repeat(`{"message":{"data":`, 5) + one + strings.Repeat("}}", 5),
		"an envelope too many":             strings.Repeat(`{"message":{"data":`, 6) + one + strings.Repeat("}}", 6) + one,
		"a comma too many":                 `[` + one + `,]`,
		"no comma":                         `[` + one + ` ` + one + `]`,
		"a comma alone":                    `[,` + one + `]`,
		"the wrong bracket":                `[` + one + `}`,
		"a list without an end":            `[` + one + `,`,
		"an opening bracket":               `[`,
		"no JSON in what is skipped":       finding + `,"processes":[{"args":["\x"]}]}` + one,
		"a control character in a skipped": finding + ",\"x\":\"a\tb\"}" + one,
		"too deep in what is skipped":      one + finding + `,"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}` + one,
		"scalars":                          `1 "x" null ` + one + ` 7`,
		"findings without a gap":           one + one + `[` + one + `]` + one,
	}
}

func TestHeadingsOfOddities(t *testing.T) {
	for name, in := range oddities() {
		t.Run(name, func(t *testing.T) { sameAsAll(t, []byte(in)) })
	}
}
