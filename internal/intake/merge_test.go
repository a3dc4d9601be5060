package intake_test

import (
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// TestSourceProperties holds that what sourceProperties say fills the gaps of
// the typed fields and repeats none of them.
func TestSourceProperties(t *testing.T) {
	container := threat.ClaimedContainer{Name: text("basket"), Image: text("img")}
	tests := map[string]struct {
		value string
		want  threat.Finding
	}{
		"alone": {
			`{"Pod_Namespace":"shop","Pod_Name":"p","Container_Name":"basket","Container_Image_Uri":"img","VM_Instance_Name":"n","Process_Binary_Fullpath":"/bin/x"}`,
			threat.Finding{
				Containers: []threat.ClaimedContainer{container},
				Pods:       []threat.ClaimedPod{{Namespace: text("shop"), Name: text("p"), Containers: []threat.ClaimedContainer{container}}},
				Nodes:      []threat.ClaimedNode{{Name: text("n")}},
				Processes:  []threat.ClaimedProcess{{Binary: threat.File{Path: text("/bin/x")}}},
			},
		},
		"values of protobuf": {
			`{"VM_Instance_Name":{"stringValue":"n"},"Reverse_Shell_Stdin_Redirection_Dst_Ip":{"stringValue":"203.0.113.7"},"Reverse_Shell_Stdin_Redirection_Dst_Port":{"numberValue":4444.0}}`,
			threat.Finding{
				Nodes:       []threat.ClaimedNode{{Name: text("n")}},
				Connections: []threat.Connection{{DestinationIP: text("203.0.113.7"), DestinationPort: 4444}},
			},
		},
		"nothing in them": {`{"Pod_Name":"","Container_Name":null,"Reverse_Shell_Stdin_Redirection_Dst_Port":0}`, threat.Finding{}},
		"no object":       {`"text"`, threat.Finding{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := decodeField(t, "sourceProperties", tt.value)
			tt.want.Name, tt.want.Category, tt.want.Dialect = got.Name, got.Category, "bare v1 finding"
			got.Unread = nil
			if d := diff(tt.want, got); d != "" {
				t.Errorf("finding (-want +got):\n%s", d)
			}
		})
	}
}

func TestSourcePropertiesBesideTypedFields(t *testing.T) {
	got := decodeField(t, "sourceProperties", `{"Pod_Namespace":"shop","Pod_Name":"p","Container_Name":"b","Container_Image_Uri":"img:2","VM_Instance_Name":"n"},
		"containers":[{"name":"a","uri":"img:1"},{"name":"b"}],
		"kubernetes":{"pods":[{"ns":"shop","name":"p"},{"ns":"shop","name":"q","containers":[{"name":"a"}]}],"nodes":[{"name":"//compute.googleapis.com/projects/x/zones/y/instances/n"}]}`)
	b := threat.ClaimedContainer{Name: text("b"), Image: text("img:2")}
	if d := diff([]threat.ClaimedContainer{{Name: text("a"), Image: text("img:1")}, b}, got.Containers); d != "" {
		t.Errorf("containers (-want +got):\n%s", d)
	}
	if d := diff([]threat.ClaimedPod{
		{Namespace: text("shop"), Name: text("p"), Containers: []threat.ClaimedContainer{b}},
		{Namespace: text("shop"), Name: text("q"), Containers: []threat.ClaimedContainer{{Name: text("a")}}},
	}, got.Pods); d != "" {
		t.Errorf("pods (-want +got):\n%s", d)
	}
	if len(got.Nodes) != 1 {
		t.Errorf("nodes %v, want one", got.Nodes)
	}
}

func TestKubernetesObjects(t *testing.T) {
	got := decodeField(t, "kubernetes", `{
		"roles":[{"kind":"CLUSTER_ROLE","name":"admin"},{"kind":"KIND_UNSPECIFIED","ns":"shop","name":"reader"},{}],
		"bindings":[{"ns":"shop","name":"b","role":{"kind":"ROLE","ns":"shop","name":"reader"},"subjects":[{"kind":"USER","name":"alice@example.com"},{"kind":"GROUP","name":"system:anonymous"}]}],
		"accessReviews":[{"verb":"get","resource":"pods","subresource":"log","ns":"shop","name":"*"}],
		"nodePools":[{"name":"pool","nodes":[{"name":"n1"}]}],
		"objects":[{"group":"apps","kind":"Deployment","ns":"shop","name":"d"},{"kind":"Pod","ns":"shop","name":"p","containers":[{"name":"c"}]}]}`)
	want := threat.Kubernetes{
		Roles:         untrusted.All([]string{"CLUSTER_ROLE admin", "shop/reader"}),
		Bindings:      untrusted.All([]string{"shop/b ROLE shop/reader USER alice@example.com GROUP system:anonymous"}),
		Objects:       untrusted.All([]string{"Deployment.apps shop/d", "Pod shop/p"}),
		AccessReviews: untrusted.All([]string{"get pods/log shop/*"}),
	}
	if d := diff(want, got.Kubernetes); d != "" {
		t.Errorf("objects (-want +got):\n%s", d)
	}
	if len(got.Pods) != 1 || got.Pods[0].Name.Raw() != "p" || len(got.Nodes) != 1 || got.Nodes[0].Name.Raw() != "n1" {
		t.Errorf("pods %v, nodes %v, want p and n1", got.Pods, got.Nodes)
	}
}

func TestProcessForms(t *testing.T) {
	root := int64(0)
	got := decodeField(t, "processes", `[{"name":"p","userId":"0","args":["a",7,null],"envVariables":{"A":"1","B":""},"script":{"contents":"id\n"},"libraries":[{"path":"/l.so"},{}]},{},null]`)
	want := []threat.ClaimedProcess{{
		Name: text("p"), User: &root, Args: untrusted.All([]string{"a", "7"}),
		Env:       []threat.EnvVariable{{Name: text("A"), Value: text("1")}, {Name: text("B")}},
		Script:    threat.File{Contents: text("id\n")},
		Libraries: []threat.File{{Path: text("/l.so")}},
	}}
	if d := diff(want, got.Processes); d != "" {
		t.Errorf("processes (-want +got):\n%s", d)
	}
}

func TestAccessAndIndicators(t *testing.T) {
	got := decodeField(t, "access", `{"principalEmail":"","principalSubject":"serviceAccount:x","callerIp":"198.51.100.4","methodName":"m","serviceName":"k8s.io","userAgentFamily":"curl"},
		"indicator":{"ipAddresses":["203.0.113.7"],"domains":[],"uris":["http://example.com/x"],"signatures":[{"memoryHashSignature":{"binaryFamily":"XMRig"}},{"yaraRuleSignature":{"yaraRule":"RULE_1"}}]}`)
	access := threat.Access{Principal: text("serviceAccount:x"), CallerIP: text("198.51.100.4"), Method: text("m"), Service: text("k8s.io"), UserAgent: text("curl")}
	if d := diff(access, got.Access); d != "" {
		t.Errorf("access (-want +got):\n%s", d)
	}
	indicators := threat.Indicators{
		IPs: untrusted.All([]string{"203.0.113.7"}), URIs: untrusted.All([]string{"http://example.com/x"}),
		Signatures: []threat.Signature{{Family: text("XMRig")}, {Rule: text("RULE_1")}},
	}
	if d := diff(indicators, got.Indicators); d != "" {
		t.Errorf("indicators (-want +got):\n%s", d)
	}
}

func TestHostileTextStaysExact(t *testing.T) {
	got := decodeField(t, "description", `"\u001b]52;c;eA==\u0007\u202e \u0000"`)
	if want := "\x1b]52;c;eA==\a\u202e \x00"; got.Description.Raw() != want {
		t.Errorf("description %q, want %q", got.Description.Raw(), want)
	}
}
