package gke

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

const (
	// logLead is how long before the event the lines begin.
	logLead = time.Minute
	// maxLogBytes is what is read of one log at most.
	maxLogBytes = 1 << 20
	// lastLines are read where there is no time to go by.
	lastLines = 50
)

// log reads what the container of now wrote around the event and after it.
func (s *Scene) log(ctx context.Context) (threat.Log, error) {
	pod, name, err := s.logged(ctx)
	if err != nil {
		return threat.Log{}, err
	}
	return s.readLog(ctx, pod, corev1.PodLogOptions{Container: name}, s.finding.EventTime)
}

// previousLog reads the same of the container that ran before. Of one that ended
// long before the event its last words are read.
func (s *Scene) previousLog(ctx context.Context) (threat.Log, error) {
	pod, name, err := s.logged(ctx)
	if err != nil {
		return threat.Log{}, err
	}
	status, _ := statusOf(pod, name)
	if status.RestartCount == 0 {
		return threat.Log{Container: untrusted.From(name)}, nil // an answer: there was none
	}
	at := s.finding.EventTime
	if ended := status.LastTerminationState.Terminated; ended != nil && ended.FinishedAt.Time.Before(at.Add(-logLead)) {
		at = time.Time{}
	}
	return s.readLog(ctx, pod, corev1.PodLogOptions{Container: name, Previous: true}, at)
}

// logged returns the pod and the container whose log is wanted.
func (s *Scene) logged(ctx context.Context) (*corev1.Pod, string, error) {
	target, err := s.podTarget()
	if err != nil {
		return nil, "", err
	}
	pod, err := s.pod.get(ctx)
	if err != nil {
		return nil, "", err
	}
	name, ok := pickContainer(pod, target.Container)
	if !ok {
		return nil, "", &gap{reason: threat.NotApplicable, detail: "it is not known which container is meant"}
	}
	return pod, name, nil
}

// readLog reads around an instant, or the last lines where there is none. A log
// so full that the instant is not reached is read again from there.
func (s *Scene) readLog(ctx context.Context, pod *corev1.Pod, o corev1.PodLogOptions, at time.Time) (threat.Log, error) {
	o.Timestamps = true
	o.LimitBytes = new(int64)
	*o.LimitBytes = maxLogBytes
	if at.IsZero() {
		o.TailLines = new(int64)
		*o.TailLines = lastLines
		return s.stream(ctx, pod, o, at)
	}
	o.SinceTime = &metav1.Time{Time: at.Add(-logLead)}
	log, err := s.stream(ctx, pod, o, at)
	if err != nil || !log.Later || reaches(log, at) {
		return log, err
	}
	o.SinceTime = &metav1.Time{Time: at}
	rest, err := s.stream(ctx, pod, o, at)
	if err != nil {
		return log, nil //nolint:nilerr // what was read before is an answer, and it says that there is more
	}
	rest.Earlier = true
	return rest, nil
}

func reaches(log threat.Log, at time.Time) bool {
	return len(log.Lines) > 0 && !log.Lines[len(log.Lines)-1].Time.Before(at)
}

func (s *Scene) stream(ctx context.Context, pod *corev1.Pod, o corev1.PodLogOptions, at time.Time) (threat.Log, error) {
	asked := question{verb: "get", resource: "pods/log", namespace: pod.Namespace, name: pod.Name}
	body, err := s.client.CoreV1().Pods(pod.Namespace).GetLogs(pod.Name, &o).Stream(ctx)
	if err != nil {
		return threat.Log{}, asked.explain(err)
	}
	defer body.Close()
	window := newLogWindow(at)
	read, err := window.fill(body)
	log := window.log()
	log.Container = untrusted.From(o.Container)
	// The kubelet ends the stream at the limit without a word.
	log.Later = log.Later || read >= maxLogBytes
	if err != nil {
		return threat.Log{}, asked.explain(err)
	}
	return log, nil
}
