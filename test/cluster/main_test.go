//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRunRefuses(t *testing.T) {
	tests := map[string]struct {
		args []string
		want string
	}{
		"no command":          {nil, "unknown command"},
		"an unknown command":  {[]string{"destroy"}, `unknown command "destroy"`},
		"an unknown flag":     {[]string{"up", "--force"}, "not defined"},
		"nothing to point at": {[]string{"kubeconfig", "--state", filepath.Join(t.TempDir(), "none")}, "no cluster is running"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(t.Context(), tt.args, &out, t.TempDir())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestDefaultState(t *testing.T) {
	t.Setenv("HOME", "/home/someone")
	for stateHome, want := range map[string]string{
		"":       "/home/someone/.local/state/kubectl-threat/cluster",
		"/state": "/state/kubectl-threat/cluster",
	} {
		if got, err := defaultState(stateHome); err != nil || got != want {
			t.Errorf("got %s, %v for %q; want %s", got, err, stateHome, want)
		}
	}
}

func TestCheckMeasuresTheSocketsPath(t *testing.T) {
	name := "/containerd.sock.ttrpc"
	fits := layout{state: strings.Repeat("s", maxSocketPath-len(name))}
	if err := fits.check(); err != nil {
		t.Errorf("the longest path that fits: %v", err)
	}
	tooLong := layout{state: fits.state + "s"}
	if err := tooLong.check(); err == nil || !strings.Contains(err.Error(), "1 bytes too long") {
		t.Errorf("one byte more: %v", err)
	}
}

func TestMissingPackages(t *testing.T) {
	packages := map[string]string{"runc": "runc", "libc6-dev": "/usr/include/stdio.h", "gcc": "gcc"}
	got := missingPackages(packages, func(file string) bool { return file == "gcc" })
	if strings.Join(got, " ") != "libc6-dev runc" {
		t.Errorf("got %v", got)
	}
}

func TestIsInstalled(t *testing.T) {
	for file, want := range map[string]bool{
		"sh":                         true,
		"/etc/passwd":                true, // not executable
		"/usr/include/no-such.h":     false,
		"no-such-program-of-anybody": false,
	} {
		if got := isInstalled(file); got != want {
			t.Errorf("got %t for %s", got, file)
		}
	}
}

func TestMountPoint(t *testing.T) {
	for line, want := range map[string]string{
		"36 35 98:0 /mnt1 /state/pods rw,noatime master:1 - tmpfs tmpfs rw\n": "/state/pods",
		"36 35 98:0\n": "",
	} {
		if got := mountPoint(line); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPollSaysWhatWasMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		missing := errors.New("not ready")
		err := poll(ctx, "the node", func() error { return missing })
		if !errors.Is(err, missing) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want both the deadline and what was missing", err)
		}
		tries := 0
		err = poll(t.Context(), "the node", func() error {
			tries++
			if tries < 3 {
				return missing
			}
			return nil
		})
		if err != nil || tries != 3 {
			t.Errorf("got %v after %d tries, want success after 3", err, tries)
		}
	})
}

func TestLockFolderKeepsOthersOut(t *testing.T) {
	folder := t.TempDir()
	unlock, err := lockFolder(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := lockFolder(ctx, folder); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second lock: got %v, want a deadline", err)
	}
	unlock()
	again, err := lockFolder(t.Context(), folder)
	if err != nil {
		t.Fatalf("after unlocking: %v", err)
	}
	again()
}
