package gke

import (
	"cmp"
	"context"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

const (
	// maxEvents is how many events are read. The API server joins equal ones.
	maxEvents = 200
	// eventLead is how long before the finding's event its story begins: the first
	// look at the documentation's log queries goes as far.
	eventLead = 15 * time.Minute
)

// readEvents asks for the events of the pod, by its name: those of a pod that is
// gone stay for a while, and a namesake's come along and are told by their uid.
func (s *Scene) readEvents(ctx context.Context) (threat.Events, error) {
	target, err := s.podTarget()
	if err != nil {
		return threat.Events{}, err
	}
	events, err := s.eventsOf(ctx, target.Namespace, "Pod", target.Name)
	if err != nil {
		return threat.Events{}, err
	}
	events.List = nearFirst(events.List, s.finding.EventTime)
	return events, nil
}

// events adds which of them are about another pod than the one of now.
func (s *Scene) events(ctx context.Context) (threat.Events, error) {
	events, err := s.told.get(ctx)
	if err != nil {
		return events, err
	}
	if pod, err := s.pod.get(ctx); err == nil {
		events.List = slices.Clone(events.List)
		for i := range events.List {
			uid := events.List[i].PodUID
			events.List[i].OtherPod = !uid.IsZero() && uid.Raw() != string(pod.UID)
		}
	}
	return events, nil
}

// eventsOf lists the events about one object, and believes no server that sends
// others along.
func (s *Scene) eventsOf(ctx context.Context, namespace, kind, name string) (threat.Events, error) {
	of := fields.Set{"involvedObject.kind": kind, "involvedObject.name": name}
	asked := question{verb: "list", resource: "events", namespace: namespace}
	list, err := s.client.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{FieldSelector: of.String(), Limit: maxEvents})
	if err != nil {
		return threat.Events{}, asked.explain(err)
	}
	events := threat.Events{Cut: list.Continue != ""}
	for i := range list.Items {
		if e := &list.Items[i]; e.InvolvedObject.Kind == kind && e.InvolvedObject.Name == name {
			events.List = append(events.List, describeEvent(e))
		}
	}
	return events, nil
}

// describeEvent reads both ways in which components write events: with counts and
// times of their own, or as a series.
func describeEvent(e *corev1.Event) threat.Event {
	event := threat.Event{
		Time: e.LastTimestamp.Time, First: e.FirstTimestamp.Time, Count: int(e.Count),
		Type: untrusted.From(e.Type), Reason: untrusted.From(e.Reason), Message: untrusted.From(e.Message),
		Source: untrusted.From(cmp.Or(e.Source.Component, e.ReportingController)), Node: untrusted.From(e.Source.Host),
		PodUID: untrusted.From(string(e.InvolvedObject.UID)),
	}
	if e.Series != nil {
		event.Time, event.Count = e.Series.LastObservedTime.Time, int(e.Series.Count)
	}
	if event.Time.IsZero() {
		event.Time = e.EventTime.Time
	}
	if event.Time.IsZero() {
		event.Time = e.CreationTimestamp.Time
	}
	if event.First.IsZero() {
		event.First = e.EventTime.Time
	}
	event.Count = max(event.Count, 1)
	if event.Count == 1 {
		event.First = time.Time{}
	}
	return event
}

// nearFirst puts what happened around the finding's event and after it in front,
// in the order of time; what was long before follows, the newest first.
func nearFirst(events []threat.Event, at time.Time) []threat.Event {
	slices.SortStableFunc(events, func(a, b threat.Event) int { return a.Time.Compare(b.Time) })
	from := slices.IndexFunc(events, func(e threat.Event) bool { return !e.Time.Before(at.Add(-eventLead)) })
	if from < 0 {
		from = len(events)
	}
	before := slices.Clone(events[:from])
	slices.Reverse(before)
	return append(slices.Clone(events[from:]), before...)
}
