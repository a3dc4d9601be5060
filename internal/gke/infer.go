package gke

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// suspect is a workload that may have owned a pod that is gone.
type suspect struct {
	ref     metav1.OwnerReference
	named   bool // the finding names it
	labeled string
	found   parent
	err     error          // why it could not be read
	said    untrusted.Text // what an event of it says about the pod
}

// infer looks for the owner of a pod that is gone: its name says which workloads
// may have made it, and they, their events and the finding say which one did. All
// are asked for at once.
func (s *Scene) infer(ctx context.Context, gone error) (controller, error) {
	target, err := s.podTarget()
	if err != nil {
		return controller{}, err
	}
	suspects := s.suspects(ctx, target)
	if len(suspects) == 0 {
		return controller{}, gone
	}
	likeliest := choosing(suspects, s.finding.EventTime)
	ref := likeliest.ref
	ref.UID = likeliest.found.uid
	return controller{ref: &ref, found: likeliest.found, err: likeliest.err, inferred: likeliest.reasons(suspects, target, s.finding.EventTime)}, nil
}

// suspects reads the workloads that the name allows for, and what they said.
func (s *Scene) suspects(ctx context.Context, target threat.Pod) []suspect {
	var list []suspect
	for _, ref := range guesses(target.Name) {
		list = append(list, suspect{ref: ref})
	}
	for _, ref := range guessesFrom(s.finding, target) {
		at := slices.IndexFunc(list, func(one suspect) bool { return one.ref == ref })
		if at < 0 {
			list, at = append(list, suspect{ref: ref}), len(list)
		}
		list[at].named = true
	}
	list = append(list, s.labeled(ctx, target, list)...)
	var all sync.WaitGroup
	for i := range list {
		all.Go(func() { s.visit(ctx, target, &list[i]) })
		all.Go(func() { s.listen(ctx, target, &list[i]) })
	}
	all.Wait()
	return list
}

// visit reads one suspect. A panic must not end the program: nobody above would
// catch it here.
func (s *Scene) visit(ctx context.Context, target threat.Pod, one *suspect) {
	defer func() {
		if recover() != nil {
			one.err = errBroken
		}
	}()
	asked, read := s.reader(target.Namespace, one.ref)
	if read == nil {
		one.err = &gap{reason: threat.NotBuilt, detail: "owners of kind " + oneLine(one.ref.Kind) + " are not read"}
		return
	}
	one.found, one.err = named(ctx, asked, read)
}

// listen looks for an event of the suspect that names the pod. That there is none
// is one clue less, whatever the reason.
func (s *Scene) listen(ctx context.Context, target threat.Pod, one *suspect) {
	if one.ref.Kind == "Deployment" || one.ref.Kind == "CronJob" {
		return // they make no pods themselves
	}
	defer func() { _ = recover() }()
	events, err := s.eventsOf(ctx, target.Namespace, one.ref.Kind, one.ref.Name)
	if err != nil {
		return // the pod's own events say why
	}
	for _, e := range events.List {
		words := strings.FieldsFunc(e.Message.Raw(), func(r rune) bool { return strings.ContainsRune(" :,;\"'", r) })
		if slices.Contains(words, target.Name) {
			one.said = e.Message
		}
	}
}

// choosing picks the suspect for which the most speaks: one whose event names the
// pod, then one that is there and older than the finding's event, then one that is
// there at all. If none is, it is the one that would stand above the others.
func choosing(list []suspect, event time.Time) suspect {
	for _, speaks := range []func(suspect) bool{
		func(one suspect) bool { return !one.said.IsZero() },
		func(one suspect) bool { return one.err == nil && !one.younger(event) },
		func(one suspect) bool { return one.err == nil },
		func(one suspect) bool { return one.named },
		func(one suspect) bool { return one.ref.Kind == "Deployment" || one.ref.Kind == "CronJob" },
	} {
		if at := slices.IndexFunc(list, speaks); at >= 0 {
			return list[at]
		}
	}
	return list[0]
}

func (one suspect) younger(event time.Time) bool {
	return !event.IsZero() && one.found.created.After(event)
}

// reasons says what speaks for the suspect, and which nearer one is gone.
func (one suspect) reasons(all []suspect, target threat.Pod, event time.Time) []threat.Reason {
	kind, name := untrusted.From(one.ref.Kind), untrusted.From(one.ref.Name)
	because := func(code threat.ReasonCode, args ...untrusted.Text) threat.Reason {
		return threat.Reason{Code: code, Args: append([]untrusted.Text{kind, name}, args...)}
	}
	reasons := []threat.Reason{because(threat.OwnerByName, untrusted.From(target.Name))}
	if !one.said.IsZero() {
		reasons = append(reasons, because(threat.OwnerByEvent, one.said))
	}
	if one.named {
		reasons = append(reasons, because(threat.OwnerByObject))
	}
	if one.labeled != "" {
		reasons = append(reasons, because(threat.OwnerByLabels, untrusted.From(one.labeled)))
	}
	reasons = append(reasons, one.existence(because, event)...)
	if nearer := all[0]; one.ref.Kind == "Deployment" && nearer.ref.Kind == "ReplicaSet" && isGone(nearer.err) {
		reasons = append(reasons, threat.Reason{Code: threat.OwnerAbsent, Args: []untrusted.Text{
			untrusted.From(nearer.ref.Kind), untrusted.From(nearer.ref.Name),
		}})
	}
	return reasons
}

// existence says whether the suspect is there, and since when.
func (one suspect) existence(because func(threat.ReasonCode, ...untrusted.Text) threat.Reason, event time.Time) []threat.Reason {
	created := untrusted.From(one.found.created.UTC().Format(time.RFC3339))
	switch {
	case isGone(one.err):
		return []threat.Reason{because(threat.OwnerAbsent)}
	case one.err != nil:
		return nil
	case one.younger(event):
		return []threat.Reason{because(threat.OwnerYounger, created)}
	}
	return []threat.Reason{because(threat.OwnerExists, created)}
}
