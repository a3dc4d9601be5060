//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/process"
)

// containerIDs returns the ids of all containers, pods' sandboxes included, from
// the folders that containerd keeps for them. That works without containerd.
func (c *cluster) containerIDs() ([]string, error) {
	folders, err := os.ReadDir(c.path("containerd", "state", "io.containerd.runtime.v2.task", "k8s.io"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing containers: %w", err)
	}
	var ids []string
	for _, folder := range folders {
		ids = append(ids, folder.Name())
	}
	return ids, nil
}

// ownProcesses returns the cluster's programs, all processes below them, and all
// processes in a control group of one of the containers, wherever they hang: a
// process whose shim has died belongs to init. It finds what has no pid file,
// as when a start was cut off before it could write one.
func (c *cluster) ownProcesses(containers []string) ([]process.Process, error) {
	table, err := process.Table()
	if err != nil {
		return nil, err
	}
	found := map[int]bool{}
	for pid, entry := range table {
		switch {
		case c.isProgram(entry.Args):
			found[pid] = true
			for _, below := range process.Descendants(table, pid) {
				found[below] = true
			}
		case inContainer(pid, containers):
			found[pid] = true
		}
	}
	var processes []process.Process
	for pid := range found {
		if entry := table[pid]; !entry.Ended() {
			processes = append(processes, process.Process{Name: entry.Args[0], PID: pid, Started: entry.Started})
		}
	}
	return processes, nil
}

// isProgram knows a program of this cluster by its name and by the state folder
// in its arguments, which other programs may well name too, such as a kubectl.
func (c *cluster) isProgram(args []string) bool {
	switch filepath.Base(args[0]) {
	case "etcd", "containerd", "containerd-shim-runc-v2",
		"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet":
		return slices.ContainsFunc(args[1:], func(arg string) bool { return strings.Contains(arg, c.state+"/") })
	default:
		return false
	}
}

func inContainer(pid int, containers []string) bool {
	lines, err := fs.ReadFile(os.DirFS("/proc"), strconv.Itoa(pid)+"/cgroup")
	if err != nil {
		return false // it has ended
	}
	return slices.ContainsFunc(containers, func(id string) bool { return strings.Contains(string(lines), id) })
}

// removeCgroups removes the control groups of containers that were killed, which
// runc would have done after them.
func removeCgroups(ctx context.Context, containers []string) error {
	folders, err := cgroupsOf(containers)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		// The kernel empties a group a moment after its last process.
		err := poll(ctx, "control group "+folder, func() error {
			if err := os.Remove(folder); !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// cgroupsOf returns the folders of the containers' control groups, children
// before their parents. Pods' groups hang at most a few levels below the root.
func cgroupsOf(containers []string) ([]string, error) {
	var folders []string
	if len(containers) == 0 {
		return nil, nil
	}
	err := filepath.WalkDir(cgroupFolder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !entry.IsDir() {
			return err
		}
		if slices.ContainsFunc(containers, func(id string) bool { return strings.Contains(path, id) }) {
			folders = append(folders, path)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing control groups: %w", err)
	}
	slices.Reverse(folders)
	return folders, nil
}
