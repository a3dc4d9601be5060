//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// needed maps a Debian package to the one file that shows it is installed.
// A name without a slash is looked up in PATH.
func needed() map[string]string {
	return map[string]string{
		"etcd-server":                 "etcd",
		"containerd":                  "containerd",
		"runc":                        "runc",
		"containernetworking-plugins": "/usr/lib/cni/bridge",
		"iproute2":                    "ip",
		"iptables":                    "iptables-save",
		"util-linux":                  "nsenter",
		"busybox-static":              "/var/lib/dpkg/info/busybox-static.list", // the package busybox has another, with libraries
		"dash":                        "dash",
		"procps":                      "ps",
		"findutils":                   "find",
		"gcc":                         "gcc",
		"libc6-dev":                   "/usr/include/stdio.h",
	}
}

// installMissing makes sure that the parts which come from Debian are there.
func (c *cluster) installMissing(ctx context.Context) error {
	if os.Geteuid() != 0 {
		return errors.New("starting a cluster: only root can run containers here")
	}
	missing := missingPackages(needed(), isInstalled)
	if len(missing) == 0 {
		return nil
	}
	c.say("installing %s", strings.Join(missing, " "))
	quiet := []string{"DEBIAN_FRONTEND=noninteractive"}
	update := command{env: quiet, arg: []string{"apt-get", "-q", "update"}}
	if _, err := update.run(ctx); err != nil {
		return fmt.Errorf("installing packages: %w", err)
	}
	install := command{env: quiet, arg: append([]string{"apt-get", "-q", "-y", "install", "--no-install-recommends"}, missing...)}
	if _, err := install.run(ctx); err != nil {
		return fmt.Errorf("installing packages: %w", err)
	}
	if still := missingPackages(needed(), isInstalled); len(still) > 0 {
		return fmt.Errorf("installing packages: %s installed, but not to be found", strings.Join(still, " "))
	}
	return nil
}

func missingPackages(packages map[string]string, installed func(string) bool) []string {
	var missing []string
	for name, file := range packages {
		if !installed(file) {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return missing
}

func isInstalled(file string) bool {
	_, err := exec.LookPath(file)
	if err != nil && strings.Contains(file, "/") {
		_, err = os.Stat(file) // not everything is executable
	}
	return err == nil
}
