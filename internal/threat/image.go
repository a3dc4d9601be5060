package threat

import (
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Digest returns the sha256:… part of an image id or reference in any of its
// spellings, and nothing where it has none.
func Digest(id untrusted.Text) string {
	if at := strings.Index(id.Raw(), "sha256:"); at >= 0 {
		return id.Raw()[at:]
	}
	return ""
}
