package threat_test

import (
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestSystemNamespace(t *testing.T) {
	tests := map[string]bool{
		"kube-system": true, "kube-public": true, "kube-node-lease": true,
		"gke-managed-system": true, "gke-managed-cim": true, "gmp-system": true, "gmp-public": true,
		"istio-system": true, "config-management-system": true,
		"": false, "default": false, "shop": false, "kube": false, "my-kube-system": false, "system": false, "gketills": false,
	}
	for name, want := range tests {
		if got := threat.SystemNamespace(name); got != want {
			t.Errorf("SystemNamespace(%q) = %v, want %v", name, got, want)
		}
	}
}
