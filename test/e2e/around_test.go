//go:build e2e

package e2e_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/test/delay"
	"github.com/kubectl-threat/kubectl-threat/test/lab"
)

// TestPassiveReportTellsWhatIsAround the pod: its events, what it wrote and may do.
func TestPassiveReportTellsWhatIsAround(t *testing.T) {
	attack, finding := attacked(t, "around")
	must[string](t)(shared.lab.Run(t.Context(), attack.Pod, "bash", "-c", `printf 'till \e[2J opened\n' >/proc/1/fd/1`))
	r := threat(t, shared.kubeconfig, "inspect", finding, "-o", "json").report
	if !slices.ContainsFunc(r.Events, func(e event) bool { return e.Reason == "Started" && e.Node != "" && !e.OtherPod }) {
		t.Errorf("events are %v, want the start of the container", r.Events)
	}
	if len(r.Logs) != 1 || r.Logs[0].Text != "till \x1b[2J opened" || r.Logs[0].Source != "container" || r.Logs[0].Time.IsZero() {
		t.Errorf("logs are %v, want the one line", r.Logs)
	}
	if r.Workload == nil || r.Workload.Name != "around" || r.Workload.Inferred || r.Workload.Siblings == nil || len(*r.Workload.Siblings) > 0 {
		t.Errorf("workload is %+v, want around without siblings", r.Workload)
	}
	if !r.Pod.Security.TokenMounted || r.Pod.ImageMatch != "same-name" {
		t.Errorf("pod is %+v, want a mounted token and an image of the finding's name", r.Pod)
	}
	for _, gap := range r.Gaps {
		if gap.Code != "logs-not-supported" {
			t.Errorf("gap %s: %s", gap.Code, gap.Why)
		}
	}
}

// TestOwnerOfDeletedPodIsInferred: the pod is gone, its workload has another.
func TestOwnerOfDeletedPodIsInferred(t *testing.T) {
	attack, finding := attacked(t, "lost")
	if err := shared.lab.Delete(t.Context(), attack.Pod); err != nil {
		t.Fatal(err)
	}
	a := threat(t, shared.kubeconfig, "inspect", finding, "-o", "json")
	w := a.report.Workload
	if a.status != 3 || a.report.Target.State != "gone" || w == nil || !w.Inferred || w.Kind != "Deployment" || w.Name != "lost" || len(w.Evidence) < 2 {
		t.Fatalf("status %d, target %q, workload %+v; want 3, gone, Deployment lost by inference", a.status, a.report.Target.State, w)
	}
	if w.Siblings == nil || len(*w.Siblings) != 1 || !strings.HasPrefix((*w.Siblings)[0].Name, "lost-") {
		t.Errorf("siblings are %v, want the pod that came after", w.Siblings)
	}
	if len(a.report.Events) == 0 || a.report.Node == nil || a.report.Node.Via != "event" || a.report.Target.Node == "" {
		t.Errorf("%d events, node %+v; want events of the pod and its node by them", len(a.report.Events), a.report.Node)
	}
}

// TestStatefulSet: a container that restarts and is attacked again is restarted
// and active; a pod that is made anew under its name is another one.
func TestStatefulSet(t *testing.T) {
	pod := must[*podObject](t)(shared.lab.StatefulSet(t.Context(), "set", lab.Debian, lab.Server()...))
	attack := must[lab.Attack](t)(shared.lab.ReverseShell(t.Context(), pod.Name, shared.remote))
	finding := write(t, must[[]byte](t)(shared.lab.Finding(attack)))

	time.Sleep(time.Second) // a start in the second of the event can't be told from one before it
	if err := shared.lab.Restart(t.Context(), pod.Name); err != nil {
		t.Fatal(err)
	}
	must[lab.Attack](t)(shared.lab.ReverseShell(t.Context(), pod.Name, shared.remote))
	a := threat(t, shared.kubeconfig, "inspect", finding, "--live", "-o", "json")
	wantVerdict(t, a, "active", "restarted")
	if a.status != 0 || !mentions(a.report.Target.Evidence, "after the event (1 restarts)") {
		t.Errorf("status %d, evidence %q; want 0 and the restart", a.status, a.report.Target.Evidence)
	}

	time.Sleep(time.Until(attack.At.Add(6 * time.Second))) // the clocks of a finding and of a cluster may differ by 5
	if err := shared.lab.Replace(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
	a = threat(t, shared.kubeconfig, "inspect", finding, "-o", "json")
	if a.status != 3 || a.report.Target.State != "replaced" || !mentions(a.report.Target.Evidence, "namesake") {
		t.Errorf("status %d, target %q, evidence %q; want 3, replaced and why", a.status, a.report.Target.State, a.report.Target.Evidence)
	}
	if a.report.Workload == nil || a.report.Workload.Kind != "StatefulSet" || a.report.Workload.Inferred {
		t.Errorf("workload is %+v, want StatefulSet set by the pod's own word", a.report.Workload)
	}
	if !slices.ContainsFunc(a.report.Events, func(e event) bool { return e.OtherPod }) {
		t.Errorf("no event of the earlier pod: %v", a.report.Events)
	}
	if a.report.Node == nil || a.report.Node.Via != "event" {
		t.Errorf("node is %+v, want that of the earlier pod by its events", a.report.Node)
	}
}

func mentions(lines []string, words string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, words) })
}

// TestCostDoesNotGrowWithTheCluster: a report fetches the same from a cluster with
// a thousand pods more; --spread sees them all.
func TestCostDoesNotGrowWithTheCluster(t *testing.T) {
	const crowd = 1000
	_, finding := attacked(t, "cost")
	address := must[string](t)(shared.lab.Address())
	fetched := func(args ...string) (answer, int64) {
		proxy := must[*delay.Proxy](t)(delay.Listen(t.Context(), address, 0))
		through := must[string](t)(shared.lab.Through(proxy.Address, t.TempDir()))
		a := threat(t, through, append([]string{"inspect", finding, "-o", "json"}, args...)...)
		if err := proxy.Close(); err != nil {
			t.Error(err)
		}
		if a.status != 0 {
			t.Fatalf("status %d: %s", a.status, a.stderr)
		}
		return a, proxy.Received()
	}
	_, before := fetched()
	if err := shared.lab.Crowd(t.Context(), crowd); err != nil {
		t.Fatal(err)
	}
	_, after := fetched()
	// TLS records and the answers' own times differ a little.
	if after > before+before/10 {
		t.Errorf("a report fetched %d bytes, and %d with %d pods more", before, after, crowd)
	}
	a, all := fetched("--spread")
	if a.report.Spread == nil || a.report.Spread.Seen <= crowd || all < 3*before {
		t.Errorf("--spread saw %+v in %d bytes, want more than %d pods", a.report.Spread, all, crowd)
	}
	t.Logf("%d bytes, with %d pods more %d bytes, with --spread %d bytes", before, crowd, after, all)
	if err := shared.lab.Disperse(t.Context()); err != nil {
		t.Error(err)
	}
}
