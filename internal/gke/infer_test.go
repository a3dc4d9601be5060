package gke_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// gone is a server that has no such pod, and nothing else but what it is given.
func gone(objects map[string]any) *apiServer {
	s := serve(objects)
	s.fallback = func(w http.ResponseWriter, r *http.Request) {
		parts := strings.Split(r.URL.Path, "/")
		kind, name := parts[len(parts)-2], parts[len(parts)-1]
		if strings.HasSuffix(r.URL.Path, "/pods") || strings.HasSuffix(r.URL.Path, "/events") {
			page(200, "application/json", `{"kind":"List","apiVersion":"v1","items":[]}`)(w, r)
			return
		}
		status(404, metav1.Status{
			Reason: metav1.StatusReasonNotFound, Message: kind + ` "` + name + `" not found`, Details: &metav1.StatusDetails{Kind: kind, Name: name},
		})(w, r)
	}
	return s
}

func about(kind, name, message string) corev1.Event {
	return corev1.Event{
		InvolvedObject: corev1.ObjectReference{Kind: kind, Name: name, Namespace: "shop"}, Reason: "SuccessfulCreate",
		Message: message, LastTimestamp: morning(2),
	}
}

func TestOwnerOfAPodThatIsGone(t *testing.T) {
	const apps = "/apis/apps/v1/namespaces/shop/"
	older := metav1.ObjectMeta{Name: "n", UID: "1", CreationTimestamp: morning(1)}
	younger := metav1.ObjectMeta{Name: "n", UID: "1", CreationTimestamp: morning(50)}
	set := older
	set.OwnerReferences = ownedBy("apps/v1", "Deployment", "cart", "d-1")
	tests := map[string]struct {
		pod     string
		finding threat.Finding
		objects map[string]any
		chain   string
		reasons string
	}{
		"its ReplicaSet is there": {
			pod: "cart-6d9f7c9b8-x2x4q",
			objects: map[string]any{
				apps + "replicasets/cart-6d9f7c9b8": &appsv1.ReplicaSet{ObjectMeta: set},
				apps + "deployments/cart":           &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: "cart", UID: "d-1"}},
			},
			chain: "ReplicaSet cart-6d9f7c9b8 < Deployment cart", reasons: "owner-by-name owner-exists",
		},
		"only its Deployment is": {
			pod: "cart-6d9f7c9b8-x2x4q", objects: map[string]any{apps + "deployments/cart": &appsv1.Deployment{ObjectMeta: older}},
			chain: "Deployment cart", reasons: "owner-by-name owner-exists owner-absent",
		},
		"its Deployment was made anew": {
			pod: "cart-6d9f7c9b8-x2x4q", objects: map[string]any{apps + "deployments/cart": &appsv1.Deployment{ObjectMeta: younger}},
			chain: "Deployment cart", reasons: "owner-by-name owner-younger owner-absent",
		},
		"a StatefulSet": {
			pod: "cart-0", objects: map[string]any{apps + "statefulsets/cart": &appsv1.StatefulSet{ObjectMeta: older}},
			chain: "StatefulSet cart", reasons: "owner-by-name owner-exists",
		},
		"a DaemonSet": {
			pod: "agent-x2x4q", objects: map[string]any{apps + "daemonsets/agent": &appsv1.DaemonSet{ObjectMeta: older}},
			chain: "DaemonSet agent", reasons: "owner-by-name owner-exists",
		},
		"gone itself, but an event tells": {
			pod: "agent-x2x4q",
			objects: map[string]any{"/api/v1/namespaces/shop/events": corev1.EventList{
				Items: []corev1.Event{about("DaemonSet", "agent", "Created pod: agent-x2x4q"), about("Job", "agent", "Created pod: agent-x2x4qq")},
			}},
			chain: "DaemonSet agent: gone", reasons: "owner-by-name owner-by-event owner-absent",
		},
		"gone itself": {
			pod: "cart-6d9f7c9b8-x2x4q", chain: "Deployment cart: gone", reasons: "owner-by-name owner-absent owner-absent",
		},
		"the finding names it": {
			pod: "cart-abc-zz", finding: threat.Finding{Kubernetes: threat.Kubernetes{Objects: untrusted.All([]string{"Deployment shop/cart"})}},
			objects: map[string]any{apps + "deployments/cart": &appsv1.Deployment{ObjectMeta: older}},
			chain:   "Deployment cart", reasons: "owner-by-name owner-by-object owner-exists",
		},
		"by the finding's labels": {
			pod: strings.Repeat("c", 57) + "-x2x4q",
			finding: threat.Finding{Pods: []threat.ClaimedPod{{
				Namespace: untrusted.From("shop"), Name: untrusted.From(strings.Repeat("c", 57) + "-x2x4q"),
				Labels: []threat.Label{{Name: untrusted.From("app"), Value: untrusted.From("cc")}, {Name: untrusted.From("pod-template-hash"), Value: untrusted.From("1")}},
			}}},
			objects: map[string]any{
				"/api/v1/namespaces/shop/pods": corev1.PodList{Items: []corev1.Pod{{ObjectMeta: metav1.ObjectMeta{
					Name: "sibling", OwnerReferences: ownedBy("apps/v1", "DaemonSet", strings.Repeat("c", 60), "1"),
				}}}},
				apps + "daemonsets/" + strings.Repeat("c", 60): &appsv1.DaemonSet{ObjectMeta: older},
			},
			chain: "DaemonSet " + strings.Repeat("c", 60), reasons: "owner-by-name owner-by-labels owner-exists",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			target := cart()
			target.Name = tt.pod
			tt.finding.EventTime = morning(10).Time
			s := gone(tt.objects)
			got := answer(t, gatherAll(t, s.around(t, target), tt.finding).Owners)
			var chain, reasons []string
			for _, link := range got.Chain {
				line := link.Kind.String() + " " + link.Name.String()
				if link.Above.Reason != "" {
					line += ": " + string(link.Above.Reason)
				}
				chain = append(chain, line)
			}
			for _, reason := range got.Inferred {
				reasons = append(reasons, string(reason.Code))
			}
			if diff := cmp.Diff(tt.chain, strings.Join(chain, " < ")); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.reasons, strings.Join(reasons, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A pod that nobody's controller named has no owner to infer: the gap is the
// pod's own.
func TestNoOwnerOfABarePod(t *testing.T) {
	target := cart()
	target.Name = "debug"
	got := gatherAll(t, gone(nil).around(t, target), threat.Finding{EventTime: morning(10).Time})
	pod, _ := got.Pod.Gap()
	owners, missing := got.Owners.Gap()
	if !missing || owners.Detail != pod.Detail || owners.Reason != threat.Gone {
		t.Errorf("owners: %s %s, want the pod's %s", owners.Reason, owners.Detail, pod.Detail)
	}
}

// What may not be read of the suspects is a gap with its rule.
func TestInferenceThatIsNotAllowed(t *testing.T) {
	target := cart()
	target.Name = "cart-0"
	s := gone(nil)
	s.answers["/apis/apps/v1/namespaces/shop/statefulsets/cart"] = status(403, metav1.Status{
		Reason:  metav1.StatusReasonForbidden,
		Message: `statefulsets.apps "cart" is forbidden: User "ana" cannot get resource "statefulsets" in API group "apps" in the namespace "shop"`,
	})
	got := gatherAll(t, s.around(t, target), threat.Finding{EventTime: morning(10).Time})
	chain := answer(t, got.Owners).Chain
	if len(chain) != 1 || chain[0].Above.Rule.Raw() != "get statefulsets.apps in namespace shop" {
		t.Errorf("owners = %v, want the rule", chain)
	}
	if gap, _ := got.Siblings.Gap(); gap.Rule != chain[0].Above.Rule {
		t.Errorf("siblings lack the rule %q", gap.Rule)
	}
}

// The events of a pod that is gone say where it ran.
func TestNodeOfAPodThatIsGone(t *testing.T) {
	kubelet := func(uid, node string, minute int) corev1.Event {
		e := about("Pod", "cart-0", "Started container app")
		e.InvolvedObject.UID, e.Source, e.LastTimestamp = "old", corev1.EventSource{Component: "kubelet", Host: node}, morning(minute)
		if uid != "" {
			e.InvolvedObject.UID = "new"
		}
		return e
	}
	events := func(list ...corev1.Event) map[string]any {
		return map[string]any{"/api/v1/namespaces/shop/events": corev1.EventList{Items: list}, "/api/v1/nodes/" + nodeName: tillsNode()}
	}
	tests := map[string]struct {
		objects map[string]any
		pod     bool // a younger namesake
		via     string
	}{
		"an event tells":               {objects: events(kubelet("", "elsewhere", 1), kubelet("", nodeName, 9)), via: threat.ViaEvent},
		"of the pod before a namesake": {objects: events(kubelet("", nodeName, 9), kubelet("new", "elsewhere", 10)), pod: true, via: threat.ViaEvent},
		"only the namesake's is known": {objects: events(kubelet("new", "elsewhere", 10)), pod: true, via: threat.ViaNamesake},
		"nobody tells":                 {objects: events()},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			target := cart()
			target.Name = "cart-0"
			if tt.pod {
				tt.objects["/api/v1/namespaces/shop/pods/cart-0"] = cartPod(func(p *corev1.Pod) {
					p.Name, p.UID, p.CreationTimestamp = "cart-0", "new", morning(30)
				})
			}
			got := gatherAll(t, gone(tt.objects).around(t, target), threat.Finding{EventTime: morning(10).Time}).Node
			node, ok := got.Get()
			if ok != (tt.via != "") || node.Via != tt.via || ok && node.Name.Raw() != nodeName {
				gap, _ := got.Gap()
				t.Errorf("node %s via %q, gap %s, want via %q", node.Name, node.Via, gap.Detail, tt.via)
			}
		})
	}
}
