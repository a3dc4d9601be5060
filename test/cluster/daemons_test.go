//go:build linux

package main

import (
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/process"
)

func TestDaemonsListenOnLoopbackAlone(t *testing.T) {
	c := &cluster{layout: layout{state: "/state"}}
	for _, program := range []process.Program{c.etcd(), c.apiserver("/k"), c.controllerManager("/k"), c.scheduler("/k")} {
		t.Run(program.Name, func(t *testing.T) {
			listens := 0
			for _, arg := range program.Args {
				flag, value, _ := strings.Cut(arg, "=")
				if flag != "--bind-address" && !strings.HasPrefix(flag, "--listen-") {
					continue
				}
				listens++
				host := value
				if u, err := url.Parse(value); err == nil && u.Host != "" {
					host = u.Hostname()
				}
				if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
					t.Errorf("%s is not loopback", arg)
				}
			}
			if listens == 0 {
				t.Errorf("no address among %q, and the default is all", program.Args)
			}
		})
	}
}

// A program that down can't tell by its arguments would stay after a start that
// was cut off.
func TestEveryDaemonIsKnownByItsArguments(t *testing.T) {
	c := &cluster{layout: layout{state: t.TempDir()}}
	if err := os.MkdirAll(c.runFolder(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.runFolder(), "containerd.pid"), []byte("42 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	kubelet, err := c.kubelet("/k")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(kubelet.Args, "42") {
		t.Errorf("the kubelet joins another process than containerd: %q", kubelet.Args)
	}
	for _, program := range []process.Program{
		c.etcd(), c.containerd(), c.apiserver("/k"), c.controllerManager("/k"), c.scheduler("/k"), kubelet,
	} {
		command := append([]string{program.Path}, program.Args...)
		if at := lastIndex(command, "--"); at >= 0 {
			command = command[at+1:] // what unshare and nsenter become
		}
		if !c.isProgram(command) {
			t.Errorf("%s is not known by %q", program.Name, command)
		}
	}
}

func TestIsProgram(t *testing.T) {
	c := &cluster{layout: layout{state: "/state/cluster"}}
	tests := map[string]struct {
		args []string
		want bool
	}{
		"a shim by its socket":         {[]string{"/usr/bin/containerd-shim-runc-v2", "-id", "x", "-address", "/state/cluster/containerd.sock"}, true},
		"a shim of another":            {[]string{"containerd-shim-runc-v2", "-address", "/run/containerd/containerd.sock"}, false},
		"a cluster in a sister folder": {[]string{"etcd", "--data-dir=/state/cluster2/etcd"}, false},
		"a client of ours":             {[]string{"kubectl", "--kubeconfig=/state/cluster/kubeconfig"}, false},
		"a name alone":                 {[]string{"kubelet"}, false},
		"a kernel thread":              {[]string{""}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := c.isProgram(tt.args); got != tt.want {
				t.Errorf("got %t for %q", got, tt.args)
			}
		})
	}
}

func TestNodeLabels(t *testing.T) {
	want := []string{
		"cloud.google.com/gke-nodepool=pool-a",
		"topology.kubernetes.io/region=europe-west4",
		"topology.kubernetes.io/zone=europe-west4-b",
	}
	if diff := cmp.Diff(want, strings.Split(nodeLabels(), ",")); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
}

func lastIndex(list []string, what string) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == what {
			return i
		}
	}
	return -1
}
