package gke

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func TestGuesses(t *testing.T) {
	tests := map[string]string{
		"basket-6d9f7c9b8-x2x4q":     "ReplicaSet basket-6d9f7c9b8, Deployment basket, DaemonSet basket-6d9f7c9b8, Job basket-6d9f7c9b8",
		"basket-eu-6d9f7c9b8-x2x4q":  "ReplicaSet basket-eu-6d9f7c9b8, Deployment basket-eu, DaemonSet basket-eu-6d9f7c9b8, Job basket-eu-6d9f7c9b8",
		"agent-x2x4q":                "ReplicaSet agent, DaemonSet agent, Job agent",
		"node-agent-x2x4q":           "ReplicaSet node-agent, DaemonSet node-agent, Job node-agent",
		"basket-0":                   "StatefulSet basket",
		"basket-12":                  "StatefulSet basket",
		"nightly-29182831-x2x4q":     "ReplicaSet nightly-29182831, DaemonSet nightly-29182831, Job nightly-29182831, CronJob nightly",
		"batch-3-x2x4q":              "ReplicaSet batch-3, DaemonSet batch-3, Job batch-3, Job batch",
		"debug":                      "",
		"debug-shell":                "", // a vowel: no controller made it
		"-x2x4q":                     "",
		"kube-proxy-gke-tills-a-9zz": "",
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, ref := range guesses(name) {
				got = append(got, ref.Kind+" "+ref.Name)
			}
			if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestGuessesFromTheFinding(t *testing.T) {
	target := threat.Pod{Namespace: "shop", Name: "basket-xyz-1"}
	f := threat.Finding{Kubernetes: threat.Kubernetes{Objects: untrusted.All([]string{
		"Deployment.apps shop/basket", "Deployment.example.com shop/basket", "statefulset shop/basket-xyz", "Deployment other/basket", "Deployment shop/cart", "Secret shop/basket",
		"Deployment", "Deployment shop/", "Deployment shop/bas",
	})}}
	var got []string
	for _, ref := range guessesFrom(f, target) {
		got = append(got, ref.APIVersion+" "+ref.Kind+" "+ref.Name)
	}
	want := []string{"apps/v1 Deployment basket", "apps/v1 StatefulSet basket-xyz"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzGuesses(f *testing.F) {
	f.Add("basket-6d9f7c9b8-x2x4q")
	f.Add("nightly-29182831-x2x4q")
	f.Fuzz(func(t *testing.T, pod string) {
		for _, ref := range guesses(pod) {
			if !strings.HasPrefix(pod, ref.Name+"-") || ref.Name == "" {
				t.Errorf("%q may come from %s %q", pod, ref.Kind, ref.Name)
			}
		}
	})
}
