//go:build linux

package process

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestStartedProcessIsKnownAgainAndEnded(t *testing.T) {
	folder := t.TempDir()
	started := startSleep(t, folder)
	saved, err := Saved(folder)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Process{started}, saved); diff != "" {
		t.Fatalf("saved processes (-want +got):\n%s", diff)
	}
	if !started.Alive() {
		t.Fatal("the process does not run")
	}
	if err := Kill(saved...); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := WaitGone(ctx, saved...); err != nil {
		t.Error(err)
	}
	if started.Alive() {
		t.Error("the process still runs")
	}
	if err := Kill(saved...); err != nil {
		t.Errorf("ending an ended process: %v", err)
	}
}

func TestKillSparesAnotherProcessWithTheSameNumber(t *testing.T) {
	other := startSleep(t, t.TempDir())
	stale := other
	stale.Started--
	if stale.Alive() {
		t.Error("a process that started at another time counts as the same")
	}
	if err := Kill(stale); err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond)
	if !other.Alive() {
		t.Error("the other process was ended")
	}
}

func TestWaitGoneGivesUp(t *testing.T) {
	started := startSleep(t, t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := WaitGone(ctx, started); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want a deadline", err)
	}
}

func TestOutputGoesToTheLog(t *testing.T) {
	folder := t.TempDir()
	started, err := Start(Program{Name: "talker", Path: "sh", Args: []string{"-c", "echo out; echo err >&2"}}, folder)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := WaitGone(ctx, started); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(filepath.Join(folder, "talker.log"))
	if err != nil || string(log) != "out\nerr\n" {
		t.Errorf("got log %q, %v", log, err)
	}
}

func TestSaved(t *testing.T) {
	t.Run("a folder that is gone holds none", func(t *testing.T) {
		saved, err := Saved(filepath.Join(t.TempDir(), "gone"))
		if err != nil || len(saved) != 0 {
			t.Errorf("got %v, %v", saved, err)
		}
	})
	t.Run("a damaged pid file is an error", func(t *testing.T) {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "etcd.pid"), []byte("12"), 0o600); err != nil {
			t.Fatal(err)
		}
		if saved, err := Saved(folder); err == nil {
			t.Errorf("read %v", saved)
		}
	})
}

func startSleep(t *testing.T, folder string) Process {
	t.Helper()
	started, err := Start(Program{Name: "sleep", Path: "sleep", Args: []string{"60"}}, folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = Kill(started) })
	return started
}
