#!/usr/bin/env bash
# Installs the Debian packages that the checks need and the machine lacks.
set -euo pipefail

packages=(
	etcd-server containerd runc containernetworking-plugins iproute2 iptables # the cluster's node
	busybox-static procps                                                     # what its images hold
	tmux                                                                      # a terminal to test in
	gcc libc6-dev                                                             # the race detector
)

missing=()
for package in "${packages[@]}"; do
	status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
	[ "$status" = "install ok installed" ] || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
	echo "all packages are there"
	exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "missing, and only root can install them: ${missing[*]}" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q install -y --no-install-recommends "${missing[@]}"
