//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/pki"
)

// restrictedUser may look at pods, and may neither exec nor see nodes or events.
const restrictedUser = "restricted"

// identities are all that speak to the API server, by the name of their files.
func identities() map[string]pki.Identity {
	return map[string]pki.Identity{
		"apiserver": {
			User:   "kube-apiserver",
			Groups: []string{"system:masters"}, // it also is a client, of the kubelet
			Hosts:  []string{loopback, "10.96.0.1", "localhost", "kubernetes", "kubernetes.default.svc"},
		},
		"kubelet":            pki.NodeIdentity(nodeName),
		"controller-manager": {User: "system:kube-controller-manager"},
		"scheduler":          {User: "system:kube-scheduler"},
		"admin":              {User: "admin", Groups: []string{"system:masters"}},
		restrictedUser:       {User: restrictedUser},
		"service-accounts":   {User: "service-accounts"}, // only its key is used, to sign tokens
	}
}

// clients are the identities that need a kubeconfig.
func clients() []string {
	return []string{"admin", restrictedUser, "kubelet", "controller-manager", "scheduler"}
}

// writeCredentials makes a fresh authority, the certificates of all identities,
// and a kubeconfig for each that is a client.
func (c *cluster) writeCredentials() error {
	authority, err := pki.NewAuthority("kubectl-threat test cluster")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.path("pki"), 0o700); err != nil {
		return fmt.Errorf("writing certificates: %w", err)
	}
	if err := os.WriteFile(c.cert("ca"), authority.Cert(), 0o600); err != nil {
		return fmt.Errorf("writing certificates: %w", err)
	}
	for name, identity := range identities() {
		pair, err := authority.Issue(identity)
		if err != nil {
			return err
		}
		err = errors.Join(
			os.WriteFile(c.cert(name), pair.Cert, 0o600),
			os.WriteFile(c.key(name), pair.Key, 0o600),
		)
		if err != nil {
			return fmt.Errorf("writing certificate of %s: %w", name, err)
		}
		if !slices.Contains(clients(), name) {
			continue
		}
		config := kubeconfig(name, authority.Cert(), pair)
		if err := clientcmd.WriteToFile(config, c.kubeconfig(name)); err != nil {
			return fmt.Errorf("writing kubeconfig of %s: %w", name, err)
		}
	}
	return nil
}

// contextName is what `gcloud container clusters get-credentials` would choose.
func contextName() string {
	return strings.Join([]string{"gke", project, zone, gkeName}, "_")
}

func kubeconfig(user string, authority []byte, pair pki.Pair) clientcmdapi.Config {
	config := clientcmdapi.NewConfig()
	config.Clusters[contextName()] = &clientcmdapi.Cluster{
		Server:                   apiserverURL(),
		CertificateAuthorityData: authority,
	}
	config.AuthInfos[user] = &clientcmdapi.AuthInfo{
		ClientCertificateData: pair.Cert,
		ClientKeyData:         pair.Key,
	}
	config.Contexts[contextName()] = &clientcmdapi.Context{Cluster: contextName(), AuthInfo: user}
	config.CurrentContext = contextName()
	return *config
}

func apiserverURL() string {
	return fmt.Sprintf("https://%s:%d", loopback, apiserverPort)
}

// toJSON is for values of ours, which can always be written as JSON.
func toJSON(value any) ([]byte, error) {
	return json.MarshalIndent(value, "", "  ")
}
