package google

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
)

// Client is one in this process that goes through the proxy, as one in another
// process does by the environment.
func (s *Server) Client() *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.CA())
	return &http.Client{Transport: &http.Transport{
		Proxy:             http.ProxyURL(&url.URL{Scheme: "http", Host: s.proxyAddress}),
		TLSClientConfig:   &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}}
}

// Account is whose token it is.
func (s *Server) Account(token string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens[token]
}
