//go:build e2e

package e2e_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/test/lab"
)

func TestPassiveReportKnowsNodeAndOwner(t *testing.T) {
	_, finding := attacked(t, "passive")
	a := threat(t, shared.kubeconfig, "inspect", finding, "-o", "json")
	wantVerdict(t, a, "not-checked", "same")
	if a.report.Live != nil {
		t.Error("a passive report looked into the container")
	}
	owners := a.report.Pod.Owners
	if len(owners) != 2 || owners[0].Kind != "ReplicaSet" || owners[1].Kind != "Deployment" || owners[1].Name != "passive" {
		t.Errorf("owners are %v, want a ReplicaSet and Deployment passive", owners)
	}
	if a.report.Node == nil || !shared.existing && a.report.Node.InstanceID != "1234567890123456789" {
		t.Errorf("node is %v, want instance 1234567890123456789", a.report.Node)
	}
}

func TestRestartedContainer(t *testing.T) {
	attack, finding := attacked(t, "restarted")
	time.Sleep(time.Second) // a start in the second of the event can't be told from one before it
	if err := shared.lab.Restart(t.Context(), attack.Pod); err != nil {
		t.Fatal(err)
	}
	a := threat(t, shared.kubeconfig, "inspect", finding, "--live", "--exit-code", "-o", "json")
	wantVerdict(t, a, "not-observed", "restarted")
	if a.status != 12 {
		t.Errorf("--exit-code: %d, want 12", a.status)
	}
	if _, err := shared.lab.ReverseShell(t.Context(), attack.Pod, shared.remote); err != nil {
		t.Fatal(err)
	}
	wantVerdict(t, threat(t, shared.kubeconfig, "inspect", finding, "--live", "-o", "json"), "active", "restarted")
}

func TestReplacedAndGonePod(t *testing.T) {
	if _, err := shared.lab.Pod(t.Context(), "namesake", lab.Debian, lab.Server()...); err != nil {
		t.Fatal(err)
	}
	attack := lab.Attack{
		Pod: "namesake", Args: []string{"bash", "-i"}, Path: "/usr/bin/bash", Parent: lab.Server(),
		Remote: shared.remote, At: time.Now().Add(-time.Hour).UTC(),
	}
	finding := write(t, must[[]byte](t)(shared.lab.Finding(attack)))
	a := threat(t, shared.kubeconfig, "ps", finding, "-o", "json")
	if a.report.Target.State != "replaced" || a.status != 3 {
		t.Errorf("namesake: %q, exit status %d, want replaced, 3", a.report.Target.State, a.status)
	}
	if err := shared.lab.Delete(t.Context(), "namesake"); err != nil {
		t.Fatal(err)
	}
	a = threat(t, shared.kubeconfig, "inspect", finding, "-o", "json")
	if a.report.Target.State != "gone" || a.status != 3 {
		t.Errorf("deleted: %q, exit status %d, want gone, 3", a.report.Target.State, a.status)
	}
}

func TestImagesWithFewerTools(t *testing.T) {
	tests := map[string]struct {
		image   string
		verdict string
		status  int
		gap     string
	}{
		"busybox": {image: lab.Busybox, verdict: "not-observed"},
		// Without cat and ls the arguments' boundaries and the hashes are lost.
		"sh-only":    {image: lab.ShellOnly, verdict: "unknown"},
		"distroless": {image: lab.Distroless, verdict: "unknown", status: 1, gap: "processes-no-tools"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := shared.lab.Pod(t.Context(), name, tt.image); err != nil {
				t.Fatal(err)
			}
			attack := lab.Attack{
				Pod: name, Args: []string{"bash", "-i"}, Path: "/usr/bin/bash", Parent: lab.Server(),
				SHA256: strings.Repeat("ab", 32), Remote: shared.remote, At: time.Now().Add(time.Second).UTC(),
			}
			if tt.image == lab.Busybox {
				// All its programs are one file, so that the hash fits whatever runs.
				sum := must[string](t)(shared.lab.Run(t.Context(), name, "sha256sum", "/bin/busybox"))
				attack.Path, attack.Args, attack.SHA256 = "/bin/busybox", []string{"sh", "-i"}, strings.Fields(sum)[0]
			}
			a := threat(t, shared.kubeconfig, "ps", write(t, must[[]byte](t)(shared.lab.Finding(attack))), "-o", "json")
			if a.report.Verdict.State != tt.verdict || a.status != tt.status {
				t.Errorf("verdict %q, status %d; want %q, %d\n%v\n%s", a.report.Verdict.State, a.status, tt.verdict, tt.status,
					a.report.Verdict.Evidence, a.stderr)
			}
			if tt.gap == "" && (a.report.Live == nil || len(a.report.Live.Processes) == 0) {
				t.Error("no process was seen")
			}
			if tt.gap != "" && !hasGap(a, tt.gap) {
				t.Errorf("gaps are %v, want %s", a.report.Gaps, tt.gap)
			}
		})
	}
}

func hasGap(a answer, code string) bool {
	for _, gap := range a.report.Gaps {
		if gap.Code == code {
			return true
		}
	}
	return false
}

// TestRestrictedUser may read pods and nothing else.
func TestRestrictedUser(t *testing.T) {
	restricted := must[string](t)(shared.lab.Restricted(t.Context(), t.TempDir()))
	_, finding := attacked(t, "restricted")
	a := threat(t, restricted, "inspect", finding, "-o", "json")
	if a.status != 0 || a.report.Pod == nil {
		t.Errorf("inspect: exit status %d, want 0 and a report of the pod: %s", a.status, a.stderr)
	}
	wantRules(t, a, "get nodes", "get replicasets.apps in namespace "+shared.lab.Namespace,
		"list events in namespace "+shared.lab.Namespace, "get pods/log in namespace "+shared.lab.Namespace)
	a = threat(t, restricted, "ps", finding, "-o", "json")
	if a.status != 4 || !strings.Contains(a.stderr, "pods/exec") {
		t.Errorf("ps: exit status %d, want 4 and the rule to ask for:\n%s", a.status, a.stderr)
	}
	if printed, status := piped(t, restricted, "id\n", "shell", finding); status != 4 || !strings.Contains(printed, "get and create pods/exec") {
		t.Errorf("shell: exit status %d, want 4 and the rule to ask for:\n%s", status, printed)
	}
}

// wantRules looks for each missing rule among the gaps, and for no rule twice.
func wantRules(t *testing.T, a answer, rules ...string) {
	t.Helper()
	var got []string
	for _, gap := range a.report.Gaps {
		if rule, ok := strings.CutPrefix(gap.Fix, "ask for the RBAC rule: "); ok {
			got = append(got, rule)
		}
	}
	slices.Sort(got)
	slices.Sort(rules)
	if !slices.Equal(got, rules) {
		t.Errorf("the gaps ask for the rules\n%q, want\n%q", got, rules)
	}
}

func TestAnotherClusterIsRefused(t *testing.T) {
	attack, _ := attacked(t, "elsewhere")
	other := *shared.lab
	other.Place.Project = "other-project"
	finding := write(t, must[[]byte](t)(other.Finding(attack)))
	want := fmt.Sprintf("gke_other-project_%s_%s", other.Place.Location, other.Place.Cluster)
	a := plugin(t, shared.kubeconfig, "ps", finding)
	if a.status != 6 || !strings.Contains(a.stderr, want) || strings.Contains(a.stdout, "bash") {
		t.Errorf("exit status %d, want 6 with the name of the finding's cluster:\n%s%s", a.status, a.stdout, a.stderr)
	}
}
