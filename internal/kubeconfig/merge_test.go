package kubeconfig

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/client-go/tools/clientcmd"
)

const name = "gke_retail-live-4471_europe-west4-b_tills"

func tills() Entry {
	return Entry{Name: name, Server: "https://203.0.113.10", CA: []byte("-----BEGIN CERTIFICATE-----\n")}
}

// putIn merges into one file and returns what it holds then.
func putIn(t *testing.T, content string, e Entry, makeCurrent bool) (string, Result) {
	t.Helper()
	tree, err := read([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	f := file{path: "config", data: []byte(content), tree: tree, missing: content == ""}
	changed, result, err := merge([]file{f}, e, makeCurrent)
	if err != nil {
		t.Fatal(err)
	}
	if len(changed) == 0 {
		return content, result
	}
	return string(changed[0].data), result
}

func TestNewFile(t *testing.T) {
	got, result := putIn(t, "", tills(), false)
	want := `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
    server: https://203.0.113.10
  name: gke_retail-live-4471_europe-west4-b_tills
contexts:
- context:
    cluster: gke_retail-live-4471_europe-west4-b_tills
    user: gke_retail-live-4471_europe-west4-b_tills
  name: gke_retail-live-4471_europe-west4-b_tills
current-context: gke_retail-live-4471_europe-west4-b_tills
kind: Config
preferences: {}
users:
- name: gke_retail-live-4471_europe-west4-b_tills
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: gke-gcloud-auth-plugin
      installHint: Install gke-gcloud-auth-plugin for use with kubectl by following https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl#install_plugin
      provideClusterInfo: true
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if result.Current != name {
		t.Errorf("the current context is %q", result.Current)
	}
	if again, result := putIn(t, got, tills(), true); again != got || len(result.Written) != 0 {
		t.Errorf("a second time it writes %v:\n%s", result.Written, again)
	}
}

// hand is a file that a person has written, with all that rewriting it would lose.
const hand = `# my clusters
apiVersion: v1
kind: Config
x-team: {pager: "#tills"}   # unknown to kubectl
clusters:
  - name: kind-dev   # by the door
    cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: true}
  # the shop
  - name: gke_retail-live-4471_europe-west4-b_tills
    cluster:
      server: https://198.51.100.7
      proxy-url: socks5://127.0.0.1:1080
      insecure-skip-tls-verify: true
      x-note: kept # too

contexts:
  - {name: kind-dev, context: {cluster: kind-dev, user: kind-dev, namespace: web}}
  - name: gke_retail-live-4471_europe-west4-b_tills
    context:
      cluster: gke_retail-live-4471_europe-west4-b_tills
      user: gke_retail-live-4471_europe-west4-b_tills
      namespace: shop
      extensions: [{name: a, extension: {b: c}}]
current-context: kind-dev
users:
  - name: kind-dev
    user: {token: abc}
  - name: gke_retail-live-4471_europe-west4-b_tills
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: /opt/signed-in
        interactiveMode: Never
# the end
`

func TestWhatSurvives(t *testing.T) {
	got, result := putIn(t, hand, tills(), false)
	want := strings.NewReplacer(
		"      server: https://198.51.100.7\n", "      certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==\n      server: https://203.0.113.10\n",
		"socks5://127.0.0.1:1080\n      insecure-skip-tls-verify: true\n", "socks5://127.0.0.1:1080\n",
	).Replace(hand)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if result.Current != "kind-dev" || result.OwnUser != name {
		t.Errorf("%+v", result)
	}
}

func TestSwitch(t *testing.T) {
	got, result := putIn(t, hand, tills(), true)
	if !strings.Contains(got, "\ncurrent-context: "+name+"\n") || result.Current != name {
		t.Errorf("the current context is %q in\n%s", result.Current, got)
	}
}

func TestForms(t *testing.T) {
	full, _ := putIn(t, "", tills(), false)
	tests := map[string]string{
		"only a comment":       "# nothing yet\n",
		"null lists":           "apiVersion: v1\nclusters: null\ncontexts: null\ncurrent-context: \"\"\nkind: Config\npreferences: {}\nusers: null\n",
		"empty lists":          "clusters: []\ncontexts: []\nusers: []\ncurrent-context: ''\n",
		"commented lists":      "clusters: [] # none\ncontexts: []\nusers: []\n",
		"no newline at end":    "clusters: []\ncontexts: []\nusers: []",
		"CRLF":                 "clusters: []\r\ncontexts: []\r\nusers: []\r\nx: 1\r\n",
		"JSON":                 `{"kind":"Config","apiVersion":"v1","clusters":[],"contexts":[],"users":[],"x":[1,{"y":null}]}`,
		"JSON of another":      `{"clusters":[{"name":"a","cluster":{"server":"https://a"}}],"contexts":[],"users":[{"name":"a","user":{}}]}`,
		"a document's ends":    "---\nclusters: []\ncontexts: []\nusers: []\n...\n",
		"lists broken by form": "clusters:\n  [ {name: a, cluster: {server: 'https://a'}} ]\ncontexts: []\nusers: []\n",
		"dash on its line":     "clusters:\n-\n  name: a\n  cluster:\n    server: https://a\ncontexts: []\nusers: []\n",
		"an old legacy user":   "clusters: []\ncontexts: []\nusers:\n- name: " + name + "\n  user:\n    auth-provider:\n      name: gcp\n      config: {a: b}\n",
		"anchor elsewhere":     "x: &a {b: c}\ny: *a\nclusters: []\ncontexts: []\nusers: []\n",
		"body is an alias":     "x: &a {server: 'https://b', proxy-url: 'http://p'}\nclusters:\n- name: " + name + "\n  cluster: *a\ncontexts: []\nusers: []\n",
		"body is missing":      "clusters:\n- name: " + name + "\ncontexts: []\nusers: []\n",
		"a long text":          "clusters:\n- name: a\n  cluster:\n    server: https://a\n    x: |\n      # no comment\n\n      text\n\n# comment\n\ncontexts: []\nusers: []\n",
		"yaml 1.1":             "clusters: []\ncontexts: []\nusers: []\nx: [yes, 'yes', 0o7, 1e3, 12345678901234567890, ~, 2001-01-01]\n",
	}
	want, err := clientcmd.Load([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	for what, content := range tests {
		t.Run(what, func(t *testing.T) {
			text, _ := putIn(t, content, tills(), true)
			got, err := clientcmd.Load([]byte(text))
			if err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
			for _, diff := range []string{
				cmp.Diff(want.AuthInfos[name], got.AuthInfos[name]), cmp.Diff(want.Contexts[name], got.Contexts[name]),
				cmp.Diff(string(want.Clusters[name].CertificateAuthorityData), string(got.Clusters[name].CertificateAuthorityData)),
				cmp.Diff(want.Clusters[name].Server, got.Clusters[name].Server), cmp.Diff(want.CurrentContext, got.CurrentContext),
			} {
				if diff != "" {
					t.Errorf("%s in\n%s", diff, text)
				}
			}
		})
	}
}

func TestRefused(t *testing.T) {
	const rest = "\ncontexts: []\nusers: []\n"
	shared := "clusters:\n- name: " + name + "\n  cluster: &a\n    server: https://a\n- name: b\n  cluster: *a" + rest
	tests := map[string]struct{ content, says string }{
		"no YAML":          {"clusters: [", "could not load"},
		"text":             {"hello", "could not load"},
		"another kind":     {"apiVersion: v1\nkind: Pod\n", "could not load"},
		"a name twice":     {"clusters:\n- {name: a, cluster: {}}\n- {name: a, cluster: {}}" + rest, "could not load"},
		"a key twice":      {"clusters: []\nclusters: []" + rest, "already set"},
		"two documents":    {"clusters: []" + rest + "---\nclusters: []\n", "several documents"},
		"users cut off":    {"clusters:\n- {name: a, cluster: {}}\ncontexts:\n- {name: a, context: {cluster: a, user: a}}\n", "half empty: it holds entries and no list of users"},
		"cut in the key":   {"clusters:\n- {name: a, cluster: {}}\ncontexts: []\nusers:\n", "half empty: it holds entries and no list of users"},
		"a shared content": {shared, "without changing something else"},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			tree, err := read([]byte(tt.content))
			if err == nil {
				var changed []file
				changed, _, err = merge([]file{{path: "config", data: []byte(tt.content), tree: tree}}, tills(), false)
				if len(changed) > 0 {
					t.Errorf("it made\n%s", changed[0].data)
				}
			}
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("it says %v, want %q", err, tt.says)
			}
		})
	}
}

func TestNoCAIsNeverInsecure(t *testing.T) {
	e := tills()
	e.CA = nil
	if _, _, err := merge([]file{{path: "config", missing: true}}, e, false); !errors.Is(err, ErrNoCA) {
		t.Errorf("it says %v", err)
	}
	e.PublicCA = true
	old, _ := putIn(t, hand, tills(), false)
	got, _ := putIn(t, old, e, false)
	for _, gone := range []string{"certificate-authority-data", "    insecure-skip-tls-verify: true"} {
		if strings.Contains(got, gone) {
			t.Errorf("%s is still in\n%s", gone, got)
		}
	}
}

func TestArguments(t *testing.T) {
	base, _ := putIn(t, "", tills(), false)
	e := tills()
	e.Impersonate = "triage@retail-live-4471.iam.gserviceaccount.com"
	impersonating, _ := putIn(t, base, e, false)
	if !strings.Contains(impersonating, "      args:\n        - --impersonate_service_account="+e.Impersonate+"\n") {
		t.Errorf("no such argument in\n%s", impersonating)
	}
	e.Impersonate, e.ADC = "", true
	adc, _ := putIn(t, impersonating, e, false)
	if !strings.Contains(adc, "      args:\n        - --use_application_default_credentials\n") || strings.Contains(adc, "impersonate") {
		t.Errorf("wrong arguments in\n%s", adc)
	}
	if back, _ := putIn(t, adc, tills(), false); back != base {
		t.Error(cmp.Diff(base, back))
	}
}

func TestOwnCredentialsCantImpersonate(t *testing.T) {
	e := tills()
	e.ADC = true
	tree, err := read([]byte(hand))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = merge([]file{{path: "config", data: []byte(hand), tree: tree}}, e, false)
	if own := (*OwnCredentialsError)(nil); !errors.As(err, &own) || own.User != name {
		t.Errorf("it says %v", err)
	}
}
