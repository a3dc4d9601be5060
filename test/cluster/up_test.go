//go:build linux

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/process"
)

func TestFirstEndNamesTheProgramAndItsLastWords(t *testing.T) {
	c := &cluster{layout: layout{state: t.TempDir()}, out: &bytes.Buffer{}}
	if err := os.MkdirAll(c.runFolder(), 0o700); err != nil {
		t.Fatal(err)
	}
	lasting := process.Program{Name: "etcd", Path: "sleep", Args: []string{"60"}}
	ending := process.Program{Name: "kubelet", Path: "sh", Args: []string{"-c", "seq 1 7"}}
	if err := c.launch(lasting, ending); err != nil {
		t.Fatal(err)
	}
	started, err := process.Saved(c.runFolder())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = process.Kill(started...) }()
	got := c.firstEnd(t.Context())
	if want := "kubelet has ended:\n3\n4\n5\n6\n7"; got == nil || got.Error() != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if c.running() {
		t.Error("a cluster with an ended kubelet counts as running")
	}
}

func TestRunningWantsEverythingThatWasStarted(t *testing.T) {
	c := &cluster{layout: layout{state: t.TempDir()}}
	if err := os.MkdirAll(c.runFolder(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.readyFile(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if c.running() {
		t.Error("a cluster without processes counts as running")
	}
	if err := c.launch(process.Program{Name: "etcd", Path: "sleep", Args: []string{"60"}}); err != nil {
		t.Fatal(err)
	}
	started, err := process.Saved(c.runFolder())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = process.Kill(started...) }()
	if !c.running() {
		t.Error("a cluster of which everything runs does not count as running")
	}
	if err := os.Remove(c.readyFile()); err != nil {
		t.Fatal(err)
	}
	if c.running() {
		t.Error("a start that did not come to its end counts as running")
	}
}

func TestKubeconfigIsPrintedWhileTheClusterRuns(t *testing.T) {
	var out bytes.Buffer
	c := &cluster{layout: layout{state: t.TempDir()}, out: &out}
	if err := os.WriteFile(c.readyFile(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.printKubeconfig(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(out.String()); got != c.state+"/kubeconfig" {
		t.Errorf("got %s", got)
	}
}
