//go:build linux

package main

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"slices"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
)

func TestKubeconfigsDifferInTheUserAlone(t *testing.T) {
	c := &cluster{layout: testLayout(t)}
	if err := c.writeCredentials(); err != nil {
		t.Fatal(err)
	}
	for user, wantGroups := range map[string][]string{"admin": {"system:masters"}, restrictedUser: nil} {
		t.Run(user, func(t *testing.T) {
			config, err := clientcmd.LoadFromFile(c.kubeconfig(user))
			if err != nil {
				t.Fatal(err)
			}
			if want := "gke_retail-live-4471_europe-west4-b_tills"; config.CurrentContext != want {
				t.Errorf("got context %s, want %s", config.CurrentContext, want)
			}
			current := config.Contexts[config.CurrentContext]
			if got := config.Clusters[current.Cluster].Server; got != "https://127.0.0.1:16443" {
				t.Errorf("got server %s", got)
			}
			cert := parseCert(t, config.AuthInfos[current.AuthInfo].ClientCertificateData)
			if cert.Subject.CommonName != user || !slices.Equal(cert.Subject.Organization, wantGroups) {
				t.Errorf("got subject %s, want %s of %v", cert.Subject, user, wantGroups)
			}
		})
	}
	if exists(c.kubeconfig("service-accounts")) {
		t.Error("a kubeconfig for a key that only signs tokens")
	}
}

func TestAPIServerIsTrustedUnderItsAddress(t *testing.T) {
	c := &cluster{layout: testLayout(t)}
	if err := c.writeCredentials(); err != nil {
		t.Fatal(err)
	}
	authority, err := os.ReadFile(c.cert("ca"))
	if err != nil {
		t.Fatal(err)
	}
	served, err := os.ReadFile(c.cert("apiserver"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	if _, err := parseCert(t, served).Verify(x509.VerifyOptions{Roots: roots, DNSName: loopback}); err != nil {
		t.Error(err)
	}
}

func parseCert(t *testing.T, text []byte) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("no PEM in %q", text)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}
