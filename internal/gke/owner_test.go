package gke_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

func TestOwners(t *testing.T) {
	const apps, batch = "/apis/apps/v1/namespaces/shop/", "/apis/batch/v1/namespaces/shop/"
	meta := func(uid types.UID, owners []metav1.OwnerReference) metav1.ObjectMeta {
		return metav1.ObjectMeta{Name: "n", UID: uid, OwnerReferences: owners}
	}
	tests := map[string]struct {
		owners  []metav1.OwnerReference
		objects map[string]any
		want    []string // KIND NAME, and what is not known above
		calls   int      // besides pod and node
	}{
		"nobody": {want: []string{}},
		"a StatefulSet": {
			owners:  ownedBy("apps/v1", "StatefulSet", "db", "1"),
			objects: map[string]any{apps + "statefulsets/db": &appsv1.StatefulSet{ObjectMeta: meta("1", nil)}},
			want:    []string{"StatefulSet db"}, calls: 1,
		},
		"a DaemonSet": {
			owners:  ownedBy("apps/v1", "DaemonSet", "agent", "1"),
			objects: map[string]any{apps + "daemonsets/agent": &appsv1.DaemonSet{ObjectMeta: meta("1", nil)}},
			want:    []string{"DaemonSet agent"}, calls: 1,
		},
		"a Job of a CronJob": {
			owners: ownedBy("batch/v1", "Job", "nightly-1", "1"),
			objects: map[string]any{
				batch + "jobs/nightly-1":   &batchv1.Job{ObjectMeta: meta("1", ownedBy("batch/v1", "CronJob", "nightly", "2"))},
				batch + "cronjobs/nightly": &batchv1.CronJob{ObjectMeta: meta("2", nil)},
			},
			want: []string{"Job nightly-1", "CronJob nightly"}, calls: 2,
		},
		"an operator above": {
			owners:  ownedBy("apps/v1", "StatefulSet", "db", "1"),
			objects: map[string]any{apps + "statefulsets/db": &appsv1.StatefulSet{ObjectMeta: meta("1", ownedBy("pg.example.com/v1", "Postgres", "main", "2"))}},
			want:    []string{"StatefulSet db", "Postgres main: not-supported, owners of kind Postgres are not read"}, calls: 1,
		},
		"a ReplicaSet of a group of somebody's own": {
			owners: ownedBy("apps.example.com/v1", "ReplicaSet", "cart", "1"),
			want:   []string{"ReplicaSet cart: not-supported, owners of kind ReplicaSet are not read"},
		},
		"a name that leads elsewhere": {
			owners: ownedBy("apps/v1", "ReplicaSet", "../../../../api/v1/namespaces/shop/secrets/token", "1"),
			want: []string{"ReplicaSet ../../../../api/v1/namespaces/shop/secrets/token: " +
				"failed, get replicasets shop/../../../../api/v1/namespaces/shop/secrets/token: the name is none that Kubernetes allows"},
		},
		"another object of the same name": {
			owners:  ownedBy("apps/v1", "ReplicaSet", "cart", "1"),
			objects: map[string]any{apps + "replicasets/cart": &appsv1.ReplicaSet{ObjectMeta: meta("2", ownedBy("apps/v1", "Deployment", "other", "3"))}},
			want:    []string{"ReplicaSet cart: gone, get replicasets shop/cart: another object has the name now"}, calls: 1,
		},
		"a circle": {
			owners: ownedBy("apps/v1", "ReplicaSet", "a", "1"),
			objects: map[string]any{
				apps + "replicasets/a": &appsv1.ReplicaSet{ObjectMeta: meta("1", ownedBy("apps/v1", "ReplicaSet", "a", "1"))},
			},
			want: []string{
				"ReplicaSet a", "ReplicaSet a", "ReplicaSet a", "ReplicaSet a: not-supported, the chain of owners is not followed any further",
			}, calls: 3,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			objects := map[string]any{podPath: cartPod(func(p *corev1.Pod) { p.OwnerReferences = tt.owners }), "/api/v1/nodes/" + nodeName: tillsNode()}
			for path, o := range tt.objects {
				objects[path] = o
			}
			s := serve(objects)
			chain := answer(t, gatherAll(t, s.scene(t, cart(), 0), threat.Finding{}).Owners).Chain
			got := []string{}
			for _, link := range chain {
				line := link.Kind.String() + " " + link.Name.String()
				if link.Above.Reason != "" {
					line += ": " + string(link.Above.Reason) + ", " + link.Above.Detail.String()
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if calls := len(s.asked) - 2; calls != tt.calls {
				t.Errorf("%d calls for owners, want %d: %q", calls, tt.calls, s.asked)
			}
		})
	}
}

func TestOwnerThatMayNotBeReadStaysInTheChain(t *testing.T) {
	s := serve(map[string]any{podPath: cartPod(func(p *corev1.Pod) { p.OwnerReferences = ownedBy("apps/v1", "ReplicaSet", "cart-5f7d", "rs-1") })})
	s.answers["/apis/apps/v1/namespaces/shop/replicasets/cart-5f7d"] = status(403, metav1.Status{
		Reason:  metav1.StatusReasonForbidden,
		Message: `replicasets.apps "cart-5f7d" is forbidden: User "ana" cannot get resource "replicasets" in API group "apps" in the namespace "shop"`,
	})
	chain := answer(t, gatherAll(t, s.scene(t, cart(), 0), threat.Finding{}).Owners).Chain
	if len(chain) != 1 || chain[0].Name.Raw() != "cart-5f7d" || chain[0].Above.Reason != threat.Denied ||
		chain[0].Above.Detail.Raw() != "missing rule: get replicasets.apps in namespace shop; user ana" {
		t.Errorf("owners = %v", chain)
	}
}
