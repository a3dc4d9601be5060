// Package pki makes the keys and certificates of a test cluster.
package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// lifetime is how long a certificate holds: longer than any test run, and short
// enough that a forgotten key soon is worth nothing.
const lifetime = 7 * 24 * time.Hour

// Pair is a certificate and its key, both in PEM.
type Pair struct {
	Cert []byte
	Key  []byte
}

// Identity is whom a certificate speaks for. Kubernetes takes the user name from
// the common name and the groups from the organisations:
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates
type Identity struct {
	User   string
	Groups []string
	Hosts  []string // names and addresses for a server; a client has none
}

// NodeIdentity is the only identity that the node authorizer accepts from the
// kubelet of the node with that name. It also serves, for exec and logs.
func NodeIdentity(node string) Identity {
	return Identity{
		User:   "system:node:" + node,
		Groups: []string{"system:nodes"},
		Hosts:  []string{node, "127.0.0.1"},
	}
}

// Authority signs certificates.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

// NewAuthority makes a certificate authority with a fresh key.
func NewAuthority(name string) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making authority %s: %w", name, err)
	}
	template := template(Identity{User: name})
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign
	template.ExtKeyUsage = nil
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("making authority %s: %w", name, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("making authority %s: %w", name, err)
	}
	return &Authority{cert: cert, key: key, pem: encode("CERTIFICATE", der)}, nil
}

// Cert returns the authority's own certificate in PEM.
func (a *Authority) Cert() []byte { return a.pem }

// Issue makes a key and a certificate for id, good for a client and, with hosts,
// for a server.
func (a *Authority) Issue(id Identity) (Pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Pair{}, fmt.Errorf("issuing certificate for %s: %w", id.User, err)
	}
	der, err := x509.CreateCertificate(rand.Reader, template(id), a.cert, key.Public(), a.key)
	if err != nil {
		return Pair{}, fmt.Errorf("issuing certificate for %s: %w", id.User, err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return Pair{}, fmt.Errorf("issuing certificate for %s: %w", id.User, err)
	}
	return Pair{Cert: encode("CERTIFICATE", der), Key: encode("EC PRIVATE KEY", private)}, nil
}

func template(id Identity) *x509.Certificate {
	now := time.Now()
	cert := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: id.User, Organization: id.Groups},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(lifetime),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	for _, host := range id.Hosts {
		if ip := net.ParseIP(host); ip != nil {
			cert.IPAddresses = append(cert.IPAddresses, ip)
		} else {
			cert.DNSNames = append(cert.DNSNames, host)
		}
	}
	if len(id.Hosts) > 0 {
		cert.ExtKeyUsage = append(cert.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
	}
	return cert
}

// serial returns a random number: clients refuse two certificates of one
// authority with the same serial.
func serial() *big.Int {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // documented never to fail
	raw[0] &= 0x7f
	return new(big.Int).SetBytes(raw[:])
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
