package exec

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/streaming/pkg/httpstream"
)

// connect runs the command over WebSocket, or over SPDY if the server or a
// proxy on the way does not upgrade to WebSocket. The condition is kubectl's.
func (p *Pod) connect(ctx context.Context, location *url.URL, talk *session) error {
	err := p.overWebSocket(ctx, location, talk)
	if httpstream.IsUpgradeFailure(err) || httpstream.IsHTTPSProxyError(err) {
		err = both(err, p.overSPDY(ctx, location, talk))
	}
	if err != nil && !errors.Is(err, ErrTruncated) {
		return fmt.Errorf("connecting: %w", err)
	}
	return err
}

// both is the error of the second attempt with what the first one adds to it. A
// user who may not exec at all is refused twice, with different words: to
// Kubernetes before 1.35 WebSocket is "get" and SPDY is "create".
func both(first, second error) error {
	if second == nil || errors.Is(second, ErrTruncated) {
		return second
	}
	// UpgradeFailureError does not unwrap, and its cause may be the status.
	var upgrade *httpstream.UpgradeFailureError
	if errors.As(first, &upgrade) {
		first = upgrade.Cause
	}
	var status *apierrors.StatusError
	switch {
	case first.Error() == second.Error():
		return second
	case errors.As(first, &status):
		return fmt.Errorf("%w (and over WebSocket: %w)", second, first)
	default:
		return fmt.Errorf("%w (and over WebSocket: %.*q)", second, maxQuoted, first.Error())
	}
}
