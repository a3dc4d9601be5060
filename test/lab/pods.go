package lab

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Server is the command of a container whose service has a hole in it.
func Server() []string { return []string{"/usr/local/bin/server"} }

// Pod starts a pod of one container, called app, and waits until it runs. No
// command means the image's own.
func (l *Lab) Pod(ctx context.Context, name, image string, command ...string) (*corev1.Pod, error) {
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: podSpec(image, command)}
	if _, err := l.Client.CoreV1().Pods(l.Namespace).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
		return nil, fmt.Errorf("making pod %s: %w", name, err)
	}
	return l.running(ctx, name)
}

// Deployment starts one replica under a Deployment and waits until it runs.
func (l *Lab) Deployment(ctx context.Context, name, image string, command ...string) (*corev1.Pod, error) {
	one := int32(1)
	labels := map[string]string{"app": name}
	deployment := &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.DeploymentSpec{
			Replicas: &one,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: podSpec(image, command)},
		},
	}
	if _, err := l.Client.AppsV1().Deployments(l.Namespace).Create(ctx, deployment, metav1.CreateOptions{}); err != nil {
		return nil, fmt.Errorf("making deployment %s: %w", name, err)
	}
	var found string
	err := l.wait(ctx, "a pod of deployment "+name, func() (bool, error) {
		pods, err := l.Client.CoreV1().Pods(l.Namespace).List(ctx, metav1.ListOptions{LabelSelector: "app=" + name})
		if err != nil || len(pods.Items) == 0 {
			return false, err
		}
		found = pods.Items[0].Name
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return l.running(ctx, found)
}

// podSpec ends its pod at once when asked to, since nothing in it is worth waiting for.
func podSpec(image string, command []string) corev1.PodSpec {
	now := int64(0)
	return corev1.PodSpec{
		TerminationGracePeriodSeconds: &now,
		Containers: []corev1.Container{{
			Name: "app", Image: image, ImagePullPolicy: corev1.PullNever, Command: command,
		}},
	}
}

func (l *Lab) running(ctx context.Context, name string) (*corev1.Pod, error) {
	var pod *corev1.Pod
	err := l.wait(ctx, "pod "+name, func() (bool, error) {
		var err error
		pod, err = l.Client.CoreV1().Pods(l.Namespace).Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return false, err
		}
		statuses := pod.Status.ContainerStatuses
		return len(statuses) == 1 && statuses[0].State.Running != nil && pod.Status.PodIP != "", nil
	})
	return pod, err
}

// Delete removes a pod and waits until it is gone.
func (l *Lab) Delete(ctx context.Context, name string) error {
	now := int64(0)
	if err := l.Client.CoreV1().Pods(l.Namespace).Delete(ctx, name, metav1.DeleteOptions{GracePeriodSeconds: &now}); err != nil {
		return fmt.Errorf("deleting pod %s: %w", name, err)
	}
	return l.wait(ctx, "the end of pod "+name, func() (bool, error) {
		_, err := l.Client.CoreV1().Pods(l.Namespace).Get(ctx, name, metav1.GetOptions{})
		return err != nil, ignoreNotFound(err)
	})
}

// Restart ends a container's first process and waits until its next one runs.
func (l *Lab) Restart(ctx context.Context, name string) error {
	if _, err := l.Run(ctx, name, "sh", "-c", "kill -9 -1; kill -TERM 1"); err != nil {
		_ = err // the shell may die with the container
	}
	return l.wait(ctx, "the restart of "+name, func() (bool, error) {
		pod, err := l.Client.CoreV1().Pods(l.Namespace).Get(ctx, name, metav1.GetOptions{})
		if err != nil || len(pod.Status.ContainerStatuses) == 0 {
			return false, err
		}
		status := pod.Status.ContainerStatuses[0]
		return status.RestartCount > 0 && status.State.Running != nil, nil
	})
}
