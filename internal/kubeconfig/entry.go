// Package kubeconfig puts the way to one GKE cluster into the user's kubeconfig,
// so that kubectl finds there what `gcloud container clusters get-credentials`
// would have written, and nothing that was there before is lost.
//
// A file is never changed further than that: comments, order and unknown keys
// stay. What was made is read back before it replaces the file, and a file that
// can't be read is left as it was.
package kubeconfig

import (
	"encoding/base64"
	"errors"
	"path/filepath"
	"slices"
	"strings"
)

// Entry is the way to one cluster.
type Entry struct {
	// Name is that of the context, the cluster and the user alike, as gcloud does:
	// gke_PROJECT_LOCATION_CLUSTER.
	Name string
	// Server is a URL, https://HOST[:PORT].
	Server string
	// CA is the cluster's own authority in PEM.
	CA []byte
	// PublicCA says that the server's certificate is signed by an authority that
	// the system knows, as that of a DNS endpoint is. CA is empty then.
	PublicCA bool
	// ADC has the auth plugin use Application Default Credentials, not gcloud's account.
	ADC bool
	// Impersonate is the service account that the auth plugin speaks for, empty for none.
	Impersonate string
}

// ErrNoCA says that nothing vouches for the server. gcloud writes
// insecure-skip-tls-verify then, and with it the token goes to anybody.
var ErrNoCA = errors.New("the cluster gave no certificate authority, and without one the server can't be verified")

func (e Entry) check() error {
	switch {
	case e.Name == "" || e.Server == "":
		return errors.New("the entry has no name or no server")
	case len(e.CA) == 0 && !e.PublicCA:
		return ErrNoCA
	}
	return nil
}

// Plugin is the program that kubectl runs for a token.
const Plugin = "gke-gcloud-auth-plugin"

// cluster says what to write into the cluster entry and what contradicts it.
func (e Entry) cluster(old tree) (set tree, unset []string) {
	set = tree{"server": e.Server}
	unset = []string{"certificate-authority", "insecure-skip-tls-verify"}
	if !e.PublicCA {
		set["certificate-authority-data"] = base64.StdEncoding.EncodeToString(e.CA)
		return set, unset
	}
	unset = append(unset, "certificate-authority-data")
	if old["server"] != e.Server {
		unset = append(unset, "tls-server-name") // it was for the certificate of another server
	}
	return set, unset
}

// user does the same for the user entry.
func (e Entry) user(old tree) (set tree, unset []string) {
	exec, _ := old["exec"].(tree)
	if exec == nil {
		exec = tree{
			"apiVersion": "client.authentication.k8s.io/v1beta1",
			"command":    Plugin,
			"installHint": "Install gke-gcloud-auth-plugin for use with kubectl by following " +
				"https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl#install_plugin",
			"provideClusterInfo": true,
		}
	}
	return tree{"exec": e.withArgs(exec)}, []string{"auth-provider"}
}

// holdsOther tells whether a user entry signs in by something else than what
// gcloud writes, today or before kubectl 1.26.
func holdsOther(user tree) bool {
	exec, _ := user["exec"].(tree)
	provider, _ := user["auth-provider"].(tree)
	if exec != nil && !isPlugin(exec) || provider != nil && provider["name"] != "gcp" {
		return true
	}
	return slices.ContainsFunc([]string{
		"token", "tokenFile", "client-certificate", "client-certificate-data", "username", "password",
	}, func(key string) bool { return user[key] != nil && user[key] != "" })
}

func isPlugin(exec tree) bool {
	command, _ := exec["command"].(string)
	return strings.TrimSuffix(filepath.Base(filepath.ToSlash(command)), ".exe") == Plugin
}

// withArgs returns the call of the plugin with the arguments that gcloud gives it;
// others stay.
func (e Entry) withArgs(exec tree) tree {
	const adc, impersonate = "--use_application_default_credentials", "--impersonate_service_account="
	old, _ := exec["args"].([]any)
	args := slices.DeleteFunc(slices.Clone(old), func(arg any) bool {
		s, _ := arg.(string)
		return s == adc || strings.HasPrefix(s, impersonate)
	})
	if e.ADC {
		args = append(args, adc)
	}
	if e.Impersonate != "" {
		args = append(args, impersonate+e.Impersonate)
	}
	out := clone(exec)
	switch _, had := exec["args"]; {
	case len(args) > 0:
		out["args"] = args
	case had && len(old) > 0:
		delete(out, "args")
	}
	return out
}
