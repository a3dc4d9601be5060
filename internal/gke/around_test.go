package gke_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

const (
	eventsPath = "/api/v1/namespaces/shop/events"
	podsPath   = "/api/v1/namespaces/shop/pods"
	logPath    = podPath + "/log"
)

func TestEvents(t *testing.T) {
	event := func(minute int, change ...func(*corev1.Event)) corev1.Event {
		e := corev1.Event{
			InvolvedObject: corev1.ObjectReference{Kind: "Pod", Name: "cart-5f7d-x2x", Namespace: "shop", UID: "pod-1"},
			Reason:         fmt.Sprintf("R%d", minute), LastTimestamp: morning(minute), Count: 1,
		}
		for _, c := range change {
			c(&e)
		}
		return e
	}
	another := func(e *corev1.Event) { e.InvolvedObject.UID = "pod-0" }
	series := func(e *corev1.Event) {
		e.LastTimestamp, e.EventTime, e.Count = metav1.Time{}, metav1.NewMicroTime(morning(31).Time), 0
		e.Series = &corev1.EventSeries{Count: 5, LastObservedTime: metav1.NewMicroTime(morning(33).Time)}
	}
	single := func(e *corev1.Event) {
		e.LastTimestamp, e.EventTime, e.Count = metav1.Time{}, metav1.NewMicroTime(morning(34).Time), 0
	}
	tests := map[string]struct {
		items []corev1.Event
		more  string
		want  []string
		cut   bool
	}{
		"none":                             {want: nil},
		"around the event before long ago": {items: []corev1.Event{event(2), event(40), event(1), event(16)}, want: []string{"16 R16 1", "40 R40 1", "2 R2 1", "1 R1 1"}},
		"of another pod of the name":       {items: []corev1.Event{event(30, another)}, want: []string{"30 R30 1 other"}},
		"about another object":             {items: []corev1.Event{event(30, func(e *corev1.Event) { e.InvolvedObject.Name = "cart" })}},
		"in a series":                      {items: []corev1.Event{event(1, series), event(2, single)}, want: []string{"33 R1 5", "34 R2 1"}},
		"more than were read":              {items: []corev1.Event{event(30)}, more: "next", want: []string{"30 R30 1"}, cut: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(map[string]any{podPath: cartPod(), eventsPath: corev1.EventList{
				ListMeta: metav1.ListMeta{Continue: tt.more}, Items: tt.items,
			}})
			got := answer(t, gatherAll(t, s.around(t, cart()), threat.Finding{EventTime: morning(30).Time}).Events)
			var lines []string
			for _, e := range got.List {
				line := fmt.Sprintf("%d %s %d", e.Time.Minute(), e.Reason, e.Count)
				if e.OtherPod {
					line += " other"
				}
				lines = append(lines, line)
			}
			if diff := cmp.Diff(tt.want, lines); diff != "" || got.Cut != tt.cut {
				t.Errorf("cut is %v, want %v\n%s", got.Cut, tt.cut, diff)
			}
		})
	}
}

func TestSiblings(t *testing.T) {
	const apps, batch = "/apis/apps/v1/namespaces/shop/", "/apis/batch/v1/namespaces/shop/"
	sibling := func(name, image string, owners []metav1.OwnerReference) corev1.Pod {
		return *cartPod(func(p *corev1.Pod) {
			p.Name, p.OwnerReferences = name, owners
			p.Status.ContainerStatuses[0].ImageID = image
		})
	}
	selector := func(labels map[string]string) *metav1.LabelSelector {
		return &metav1.LabelSelector{MatchLabels: labels}
	}
	set := func(owner string) []metav1.OwnerReference {
		return ownedBy("apps/v1", "ReplicaSet", owner, types.UID(map[string]string{"cart-5f7d": "rs-1"}[owner]))
	}
	tests := map[string]struct {
		owners   []metav1.OwnerReference
		objects  map[string]any
		pods     []corev1.Pod
		want     []string
		selector string
		gap      string
	}{
		"of a Deployment": {
			owners: set("cart-5f7d"),
			objects: map[string]any{apps + "replicasets/cart-5f7d": &appsv1.ReplicaSet{
				ObjectMeta: metav1.ObjectMeta{Name: "cart-5f7d", UID: "rs-1", OwnerReferences: ownedBy("apps/v1", "Deployment", "cart", "d-1")},
				Spec:       appsv1.ReplicaSetSpec{Selector: selector(map[string]string{"app": "cart", "pod-template-hash": "5f7d"})},
			}},
			pods: []corev1.Pod{
				sibling("cart-5f7d-x2x", "r@sha256:aa", set("cart-5f7d")), sibling("cart-5f7d-s1", "r@sha256:aa", set("cart-5f7d")),
				sibling("cart-9c9c-s2", "r@sha256:bb", set("cart-9c9c")), sibling("cart-5f7d-s3", "", set("cart-5f7d")),
				sibling("other", "r@sha256:aa", set("till-1")), sibling("bare", "r@sha256:aa", nil),
			},
			want: []string{"cart-5f7d-s1 same", "cart-9c9c-s2 other", "cart-5f7d-s3 ?"}, selector: "app=cart",
		},
		"of a ReplicaSet alone": {
			owners: set("cart-5f7d"),
			objects: map[string]any{apps + "replicasets/cart-5f7d": &appsv1.ReplicaSet{
				ObjectMeta: metav1.ObjectMeta{Name: "cart-5f7d", UID: "rs-1"},
				Spec:       appsv1.ReplicaSetSpec{Selector: selector(map[string]string{"pod-template-hash": "5f7d"})},
			}},
			pods: []corev1.Pod{sibling("cart-5f7d-s1", "r@sha256:aa", set("cart-5f7d")), sibling("cart-9c9c-s2", "r@sha256:aa", set("cart-9c9c"))},
			want: []string{"cart-5f7d-s1 same"}, selector: "pod-template-hash=5f7d",
		},
		"of a StatefulSet": {
			owners: ownedBy("apps/v1", "StatefulSet", "db", "1"),
			objects: map[string]any{apps + "statefulsets/db": &appsv1.StatefulSet{
				ObjectMeta: metav1.ObjectMeta{Name: "db", UID: "1"}, Spec: appsv1.StatefulSetSpec{Selector: selector(map[string]string{"app": "db"})},
			}},
			pods: []corev1.Pod{sibling("db-1", "r@sha256:aa", ownedBy("apps/v1", "StatefulSet", "db", "1"))},
			want: []string{"db-1 same"}, selector: "app=db",
		},
		"of a Job of a CronJob": {
			owners: ownedBy("batch/v1", "Job", "nightly-1", "1"),
			objects: map[string]any{batch + "jobs/nightly-1": &batchv1.Job{
				ObjectMeta: metav1.ObjectMeta{Name: "nightly-1", UID: "1"}, Spec: batchv1.JobSpec{Selector: selector(map[string]string{"controller-uid": "1"})},
			}},
			selector: "controller-uid=1",
		},
		"nobody's":          {},
		"a foreign owner's": {owners: ownedBy("pg.example.com/v1", "Postgres", "main", "1"), gap: "owners of kind Postgres are not read"},
		"a selector of all": {
			owners: set("cart-5f7d"),
			objects: map[string]any{apps + "replicasets/cart-5f7d": &appsv1.ReplicaSet{
				ObjectMeta: metav1.ObjectMeta{Name: "cart-5f7d", UID: "rs-1"}, Spec: appsv1.ReplicaSetSpec{Selector: selector(nil)},
			}},
			gap: "list pods in namespace shop: the owner's selector selects every pod",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(map[string]any{podPath: cartPod(func(p *corev1.Pod) { p.OwnerReferences = tt.owners }), podsPath: corev1.PodList{Items: tt.pods}})
			for path, o := range tt.objects {
				s.answers[path] = serve(map[string]any{path: o}).answers[path]
			}
			slot := gatherAll(t, s.around(t, cart()), threat.Finding{}).Siblings
			if gap, missing := slot.Gap(); missing || tt.gap != "" {
				if gap.Detail.String() != tt.gap {
					t.Errorf("gap %q, want %q", gap.Detail, tt.gap)
				}
				return
			}
			var got []string
			for _, pod := range answer(t, slot).Pods {
				word := "?"
				if pod.SameImage != nil {
					word = map[bool]string{true: "same", false: "other"}[*pod.SameImage]
				}
				got = append(got, pod.Name.String()+" "+word)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if asked := strings.Join(s.selectors, ""); asked != tt.selector {
				t.Errorf("selected by %q, want %q", asked, tt.selector)
			}
		})
	}
}

func TestLogs(t *testing.T) {
	line := func(at time.Time, text string) string { return at.UTC().Format(time.RFC3339Nano) + " " + text + "\n" }
	event := morning(30).Time
	crowded := func() string {
		var b strings.Builder
		for b.Len() < 1<<20 {
			b.WriteString(line(event.Add(-30*time.Second), strings.Repeat("x", 200)))
		}
		return b.String()
	}()
	restarted := func(p *corev1.Pod) {
		p.Status.ContainerStatuses[0].RestartCount = 1
		p.Status.ContainerStatuses[0].LastTerminationState.Terminated = &corev1.ContainerStateTerminated{FinishedAt: morning(31)}
	}
	longAgo := func(p *corev1.Pod) {
		restarted(p)
		p.Status.ContainerStatuses[0].LastTerminationState.Terminated.FinishedAt = morning(2)
	}
	once := func(p *corev1.Pod) { p.Status.ContainerStatuses[0].RestartCount = 0 }
	tests := map[string]struct {
		pod          func(*corev1.Pod)
		now          func(r *http.Request) string
		current      string // last line of the current log
		previous     string // and of the previous one
		asked        []string
		earlierLater [2]bool
	}{
		"never restarted": {
			pod: once, now: func(*http.Request) string { return line(event, "hello") }, current: "hello",
			asked: []string{"limitBytes=1048576 sinceTime=2026-11-20T08:29:00Z"},
		},
		"restarted after the event": {
			pod: restarted, now: func(r *http.Request) string { return line(event, "of "+r.URL.Query().Get("previous")) }, current: "of ", previous: "of true",
			asked: []string{"limitBytes=1048576 previous=true sinceTime=2026-11-20T08:29:00Z", "limitBytes=1048576 sinceTime=2026-11-20T08:29:00Z"},
		},
		"restarted long before it": {
			pod: longAgo, now: func(*http.Request) string { return line(event, "x") }, current: "x", previous: "x",
			asked: []string{"limitBytes=1048576 previous=true tailLines=50", "limitBytes=1048576 sinceTime=2026-11-20T08:29:00Z"},
		},
		"too full before the event": {
			pod: once, now: func(r *http.Request) string {
				if strings.Contains(r.URL.RawQuery, "29%3A00Z") {
					return crowded
				}
				return line(event, "reached")
			}, current: "reached", earlierLater: [2]bool{true, false},
			asked: []string{"limitBytes=1048576 sinceTime=2026-11-20T08:29:00Z", "limitBytes=1048576 sinceTime=2026-11-20T08:30:00Z"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := serve(map[string]any{podPath: cartPod(tt.pod), podsPath: corev1.PodList{}, eventsPath: corev1.EventList{}})
			s.answers[logPath] = func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(tt.now(r))) }
			got := gatherAll(t, s.around(t, cart()), threat.Finding{EventTime: event})
			current, previous := answer(t, got.Log), answer(t, got.Previous)
			if text := lastLine(current); text != tt.current || [2]bool{current.Earlier, current.Later} != tt.earlierLater {
				t.Errorf("current %q, earlier %v, later %v, want %q, %v", text, current.Earlier, current.Later, tt.current, tt.earlierLater)
			}
			if text := lastLine(previous); text != tt.previous {
				t.Errorf("previous %q, want %q", text, tt.previous)
			}
			if diff := cmp.Diff(tt.asked, s.logs()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func lastLine(log threat.Log) string {
	if len(log.Lines) == 0 {
		return ""
	}
	return log.Lines[len(log.Lines)-1].Text.Raw()
}

// A container that does not run yet has no log; the kubelet says so in words.
func TestLogThatIsNotThere(t *testing.T) {
	s := serve(map[string]any{podPath: cartPod()})
	s.answers[logPath] = status(400, metav1.Status{
		Reason: metav1.StatusReasonBadRequest, Message: `container "app" in pod "cart-5f7d-x2x" is waiting to start: ContainerCreating`,
	})
	got := gatherAll(t, s.around(t, cart()), threat.Finding{EventTime: morning(30).Time})
	if gap, _ := got.Log.Gap(); !strings.HasSuffix(gap.Detail.Raw(), "is waiting to start: ContainerCreating") {
		t.Errorf("gap = %s", gap.Detail)
	}
}
