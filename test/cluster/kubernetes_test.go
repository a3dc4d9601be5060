//go:build linux

package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRequiredVersion(t *testing.T) {
	tests := map[string]struct {
		mod     string
		want    string
		wantErr bool
	}{
		"on a line of its own":        {mod: "module m\n\nrequire k8s.io/kubernetes v1.34.4\n", want: "v1.34.4"},
		"in a block":                  {mod: "require (\n\tk8s.io/klog v1.0.0\n\tk8s.io/kubernetes v1.35.10\n)\n", want: "v1.35.10"},
		"not a staging module":        {mod: "require k8s.io/kubernetes-csi v1.2.3\n", wantErr: true},
		"not what a replacement says": {mod: "replace k8s.io/kubernetes => k8s.io/kubernetes v1.2.3\n", wantErr: true},
		"a pre-release has no build":  {mod: "require k8s.io/kubernetes v1.36.0-rc.1\n", wantErr: true},
		"nothing":                     {wantErr: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := requiredVersion(tt.mod)
			if got != tt.want || (err != nil) != tt.wantErr {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestPinnedVersionIsRead(t *testing.T) {
	c := &cluster{layout: testLayout(t)}
	version, err := c.kubernetesVersion()
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(c.cache, "kubernetes", version); c.kubernetesFolder(version) != want {
		t.Errorf("got folder %s, want %s", c.kubernetesFolder(version), want)
	}
}

func TestLinkerFlags(t *testing.T) {
	const want = "-s -w -X k8s.io/component-base/version.gitVersion=v1.34.4" +
		" -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=34"
	if got := linkerFlags("v1.34.4"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestHasProgramsWantsAllOfThemExecutable(t *testing.T) {
	folder := t.TempDir()
	for i, program := range kubernetesPrograms() {
		if hasPrograms(folder) {
			t.Fatalf("%d of %d programs are enough", i, len(kubernetesPrograms()))
		}
		if err := os.WriteFile(filepath.Join(folder, program), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if !hasPrograms(folder) {
		t.Error("all programs are not enough")
	}
	if err := os.Chmod(filepath.Join(folder, "kubelet"), 0o600); err != nil {
		t.Fatal(err)
	}
	if hasPrograms(folder) {
		t.Error("a file that can't be run counts as a program")
	}
}

// testLayout has the real sources, and folders for state and cache of its own.
func testLayout(t *testing.T) layout {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	l, err := newLayout(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return l
}
