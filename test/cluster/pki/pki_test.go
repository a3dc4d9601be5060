package pki

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIssue(t *testing.T) {
	tests := map[string]struct {
		identity   Identity
		wantName   string
		wantGroups []string
		wantHosts  []string
		wantUsage  []x509.ExtKeyUsage
	}{
		"a kubelet is its node, and serves": {
			identity:   NodeIdentity("gke-tills-pool-a-1f2e3d4c-9zzz"),
			wantName:   "system:node:gke-tills-pool-a-1f2e3d4c-9zzz",
			wantGroups: []string{"system:nodes"},
			wantHosts:  []string{"gke-tills-pool-a-1f2e3d4c-9zzz", "127.0.0.1"},
			wantUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		},
		"a user is in no group, and serves nothing": {
			identity:  Identity{User: "restricted"},
			wantName:  "restricted",
			wantUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		},
	}
	authority := newAuthority(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			pair, err := authority.Issue(tt.identity)
			if err != nil {
				t.Fatal(err)
			}
			cert := parse(t, pair.Cert)
			hosts := cert.DNSNames
			for _, ip := range cert.IPAddresses {
				hosts = append(hosts, ip.String())
			}
			if got := cert.Subject.CommonName; got != tt.wantName {
				t.Errorf("got common name %q, want %q", got, tt.wantName)
			}
			if diff := cmp.Diff(tt.wantGroups, cert.Subject.Organization); diff != "" {
				t.Errorf("organisations (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.wantHosts, hosts); diff != "" {
				t.Errorf("hosts (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.wantUsage, cert.ExtKeyUsage); diff != "" {
				t.Errorf("usages (-want +got):\n%s", diff)
			}
			if _, err := tls.X509KeyPair(pair.Cert, pair.Key); err != nil {
				t.Errorf("key and certificate don't belong together: %v", err)
			}
		})
	}
}

func TestOnlyItsOwnAuthorityVouchesForACertificate(t *testing.T) {
	authority, stranger := newAuthority(t), newAuthority(t)
	pair, err := authority.Issue(Identity{User: "kube-apiserver", Hosts: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	cert := parse(t, pair.Cert)
	if _, err := cert.Verify(x509.VerifyOptions{Roots: pool(authority), DNSName: "127.0.0.1"}); err != nil {
		t.Errorf("its own authority: %v", err)
	}
	if _, err := cert.Verify(x509.VerifyOptions{Roots: pool(stranger)}); err == nil {
		t.Error("another authority of the same name vouches for it too")
	}
}

func newAuthority(t *testing.T) *Authority {
	t.Helper()
	authority, err := NewAuthority("test")
	if err != nil {
		t.Fatal(err)
	}
	return authority
}

func pool(a *Authority) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(a.Cert())
	return pool
}

func parse(t *testing.T, text []byte) *x509.Certificate {
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
