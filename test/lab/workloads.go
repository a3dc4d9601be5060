package lab

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// StatefulSet starts one replica under a StatefulSet and waits until it runs. A
// pod of it that is deleted comes back under the same name.
func (l *Lab) StatefulSet(ctx context.Context, name, image string, command ...string) (*corev1.Pod, error) {
	one := int32(1)
	labels := map[string]string{"app": name}
	set := &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.StatefulSetSpec{
			Replicas: &one, ServiceName: name,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: podSpec(image, command)},
		},
	}
	if _, err := l.Client.AppsV1().StatefulSets(l.Namespace).Create(ctx, set, metav1.CreateOptions{}); err != nil {
		return nil, fmt.Errorf("making stateful set %s: %w", name, err)
	}
	var pod *corev1.Pod
	err := l.wait(ctx, "pod "+name+"-0", func() (bool, error) {
		_, err := l.Client.CoreV1().Pods(l.Namespace).Get(ctx, name+"-0", metav1.GetOptions{})
		return err == nil, ignoreNotFound(err)
	})
	if err == nil {
		pod, err = l.running(ctx, name+"-0")
	}
	return pod, err
}

// Replace deletes a pod of a StatefulSet and waits until another one runs under
// its name.
func (l *Lab) Replace(ctx context.Context, pod *corev1.Pod) error {
	now := int64(0)
	if err := l.Client.CoreV1().Pods(l.Namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{GracePeriodSeconds: &now}); err != nil {
		return fmt.Errorf("deleting pod %s: %w", pod.Name, err)
	}
	err := l.wait(ctx, "the next pod "+pod.Name, func() (bool, error) {
		next, err := l.Client.CoreV1().Pods(l.Namespace).Get(ctx, pod.Name, metav1.GetOptions{})
		return err == nil && next.UID != pod.UID, ignoreNotFound(err)
	})
	if err != nil {
		return err
	}
	_, err = l.running(ctx, pod.Name)
	return err
}

// Crowd makes pods that never run, each with an event, so that the cluster holds
// many: no scheduler answers to the name that they ask for.
func (l *Lab) Crowd(ctx context.Context, count int) error {
	var group errgroup.Group
	group.SetLimit(16)
	for i := range count {
		group.Go(func() error {
			name := fmt.Sprintf("crowd-%d", i)
			spec := podSpec(Busybox, nil)
			spec.SchedulerName = "nobody"
			pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"crowd": "yes"}}, Spec: spec}
			made, err := l.Client.CoreV1().Pods(l.Namespace).Create(ctx, pod, metav1.CreateOptions{})
			if err != nil {
				return fmt.Errorf("making pod %s: %w", name, err)
			}
			event := &corev1.Event{
				ObjectMeta:     metav1.ObjectMeta{Name: name},
				InvolvedObject: corev1.ObjectReference{Kind: "Pod", Namespace: l.Namespace, Name: name, UID: made.UID},
				Reason:         "Waiting", Message: "nobody schedules this pod", Count: 1,
			}
			_, err = l.Client.CoreV1().Events(l.Namespace).Create(ctx, event, metav1.CreateOptions{})
			return err
		})
	}
	return group.Wait()
}

// Disperse removes the crowd.
func (l *Lab) Disperse(ctx context.Context) error {
	return l.Client.CoreV1().Pods(l.Namespace).DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "crowd=yes"})
}
