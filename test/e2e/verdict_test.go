//go:build e2e

package e2e_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/test/lab"
)

// attacked is a pod of a Deployment with a reverse shell in it.
func attacked(t *testing.T, name string) (lab.Attack, string) {
	t.Helper()
	pod, err := shared.lab.Deployment(t.Context(), name, lab.Debian, lab.Server()...)
	if err != nil {
		t.Fatal(err)
	}
	attack, err := shared.lab.ReverseShell(t.Context(), pod.Name, shared.remote)
	if err != nil {
		t.Fatal(err)
	}
	return attack, write(t, must[[]byte](t)(shared.lab.Finding(attack)))
}

func wantVerdict(t *testing.T, a answer, verdict, target string) {
	t.Helper()
	if a.report.Verdict.State != verdict || a.report.Target.State != target {
		t.Errorf("verdict %q, target %q; want %q, %q\n%v\n%v\n%s", a.report.Verdict.State, a.report.Target.State,
			verdict, target, a.report.Verdict.Evidence, a.report.Target.Evidence, a.stderr)
	}
}

// TestSameFindingAliveKilledDecoy is the promise of the whole tool: one finding,
// three states of the world, three right answers.
func TestSameFindingAliveKilledDecoy(t *testing.T) {
	attack, finding := attacked(t, "verdict")

	alive := threat(t, shared.kubeconfig, "inspect", finding, "--live", "-o", "json")
	wantVerdict(t, alive, "active", "same")
	if alive.status != 0 {
		t.Errorf("alive: exit status %d, want 0: %s", alive.status, alive.stderr)
	}
	if alive.report.Live == nil {
		t.Fatal("nothing was seen inside the container")
	}
	for _, p := range alive.report.Live.Processes {
		if matched := p.Match != nil && p.Match.Reason == "executable-and-arguments"; matched != (p.PID == attack.PID) {
			t.Errorf("pid %d (%v): matched is %v", p.PID, p.Args, matched)
		}
	}
	// The server has several threads, which are no processes.
	if n := len(alive.report.Live.Processes); n != 2 {
		t.Errorf("%d processes are listed, want the server and the shell: %v", n, alive.report.Live.Processes)
	}
	if a := threat(t, shared.kubeconfig, "inspect", finding, "--live", "--exit-code", "-o", "name"); a.status != 10 {
		t.Errorf("--exit-code: %d, want 10", a.status)
	}

	if err := shared.lab.Kill(t.Context(), attack); err != nil {
		t.Fatal(err)
	}
	killed := threat(t, shared.kubeconfig, "inspect", finding, "--live", "--exit-code", "-o", "json")
	wantVerdict(t, killed, "not-observed", "same")
	if killed.status != 0 {
		t.Errorf("killed: --exit-code gave %d, want 0", killed.status)
	}

	pid := decoy(t, attack.Pod)
	samePID := write(t, must[[]byte](t)(shared.lab.Finding(attack, func(f map[string]any) {
		processes, ok := f["processes"].([]map[string]any)
		if !ok {
			t.Fatal("the finding has no processes")
		}
		processes[1]["pid"] = strconv.Itoa(pid)
	})))
	a := threat(t, shared.kubeconfig, "inspect", samePID, "--live", "-o", "json")
	wantVerdict(t, a, "not-observed", "same")
	seen := false
	for _, p := range a.report.Live.Processes {
		seen = seen || p.PID == pid && p.Executable == "/opt/decoy/bash"
	}
	if !seen {
		t.Errorf("the decoy, pid %d, is not among the processes", pid)
	}
}

// decoy starts a process that calls itself bash -i, as the finding's does, and is
// another program. It returns its pid.
func decoy(t *testing.T, pod string) int {
	t.Helper()
	if err := shared.lab.Smuggle(t.Context(), pod, startDecoy); err != nil {
		t.Fatal(err)
	}
	found := must[string](t)(shared.lab.Run(t.Context(), pod, "bash", "-c", findDecoy))
	pid, err := strconv.Atoi(strings.TrimSpace(found))
	if err != nil {
		t.Fatalf("the decoy does not run: %q", found)
	}
	return pid
}

// startDecoy copies tee, which takes -i and waits on a pipe that nobody writes to.
const startDecoy = `mkdir -p /opt/decoy && cp /usr/bin/tee /opt/decoy/bash && mkfifo /tmp/pipe &&
exec bash -c 'exec -a bash /opt/decoy/bash -i <>/tmp/pipe >/dev/null 2>&1'`

// findDecoy waits for it and prints its pid.
const findDecoy = `for try in 1 2 3 4 5 6 7 8 9; do
  for p in /proc/[0-9]*; do
    [ "$(readlink "$p/exe")" = /opt/decoy/bash ] && echo "${p#/proc/}" && exit
  done
  sleep 0.2
done`

// TestLyingToolsNeverClear hides a living attack from the container's tools, as a
// userland rootkit does, with and without hiding the preload file itself.
func TestLyingToolsNeverClear(t *testing.T) {
	for _, library := range []string{"libhide.so", "libhide2.so"} {
		t.Run(library, func(t *testing.T) {
			attack, finding := attacked(t, "hide-"+strings.TrimSuffix(library, ".so"))
			must[string](t)(shared.lab.Run(t.Context(), attack.Pod, "sh", "-c",
				fmt.Sprintf("echo %d > /etc/hidden-pids; echo /opt/%s > /etc/ld.so.preload", attack.PID, library)))
			listed := must[string](t)(shared.lab.Run(t.Context(), attack.Pod, "ps", "axo", "pid"))
			if slices.Contains(strings.Fields(listed), strconv.Itoa(attack.PID)) {
				t.Fatalf("the library hides nothing: %s", listed)
			}
			a := threat(t, shared.kubeconfig, "inspect", finding, "--live", "-o", "json")
			if a.report.Verdict.State != "unknown" && a.report.Verdict.State != "active" {
				t.Errorf("verdict is %q: %v", a.report.Verdict.State, a.report.Verdict.Evidence)
			}
			if a.report.Live == nil || a.report.Live.Complete {
				t.Error("the look calls itself complete")
			}
		})
	}
}
