package exec

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"k8s.io/streaming/pkg/httpstream"
)

// connect runs the command over WebSocket, or over SPDY if the server or a
// proxy on the way does not upgrade to WebSocket. The condition is kubectl's.
func (p *Pod) connect(ctx context.Context, location *url.URL, talk *session) error {
	first := p.overWebSocket(ctx, location, talk)
	if !httpstream.IsUpgradeFailure(first) && !httpstream.IsHTTPSProxyError(first) {
		return first
	}
	second := p.overSPDY(ctx, location, talk)
	if second == nil {
		return nil
	}
	// UpgradeFailureError does not unwrap, and its cause may be the status.
	if upgrade := (*httpstream.UpgradeFailureError)(nil); errors.As(first, &upgrade) {
		first = upgrade.Cause
	}
	if first.Error() == second.Error() {
		return second
	}
	return fmt.Errorf("%w (and over WebSocket: %w)", second, first)
}
