package gke_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kubectl-threat/kubectl-threat/internal/gke"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

const wanted = "gke_retail-live-4471_europe-west4-b_tills"

func tills() threat.Cluster {
	return threat.Cluster{
		Project: "retail-live-4471", Aliases: []string{"retail-live-4471", "118277204471"},
		Location: "europe-west4-b", LocationType: threat.Zonal, Name: "tills",
	}
}

func cart() threat.Pod {
	return threat.Pod{Cluster: tills(), Namespace: "shop", Name: "cart-5f7d-x2x", Container: "app"}
}

// kubeconfig describes a kubeconfig by its contexts and the cluster entries that
// they point to. Every entry has a server of its own name.
type kubeconfig struct {
	current  string
	contexts map[string]string
	servers  map[string]string // instead of https://ENTRY.example.com
}

// loader writes the kubeconfig and returns what loads it, as the command line's
// connection flags do: with the flags applied to whichever context is asked for.
func (k kubeconfig) loader(t *testing.T, flags clientcmd.ConfigOverrides) func(string) clientcmd.ClientConfig {
	t.Helper()
	config := clientcmdapi.NewConfig()
	config.CurrentContext = k.current
	for context, entry := range k.contexts {
		config.Contexts[context] = &clientcmdapi.Context{Cluster: entry, AuthInfo: "user"}
		if entry == "" {
			continue
		}
		address, ok := k.servers[entry]
		if !ok {
			address = "https://" + entry + ".example.com"
		}
		config.Clusters[entry] = &clientcmdapi.Cluster{Server: address}
	}
	config.AuthInfos["user"] = &clientcmdapi.AuthInfo{Token: "secret"}
	file := filepath.Join(t.TempDir(), "config")
	if err := clientcmd.WriteToFile(*config, file); err != nil {
		t.Fatal(err)
	}
	return func(context string) clientcmd.ClientConfig {
		own := flags
		own.ClusterDefaults = clientcmd.ClusterDefaults
		if context != "" {
			own.CurrentContext = context
		}
		return clientcmd.NewNonInteractiveDeferredLoadingClientConfig(&clientcmd.ClientConfigLoadingRules{ExplicitPath: file}, &own)
	}
}

// connectWith connects with the flags --context, --cluster and --server.
func (k kubeconfig) connectWith(t *testing.T, target threat.Target, context, cluster, address string) (*gke.Scene, error) {
	t.Helper()
	var flags clientcmd.ConfigOverrides
	flags.CurrentContext, flags.Context.Cluster, flags.ClusterInfo.Server = context, cluster, address
	return gke.Connect(t.Context(), target, gke.Options{
		Kubeconfig: k.loader(t, flags), Context: context, Cluster: cluster, Server: address,
	})
}

func TestConnectChoosesTheFindingsCluster(t *testing.T) {
	const byNumber = "gke_118277204471_europe-west4-b_tills"
	const elsewhere = "gke_retail-live-4471_europe-west4-b_stock"
	access := func(context, entry, proof string) threat.ClusterAccess {
		return threat.ClusterAccess{Context: context, Server: "https://" + entry + ".example.com", Proof: proof}
	}
	renamed := func(context string) threat.ClusterAccess {
		a := access(context, wanted, threat.ByName)
		a.ClusterEntry = wanted
		return a
	}
	tests := map[string]struct {
		kubeconfig               kubeconfig
		context, cluster, server string
		want                     threat.ClusterAccess
		have                     string // of the OtherClusterError
		refused                  bool
	}{
		"the current context": {
			kubeconfig: kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted, elsewhere: elsewhere}},
			want:       access(wanted, wanted, threat.ByName),
		},
		"the current context by project number": {
			kubeconfig: kubeconfig{current: byNumber, contexts: map[string]string{byNumber: byNumber, wanted: wanted}},
			want:       access(byNumber, byNumber, threat.ByName),
		},
		"another context, without switching": {
			kubeconfig: kubeconfig{current: elsewhere, contexts: map[string]string{wanted: wanted, elsewhere: elsewhere}},
			want:       access(wanted, wanted, threat.ByName),
		},
		"another context where none is current": {
			kubeconfig: kubeconfig{contexts: map[string]string{wanted: wanted}},
			want:       access(wanted, wanted, threat.ByName),
		},
		"a renamed context": {
			kubeconfig: kubeconfig{current: "prod", contexts: map[string]string{"prod": wanted}},
			want:       renamed("prod"),
		},
		"another renamed context, the first by the alphabet": {
			kubeconfig: kubeconfig{current: elsewhere, contexts: map[string]string{elsewhere: elsewhere, "prod-b": wanted, "prod-a": wanted}},
			want:       renamed("prod-a"),
		},
		"a context by name before a renamed one": {
			kubeconfig: kubeconfig{current: elsewhere, contexts: map[string]string{elsewhere: elsewhere, "a": wanted, wanted: "tills"}},
			want:       access(wanted, "tills", threat.ByName),
		},
		"the renamed current context before another by name": {
			kubeconfig: kubeconfig{current: "prod", contexts: map[string]string{"prod": wanted, byNumber: byNumber}},
			want:       renamed("prod"),
		},
		"another cluster only": {
			kubeconfig: kubeconfig{current: elsewhere, contexts: map[string]string{elsewhere: elsewhere}},
			refused:    true, have: elsewhere,
		},
		"a name that says nothing": {
			kubeconfig: kubeconfig{current: "prod", contexts: map[string]string{"prod": "tills"}},
			refused:    true, have: "prod",
		},
		"no context at all": {refused: true},
		"the right name for an entry of another cluster": {
			kubeconfig: kubeconfig{current: wanted, contexts: map[string]string{wanted: elsewhere}},
			refused:    true, have: elsewhere,
		},
		"another name for the right entry": {
			kubeconfig: kubeconfig{current: elsewhere, contexts: map[string]string{elsewhere: wanted}},
			refused:    true, have: elsewhere,
		},
		"another location": {
			kubeconfig: kubeconfig{current: "gke_retail-live-4471_europe-west4_tills", contexts: map[string]string{"gke_retail-live-4471_europe-west4_tills": "x"}},
			refused:    true, have: "gke_retail-live-4471_europe-west4_tills",
		},
		"another project": {
			kubeconfig: kubeconfig{current: "gke_retail-live_europe-west4-b_tills", contexts: map[string]string{"gke_retail-live_europe-west4-b_tills": "x"}},
			refused:    true, have: "gke_retail-live_europe-west4-b_tills",
		},
		"more than the name": {
			kubeconfig: kubeconfig{current: wanted + "_2", contexts: map[string]string{wanted + "_2": "x", "x" + wanted: "x"}},
			refused:    true, have: wanted + "_2",
		},
		"--context with the name": {
			kubeconfig: kubeconfig{current: elsewhere, contexts: map[string]string{wanted: wanted, elsewhere: elsewhere}},
			context:    wanted,
			want:       access(wanted, wanted, threat.ByName),
		},
		"--context with another cluster's name": {
			kubeconfig: kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted, elsewhere: elsewhere}},
			context:    elsewhere,
			want:       access(elsewhere, elsewhere, threat.ByUser),
		},
		"--context with a name that says nothing": {
			kubeconfig: kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted, "lab": "lab"}},
			context:    "lab",
			want:       access("lab", "lab", threat.ByUser),
		},
		"--cluster with the name": {
			kubeconfig: kubeconfig{current: "lab", contexts: map[string]string{wanted: wanted, "lab": "lab"}},
			cluster:    wanted,
			want:       renamed("lab"),
		},
		"--cluster leads away from the name": {
			kubeconfig: kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted, "lab": "lab"}},
			cluster:    "lab",
			want:       access(wanted, "lab", threat.ByUser),
		},
		"--server leads away from the name": {
			kubeconfig: kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted}},
			server:     "https://10.0.0.1:6443",
			want:       threat.ClusterAccess{Context: wanted, Server: "https://10.0.0.1:6443", Proof: threat.ByUser},
		},
		"--server without a kubeconfig": {
			server: "https://10.0.0.1:6443",
			want:   threat.ClusterAccess{Server: "https://10.0.0.1:6443", Proof: threat.ByUser},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			scene, err := tt.kubeconfig.connectWith(t, cart(), tt.context, tt.cluster, tt.server)
			if tt.refused {
				var other *gke.OtherClusterError
				if !errors.As(err, &other) {
					t.Fatalf("Connect() = %v, want an *OtherClusterError", err)
				}
				if diff := cmp.Diff(gke.OtherClusterError{Want: wanted, Have: tt.have}, *other); diff != "" {
					t.Error(diff)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, scene.Access()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestConnectWithoutAFinding(t *testing.T) {
	pod := threat.Pod{Namespace: "shop", Name: "cart"}
	lab := kubeconfig{current: "lab", contexts: map[string]string{"lab": "lab", wanted: wanted}}
	scene, err := lab.connectWith(t, pod, "", "", "")
	if err != nil {
		t.Fatal(err)
	}
	want := threat.ClusterAccess{Context: "lab", Server: "https://lab.example.com", Proof: threat.ByUser}
	if diff := cmp.Diff(want, scene.Access()); diff != "" {
		t.Error(diff)
	}
	if _, err := (kubeconfig{}).connectWith(t, pod, "", "", ""); !errors.Is(err, gke.ErrNoContext) {
		t.Errorf("Connect() = %v, want ErrNoContext", err)
	}
}

// What clientcmd does on its own must not happen: an address that nobody wrote.
func TestConnectNeverInventsAServer(t *testing.T) {
	tests := map[string]kubeconfig{
		"a context without a cluster":     {contexts: map[string]string{wanted: ""}},
		"a cluster without a server":      {contexts: map[string]string{wanted: wanted}, servers: map[string]string{wanted: ""}},
		"a renamed one without a server":  {contexts: map[string]string{"prod": wanted}, servers: map[string]string{wanted: ""}},
		"an address that can't be a host": {contexts: map[string]string{wanted: wanted}, servers: map[string]string{wanted: "https://a b/"}},
	}
	for name, k := range tests {
		t.Run(name, func(t *testing.T) {
			if scene, err := k.connectWith(t, cart(), "", "", ""); err == nil {
				t.Errorf("Connect() leads to %s, want an error", scene.Access().Server)
			}
		})
	}
}

// Between two readings of the kubeconfig, or by a fallback of clientcmd to the
// cluster around it, the address may become another one.
func TestConnectRefusesAnAddressThatChanged(t *testing.T) {
	before := kubeconfig{contexts: map[string]string{wanted: wanted}}.loader(t, clientcmd.ConfigOverrides{})
	after := kubeconfig{contexts: map[string]string{wanted: wanted}, servers: map[string]string{wanted: "https://10.96.0.1"}}.
		loader(t, clientcmd.ConfigOverrides{})
	_, err := gke.Connect(t.Context(), cart(), gke.Options{Kubeconfig: func(context string) clientcmd.ClientConfig {
		if context == "" {
			return before("")
		}
		return after(context)
	}})
	if err == nil {
		t.Error("Connect() took an address that the kubeconfig did not name")
	}
}

func TestConnectErrors(t *testing.T) {
	good := kubeconfig{current: wanted, contexts: map[string]string{wanted: wanted}}
	if _, err := good.connectWith(t, cart(), "nowhere", "", ""); err == nil || errors.As(err, new(*gke.OtherClusterError)) {
		t.Errorf("an unknown --context gave %v, want a plain error", err)
	}
	if _, err := good.connectWith(t, threat.CloudRun{Kind: threat.Service, Name: "web"}, "", "", ""); err == nil {
		t.Error("a Cloud Run service has a cluster")
	}
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte("contexts: ["), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := func(string) clientcmd.ClientConfig {
		return clientcmd.NewNonInteractiveDeferredLoadingClientConfig(&clientcmd.ClientConfigLoadingRules{ExplicitPath: file}, nil)
	}
	if _, err := gke.Connect(t.Context(), cart(), gke.Options{Kubeconfig: broken}); err == nil || errors.As(err, new(*gke.OtherClusterError)) {
		t.Errorf("a broken kubeconfig gave %v, want a plain error", err)
	}
}
