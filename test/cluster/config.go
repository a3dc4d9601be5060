//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"text/template"
)

// writeConfigs writes the configuration files of containerd, of its network
// plugins and of the kubelet.
func (c *cluster) writeConfigs() error {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(c.state, &stat); err != nil {
		return fmt.Errorf("looking at the file system of %s: %w", c.state, err)
	}
	containerd, err := containerdConfig(c.layout, stat.Type)
	if err != nil {
		return fmt.Errorf("writing configuration of containerd: %w", err)
	}
	cni, err := toJSON(networkConfig(c.layout))
	if err != nil {
		return fmt.Errorf("writing configuration of the network: %w", err)
	}
	kubelet, err := toJSON(kubeletConfig(c.layout))
	if err != nil {
		return fmt.Errorf("writing configuration of the kubelet: %w", err)
	}
	files := map[string][]byte{
		c.path("containerd.toml"):           []byte(containerd),
		c.path("cni", "10-bridge.conflist"): cni,
		c.path("kubelet.json"):              kubelet,
		c.path("resolv.conf"):               []byte("nameserver 127.0.0.1\n"),
	}
	for file, body := range files {
		err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o750), os.WriteFile(file, body, 0o600))
		if err != nil {
			return fmt.Errorf("writing configuration: %w", err)
		}
	}
	return nil
}

// containerdTemplate: restrict_oom_score_adj lets pods start where the machine
// lacks CAP_SYS_RESOURCE, which a negative oom_score_adj needs; without it runc
// ends with "can't get final child's PID from pipe: EOF". The disabled plugins
// would each make a folder outside of the state folder, or log an error, and a
// profile for AppArmor would stay in the kernel.
const containerdTemplate = `version = 2
root = "{{.Root}}"
state = "{{.State}}"
disabled_plugins = [
  "io.containerd.internal.v1.opt",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]

[grpc]
  address = "{{.Socket}}"

[ttrpc]
  address = "{{.Socket}}.ttrpc"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{{.Pause}}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  stream_server_address = "{{.Loopback}}"
  stream_server_port = "0"

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "{{.Network}}"

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "{{.Snapshotter}}"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
`

// containerdConfig takes the file system that the state folder lies on, as
// statfs(2) numbers it.
func containerdConfig(l layout, fileSystem int64) (string, error) {
	parsed, err := template.New("containerd.toml").Parse(containerdTemplate)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	err = parsed.Execute(&text, map[string]string{
		"Root":        l.path("containerd", "root"),
		"State":       l.path("containerd", "state"),
		"Socket":      l.containerdSock(),
		"Pause":       registry + "pause:1",
		"Loopback":    loopback,
		"Network":     l.path("cni"),
		"Snapshotter": snapshotter(fileSystem),
	})
	return text.String(), err
}

// snapshotter returns how containerd keeps the layers of images. An overlay
// can't be laid upon an overlay, which is what a state folder inside of a
// container lies on; plain copies always work.
func snapshotter(fileSystem int64) string {
	const overlay = 0x794c7630
	if fileSystem == overlay {
		return "native"
	}
	return "overlayfs"
}

// networkConfig joins pods to the bridge and gives them no way out: no gateway,
// no route, no masquerading. So the plugins touch neither the machine's
// forwarding nor its firewall.
func networkConfig(l layout) map[string]any {
	return map[string]any{
		"cniVersion": "0.4.0",
		"name":       network,
		"plugins": []any{map[string]any{
			"type":      "bridge",
			"bridge":    bridge,
			"isGateway": false,
			"ipMasq":    false,
			"ipam": map[string]any{
				"type":    "host-local",
				"dataDir": l.path("addresses"),
				"ranges":  []any{[]any{map[string]any{"subnet": podCIDR, "rangeStart": "10.88.0.10"}}},
			},
		}},
	}
}

// kubeletConfig is for a machine that it doesn't own: cgroup v1 is accepted,
// cgroups for quality of service and the firewall are left alone, and a full
// disk evicts nobody.
func kubeletConfig(l layout) map[string]any {
	return map[string]any{
		"apiVersion":         "kubelet.config.k8s.io/v1beta1",
		"kind":               "KubeletConfiguration",
		"address":            loopback,
		"port":               kubeletPort,
		"healthzBindAddress": loopback,
		"healthzPort":        healthzPort,
		"tlsCertFile":        l.cert("kubelet"),
		"tlsPrivateKeyFile":  l.key("kubelet"),
		"authentication": map[string]any{
			"anonymous": map[string]any{"enabled": false},
			"webhook":   map[string]any{"enabled": true},
			"x509":      map[string]any{"clientCAFile": l.cert("ca")},
		},
		"authorization":               map[string]any{"mode": "Webhook"},
		"providerID":                  "gce://" + project + "/" + zone + "/" + nodeName,
		"containerRuntimeEndpoint":    "unix://" + l.containerdSock(),
		"podLogsDir":                  l.path("pod-logs"),
		"volumePluginDir":             l.path("volume-plugins"),
		"resolvConf":                  l.path("resolv.conf"),
		"clusterDomain":               "cluster.local",
		"clusterDNS":                  []string{"10.96.0.10"}, // nobody answers there; without it every pod warns
		"cgroupDriver":                "cgroupfs",
		"cgroupsPerQOS":               false,
		"enforceNodeAllocatable":      []string{},
		"failCgroupV1":                false,
		"failSwapOn":                  false,
		"makeIPTablesUtilChains":      false,
		"oomScoreAdj":                 0,
		"imageGCHighThresholdPercent": 100,
		"evictionHard":                map[string]string{"memory.available": "0%", "nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%"},
	}
}
