package gke_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func TestContainers(t *testing.T) {
	two := func(p *corev1.Pod) {
		p.Spec.Containers = append(p.Spec.Containers, corev1.Container{Name: "proxy", Image: "proxy:1"})
	}
	byDefault := func(name string) func(*corev1.Pod) {
		return func(p *corev1.Pod) {
			p.Annotations = map[string]string{"kubectl.kubernetes.io/default-container": name}
		}
	}
	state := func(now corev1.ContainerState) func(*corev1.Pod) {
		return func(p *corev1.Pod) { p.Status.ContainerStatuses[0].State = now }
	}
	app := threat.ContainerState{
		Name: untrusted.From("app"), Image: untrusted.From("registry.example/cart:1.4"), ImageID: untrusted.From("registry.example/cart@sha256:aa"),
		ID: untrusted.From("containerd://c1"), State: threat.Running, Started: morning(5).Time, Restarts: 2,
	}
	but := func(change func(*threat.ContainerState)) threat.ContainerState {
		c := app
		change(&c)
		return c
	}
	tests := map[string]struct {
		named  string
		change []func(*corev1.Pod)
		want   threat.ContainerState
	}{
		"named":                          {named: "app", change: []func(*corev1.Pod){two}, want: app},
		"not named, the only one":        {want: app},
		"not named, one of two":          {change: []func(*corev1.Pod){two}},
		"not named, the pod's default":   {change: []func(*corev1.Pod){two, byDefault("app")}, want: app},
		"not named, a default not there": {change: []func(*corev1.Pod){two, byDefault("../../app")}},
		"named, another is the default":  {named: "app", change: []func(*corev1.Pod){two, byDefault("proxy")}, want: app},
		"named, not in the pod":          {named: "sidecar"},
		"named, not reported on yet":     {named: "proxy", change: []func(*corev1.Pod){two}, want: threat.ContainerState{Name: untrusted.From("proxy"), Image: untrusted.From("proxy:1")}},
		"waiting": {
			change: []func(*corev1.Pod){state(corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}})},
			want: but(func(c *threat.ContainerState) {
				c.State, c.Reason, c.Started = threat.Waiting, untrusted.From("CrashLoopBackOff"), time.Time{}
			}),
		},
		"in no state, which means waiting": {
			change: []func(*corev1.Pod){state(corev1.ContainerState{})},
			want:   but(func(c *threat.ContainerState) { c.State, c.Started = threat.Waiting, time.Time{} }),
		},
		"terminated": {
			change: []func(*corev1.Pod){state(corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
				Reason: "OOMKilled", StartedAt: morning(5), FinishedAt: morning(9),
			}})},
			want: but(func(c *threat.ContainerState) {
				c.State, c.Reason, c.Finished = threat.Terminated, untrusted.From("OOMKilled"), morning(9).Time
			}),
		},
		"an init container": {
			named: "setup",
			change: []func(*corev1.Pod){func(p *corev1.Pod) {
				p.Spec.InitContainers = []corev1.Container{{Name: "setup", Image: "setup:1"}}
				p.Status.InitContainerStatuses = []corev1.ContainerStatus{{Name: "setup", ContainerID: "containerd://i1", State: corev1.ContainerState{
					Terminated: &corev1.ContainerStateTerminated{Reason: "Completed", StartedAt: morning(2), FinishedAt: morning(3)},
				}}}
			}},
			want: threat.ContainerState{
				Name: untrusted.From("setup"), Image: untrusted.From("setup:1"), ID: untrusted.From("containerd://i1"), State: threat.Terminated,
				Reason: untrusted.From("Completed"), Started: morning(2).Time, Finished: morning(3).Time,
			},
		},
		"an ephemeral container": {
			named: "debugger",
			change: []func(*corev1.Pod){func(p *corev1.Pod) {
				p.Spec.EphemeralContainers = []corev1.EphemeralContainer{{EphemeralContainerCommon: corev1.EphemeralContainerCommon{Name: "debugger", Image: "busybox"}}}
				p.Status.EphemeralContainerStatuses = []corev1.ContainerStatus{{Name: "debugger", State: corev1.ContainerState{
					Running: &corev1.ContainerStateRunning{StartedAt: morning(7)},
				}}}
			}},
			want: threat.ContainerState{Name: untrusted.From("debugger"), Image: untrusted.From("busybox"), State: threat.Running, Started: morning(7).Time},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			target := cart()
			target.Container = tt.named
			s := serve(map[string]any{podPath: cartPod(tt.change...)})
			got := answer(t, gatherAll(t, s.scene(t, target, 0), threat.Finding{}).Pod)
			if diff := cmp.Diff(tt.want, got.Container, texts()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
