package googleapi

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
)

// NewHTTPClient returns a client that goes through the proxy of the environment
// and trusts the authorities of the system, with SSL_CERT_FILE and SSL_CERT_DIR as
// Go reads them. A file in PEM adds authorities, as gcloud's property
// core/custom_ca_certs_file does; empty for none.
func NewHTTPClient(caFile string) (*http.Client, error) {
	base, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return nil, errors.New("somebody has replaced the transport of net/http")
	}
	if caFile == "" {
		return &http.Client{Transport: base, CheckRedirect: stay}, nil
	}
	pem, err := os.ReadFile(caFile) //nolint:gosec // the user names the file
	if err != nil {
		return nil, fmt.Errorf("reading the authorities of core/custom_ca_certs_file: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("reading the authorities of core/custom_ca_certs_file: %s holds no certificate", caFile)
	}
	own := base.Clone()
	own.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return &http.Client{Transport: own, CheckRedirect: stay}, nil
}

// stay takes a redirection for the answer: no API sends one, but the page of a
// network that wants a log-in does.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
