//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/process"
)

// down ends the cluster and verifies that nothing of it is left.
func (c *cluster) down(ctx context.Context) error {
	unlock, err := lockFolder(ctx, filepath.Dir(c.state))
	if err != nil {
		return err
	}
	defer unlock()
	if err := c.clear(ctx); err != nil {
		return err
	}
	c.say("nothing of the cluster is left")
	return nil
}

// clear works on any state, also on that of a start that stopped half way. The
// state folder goes last, and only if nothing else is left, since it holds
// what is needed to try again.
func (c *cluster) clear(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	containers, err := c.containerIDs()
	if err != nil {
		return err
	}
	failure := errors.Join(
		c.endProcesses(ctx, containers),
		removeCgroups(ctx, containers),
		c.removeBridge(ctx),
		c.restore(),
	)
	if failure != nil {
		return fmt.Errorf("ending the cluster: %w", failure)
	}
	if err := c.verifyGone(ctx, containers); err != nil {
		return err
	}
	if err := os.RemoveAll(c.state); err != nil {
		return fmt.Errorf("ending the cluster: %w", err)
	}
	return nil
}

// endProcesses kills what starts other processes first. Nothing is asked to end
// by itself: there is no state worth saving, and a server that takes its leave
// keeps its port.
func (c *cluster) endProcesses(ctx context.Context, containers []string) error {
	daemons, err := process.Saved(c.runFolder())
	if err != nil {
		return err
	}
	if err := process.Kill(daemons...); err != nil {
		return err
	}
	if err := process.WaitGone(ctx, daemons...); err != nil {
		return err
	}
	return poll(ctx, "the end of all containers", func() error {
		left, err := c.ownProcesses(containers)
		if err != nil || len(left) == 0 {
			return err
		}
		if err := process.Kill(left...); err != nil {
			return err
		}
		return fmt.Errorf("%d processes are left", len(left))
	})
}

func (c *cluster) removeBridge(ctx context.Context) error {
	if !exists("/sys/class/net/"+bridge) || !exists(c.beforeFile()) {
		return nil
	}
	// A socket that still waits for its last answer keeps its pod's namespace alive
	// for minutes, and with it the cable; deleting our end deletes both.
	cables, err := filepath.Glob("/sys/class/net/" + bridge + "/brif/veth*")
	if err != nil {
		return err
	}
	for _, cable := range cables {
		// It may have gone by itself meanwhile; what is left is looked for later.
		_ = shell(ctx, "ip", "link", "delete", filepath.Base(cable))
	}
	return shell(ctx, "ip", "link", "delete", bridge)
}
