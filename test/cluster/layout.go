//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Names of the cluster as Google's kubectl would see them, so that the plugin
// meets the same shapes as on GKE. Nothing of Google is reached.
const (
	project    = "retail-live-4471"
	zone       = "europe-west4-b"
	region     = "europe-west4"
	gkeName    = "tills"
	nodePool   = "pool-a"
	nodeName   = "gke-tills-pool-a-1f2e3d4c-9zzz"
	instanceID = "1234567890123456789"
)

// Everything listens on loopback. The ports are away from the usual ones, so
// that another Kubernetes on the machine is not in the way, except the
// kubelet's, which clients expect.
const (
	loopback       = "127.0.0.1"
	etcdPort       = 12379
	etcdPeerPort   = 12380
	apiserverPort  = 16443
	controllerPort = 10257
	schedulerPort  = 10259
	kubeletPort    = 10250
	healthzPort    = 10248
)

// Pods live on a bridge that leads nowhere: they reach one another and this
// machine's end of the bridge.
const (
	bridge        = "ktbr0"
	bridgeAddress = "10.88.0.1"
	bridgeCIDR    = bridgeAddress + "/24"
	podCIDR       = "10.88.0.0/24"
	network       = "kubectl-threat"
)

// layout says where everything of a cluster lies.
type layout struct {
	state  string // what a running cluster needs; gone after down
	cache  string // what is dear to make; kept between runs
	source string // this folder in the repository
}

// newLayout finds the repository from the current folder upwards.
func newLayout(state string) (layout, error) {
	state, err := filepath.Abs(state)
	if err != nil {
		return layout{}, fmt.Errorf("finding state folder: %w", err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return layout{}, fmt.Errorf("finding cache folder: %w", err)
	}
	dir, err := os.Getwd()
	if err != nil {
		return layout{}, fmt.Errorf("finding the repository: %w", err)
	}
	for {
		source := filepath.Join(dir, "test", "cluster")
		if _, err := os.Stat(filepath.Join(source, "kubernetes", "go.mod")); err == nil {
			return layout{state: state, cache: filepath.Join(cache, "kubectl-threat"), source: source}, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return layout{}, errors.New("finding the repository: no test/cluster/kubernetes/go.mod here or above")
		}
		dir = parent
	}
}

func (l layout) path(elements ...string) string {
	return filepath.Join(append([]string{l.state}, elements...)...)
}

func (l layout) runFolder() string      { return l.path("run") }
func (l layout) readyFile() string      { return l.path("ready") }
func (l layout) beforeFile() string     { return l.path("before.json") }
func (l layout) containerdSock() string { return l.path("containerd.sock") }
func (l layout) cert(name string) string {
	return l.path("pki", name+".crt")
}

func (l layout) key(name string) string {
	return l.path("pki", name+".key")
}

// kubeconfig returns the file for one user. The administrator's has the plain
// name, since it is the one that people look for.
func (l layout) kubeconfig(user string) string {
	if user == "admin" {
		return l.path("kubeconfig")
	}
	return l.path("kubeconfig-" + user)
}

// maxSocketPath is what fits into sockaddr_un.sun_path; see unix(7).
const maxSocketPath = 107

// check refuses a state folder that containerd could not work in.
func (l layout) check() error {
	if n := len(l.containerdSock()+".ttrpc") - maxSocketPath; n > 0 {
		return fmt.Errorf("state folder %s: its path is %d bytes too long for a socket", l.state, n)
	}
	return nil
}
