package gke_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/kubectl-threat/kubectl-threat/internal/gke"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// crowd is an API server of many pods, which selects and pages as the real one
// does, and counts what it is asked for and what it sends.
type crowd struct {
	pods    []corev1.Pod
	events  []corev1.Event
	objects map[string]any
	log     string

	mu    sync.Mutex
	asked []string
	bytes int
}

// newCrowd is the cart with its workload, in a cluster of so many pods: nine are
// siblings, one runs as the same account, and one in twenty has the same image.
func newCrowd(size int) *crowd {
	c := &crowd{log: "2026-11-20T08:05:00Z hello\n", objects: map[string]any{
		"/api/v1/nodes/" + nodeName: tillsNode(),
		"/apis/apps/v1/namespaces/shop/replicasets/cart-5f7d": &appsv1.ReplicaSet{
			ObjectMeta: metav1.ObjectMeta{Name: "cart-5f7d", UID: "rs-1", OwnerReferences: ownedBy("apps/v1", "Deployment", "cart", "d-1")},
			Spec: appsv1.ReplicaSetSpec{Selector: &metav1.LabelSelector{
				MatchLabels: map[string]string{"app": "cart", "pod-template-hash": "5f7d"},
			}},
		},
		"/apis/apps/v1/namespaces/shop/deployments/cart": &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: "cart", UID: "d-1"}},
	}}
	owned := func(p *corev1.Pod) {
		p.OwnerReferences = ownedBy("apps/v1", "ReplicaSet", "cart-5f7d", "rs-1")
		p.Labels = map[string]string{"app": "cart", "pod-template-hash": "5f7d"}
	}
	c.pods = append(c.pods, *cartPod(owned))
	for i := 1; i < size; i++ {
		pod := cartPod(func(p *corev1.Pod) {
			p.Name, p.Namespace, p.Spec.ServiceAccountName = fmt.Sprintf("other-%d", i), fmt.Sprintf("team-%d", i%20), "other"
			p.Status.ContainerStatuses[0].ImageID = "registry.example/other@sha256:bb"
		})
		switch {
		case i < 10:
			owned(pod)
			pod.Name, pod.Namespace, pod.Spec.ServiceAccountName = fmt.Sprintf("cart-5f7d-s%d", i), "shop", "cart"
			pod.Status.ContainerStatuses[0].ImageID = "registry.example/cart@sha256:aa"
		case i == 11:
			pod.Namespace, pod.Spec.ServiceAccountName = "shop", "cart"
		case i%20 == 0:
			pod.Status.ContainerStatuses[0].ImageID = "registry.example/cart@sha256:aa"
		}
		c.pods = append(c.pods, *pod)
	}
	for i := range size {
		c.events = append(c.events, corev1.Event{
			InvolvedObject: corev1.ObjectReference{Kind: "Pod", Namespace: c.pods[i].Namespace, Name: c.pods[i].Name},
			Reason:         "Started", LastTimestamp: morning(5),
		})
	}
	return c
}

func (c *crowd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, r.Method+" "+r.URL.Path)
	path := r.URL.Path
	switch {
	case strings.HasSuffix(path, "/log"):
		c.send(w, []byte(c.log))
	case strings.HasSuffix(path, "/events"):
		c.list(w, r, c.selectEvents(r))
	case strings.HasSuffix(path, "/pods"):
		c.list(w, r, c.selectPods(r))
	case path == podPath:
		c.encode(w, c.pods[0])
	case c.objects[path] != nil:
		c.encode(w, c.objects[path])
	default:
		parts := strings.Split(path, "/")
		status(404, metav1.Status{Reason: metav1.StatusReasonNotFound, Message: path, Details: &metav1.StatusDetails{
			Kind: parts[len(parts)-2], Name: parts[len(parts)-1],
		}})(w, r)
	}
}

func (c *crowd) selectPods(r *http.Request) []any {
	selector, err := labels.Parse(r.URL.Query().Get("labelSelector"))
	if err != nil {
		panic(err)
	}
	var found []any
	for i := range c.pods {
		if inNamespace(r, c.pods[i].Namespace) && selector.Matches(labels.Set(c.pods[i].Labels)) {
			found = append(found, &c.pods[i])
		}
	}
	return found
}

func (c *crowd) selectEvents(r *http.Request) []any {
	selector, err := fields.ParseSelector(r.URL.Query().Get("fieldSelector"))
	if err != nil {
		panic(err)
	}
	var found []any
	for i := range c.events {
		of := c.events[i].InvolvedObject
		if inNamespace(r, of.Namespace) && selector.Matches(fields.Set{"involvedObject.kind": of.Kind, "involvedObject.name": of.Name}) {
			found = append(found, &c.events[i])
		}
	}
	return found
}

func inNamespace(r *http.Request, namespace string) bool {
	return !strings.Contains(r.URL.Path, "/namespaces/") || strings.Contains(r.URL.Path, "/namespaces/"+namespace+"/")
}

// list sends one page.
func (c *crowd) list(w http.ResponseWriter, r *http.Request, all []any) {
	from, _ := strconv.Atoi(r.URL.Query().Get("continue"))
	to := len(all)
	meta := map[string]any{"resourceVersion": "7"}
	if limit, _ := strconv.Atoi(r.URL.Query().Get("limit")); limit > 0 && from+limit < to {
		to = from + limit
		meta["continue"] = strconv.Itoa(to)
	}
	kind := map[bool]string{true: "EventList", false: "PodList"}[strings.HasSuffix(r.URL.Path, "/events")]
	c.encode(w, map[string]any{"kind": kind, "apiVersion": "v1", "metadata": meta, "items": all[from:to]})
}

func (c *crowd) encode(w http.ResponseWriter, o any) {
	body, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	c.send(w, body)
}

func (c *crowd) send(w http.ResponseWriter, body []byte) {
	c.bytes += len(body)
	_, _ = w.Write(body)
}

// A report costs the same in a large cluster as in a small one.
func TestCostDoesNotGrowWithTheCluster(t *testing.T) {
	cost := func(size int) (requests, bytes int) {
		c := newCrowd(size)
		got := gatherAll(t, connected(t, c, cart(), gke.Options{Around: true}), threat.Finding{EventTime: morning(5).Time})
		if pods := answer(t, got.Siblings).Pods; len(pods) != 9 {
			t.Errorf("%d siblings in %d pods, want 9", len(pods), size)
		}
		if events := answer(t, got.Events).List; len(events) != 1 {
			t.Errorf("%d events in %d pods, want 1", len(events), size)
		}
		if log := answer(t, got.Log); len(log.Lines) != 1 {
			t.Errorf("%d lines, want 1", len(log.Lines))
		}
		return len(c.asked), c.bytes
	}
	few, fewBytes := cost(10)
	many, manyBytes := cost(10_000)
	if few != many || fewBytes != manyBytes {
		t.Errorf("10 pods: %d requests, %d bytes; 10,000 pods: %d requests, %d bytes", few, fewBytes, many, manyBytes)
	}
}

func TestSpread(t *testing.T) {
	c := newCrowd(10_000)
	got := answer(t, gatherAll(t, connected(t, c, cart(), gke.Options{Everywhere: true}), threat.Finding{}).Spread)
	// 9 siblings share both, 499 others the image, and one the account alone.
	if got.Seen != 10_000 || len(got.Pods)+got.More != 509 || len(got.Pods) != 200 || got.Image.Raw() != "sha256:aa" || got.ServiceAccount.Raw() != "cart" {
		t.Errorf("%d seen, %d pods and %d more, want 10000, 200, 309", got.Seen, len(got.Pods), got.More)
	}
	if first := got.Pods[0]; first.Name.Raw() != "cart-5f7d-s1" || len(first.Reasons) != 2 {
		t.Errorf("the first is %s %v, want a sibling that shares both", first.Name, first.Reasons)
	}
	pages := 0
	for _, line := range c.asked {
		if line == "GET /api/v1/pods" {
			pages++
		}
	}
	if pages != 20 {
		t.Errorf("%d pages, want 20", pages)
	}
}

// Who may not list the pods of all namespaces still sees those of one.
func TestSpreadOfOneNamespace(t *testing.T) {
	c := newCrowd(100)
	denied := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/pods" {
			status(403, metav1.Status{
				Reason:  metav1.StatusReasonForbidden,
				Message: `pods is forbidden: User "ana" cannot list resource "pods" in API group "" at the cluster scope`,
			})(w, r)
			return
		}
		c.ServeHTTP(w, r)
	})
	got := answer(t, gatherAll(t, connected(t, denied, cart(), gke.Options{Everywhere: true}), threat.Finding{}).Spread)
	if got.Namespace != "shop" || len(got.Pods) != 10 || got.Rest.Rule.Raw() != "list pods" {
		t.Errorf("%d pods of namespace %q, rule %q, want 10 of shop and the rule list pods", len(got.Pods), got.Namespace, got.Rest.Rule)
	}
}
