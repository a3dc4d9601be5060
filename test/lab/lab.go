// Package lab makes attacks for real in a namespace of a real cluster, and writes
// the findings that Security Command Center would make of them. The end-to-end
// tests and make demo-live use it.
package lab

import (
	"context"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// Images made by test/cluster. For another cluster they have to be loaded into
// its nodes first.
const (
	Debian     = "kubectl-threat.test/debian:1"
	Busybox    = "kubectl-threat.test/busybox:1"
	ShellOnly  = "kubectl-threat.test/shonly:1"
	Distroless = "kubectl-threat.test/distroless:1"
	listener   = "kubectl-threat.test/listener:1"
)

// Lab is one namespace of a cluster.
type Lab struct {
	Namespace  string
	Kubeconfig string
	Place      Place
	Client     kubernetes.Interface
	runner     exec.Runner
}

// Place is the cluster as a finding names it.
type Place struct{ Context, Project, Location, Cluster string }

// Open makes the namespace in the cluster of the kubeconfig's current context.
func Open(ctx context.Context, kubeconfig, namespace string) (*Lab, error) {
	rules := &clientcmd.ClientConfigLoadingRules{ExplicitPath: kubeconfig}
	loader := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, nil)
	raw, err := loader.RawConfig()
	if err != nil {
		return nil, fmt.Errorf("reading kubeconfig: %w", err)
	}
	config, err := loader.ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("reading kubeconfig: %w", err)
	}
	config.QPS, config.Burst = 500, 500 // a crowd is made of a thousand requests
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("making a client: %w", err)
	}
	runner, err := exec.NewPod(config)
	if err != nil {
		return nil, fmt.Errorf("making a runner: %w", err)
	}
	l := &Lab{Namespace: namespace, Kubeconfig: kubeconfig, Place: placeOf(raw.CurrentContext), Client: client, runner: runner}
	made := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
	if _, err := client.CoreV1().Namespaces().Create(ctx, made, metav1.CreateOptions{}); err != nil {
		return nil, fmt.Errorf("making namespace %s: %w", namespace, err)
	}
	err = l.wait(ctx, "the service account", func() (bool, error) {
		_, err := client.CoreV1().ServiceAccounts(namespace).Get(ctx, "default", metav1.GetOptions{})
		return err == nil, ignoreNotFound(err)
	})
	return l, err
}

// Close removes the namespace and what is in it, without waiting for the end.
func (l *Lab) Close(ctx context.Context) error {
	now := int64(0)
	_ = l.Client.CoreV1().Pods(l.Namespace).DeleteCollection(ctx, metav1.DeleteOptions{GracePeriodSeconds: &now}, metav1.ListOptions{})
	return l.Client.CoreV1().Namespaces().Delete(ctx, l.Namespace, metav1.DeleteOptions{})
}

// placeOf takes a context's name apart that gcloud wrote. A cluster of another
// make gets a place that no context is called after.
func placeOf(name string) Place {
	parts := strings.Split(name, "_")
	if len(parts) == 4 && parts[0] == "gke" {
		return Place{name, parts[1], parts[2], parts[3]}
	}
	return Place{name, "retail-live-4471", "europe-west4-b", "tills"}
}

// Run runs a command in a pod's first container and returns what it prints.
func (l *Lab) Run(ctx context.Context, pod string, argv ...string) (string, error) {
	in := exec.Container{Namespace: l.Namespace, Pod: pod, Name: "app"}
	result, err := l.runner.Run(ctx, in, exec.Command{Argv: argv})
	if err == nil && result.ExitCode != 0 {
		err = fmt.Errorf("exit code %d: %s", result.ExitCode, result.Stderr)
	}
	if err != nil {
		return "", fmt.Errorf("running %s in %s: %w", strings.Join(argv, " "), pod, err)
	}
	return string(result.Stdout), nil
}

// wait asks until it is so, or for a minute.
func (l *Lab) wait(ctx context.Context, what string, so func() (bool, error)) error {
	deadline := time.Now().Add(time.Minute)
	for {
		done, err := so()
		switch {
		case err != nil:
			return fmt.Errorf("waiting for %s: %w", what, err)
		case done:
			return nil
		case time.Now().After(deadline):
			return fmt.Errorf("waiting for %s: it did not come within a minute", what)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func ignoreNotFound(err error) error {
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
