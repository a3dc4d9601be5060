package intake_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/kubectl-threat/kubectl-threat/internal/intake"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func text(s string) untrusted.Text { return untrusted.From(s) }

// decodeOne reads a file that holds one finding.
func decodeOne(t *testing.T, path string) threat.Finding {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	findings, err := intake.Decode(file, intake.DefaultLimits())
	if err != nil || len(findings) != 1 {
		t.Fatalf("Decode(%s) = %d findings, %v, want one", path, len(findings), err)
	}
	return findings[0]
}

func diff(want, got any) string {
	return cmp.Diff(want, got, cmp.AllowUnexported(untrusted.Text{}), cmpopts.EquateEmpty())
}

// TestExamplesAreReadWhole holds that the examples that ship lose no field.
func TestExamplesAreReadWhole(t *testing.T) {
	paths, err := filepath.Glob("../../examples/*.json")
	if err != nil || len(paths) < 3 {
		t.Fatalf("examples: %v, %v", paths, err)
	}
	for _, path := range paths {
		f := decodeOne(t, path)
		if len(f.Unread) > 0 {
			t.Errorf("%s: nothing reads %v", path, f.Unread)
		}
		if f.Dialect != "v2 ListFindings result" || f.EventTime.IsZero() || f.Name.IsZero() || len(f.Processes) < 2 {
			t.Errorf("%s came out as %+v", path, f)
		}
	}
}

func TestReverseShellExample(t *testing.T) {
	f := decodeOne(t, "../../examples/reverse-shell.json")
	const image = "europe-west4-docker.pkg.dev/retail-live-4471/shop/basket:2.14.1"
	if len(f.Pods) != 1 || len(f.Nodes) != 1 || len(f.Containers) != 1 || len(f.Connections) != 1 {
		t.Fatalf("pods %v, nodes %v, containers %v, connections %v, want one of each", f.Pods, f.Nodes, f.Containers, f.Connections)
	}
	if d := diff(threat.Connection{
		SourceIP: text("10.88.0.28"), SourcePort: 51866,
		DestinationIP: text("203.0.113.77"), DestinationPort: 4444, Protocol: text("TCP"),
	}, f.Connections[0]); d != "" {
		t.Errorf("connection (-want +got):\n%s", d)
	}
	if f.Containers[0].Image.Raw() != image || f.Containers[0].ImageID.IsZero() || f.Containers[0].CreateTime.IsZero() {
		t.Errorf("container %+v", f.Containers[0])
	}
	shell := f.Processes[2]
	if shell.PID != 4313 || shell.ParentPID != 4312 || shell.Binary.Path.Raw() != "/bin/bash" || shell.Binary.Size != 1265648 || len(shell.Env) != 4 {
		t.Errorf("shell %+v", shell)
	}
	if d := diff(untrusted.All([]string{"bash", "-i"}), shell.Args); d != "" {
		t.Errorf("arguments (-want +got):\n%s", d)
	}
	if d := diff(threat.ClaimedAttack{
		Tactic: text("EXECUTION"), Tactics: untrusted.All([]string{"COMMAND_AND_CONTROL"}),
		Techniques: untrusted.All([]string{"COMMAND_AND_SCRIPTING_INTERPRETER", "UNIX_SHELL", "INGRESS_TOOL_TRANSFER"}),
	}, f.Attack); d != "" {
		t.Errorf("attack (-want +got):\n%s", d)
	}
	if f.Resource.ProjectID.Raw() != "retail-live-4471" || f.Resource.ProjectName.Raw() != "//cloudresourcemanager.googleapis.com/projects/447100112233" {
		t.Errorf("resource %+v", f.Resource)
	}
}

func TestScriptExample(t *testing.T) {
	f := decodeOne(t, "../../examples/script-regional.json")
	script := f.Processes[1].Script
	lines := script.Contents.Lines()
	if script.Path.Raw() != "/tmp/stage2.sh" || len(lines) != 8 || int(script.Size) != len(script.Contents.Raw()) {
		t.Errorf("script %+v has %d lines", script, len(lines))
	}
	if len(f.Nodes) != 1 {
		t.Errorf("the node comes under both names: %v", f.Nodes)
	}
}
