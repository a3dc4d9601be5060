package walk

import (
	"os"
	"testing"
)

// notHere ends a test that this machine can't run. The summary of make test says
// loudly what was left out; where everything has to run, as in CI, it fails.
func notHere(t testing.TB, needs string) {
	t.Helper()
	if os.Getenv("KUBECTL_THREAT_TEST_ALL") != "" {
		t.Fatalf("this machine can't run it: it needs %s", needs)
	}
	t.Skipf("NOT RUN: it needs %s", needs)
}
