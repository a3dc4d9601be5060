//go:build linux

package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
)

func TestDressNode(t *testing.T) {
	client := fake.NewClientset(&corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: nodeName, Annotations: map[string]string{"kept": "yes"}},
		Spec: corev1.NodeSpec{Taints: []corev1.Taint{{
			Key: "node.cloudprovider.kubernetes.io/uninitialized", Effect: corev1.TaintEffectNoSchedule,
		}}},
	})
	if err := nodeReady(t.Context(), client); err == nil {
		t.Error("a tainted node counts as ready")
	}
	if err := dressNode(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	node, err := client.CoreV1().Nodes().Get(t.Context(), nodeName, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"kept": "yes", "container.googleapis.com/instance_id": "1234567890123456789"}
	if diff := cmp.Diff(want, node.Annotations); diff != "" {
		t.Errorf("annotations (-want +got):\n%s", diff)
	}
	if len(node.Spec.Taints) > 0 {
		t.Errorf("the taints %v keep pods off", node.Spec.Taints)
	}
	if got := node.Status.Addresses; len(got) != 2 || got[0].Address != "127.0.0.1" || got[0].Type != corev1.NodeInternalIP {
		t.Errorf("got addresses %v, want loopback as InternalIP first", got)
	}
	if err := nodeReady(t.Context(), client); err == nil {
		t.Error("a node without a Ready condition counts as ready")
	}
}

func TestRestrictedUserReadsPodsAlone(t *testing.T) {
	client := fake.NewClientset()
	if err := allowRestricted(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	role, err := client.RbacV1().ClusterRoles().Get(t.Context(), "pod-reader", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(role.Rules) != 1 || !cmp.Equal(role.Rules[0].Resources, []string{"pods"}) ||
		!cmp.Equal(role.Rules[0].Verbs, []string{"get", "list", "watch"}) {
		t.Errorf("got rules %v", role.Rules)
	}
	binding, err := client.RbacV1().ClusterRoleBindings().Get(t.Context(), "pod-reader", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(binding.Subjects) != 1 || binding.Subjects[0].Name != restrictedUser || binding.RoleRef.Name != "pod-reader" {
		t.Errorf("got binding of %v to %v", binding.RoleRef, binding.Subjects)
	}
}
