package threat

import (
	"slices"
	"strings"
)

// SystemNamespace reports whether a namespace holds parts of the cluster itself,
// as Kubernetes, GKE or one of Google's add-ons names it. Who enters such a pod
// looks like an attacker: Event Threat Detection has detectors for it, and says
// of them no more than "system".
func SystemNamespace(name string) bool {
	// Kubernetes keeps the prefix kube- for itself (kubernetes.io/docs/concepts/
	// overview/working-with-objects/namespaces); gke- and gmp- are GKE's.
	for _, prefix := range []string{"kube-", "gke-", "gmp-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	addOns := []string{
		"istio-system", "asm-system", "knative-serving", "knative-eventing", "gatekeeper-system",
		"config-management-system", "config-management-monitoring", "resource-group-system",
		"cnrm-system", "configconnector-operator-system", "anthos-identity-service", "krmapihosting-system",
	}
	return slices.Contains(addOns, name)
}
