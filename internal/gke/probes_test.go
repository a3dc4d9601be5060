package gke_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

const nodeName = "gke-tills-pool-1-1f2e3d4c-x9zq"

func morning(minute int) metav1.Time {
	return metav1.NewTime(time.Date(2026, 11, 20, 8, minute, 0, 0, time.UTC))
}

// serve answers with objects by their paths.
func serve(objects map[string]any) *apiServer {
	s := &apiServer{answers: map[string]http.HandlerFunc{}}
	for path, o := range objects {
		s.answers[path] = func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(o)
		}
	}
	return s
}

// cartPod is a running pod of one container.
func cartPod(change ...func(*corev1.Pod)) *corev1.Pod {
	pod := &corev1.Pod{
		TypeMeta: metav1.TypeMeta{Kind: "Pod", APIVersion: "v1"},
		ObjectMeta: metav1.ObjectMeta{
			Name: "cart-5f7d-x2x", Namespace: "shop", UID: "pod-1", CreationTimestamp: morning(1),
		},
		Spec: corev1.PodSpec{
			NodeName: nodeName, ServiceAccountName: "cart",
			Containers: []corev1.Container{{Name: "app", Image: "registry.example/cart:1"}},
		},
		Status: corev1.PodStatus{
			Phase: corev1.PodRunning,
			ContainerStatuses: []corev1.ContainerStatus{{
				Name: "app", Image: "registry.example/cart:1.4", ImageID: "registry.example/cart@sha256:aa", ContainerID: "containerd://c1",
				RestartCount: 2, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: morning(5)}},
			}},
		},
	}
	for _, c := range change {
		c(pod)
	}
	return pod
}

func ownedBy(apiVersion, kind, name string, uid types.UID) []metav1.OwnerReference {
	yes := true
	return []metav1.OwnerReference{
		{APIVersion: "v1", Kind: "ConfigMap", Name: "no-controller", UID: "x"},
		{APIVersion: apiVersion, Kind: kind, Name: name, UID: uid, Controller: &yes},
	}
}

func tillsNode() *corev1.Node {
	return &corev1.Node{
		TypeMeta: metav1.TypeMeta{Kind: "Node", APIVersion: "v1"},
		ObjectMeta: metav1.ObjectMeta{
			Name: nodeName, UID: "node-1",
			Annotations: map[string]string{"container.googleapis.com/instance_id": "6301834487162049114"},
			Labels:      map[string]string{"cloud.google.com/gke-nodepool": "pool-1", "topology.kubernetes.io/zone": "europe-west4-b"},
		},
		Status: corev1.NodeStatus{NodeInfo: corev1.NodeSystemInfo{KubeletVersion: "v1.34.4-gke.1", OSImage: "Container-Optimized OS from Google"}},
	}
}

func theNode() threat.NodeState {
	return threat.NodeState{
		Name: untrusted.From(nodeName), InstanceID: untrusted.From("6301834487162049114"), NodePool: untrusted.From("pool-1"),
		Zone: untrusted.From("europe-west4-b"), Kubelet: untrusted.From("v1.34.4-gke.1"), OS: untrusted.From("Container-Optimized OS from Google"),
	}
}

func texts() cmp.Option {
	return cmp.Comparer(func(a, b untrusted.Text) bool { return a == b })
}

// answer returns what lies in a slot, and fails the test where there is a gap.
func answer[T any](t *testing.T, slot threat.Found[T]) T {
	t.Helper()
	value, ok := slot.Get()
	if !ok {
		gap, _ := slot.Gap()
		t.Fatalf("a gap: %s, %s", gap.Reason, gap.Detail)
	}
	return value
}

func TestProbesOfAPod(t *testing.T) {
	s := serve(map[string]any{
		podPath: cartPod(func(p *corev1.Pod) { p.OwnerReferences = ownedBy("apps/v1", "ReplicaSet", "cart-5f7d", "rs-1") }),
		"/apis/apps/v1/namespaces/shop/replicasets/cart-5f7d": &appsv1.ReplicaSet{ObjectMeta: metav1.ObjectMeta{
			Name: "cart-5f7d", UID: "rs-1", OwnerReferences: ownedBy("apps/v1", "Deployment", "cart", "d-1"),
		}},
		"/apis/apps/v1/namespaces/shop/deployments/cart": &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: "cart", UID: "d-1"}},
		"/api/v1/nodes/" + nodeName:                      tillsNode(),
	})
	got := gatherAll(t, s.scene(t, cart(), 0), threat.Finding{})

	pod := threat.PodState{
		Namespace: untrusted.From("shop"), Name: untrusted.From("cart-5f7d-x2x"),
		UID: untrusted.From("pod-1"), Phase: untrusted.From("Running"), Created: morning(1).Time, Node: untrusted.From(nodeName),
		ServiceAccount: untrusted.From("cart"), Containers: untrusted.All([]string{"app"}),
		Container: threat.ContainerState{
			Name: untrusted.From("app"), Image: untrusted.From("registry.example/cart:1.4"), ImageID: untrusted.From("registry.example/cart@sha256:aa"),
			ID: untrusted.From("containerd://c1"), State: threat.Running, Started: morning(5).Time, Restarts: 2,
		},
	}
	owners := []threat.Owner{
		{Kind: untrusted.From("ReplicaSet"), Name: untrusted.From("cart-5f7d")},
		{Kind: untrusted.From("Deployment"), Name: untrusted.From("cart")},
	}
	for _, diff := range []string{
		cmp.Diff(pod, answer(t, got.Pod), texts()),
		cmp.Diff(threat.Owners{Chain: owners}, answer(t, got.Owners), texts()),
		cmp.Diff(theNode(), answer(t, got.Node), texts()),
	} {
		if diff != "" {
			t.Error(diff)
		}
	}
	if got.Look.Asked() || got.Traces.Asked() {
		t.Error("a passive look asked inside the container")
	}
	if how := got.Pod.How; how != "kubectl --context "+wanted+" -n shop get pod cart-5f7d-x2x -o yaml" {
		t.Errorf("How = %q", how)
	}
	wantHow := "kubectl --context " + wanted + ` get node "$(kubectl --context ` + wanted + ` -n shop get pod cart-5f7d-x2x -o jsonpath={.spec.nodeName})" -o yaml`
	if got.Node.How != wantHow {
		t.Errorf("How = %q, want %q", got.Node.How, wantHow)
	}
	slices.Sort(s.asked)
	want := []string{
		"GET /api/v1/namespaces/shop/pods/cart-5f7d-x2x",
		"GET /api/v1/nodes/" + nodeName,
		"GET /apis/apps/v1/namespaces/shop/deployments/cart",
		"GET /apis/apps/v1/namespaces/shop/replicasets/cart-5f7d",
	}
	if diff := cmp.Diff(want, s.asked); diff != "" {
		t.Errorf("the server was asked something else:\n%s", diff)
	}
}
