package exec

import (
	"context"
	"net/http"
	"net/url"

	"github.com/go-logr/logr"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/remotecommand"
	clientspdy "k8s.io/client-go/transport/spdy"
)

// overSPDY runs the command over a SPDY connection. Nil means that the
// connection was made and has ended, not that the server sent a status.
func (p *Pod) overSPDY(ctx context.Context, location *url.URL, talk *session) error {
	upgrade, err := newUpgrade(p.config, talk)
	if err != nil {
		return err
	}
	wrapped, err := rest.HTTPWrappersForConfig(p.config, upgrade)
	if err != nil {
		return err
	}
	executor, err := remotecommand.NewSPDYExecutorRejectRedirects(
		&recorder{to: wrapped, upgrade: upgrade},
		clientspdy.NewUpgraderForStreaming(upgrade), http.MethodPost, location)
	if err != nil {
		return err
	}
	// client-go logs what goes wrong in its copiers, such as a command that
	// ends without reading all its input, and by default that is printed.
	quiet := logr.NewContext(ctx, logr.Discard())
	ctx, cancel := context.WithCancel(quiet)
	defer cancel()
	go talk.watch(ctx)
	err = executor.StreamWithContext(ctx, talk.streamOptions(ctx))
	switch {
	case upgrade.refused != nil:
		return upgrade.refused
	case err != nil && !upgrade.done:
		return err
	case err != nil && talk.status.empty():
		return &classed{kind: ErrTruncated, cause: err}
	}
	// Any other error is the status put into words, and the session has that.
	return nil
}

func (s *session) streamOptions(ctx context.Context) remotecommand.StreamOptions {
	options := remotecommand.StreamOptions{Stdout: s.stdout, Stderr: s.stderr}
	if s.stdin != nil {
		options.Stdin = s.stdin // a nil *source must not become a reader
	}
	if s.tty {
		options.Tty, options.Stderr = true, nil
		options.TerminalSizeQueue = sizeQueue{ctx: ctx, sizes: s.sizes}
	}
	return options
}

// sizeQueue hands sizes on until the session ends.
type sizeQueue struct {
	ctx   context.Context
	sizes <-chan Size
}

// Next waits for the next size; nil says that there is none.
func (q sizeQueue) Next() *remotecommand.TerminalSize {
	select {
	case size, more := <-q.sizes:
		if !more {
			return nil
		}
		return &remotecommand.TerminalSize{Width: size.Width, Height: size.Height}
	case <-q.ctx.Done():
		return nil
	}
}

// recorder keeps the error of a transport, of which the executor passes on
// nothing but the text. It stands outside of what the configuration wraps
// around the transport, so that a refusal from there is kept as well.
type recorder struct {
	to      http.RoundTripper
	upgrade *upgrade
}

// RoundTrip keeps the error of the transport inside.
func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.to.RoundTrip(request)
	if err != nil {
		r.upgrade.refused = err
	}
	return response, err
}
