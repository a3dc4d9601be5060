package gke

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/transport"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// DefaultTimeout is for each call to the API server.
const DefaultTimeout = 10 * time.Second

// Options says how the user wants to get to the cluster.
type Options struct {
	// Kubeconfig returns the user's configuration as seen from one context, with
	// all other connection flags applied; the empty name stands for the context
	// that the flags and the file choose. With ConfigFlags of cli-runtime: set
	// the field Context and call ToRawKubeConfigLoader, on flags that do not
	// persist their configuration.
	Kubeconfig func(context string) clientcmd.ClientConfig
	// Context, Cluster and Server are the flags of these names, empty where they
	// were not given. With any of them the user vouches for the cluster.
	Context, Cluster, Server string
	// UserAgent names the program and its version to the API server.
	UserAgent string
	// Timeout is for each call; zero means DefaultTimeout. --request-timeout wins.
	Timeout time.Duration
	// Around asks for what is around the pod, too: events, logs, siblings.
	Around bool
	// Everywhere pages through the cluster for pods that share something with it.
	Everywhere bool
	// Rung is how far to go. Only threat.Exec opens a door for exec.
	Rung threat.Rung
	// Runner makes what runs commands in containers, for the exec rung.
	Runner func(*rest.Config) (exec.Runner, error)
}

// Connect finds the way to the target's cluster and puts the guard in front of
// it. It asks nobody yet. The error is an *OtherClusterError where the
// kubeconfig has no way that can be shown to lead there. A target whose cluster
// has no name stands for the cluster that the user is in.
func Connect(ctx context.Context, target threat.Target, o Options) (*Scene, error) {
	scene, err := connect(ctx, target, o)
	if err != nil {
		return nil, fmt.Errorf("connecting to the cluster of %s: %w", target, err)
	}
	return scene, nil
}

func connect(ctx context.Context, target threat.Target, o Options) (*Scene, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	want, err := clusterOf(target)
	if err != nil {
		return nil, err
	}
	raw, err := o.Kubeconfig("").RawConfig()
	if err != nil {
		return nil, fmt.Errorf("reading the kubeconfig: %w", err)
	}
	way, err := choose(raw, want, o)
	if err != nil {
		return nil, err
	}
	config, base, err := way.configure(raw, o)
	if err != nil {
		return nil, err
	}
	guarded := rest.CopyConfig(config)
	guarded.Wrap(ReadOnly(base))
	guarded.Wrap(bounded)
	guarded.AcceptContentTypes = runtime.ContentTypeProtobuf + "," + runtime.ContentTypeJSON // a third of the bytes
	client, err := kubernetes.NewForConfig(guarded)
	if err != nil {
		return nil, fmt.Errorf("reading the kubeconfig: %w", err)
	}
	scene := newScene(target, way.access(config.Host), o.Rung, client)
	scene.around, scene.everywhere = o.Around, o.Everywhere
	if pod, ok := target.(threat.Pod); ok && o.Rung == threat.Exec {
		err = scene.openExec(config, ReadOnly(base, Exec(pod.Namespace, pod.Name)), o.Runner)
	}
	return scene, err
}

func clusterOf(target threat.Target) (threat.Cluster, error) {
	switch t := target.(type) {
	case threat.Pod:
		return t.Cluster, nil
	case threat.Node:
		return t.Cluster, nil
	case threat.Cluster:
		return t, nil
	}
	return threat.Cluster{}, fmt.Errorf("%s is in no cluster", target)
}

// configure makes the client's configuration and the address that it leads to.
func (c choice) configure(raw clientcmdapi.Config, o Options) (*rest.Config, *url.URL, error) {
	config, err := o.Kubeconfig(c.context).ClientConfig()
	if err != nil {
		return nil, nil, fmt.Errorf("reading the kubeconfig: %w", err)
	}
	if err := c.leadsTo(config.Host, raw, o); err != nil {
		return nil, nil, err
	}
	config.UserAgent = o.UserAgent
	config.WarningHandler = rest.NoWarnings{} // warnings hold foreign text and would go to stderr
	config.QPS, config.Burst = 100, 100       // a report asks a dozen questions at once
	if config.Timeout == 0 {
		config.Timeout = o.Timeout
	}
	if config.Timeout == 0 {
		config.Timeout = DefaultTimeout
	}
	base, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the address of the API server: %w", err)
	}
	return config, base, nil
}

// leadsTo refuses an address that is not the one of the chosen way. Where a
// kubeconfig says nothing, clientcmd fills in KUBERNETES_MASTER, the cluster
// that it runs in, or http://localhost:8080.
func (c choice) leadsTo(host string, raw clientcmdapi.Config, o Options) error {
	want := o.Server
	if entry := raw.Clusters[c.entry]; entry != nil && want == "" {
		want = entry.Server
	}
	if want == "" {
		return fmt.Errorf("cluster %q of context %q has no server in the kubeconfig", c.entry, c.context)
	}
	if !sameServer(host, want) {
		return fmt.Errorf("the configuration leads to %s and not to the server of context %q", host, c.context)
	}
	return nil
}

// sameServer compares addresses as clientcmd hands them on: it may drop a query.
func sameServer(a, b string) bool {
	first, err := url.Parse(a)
	if a == b || err != nil {
		return a == b
	}
	second, err := url.Parse(b)
	return err == nil && first.Scheme == second.Scheme && first.Host == second.Host
}

// openExec makes the runner of the exec rung, behind a guard whose one door is
// the target's pod. A command may take longer than a call.
func (s *Scene) openExec(config *rest.Config, guard transport.WrapperFunc, create func(*rest.Config) (exec.Runner, error)) error {
	own := rest.CopyConfig(config)
	own.Timeout = 0
	own.Wrap(guard)
	runner, err := create(own)
	if err != nil {
		return fmt.Errorf("preparing to run commands: %w", err)
	}
	s.runner, s.scriptTime = runner, scriptCalls*config.Timeout
	return nil
}

func (c choice) access(server string) threat.ClusterAccess {
	access := threat.ClusterAccess{Context: c.context, Server: server, Proof: c.proof}
	if c.byEntry {
		access.ClusterEntry = c.entry
	}
	return access
}
