package kubeconfig

import (
	"bytes"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// FuzzMerge puts an entry into any two files: it loses no entry of them, or
// writes nothing at all.
func FuzzMerge(f *testing.F) {
	f.Add([]byte(hand), []byte("clusters: []\n"), true, false)
	f.Add([]byte(`{"clusters":[],"users":[{"name":"`+name+`","user":{"token":"a"}}]}`), []byte{}, false, true)
	f.Add([]byte("x: &a {server: b}\nclusters:\n- {name: "+name+", cluster: *a}\n"), []byte("# c\nusers:\n-\n  name: b\n"), true, true)
	f.Add([]byte("contexts:\n- name: "+name+"\n  context: {user: b}\nusers: null\nclusters: [ ]\n"), []byte("--- \nkind: Config\n...\n"), false, false)
	f.Fuzz(func(t *testing.T, a, b []byte, makeCurrent, public bool) {
		var files []file
		for i, data := range [][]byte{a, b} {
			tree, err := read(data)
			if err != nil {
				return
			}
			files = append(files, file{path: string("ab"[i]), data: bytes.Clone(data), tree: tree, missing: len(data) == 0})
		}
		e := tills()
		if public {
			e.CA, e.PublicCA = nil, true
		}
		changed, result, err := merge(files, e, makeCurrent)
		if err != nil {
			if len(changed) > 0 {
				t.Fatalf("changes beside %v", err)
			}
			return
		}
		after := bothAfter(files, changed)
		for i := range files {
			holdsAll(t, loaded(t, files[i].data), loaded(t, after[i].data))
		}
		leads(t, e, loaded(t, after[0].data), loaded(t, after[1].data), result, makeCurrent)
		if again, _, err := merge(after, e, makeCurrent); err != nil || len(again) > 0 {
			t.Fatalf("a second time it changes %d files, %v", len(again), err)
		}
	})
}

func bothAfter(files, changed []file) []file {
	after := append([]file(nil), files...)
	for i := range after {
		for _, c := range changed {
			if c.path == after[i].path {
				after[i].data, after[i].missing = c.data, false
				after[i].tree, _ = read(c.data)
			}
		}
	}
	return after
}

func loaded(t *testing.T, data []byte) *clientcmdapi.Config {
	t.Helper()
	config, err := clientcmd.Load(data)
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	return config
}

// holdsAll compares what is not the entry's own.
func holdsAll(t *testing.T, before, after *clientcmdapi.Config) {
	t.Helper()
	if proxy := before.Clusters[name]; proxy != nil && after.Clusters[name].ProxyURL != proxy.ProxyURL {
		t.Fatalf("the proxy is now %q", after.Clusters[name].ProxyURL)
	}
	if context := before.Contexts[name]; context != nil && after.Contexts[name].Namespace != context.Namespace {
		t.Fatalf("the namespace is now %q", after.Contexts[name].Namespace)
	}
	for _, c := range []*clientcmdapi.Config{before, after} {
		delete(c.Clusters, name)
		delete(c.Contexts, name)
		delete(c.AuthInfos, name)
		c.CurrentContext = ""
	}
	if diff := cmp.Diff(before, after, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(clientcmdapi.ExecConfig{})); diff != "" {
		t.Fatal(diff)
	}
}

// leads checks what kubectl makes of both files.
func leads(t *testing.T, e Entry, a, b *clientcmdapi.Config, result Result, makeCurrent bool) {
	t.Helper()
	merged := b
	maps.Copy(merged.Clusters, a.Clusters)
	maps.Copy(merged.Contexts, a.Contexts)
	if a.CurrentContext != "" {
		merged.CurrentContext = a.CurrentContext
	}
	context := merged.Contexts[name]
	if context == nil || context.Cluster != name || merged.Clusters[name] == nil {
		t.Fatalf("the context is %+v", context)
	}
	got := merged.Clusters[name]
	if got.Server != e.Server || !bytes.Equal(got.CertificateAuthorityData, e.CA) || got.InsecureSkipTLSVerify || got.CertificateAuthority != "" {
		t.Fatalf("the cluster is %+v", got)
	}
	if merged.CurrentContext != result.Current || makeCurrent && result.Current != name {
		t.Fatalf("the current context is %q, said to be %q", merged.CurrentContext, result.Current)
	}
}
