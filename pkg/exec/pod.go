package exec

import (
	"context"
	"fmt"
	"net/url"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// Pod is the Runner over the exec subresource of the API server. It makes a new
// connection for every command. What the configuration wraps around its
// transport sees each request before it is sent: a GET for WebSocket, and a
// POST if that falls back to SPDY.
type Pod struct {
	config *rest.Config
	heart  heart
}

var _ Runner = (*Pod)(nil)

// NewPod returns a Runner that speaks to the API server of the configuration.
func NewPod(config *rest.Config) (*Pod, error) {
	own := rest.CopyConfig(config)
	own.APIPath = "/api"
	own.GroupVersion = &corev1.SchemeGroupVersion
	if _, _, err := rest.DefaultServerUrlFor(own); err != nil {
		return nil, fmt.Errorf("reading the address of the API server: %w", err)
	}
	return &Pod{config: own, heart: heart{every: pingEvery, silent: silentFor}}, nil
}

// Run runs the command; see Runner.
func (p *Pod) Run(ctx context.Context, in Container, command Command) (Result, error) {
	err := in.Validate()
	if err == nil {
		err = command.Validate()
	}
	if err != nil {
		return Result{ExitCode: Unknown}, fmt.Errorf("running a command: %w", err)
	}
	result, err := p.run(ctx, in, command)
	if err != nil {
		return result, fmt.Errorf("running %s in container %s: %w", command.Argv[0], in, err)
	}
	return result, nil
}

func (p *Pod) run(ctx context.Context, in Container, command Command) (Result, error) {
	location, err := p.location(in, command.options())
	if err != nil {
		return Result{ExitCode: Unknown}, err
	}
	limits := command.Limits.orDefaults()
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	ctx, cancel := context.WithTimeoutCause(ctx, limits.Timeout, tooLate(limits.Timeout))
	defer cancel()

	return p.hold(ctx, location, newSession(command, limits, giveUp), command.Argv[0])
}

// over says why the context is over, or nil. A connection with the same
// deadline may notice it a moment earlier than the context does.
func over(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done()
	}
	return context.Cause(ctx)
}

// conclude makes the result of a session that has ended with err.
func conclude(talk *session, program string, err error) (Result, error) {
	result, status, fault := talk.close()
	switch {
	case fault != nil:
		return result, fault
	case err != nil:
		return result, meaning(err, program)
	}
	code, err := exitCode(status)
	if err != nil {
		return result, meaning(err, program)
	}
	result.ExitCode = code
	return result, nil
}

func tooLate(limit time.Duration) error {
	return fmt.Errorf("no end within %s: %w", limit, context.DeadlineExceeded)
}

// options are what the API server is asked for. Standard output and error are
// always among it, since the server refuses a request without any stream.
func (c Command) options() *corev1.PodExecOptions {
	return &corev1.PodExecOptions{Command: c.Argv, Stdin: c.Stdin != nil, Stdout: true, Stderr: true}
}

// location is the URL of the exec subresource with the command in its query.
func (p *Pod) location(in Container, options *corev1.PodExecOptions) (*url.URL, error) {
	base, versionedPath, err := rest.DefaultServerUrlFor(p.config)
	if err != nil {
		return nil, fmt.Errorf("reading the address of the API server: %w", err)
	}
	options.Container = in.Name
	content := rest.ClientContentConfig{GroupVersion: corev1.SchemeGroupVersion}
	return rest.NewRequestWithClient(base, versionedPath, content, nil).
		Namespace(in.Namespace).Resource("pods").Name(in.Pod).SubResource("exec").
		VersionedParams(options, scheme.ParameterCodec).URL(), nil
}
