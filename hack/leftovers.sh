#!/usr/bin/env bash
# Lists what a cluster could leave on this machine, so that two lists, from
# before and after, can be compared: processes, mounts, network, cgroups, state.
set -euo pipefail

programs='^(etcd|kube-apiserver|kube-controller-manager|kube-scheduler|kubelet|containerd|containerd-shim-runc-v2|runc|pause)$'
for exe in /proc/[0-9]*/exe; do
	target=$(readlink "$exe" 2>/dev/null) || continue
	name=$(basename "${target% (deleted)}")
	if [[ $name =~ $programs ]]; then echo "process $target"; fi
done | sort
awk '{print "mount", $2}' /proc/self/mounts | sort
for link in /sys/class/net/*; do
	echo "link $(basename "$link")"
done
ip netns list | awk '{print "netns", $1}' | sort
iptables-save 2>/dev/null | awk '/^-A|^-N|^:/ {sub(/ \[.*/, ""); print "iptables", $0}' | sort
find /sys/fs/cgroup -mindepth 1 -maxdepth 2 -type d -printf 'cgroup %P\n' | sort
for folder in "${XDG_STATE_HOME:-$HOME/.local/state}/kubectl-threat" /run/netns /run/containerd /var/lib/kubelet /var/lib/etcd /etc/cni/net.d; do
	find "$folder" -mindepth 1 -maxdepth 1 -printf 'file %p\n' 2>/dev/null | sort || true
done
