//go:build unix

package plugin_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

const pastedFinding = `{"finding": {"name": "organizations/901/sources/22/findings/aa11", "category": "Reverse Shell",
 "resourceName": "//container.googleapis.com/projects/retail-live-4471/zones/europe-west4-b/clusters/tills",
 "description": "A \"}\" is no end. LONG",
 "kubernetes": {"pods": [{"ns": "checkout", "name": "basket-0"}]}}}`

// Without a FINDING a terminal asks for one.
func TestPaste(t *testing.T) {
	yaml := "finding:\n  name: organizations/901/sources/22/findings/aa12\n  category: Reverse Shell\n" +
		"  resourceName: //container.googleapis.com/projects/retail-live-4471/zones/europe-west4-b/clusters/tills\n" +
		"  kubernetes: {pods: [{ns: checkout, name: basket-0}]}\n"
	tests := map[string]struct {
		typed string
		want  string
		fails int
	}{
		"JSON ends with its last bracket":                 {typed: pastedFinding, want: "pod checkout/basket-0"},
		"a line is longer than a terminal's driver takes": {typed: strings.Replace(pastedFinding, "LONG", strings.Repeat("x", 9000), 1), want: "xxxx"},
		"lines end as the return key ends them":           {typed: strings.ReplaceAll(pastedFinding, "\n", "\r"), want: "pod checkout/basket-0"},
		"the name of a file, with a slip":                 {typed: "findinx\x7fg.json\r", want: "pod checkout/basket-0"},
		"YAML ends with Ctrl-D":                           {typed: yaml + "\x04", want: "pod checkout/basket-0"},
		"Ctrl-C in the middle":                            {typed: `{"finding": ` + "\x03", fails: 130},
		"a finding's name":                                {typed: "organizations/901/sources/22/findings/aa11\r", fails: 2},
		"nothing":                                         {typed: "\x04", fails: 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out, status := paste(t, tt.typed)
			if status != tt.fails || !strings.Contains(out, tt.want) {
				t.Errorf("exit status %d, want %d, and output with %q:\n%s", status, tt.fails, tt.want, out)
			}
		})
	}
}

// paste runs inspect on a terminal of its own and types as soon as it is asked.
func paste(t *testing.T, typed string) (string, int) {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "finding.json"), []byte(pastedFinding), 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(folder, "kubectl-threat")
	if err := os.Symlink(program, link); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), link, "inspect", "--offline")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(folder, "state"), "PATH="+folder)
	terminal, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	var shown bytes.Buffer
	for buffer := make([]byte, 1); !bytes.HasSuffix(shown.Bytes(), []byte(":\r\n")); {
		if _, err := terminal.Read(buffer); err != nil {
			t.Fatalf("before the question: %v, %q", err, shown.String())
		}
		shown.Write(buffer)
	}
	go func() { _, _ = terminal.WriteString(typed) }()
	_, _ = io.Copy(&shown, terminal) // it ends with an error of the terminal's
	err = cmd.Wait()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return shown.String(), cmd.ProcessState.ExitCode()
}
