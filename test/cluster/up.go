//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/process"
)

// startLimit is several times what a start takes on two busy cores.
const startLimit = 3 * time.Minute

// up starts the cluster, unless it runs. What a start that failed has left
// behind is cleared away first.
func (c *cluster) up(ctx context.Context) error {
	if err := errors.Join(c.check(), c.installMissing(ctx)); err != nil {
		return err
	}
	unlock, err := lockFolder(ctx, filepath.Dir(c.state))
	if err != nil {
		return err
	}
	defer unlock()
	if c.running() {
		c.say("the cluster is running already: export KUBECONFIG=%s", c.kubeconfig("admin"))
		return nil
	}
	if err := c.build(ctx); err != nil {
		return err
	}
	images, err := c.imageFiles(ctx)
	if err != nil {
		return err
	}
	if exists(c.state) {
		c.say("clearing away what an earlier start left in %s", c.state)
		if err := c.clear(ctx); err != nil {
			return err
		}
	}
	began := time.Now()
	ctx, stop := context.WithTimeout(ctx, startLimit)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() { cancel(c.firstEnd(ctx)) }()
	if err := c.start(ctx, images); err != nil {
		return fmt.Errorf("starting the cluster (logs: %s): %w", c.runFolder(), err)
	}
	c.say("the cluster runs, after %s: export KUBECONFIG=%s", time.Since(began).Round(100*time.Millisecond), c.kubeconfig("admin"))
	return nil
}

// start does every step in the order in which each needs the one before.
func (c *cluster) start(ctx context.Context, images []string) error {
	version, err := c.kubernetesVersion()
	if err != nil {
		return err
	}
	if err := c.prepare(ctx); err != nil {
		return err
	}
	programs := c.kubernetesFolder(version)
	if err := c.launch(c.etcd(), c.containerd(), c.apiserver(programs)); err != nil {
		return err
	}
	var both errgroup.Group
	both.Go(func() error { return c.importImages(ctx, images) })
	both.Go(func() error { return c.waitAPI(ctx) })
	if err := both.Wait(); err != nil {
		return err
	}
	kubelet, err := c.kubelet(programs)
	if err != nil {
		return err
	}
	if err := c.launch(kubelet, c.controllerManager(programs), c.scheduler(programs)); err != nil {
		return err
	}
	if err := c.dress(ctx); err != nil {
		return err
	}
	return os.WriteFile(c.readyFile(), nil, 0o600)
}

func (c *cluster) launch(programs ...process.Program) error {
	for _, program := range programs {
		if _, err := process.Start(program, c.runFolder()); err != nil {
			return err
		}
	}
	return nil
}

// prepare makes everything that has to be there before the first process.
func (c *cluster) prepare(ctx context.Context) error {
	if err := os.MkdirAll(c.runFolder(), 0o700); err != nil {
		return err
	}
	if err := errors.Join(c.remember(), c.writeCredentials(), c.writeConfigs()); err != nil {
		return err
	}
	if err := waitPortsFree(ctx); err != nil {
		return err
	}
	return makeBridge(ctx)
}

// running says whether the last start came to its end and all it started still runs.
func (c *cluster) running() bool {
	if !exists(c.readyFile()) {
		return false
	}
	started, err := process.Saved(c.runFolder())
	if err != nil {
		return false
	}
	for _, p := range started {
		if !p.Alive() {
			return false
		}
	}
	return len(started) > 0
}

// firstEnd waits until one of the cluster's programs has ended, and says what it
// logged last. None should end, and the rest would wait for it in vain.
func (c *cluster) firstEnd(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
		started, err := process.Saved(c.runFolder())
		if err != nil {
			continue // one is just being written
		}
		for _, p := range started {
			if !p.Alive() {
				return fmt.Errorf("%s has ended:\n%s", p.Name, c.lastLines(p.Name))
			}
		}
	}
}

func (c *cluster) lastLines(name string) string {
	log, err := fs.ReadFile(os.DirFS(c.runFolder()), name+".log")
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}

func makeBridge(ctx context.Context) error {
	for _, step := range [][]string{
		{"ip", "link", "add", bridge, "type", "bridge"},
		{"ip", "address", "add", bridgeCIDR, "dev", bridge},
		{"ip", "link", "set", bridge, "up"},
	} {
		if err := shell(ctx, step...); err != nil {
			return fmt.Errorf("making the pods' bridge: %w", err)
		}
	}
	return nil
}
