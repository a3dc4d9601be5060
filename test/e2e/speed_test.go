//go:build e2e

package e2e_test

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/kubectl-threat/kubectl-threat/test/delay"
	"github.com/kubectl-threat/kubectl-threat/test/lab"
)

// kubectl builds the newest kubectl that the project knows of, or takes the one
// that KUBECTL names.
func kubectl(t *testing.T) string {
	t.Helper()
	if given := os.Getenv("KUBECTL"); given != "" {
		return given
	}
	path := t.TempDir() + "/kubectl"
	build := exec.CommandContext(t.Context(), "go", "build", "-C", "../kubectl", "-trimpath", "-ldflags", "-s -w", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building kubectl: %v\n%s", err, out)
	}
	return path
}

// TestInspectBeatsKubectl: a report takes at most half the time of one kubectl get
// of the same kinds, which tells less: it has no logs and no pods by their owner.
func TestInspectBeatsKubectl(t *testing.T) {
	const runs, limit = 21, 0.5
	own := must[*lab.Lab](t)(lab.Open(t.Context(), shared.kubeconfig, shared.lab.Namespace+"-speed"))
	t.Cleanup(func() { _ = own.Close(context.WithoutCancel(t.Context())) })
	pod := must[*podObject](t)(own.Deployment(t.Context(), "speed", lab.Debian, lab.Server()...))
	attack := lab.Attack{Pod: pod.Name, Args: []string{"bash", "-i"}, Path: "/usr/bin/bash", Parent: lab.Server(), Remote: shared.remote, At: time.Now().UTC()}
	finding := write(t, must[[]byte](t)(own.Finding(attack)))
	program := kubectl(t)
	ours := func() { timed(t, shared.binary, "inspect", finding, "-o", "json", "--context", own.Place.Context) }
	theirs := func() { timed(t, program, "get", "pod,node,events,rs,deploy", "-n", own.Namespace, "-o", "json") }

	var ratio float64
	for range 3 { // a machine that is busy with something else gets another try
		a, b := inTurn(runs, ours, theirs)
		ratio = float64(a) / float64(b)
		t.Logf("inspect %s, kubectl get %s (medians of %d, in turn): %.2f times", a, b, runs, ratio)
		if ratio <= limit {
			return
		}
	}
	t.Errorf("inspect took %.2f times as long as kubectl get, want at most %.2f", ratio, limit)
}

// inTurn runs two things one after the other and returns the median of each.
func inTurn(runs int, a, b func()) (first, second time.Duration) {
	var took [2][]time.Duration
	for range runs + 1 {
		for i, run := range []func(){a, b} {
			began := time.Now()
			run()
			took[i] = append(took[i], time.Since(began))
		}
	}
	median := func(list []time.Duration) time.Duration {
		list = list[1:] // the first one warms the caches up
		slices.Sort(list)
		return list[len(list)/2]
	}
	return median(took[0]), median(took[1])
}

func timed(t *testing.T, program string, args ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, args...)
	command.Env = append(os.Environ(), "KUBECONFIG="+shared.kubeconfig)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// TestRoundTripsAreFew: with 100 ms on the way, a report takes at most four round
// trips after the one that TLS needs.
func TestRoundTripsAreFew(t *testing.T) {
	const latency, trips = 100 * time.Millisecond, 4
	_, finding := attacked(t, "far")
	address := must[string](t)(shared.lab.Address())
	quickest := func(latency time.Duration) time.Duration {
		proxy := must[*delay.Proxy](t)(delay.Listen(t.Context(), address, latency))
		defer proxy.Close()
		through := must[string](t)(shared.lab.Through(proxy.Address, t.TempDir()))
		least := time.Hour
		for range 7 {
			began := time.Now()
			if a := threat(t, through, "inspect", finding, "-o", "json"); a.status != 0 {
				t.Fatalf("status %d: %s", a.status, a.stderr)
			}
			least = min(least, time.Since(began))
		}
		return least
	}
	near, far := quickest(0), quickest(latency)
	counted := float64(far-near) / float64(latency)
	t.Logf("%s without latency, %s with %s: %.1f round trips", near, far, latency, counted)
	if counted > 1+trips+0.5 {
		t.Errorf("%.1f round trips deep, want at most %d and the one of TLS", counted, trips)
	}
}
