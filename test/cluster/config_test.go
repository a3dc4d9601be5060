//go:build linux

package main

import (
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ext4 is what statfs(2) says of an ordinary disk, overlay of a container's root.
const ext4, overlay = 0xef53, 0x794c7630

func TestContainerdConfig(t *testing.T) {
	l := layout{state: "/state"}
	got, err := containerdConfig(l, ext4)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`root = "/state/containerd/root"`,
		`state = "/state/containerd/state"`,
		`address = "/state/containerd.sock"`,
		`sandbox_image = "kubectl-threat.test/pause:1"`,
		`stream_server_address = "127.0.0.1"`,
		`conf_dir = "/state/cni"`,
		`restrict_oom_score_adj = true`,
		`snapshotter = "overlayfs"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	inContainer, err := containerdConfig(l, overlay)
	if err != nil || !strings.Contains(inContainer, `snapshotter = "native"`) {
		t.Errorf("on an overlay: %v, got\n%s", err, inContainer)
	}
}

func TestPodsHaveNoWayOut(t *testing.T) {
	var got struct {
		Plugins []struct {
			Type, Bridge      string
			IsGateway, IPMasq bool
			IPAM              struct {
				Routes []any
				Ranges [][]struct{ Subnet, RangeStart string }
			}
		}
	}
	text, err := toJSON(networkConfig(layout{state: "/state"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Plugins) != 1 {
		t.Fatalf("got %d plugins, want the bridge alone", len(got.Plugins))
	}
	plugin := got.Plugins[0]
	if plugin.IsGateway || plugin.IPMasq || len(plugin.IPAM.Routes) > 0 {
		t.Errorf("the bridge leads somewhere: %+v", plugin)
	}
	own := netip.MustParsePrefix(bridgeCIDR)
	pods := netip.MustParsePrefix(plugin.IPAM.Ranges[0][0].Subnet)
	first := netip.MustParseAddr(plugin.IPAM.Ranges[0][0].RangeStart)
	if own.Masked() != pods || !pods.Contains(first) || !own.Addr().Less(first) {
		t.Errorf("bridge %s, pods %s from %s: not one network, or addresses could meet", own, pods, first)
	}
}

func TestKubeletConfig(t *testing.T) {
	got := kubeletConfig(layout{state: "/state"})
	want := map[string]any{
		"address":                "127.0.0.1",
		"healthzBindAddress":     "127.0.0.1",
		"cgroupsPerQOS":          false,
		"failCgroupV1":           false,
		"makeIPTablesUtilChains": false,
		"podLogsDir":             "/state/pod-logs",
		"providerID":             "gce://retail-live-4471/europe-west4-b/gke-tills-pool-a-1f2e3d4c-9zzz",
	}
	for key, value := range want {
		if diff := cmp.Diff(value, got[key]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
	}
}

func TestWriteConfigs(t *testing.T) {
	c := &cluster{layout: testLayout(t)}
	if err := c.writeConfigs(); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"cni/10-bridge.conflist", "kubelet.json"} {
		text, err := os.ReadFile(filepath.Join(c.state, file))
		if err != nil || !json.Valid(text) {
			t.Errorf("%s: %v, got %q", file, err, text)
		}
	}
}
