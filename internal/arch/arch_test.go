package arch_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/arch"
)

const ours = "github.com/kubectl-threat/kubectl-threat/"

func TestArchitecture(t *testing.T) {
	wrong, err := arch.Check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range wrong {
		t.Error(line)
	}
}

func TestExportedAPINamesNoInternalType(t *testing.T) {
	for _, folder := range []string{"pkg/exec", "pkg/plugin"} {
		wrong, err := arch.CheckAPI(os.DirFS("../.."), folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range wrong {
			t.Error(line)
		}
	}
}

func TestCheck(t *testing.T) {
	tests := map[string]struct {
		files map[string]string
		want  []string
	}{
		"a stage may import the vocabulary": {
			files: importing("internal/assess/rules.go", ours+"internal/threat", "slices"),
		},
		"a stage must not import a stage": {
			files: importing("internal/assess/rules.go", ours+"internal/gather"),
			want:  []string{`internal/assess/rules.go imports ` + ours + `internal/gather: internal/assess may import of ours only ["internal/threat" "internal/untrusted"]`},
		},
		"nor may its tests": {
			files: importing("internal/assess/rules_test.go", ours+"internal/gather"),
			want:  []string{`internal/assess/rules_test.go imports ` + ours + `internal/gather: internal/assess may import of ours only ["internal/threat" "internal/untrusted" "pkg/exec/exectest" "test/..."]`},
		},
		"tests may use the fakes": {
			files: importing("internal/gke/walk_test.go", ours+"pkg/exec/exectest", "k8s.io/client-go/kubernetes/fake"),
		},
		"a new package needs a place": {
			files: importing("internal/util/strings.go", "strings"),
			want:  []string{"internal/util: a package without a place; give it one in internal/arch/rules.go"},
		},
		"safe text rests on the standard library": {
			files: importing("internal/untrusted/text.go", "github.com/charmbracelet/x/ansi"),
			want:  []string{"internal/untrusted/text.go imports github.com/charmbracelet/x/ansi: internal/untrusted imports the standard library only"},
		},
		"an adapter is known to one file": {
			files: merged(
				importing("pkg/plugin/wire.go", ours+"internal/gke", "k8s.io/client-go/rest"),
				importing("pkg/plugin/inspect.go", ours+"internal/gke"),
			),
			want: []string{"pkg/plugin/inspect.go imports " + ours + "internal/gke: only pkg/plugin/wire.go joins the seams to their adapters"},
		},
		"the story does not know the adapters": {
			files: importing("internal/investigate/investigate.go", ours+"internal/threat", ours+"internal/gke"),
			want: []string{`internal/investigate/investigate.go imports ` + ours + `internal/gke: internal/investigate may import of ours only ` +
				`["internal/threat" "internal/untrusted" "internal/catalogue" "internal/intake" "internal/resolve" "internal/walk" "internal/gather" "internal/assess" "internal/report" "internal/render"]`},
		},
		"client-go stays where clusters are": {
			files: importing("internal/threat/evidence.go", "k8s.io/client-go/kubernetes"),
			want:  []string{"internal/threat/evidence.go imports k8s.io/client-go/kubernetes: everything else stays testable without a cluster"},
		},
		"of client-go, jsonpath is output and not access": {
			files: merged(
				importing("internal/render/machine.go", "k8s.io/client-go/util/jsonpath"),
				importing("internal/report/build.go", "k8s.io/client-go/util/jsonpath"),
			),
			want: []string{"internal/report/build.go imports k8s.io/client-go/util/jsonpath: it is a form of output"},
		},
		"the library knows nothing of findings": {
			files: importing("pkg/exec/pod.go", ours+"internal/threat"),
			want:  []string{"pkg/exec/pod.go imports " + ours + "internal/threat: pkg/exec may import of ours only []"},
		},
		"style comes last": {
			files: importing("internal/report/links.go", "github.com/charmbracelet/lipgloss"),
			want:  []string{"internal/report/links.go imports github.com/charmbracelet/lipgloss: style is added last, when all text has been escaped"},
		},
		"templates are too dear": {
			files: importing("internal/render/html.go", "html/template"),
			want:  []string{"internal/render/html.go imports html/template: they reach reflect.Value.MethodByName, which switches the linker's pruning of methods off and adds 20 MB"},
		},
		"main knows the command line only": {
			files: importing("cmd/kubectl-threat/main.go", ours+"internal/render"),
			want:  []string{"cmd/kubectl-threat/main.go imports " + ours + `internal/render: cmd/kubectl-threat may import of ours only ["pkg/plugin"]`},
		},
		"what ships does not import test code": {
			files: importing("pkg/plugin/wire.go", ours+"test/google"),
			want:  []string{"pkg/plugin/wire.go imports " + ours + `test/google: pkg/plugin may import of ours only ["internal/..." "pkg/exec"]`},
		},
		"test data, hidden folders and other modules are left alone": {
			files: merged(
				importing("internal/threat/target.go", "fmt"),
				importing("internal/threat/testdata/a.go", "html/template"),
				importing(".cache/a.go", "html/template"),
				importing("other/a.go", "html/template"),
				map[string]string{"other/go.mod": "module example.com/other\n"},
			),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := arch.Check(tree(tt.files))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestCheckRefusesATreeThatItCannotRead(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"empty":     {"README.md": "no code"},
		"not in Go": {"cmd/kubectl-threat/main.go": "import main"},
	} {
		t.Run(name, func(t *testing.T) {
			if wrong, err := arch.Check(tree(files)); err == nil {
				t.Errorf("Check passed with %q; want an error", wrong)
			}
		})
	}
}

func TestCheckAPI(t *testing.T) {
	const head = "package exec\n\nimport \"" + ours + "internal/threat\"\n\n"
	tests := map[string]struct {
		code string
		want string
	}{
		"a parameter":               {"func Run(target threat.Target) {}", "exec.go:5:17: the exported API names threat.Target"},
		"a result":                  {"func Run() []threat.Target { return nil }", "exec.go:5:14: the exported API names threat.Target"},
		"an exported field":         {"type Result struct{ Target map[string]*threat.Target }", "exec.go:5:40: the exported API names threat.Target"},
		"an embedded type":          {"type Result struct{ threat.Target }", "exec.go:5:21: the exported API names threat.Target"},
		"a method":                  {"func (r *Result) Target() threat.Target { return nil }", "exec.go:5:27: the exported API names threat.Target"},
		"an interface":              {"type Runner interface{ Run(t threat.Target) }", "exec.go:5:30: the exported API names threat.Target"},
		"a constraint":              {"func Run[T threat.Target](t T) {}", "exec.go:5:12: the exported API names threat.Target"},
		"a constant's value":        {"const Active = threat.Active", "exec.go:5:16: the exported API names threat.Active"},
		"a body is not seen":        {"func Run() { var t threat.Target; _ = t }", ""},
		"nor is a hidden function":  {"func run(t threat.Target) {}", ""},
		"nor is a hidden field":     {"type Result struct{ target threat.Target }", ""},
		"nor is a hidden type":      {"type result struct{ Target threat.Target }", ""},
		"nor are its methods":       {"func (r *result) Target() threat.Target { return nil }", ""},
		"nor is a hidden interface": {"type Runner interface{ run(t threat.Target) }", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := arch.CheckAPI(tree(map[string]string{"exec.go": head + tt.code + "\n"}), ".")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestCheckAPIRefusesAFolderWithoutCode(t *testing.T) {
	if wrong, err := arch.CheckAPI(tree(nil), "pkg/exec"); err == nil {
		t.Errorf("CheckAPI passed with %q; want an error", wrong)
	}
}

// importing is a tree of one file with imports.
func importing(file string, imports ...string) map[string]string {
	code := "package any\n\n"
	for _, imported := range imports {
		code += "import _ \"" + imported + "\"\n"
	}
	return map[string]string{file: code}
}

func merged(trees ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, files := range trees {
		for file, code := range files {
			all[file] = code
		}
	}
	return all
}

func tree(files map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for file, code := range files {
		all[file] = &fstest.MapFile{Data: []byte(code)}
	}
	return all
}
