//go:build linux

// Package process starts programs that outlive this one, knows them again by
// pid and start time, and ends exactly those.
package process

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Process is one that was started here. A pid alone is not enough to know it
// again, since the kernel gives numbers out anew.
type Process struct {
	Name    string
	PID     int
	Started uint64 // in clock ticks since the machine booted
}

// Program is what Start starts.
type Program struct {
	Name string // of its pid file and its log
	Path string
	Args []string
}

// Start runs p in a session of its own, so that no terminal's signals reach it.
// Its output goes to folder/NAME.log, its pid and start time to folder/NAME.pid.
func Start(p Program, folder string) (Process, error) {
	log, err := os.OpenFile(filepath.Join(folder, p.Name+".log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600) //nolint:gosec // the folder is the caller's own
	if err != nil {
		return Process{}, fmt.Errorf("starting %s: %w", p.Name, err)
	}
	defer log.Close()
	cmd := exec.Command(p.Path, p.Args...) //nolint:gosec,noctx // programs are constants of this one, and no context ends them
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return Process{}, fmt.Errorf("starting %s: %w", p.Name, err)
	}
	entry, err := read(cmd.Process.Pid)
	go func() { _ = cmd.Wait() }() // reaps it if it ends while this program runs; until then it can be read
	if err != nil {
		return Process{}, fmt.Errorf("starting %s: %w", p.Name, err)
	}
	started := Process{Name: p.Name, PID: entry.PID, Started: entry.Started}
	if err := started.save(folder); err != nil {
		return Process{}, errors.Join(err, Kill(started))
	}
	return started, nil
}

// save writes the pid file whole or not at all: half a number would be another
// process.
func (p Process) save(folder string) error {
	line := fmt.Sprintf("%d %d\n", p.PID, p.Started)
	file := filepath.Join(folder, p.Name+".pid")
	err := os.WriteFile(file+".new", []byte(line), 0o600)
	if err == nil {
		err = os.Rename(file+".new", file)
	}
	if err != nil {
		return fmt.Errorf("saving pid of %s: %w", p.Name, err)
	}
	return nil
}

// Alive says whether the very process still runs.
func (p Process) Alive() bool {
	entry, err := read(p.PID)
	return err == nil && entry.Started == p.Started && !entry.Ended()
}

// Kill ends processes at once. One that has ended, or whose number belongs to
// another process by now, is left alone.
func Kill(processes ...Process) error {
	var failures []error
	for _, p := range processes {
		if err := kill(p); err != nil {
			failures = append(failures, fmt.Errorf("ending %s (pid %d): %w", p.Name, p.PID, err))
		}
	}
	return errors.Join(failures...)
}

// kill takes hold of the process first, by a pidfd, and looks whether it is the
// right one after that, so that the number can't change hands in between.
func kill(p Process) error {
	handle, err := os.FindProcess(p.PID)
	if err != nil {
		return err
	}
	defer func() { _ = handle.Release() }()
	if !p.Alive() {
		return nil
	}
	if err := handle.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

// WaitGone waits until none of processes runs, or ctx ends.
func WaitGone(ctx context.Context, processes ...Process) error {
	for _, p := range processes {
		for p.Alive() {
			select {
			case <-ctx.Done():
				return fmt.Errorf("waiting for the end of %s (pid %d): %w", p.Name, p.PID, ctx.Err())
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	return nil
}

// Saved returns the processes whose pid files lie in folder, running or not. A
// folder that is not there has none.
func Saved(folder string) ([]Process, error) {
	files, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading pid files: %w", err)
	}
	var saved []Process
	for _, file := range files {
		name, ok := strings.CutSuffix(file.Name(), ".pid")
		if !ok {
			continue
		}
		p, err := Load(folder, name)
		if err != nil {
			return nil, err
		}
		saved = append(saved, p)
	}
	return saved, nil
}

// Load returns the process that Start started under that name, running or not.
func Load(folder, name string) (Process, error) {
	line, err := fs.ReadFile(os.DirFS(folder), name+".pid")
	if err != nil {
		return Process{}, fmt.Errorf("reading pid file of %s: %w", name, err)
	}
	p := Process{Name: name}
	if _, err := fmt.Sscanf(string(line), "%d %d", &p.PID, &p.Started); err != nil {
		return Process{}, fmt.Errorf("reading pid file of %s: %w", name, err)
	}
	return p, nil
}
