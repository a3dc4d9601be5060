package gke_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestNode(t *testing.T) {
	onNode := func(name string) *corev1.Pod {
		return cartPod(func(p *corev1.Pod) { p.Spec.NodeName = name })
	}
	withNode := cart()
	withNode.Node = nodeName
	forbidden := status(403, metav1.Status{Reason: metav1.StatusReasonForbidden, Message: `nodes "n" is forbidden: User "ana" cannot get resource "nodes" in API group "" at the cluster scope`})
	tests := map[string]struct {
		target threat.Target
		pod    any // nil: gone
		node   http.HandlerFunc
		reason threat.GapReason
		detail string
	}{
		"of the pod":                        {target: cart(), pod: onNode(nodeName)},
		"of the finding, the pod elsewhere": {target: withNode, pod: onNode("gke-tills-pool-2-0")},
		"of the finding, the pod gone":      {target: withNode},
		"of a finding about a node":         {target: threat.Node{Cluster: tills(), Name: nodeName}},
		"of a pod that waits":               {target: cart(), pod: onNode(""), reason: threat.NotApplicable, detail: "the pod has no node yet"},
		"of a pod that is gone":             {target: cart(), reason: threat.Gone, detail: `pods "cart-5f7d-x2x" not found`},
		"of a pod with an odd node":         {target: cart(), pod: onNode("../secrets"), reason: threat.Failed, detail: "get nodes ../secrets: the name is none that Kubernetes allows"},
		"that may not be read": {
			target: withNode, pod: onNode(nodeName), node: forbidden,
			reason: threat.Denied, detail: "missing rule: get nodes; user ana",
		},
		"that is another one": {
			target: withNode, pod: onNode(nodeName), reason: threat.Failed, detail: "get nodes " + nodeName + ": the answer is no node of that name",
			node: page(200, "application/json", `{"kind":"Node","apiVersion":"v1","metadata":{"name":"other","uid":"1"}}`),
		},
		"that is gone": {
			target: withNode, pod: onNode(nodeName), reason: threat.Gone, detail: `nodes "` + nodeName + `" not found`,
			node: status(404, metav1.Status{
				Reason: metav1.StatusReasonNotFound, Message: `nodes "` + nodeName + `" not found`, Details: &metav1.StatusDetails{Kind: "nodes", Name: nodeName},
			}),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(map[string]any{"/api/v1/nodes/" + nodeName: tillsNode(), podPath: tt.pod})
			if tt.pod == nil {
				s.answers[podPath] = status(404, metav1.Status{
					Reason: metav1.StatusReasonNotFound, Message: `pods "cart-5f7d-x2x" not found`, Details: &metav1.StatusDetails{Kind: "pods", Name: "cart-5f7d-x2x"},
				})
			}
			if tt.node != nil {
				s.answers["/api/v1/nodes/"+nodeName] = tt.node
			}
			got := gatherAll(t, s.scene(t, tt.target, 0), threat.Finding{}).Node
			if gap, missing := got.Gap(); missing || tt.reason != "" {
				if gap.Reason != tt.reason || gap.Detail.Raw() != tt.detail {
					t.Errorf("gap = %q, %s, want %q, %s", gap.Reason, gap.Detail, tt.reason, tt.detail)
				}
				return
			}
			if diff := cmp.Diff(theNode(), answer(t, got), texts()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Where the finding names the node, nobody waits for the pod.
func TestPodAndNodeAreAskedAtOnce(t *testing.T) {
	target := cart()
	target.Node = nodeName
	s := serve(map[string]any{podPath: cartPod(), "/api/v1/nodes/" + nodeName: tillsNode()})
	pod, node, nodeAsked := s.answers[podPath], s.answers["/api/v1/nodes/"+nodeName], make(chan struct{})
	s.answers["/api/v1/nodes/"+nodeName] = func(w http.ResponseWriter, r *http.Request) {
		close(nodeAsked)
		node(w, r)
	}
	s.answers[podPath] = func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-nodeAsked:
			pod(w, r)
		case <-r.Context().Done():
		}
	}
	got := gatherAll(t, s.scene(t, target, 0), threat.Finding{})
	if _, ok := got.Pod.Get(); !ok {
		t.Errorf("the node was asked for after the pod: %q", s.asked)
	}
}

func TestProbesOfOtherTargets(t *testing.T) {
	s := serve(map[string]any{"/api/v1/nodes/" + nodeName: tillsNode()})
	got := gatherAll(t, s.scene(t, threat.Node{Cluster: tills(), Name: nodeName}, 0), threat.Finding{})
	if got.Pod.Asked() || got.Owners.Asked() || !slices.Equal(s.asked, []string{"GET /api/v1/nodes/" + nodeName}) {
		t.Errorf("a node was asked for more than itself: %q", s.asked)
	}
	s = serve(nil)
	got = gatherAll(t, s.scene(t, tills(), 0), threat.Finding{})
	if got.Node.Asked() || len(s.asked) > 0 || answer(t, got.Access).Context != wanted {
		t.Errorf("a cluster was asked for more than the way: %q", s.asked)
	}
}
