//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/process"
)

// etcd holds nothing that is worth an fsync.
func (c *cluster) etcd() process.Program {
	client := fmt.Sprintf("http://%s:%d", loopback, etcdPort)
	peer := fmt.Sprintf("http://%s:%d", loopback, etcdPeerPort)
	return process.Program{Name: "etcd", Path: "etcd", Args: []string{
		"--name=default",
		"--data-dir=" + c.path("etcd"),
		"--listen-client-urls=" + client,
		"--advertise-client-urls=" + client,
		"--listen-peer-urls=" + peer,
		"--initial-advertise-peer-urls=" + peer,
		"--initial-cluster=default=" + peer,
	}}
}

// apiserver reaches the kubelet by the node's InternalIP, which says loopback.
func (c *cluster) apiserver(programs string) process.Program {
	return process.Program{Name: "kube-apiserver", Path: filepath.Join(programs, "kube-apiserver"), Args: []string{
		"--bind-address=" + loopback,
		"--secure-port=" + strconv.Itoa(apiserverPort),
		fmt.Sprintf("--etcd-servers=http://%s:%d", loopback, etcdPort),
		"--advertise-address=" + bridgeAddress, // told to nobody; without it a machine without a network can't start
		"--endpoint-reconciler-type=none",
		"--service-cluster-ip-range=10.96.0.0/16",
		"--allow-privileged=true",
		"--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--client-ca-file=" + c.cert("ca"),
		"--tls-cert-file=" + c.cert("apiserver"),
		"--tls-private-key-file=" + c.key("apiserver"),
		"--kubelet-certificate-authority=" + c.cert("ca"),
		"--kubelet-client-certificate=" + c.cert("apiserver"),
		"--kubelet-client-key=" + c.key("apiserver"),
		"--kubelet-preferred-address-types=InternalIP",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + c.key("service-accounts"),
		"--service-account-signing-key-file=" + c.key("service-accounts"),
	}}
}

func (c *cluster) controllerManager(programs string) process.Program {
	return process.Program{Name: "kube-controller-manager", Path: filepath.Join(programs, "kube-controller-manager"), Args: []string{
		"--bind-address=" + loopback,
		"--secure-port=" + strconv.Itoa(controllerPort),
		"--kubeconfig=" + c.kubeconfig("controller-manager"),
		"--leader-elect=false",
		"--use-service-account-credentials=true", // RBAC grants rights to each controller's own account
		"--root-ca-file=" + c.cert("ca"),
		"--service-account-private-key-file=" + c.key("service-accounts"),
	}}
}

func (c *cluster) scheduler(programs string) process.Program {
	return process.Program{Name: "kube-scheduler", Path: filepath.Join(programs, "kube-scheduler"), Args: []string{
		"--bind-address=" + loopback,
		"--secure-port=" + strconv.Itoa(schedulerPort),
		"--kubeconfig=" + c.kubeconfig("scheduler"),
		"--leader-elect=false",
	}}
}

// coverAndRun makes a mount namespace of its own, covers each folder named
// before "--" with an empty one there, and becomes the program named after it.
const coverAndRun = `while [ "$1" != -- ]; do mount -t tmpfs -o mode=0755 tmpfs "$1"; shift; done; shift; exec "$@"`

// containerd lives with the kubelet and all containers in a mount namespace of
// its own. Whatever they mount there is gone with the last of them, and what
// they write to folders that no option moves does not reach the machine.
func (c *cluster) containerd() process.Program {
	args := []string{"--mount", "--propagation", "private", "sh", "-ec", coverAndRun, "sh"}
	args = append(args, fixedFolders()...)
	args = append(args, "--", "containerd", "--config", c.path("containerd.toml"))
	return process.Program{Name: "containerd", Path: "unshare", Args: args}
}

// fixedFolders are compiled into containerd, the network plugins and the kubelet.
func fixedFolders() []string {
	return []string{
		"/run/containerd",     // sockets of containerd's shims, and runc's state
		"/run/netns",          // the pods' network namespaces
		"/var/lib/cni",        // results of the network plugins
		"/var/lib/kubelet",    // sockets of device plugins
		"/var/log/containers", // links to the pods' logs
	}
}

// kubelet joins the mount namespace of containerd. It has no cloud to ask for
// the node's address, and refuses a loopback one; so it is told to expect that
// somebody else sets it, which dressNode does.
func (c *cluster) kubelet(programs string) (process.Program, error) {
	containerd, err := process.Load(c.runFolder(), "containerd")
	if err != nil {
		return process.Program{}, err
	}
	return process.Program{Name: "kubelet", Path: "nsenter", Args: []string{
		"--target", strconv.Itoa(containerd.PID), "--mount", "--",
		filepath.Join(programs, "kubelet"),
		"--config=" + c.path("kubelet.json"),
		"--kubeconfig=" + c.kubeconfig("kubelet"),
		"--root-dir=" + c.path("kubelet"),
		"--hostname-override=" + nodeName,
		"--cloud-provider=external",
		"--node-labels=" + nodeLabels(),
	}}, nil
}

func nodeLabels() string {
	return "cloud.google.com/gke-nodepool=" + nodePool +
		",topology.kubernetes.io/region=" + region +
		",topology.kubernetes.io/zone=" + zone
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
