//go:build unix

package kubeconfig

import (
	"os"
	"path/filepath"
	"testing"
)

// TestOwnerStays stands for sudo kubectl threat connect.
func TestOwnerStays(t *testing.T) {
	path := save(t, filepath.Join(t.TempDir(), "config"), hand)
	const nobody = 65534
	if err := os.Chown(path, nobody, nobody); err != nil {
		notHere(t, "root")
	}
	if _, err := (Files{path}).Put(t.Context(), tills(), false); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || owner(info) != (ids{nobody, nobody}) || info.Mode().Perm() != 0o600 {
		t.Errorf("it belongs to %+v, mode %v, %v", owner(info), info.Mode(), err)
	}
}

// notHere ends a test that this machine can't run; in CI, where all has to run,
// it fails.
func notHere(t *testing.T, needs string) {
	t.Helper()
	if os.Getenv("KUBECTL_THREAT_TEST_ALL") != "" {
		t.Fatalf("this machine can't run it: it needs %s", needs)
	}
	t.Skipf("NOT RUN: it needs %s", needs)
}
