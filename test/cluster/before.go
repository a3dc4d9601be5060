//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// before is what the machine was like before the cluster, so that down can
// bring it back.
type before struct {
	Sysctls map[string]string `json:"sysctls"` // value by path under /proc/sys
	Made    []string          `json:"made"`    // folders that were not there, parents first
}

const (
	sysctlFolder = "/proc/sys"
	cgroupFolder = "/sys/fs/cgroup"
)

// tunedSysctls are those that the kubelet sets when it starts, see
// setupKernelTunables in k8s.io/kubernetes/pkg/kubelet/cm/container_manager_linux.go.
func tunedSysctls() []string {
	return []string{
		"vm/overcommit_memory", "vm/panic_on_oom",
		"kernel/panic", "kernel/panic_on_oops",
		"kernel/keys/root_maxkeys", "kernel/keys/root_maxbytes",
	}
}

// remember notes what will change, and saves that before it changes anything.
func (c *cluster) remember() error {
	b := before{Sysctls: map[string]string{}}
	for _, name := range tunedSysctls() {
		value, err := fs.ReadFile(os.DirFS(sysctlFolder), name)
		if err != nil {
			return fmt.Errorf("noting the kernel's settings: %w", err)
		}
		b.Sysctls[name] = strings.TrimSpace(string(value))
	}
	roots, err := cgroupRoots()
	if err != nil {
		return err
	}
	for _, folder := range slices.Concat(fixedFolders(), roots) {
		b.Made = append(b.Made, missingParents(folder)...)
	}
	text, err := toJSON(b)
	if err != nil {
		return fmt.Errorf("noting the machine's state: %w", err)
	}
	if err := os.WriteFile(c.beforeFile(), text, 0o600); err != nil {
		return fmt.Errorf("noting the machine's state: %w", err)
	}
	for _, folder := range fixedFolders() {
		if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // the mode these folders have where a package makes them
			return fmt.Errorf("making folders: %w", err)
		}
	}
	return nil
}

// missingParents returns folder and the folders above it that aren't there, the
// topmost first.
func missingParents(folder string) []string {
	var missing []string
	for ; !exists(folder); folder = filepath.Dir(folder) {
		missing = append([]string{folder}, missing...)
	}
	return missing
}

// restore undoes what remember noted. Without notes there is nothing to undo:
// they are written first.
func (c *cluster) restore() error {
	text, err := os.ReadFile(c.beforeFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the machine's earlier state: %w", err)
	}
	var b before
	if err := json.Unmarshal(text, &b); err != nil {
		return fmt.Errorf("reading the machine's earlier state: %w", err)
	}
	var failures []error
	for name, want := range b.Sysctls {
		failures = append(failures, setSysctl(filepath.Join(sysctlFolder, name), want))
	}
	for _, folder := range slices.Backward(b.Made) {
		failures = append(failures, c.removeMade(folder))
	}
	return errors.Join(failures...)
}

// removeMade leaves a folder alone that holds something. What the cluster put
// there lay in a mount namespace that is gone, or was removed before; so by now
// somebody else uses the folder.
func (c *cluster) removeMade(folder string) error {
	err := os.Remove(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, syscall.ENOTEMPTY), errors.Is(err, syscall.EBUSY):
		c.say("keeping %s, which is in use", folder)
		return nil
	default:
		return err
	}
}

// cgroupRoots are the groups that runc makes the containers' groups in, one for
// each controller of cgroup v1.
func cgroupRoots() ([]string, error) {
	controllers, err := os.ReadDir(cgroupFolder)
	if err != nil {
		return nil, fmt.Errorf("listing control groups: %w", err)
	}
	var roots []string
	for _, controller := range controllers {
		if controller.IsDir() {
			roots = append(roots, filepath.Join(cgroupFolder, controller.Name(), "k8s.io"))
		}
	}
	return roots, nil
}

func setSysctl(file, want string) error {
	got, err := os.ReadFile(file) //nolint:gosec // a name from a list of ours
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(got)) == want {
		return nil
	}
	return os.WriteFile(file, []byte(want), 0o600)
}
