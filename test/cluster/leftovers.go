//go:build linux

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
)

// verifyGone looks for everything a cluster could have left on the machine and
// lists what it finds.
func (c *cluster) verifyGone(ctx context.Context, containers []string) error {
	var left []string
	for _, look := range []func(context.Context, []string) ([]string, error){
		c.leftProcesses, c.leftMounts, c.leftInterfaces, c.leftRules, c.leftPorts, leftCgroups,
	} {
		found, err := look(ctx, containers)
		if err != nil {
			return fmt.Errorf("looking for what is left: %w", err)
		}
		left = append(left, found...)
	}
	if len(left) > 0 {
		return fmt.Errorf("ending the cluster: this is left:\n%s", strings.Join(left, "\n"))
	}
	return nil
}

func (c *cluster) leftProcesses(_ context.Context, containers []string) ([]string, error) {
	processes, err := c.ownProcesses(containers)
	var left []string
	for _, p := range processes {
		left = append(left, fmt.Sprintf("process %d: %s", p.PID, p.Name))
	}
	return left, err
}

func (c *cluster) leftMounts(context.Context, []string) ([]string, error) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	var left []string
	for line := range strings.Lines(string(mounts)) {
		point := mountPoint(line)
		if strings.HasPrefix(point, c.state+"/") || strings.HasPrefix(point, "/run/netns/cni-") {
			left = append(left, "mount "+point)
		}
	}
	return left, nil
}

// mountPoint is the fifth field of a line in /proc/PID/mountinfo; see proc(5).
func mountPoint(line string) string {
	fields := strings.Fields(line)
	if len(fields) < 5 {
		return ""
	}
	return fields[4]
}

// leftInterfaces finds the bridge and any virtual cable that a network
// namespace of a pod still holds; the kernel deletes a cable with its namespace.
func (c *cluster) leftInterfaces(ctx context.Context, _ []string) ([]string, error) {
	var left []string
	err := poll(ctx, "the pods' network interfaces to go", func() error {
		interfaces, err := net.Interfaces()
		if err != nil {
			return err
		}
		left = nil
		for _, i := range interfaces {
			if i.Name == bridge || strings.HasPrefix(i.Name, "veth") {
				left = append(left, "network interface "+i.Name)
			}
		}
		return nil
	})
	return left, err
}

// leftRules finds firewall chains of the kubelet and of network plugins. None
// should ever be made; see networkConfig and kubeletConfig.
func (c *cluster) leftRules(ctx context.Context, _ []string) ([]string, error) {
	rules, err := command{arg: []string{"iptables-save"}}.run(ctx)
	if err != nil {
		return nil, err
	}
	var left []string
	for line := range strings.Lines(rules) {
		if strings.HasPrefix(line, ":KUBE-") || strings.HasPrefix(line, ":CNI-") {
			left = append(left, "firewall chain "+strings.TrimSpace(line))
		}
	}
	return left, nil
}

func (c *cluster) leftPorts(ctx context.Context, _ []string) ([]string, error) {
	var left []string
	for _, address := range busyPorts(ctx) {
		left = append(left, "a server at "+address)
	}
	return left, nil
}

func leftCgroups(_ context.Context, containers []string) ([]string, error) {
	groups, err := cgroupsOf(containers)
	var left []string
	for _, group := range groups {
		left = append(left, "control group "+group)
	}
	return left, err
}
