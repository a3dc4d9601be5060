// Package google stands in for Google's APIs: one server behind a proxy on
// loopback, with an authority of its own, that keeps state and is as strict as the
// real ones. gcloud, the auth plugin and kubectl work with it as they are, which a
// test holds; so does the plugin, which has no test hook.
//
// It shows what was asked, at which host, and refuses hosts, paths, parameters and
// fields that the real one does not know.
package google

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"github.com/kubectl-threat/kubectl-threat/test/cluster/pki"
)

// Server is the whole of Google.
type Server struct {
	folder    string
	authority *pki.Authority
	proxy     *http.Server
	apis      *http.Server
	metadata  *http.Server
	tunnels   *tunnels

	proxyAddress, metadataAddress string

	mu       sync.Mutex
	certs    map[string]*tls.Certificate
	hosts    map[string]http.Handler
	requests []Request
	refused  []string
	faults   []*Fault
	state
}

// Start brings it up. The folder is for its authority and for the homes of those
// who work with it; it stays until Close.
func Start(folder string) (*Server, error) {
	authority, err := pki.NewAuthority("stand-in for Google")
	if err != nil {
		return nil, err
	}
	s := &Server{
		folder: folder, authority: authority, tunnels: newTunnels(),
		certs: map[string]*tls.Certificate{}, hosts: map[string]http.Handler{}, state: newState(),
	}
	if err := os.WriteFile(s.CAFile(), authority.Cert(), 0o600); err != nil {
		return nil, fmt.Errorf("starting the stand-in for Google: %w", err)
	}
	for host, handler := range s.services() {
		s.hosts[host] = handler
	}
	silent := log.New(io.Discard, "", 0) //nolint:forbidigo // clients that give up are part of tests
	s.apis = &http.Server{
		Handler: http.HandlerFunc(s.serve), ErrorLog: silent, TLSConfig: &tls.Config{GetCertificate: s.certificate, MinVersion: tls.VersionTLS12},
	}
	s.proxy = &http.Server{Handler: http.HandlerFunc(s.connect), ErrorLog: silent}
	s.metadata = &http.Server{Handler: http.HandlerFunc(s.serveMetadata), ErrorLog: silent}
	go func() { _ = s.apis.ServeTLS(s.tunnels, "", "") }()
	for server, address := range map[*http.Server]*string{s.proxy: &s.proxyAddress, s.metadata: &s.metadataAddress} {
		listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0") //nolint:forbidigo // it lives until Close
		if err != nil {
			s.Close()
			return nil, fmt.Errorf("starting the stand-in for Google: %w", err)
		}
		*address = listener.Addr().String()
		go func() { _ = server.Serve(listener) }()
	}
	return s, nil
}

// Close ends it and all connections.
func (s *Server) Close() {
	_ = errors.Join(s.proxy.Close(), s.apis.Close(), s.metadata.Close())
	_ = s.tunnels.Close()
}

// CAFile is the authority that signs for every host, in PEM.
func (s *Server) CAFile() string { return filepath.Join(s.folder, "ca.pem") }

// CA is the same in memory.
func (s *Server) CA() []byte { return s.authority.Cert() }

// Handle serves a further host, such as the DNS endpoint of a cluster.
func (s *Server) Handle(host string, handler http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hosts[host] = handler
}

func (s *Server) handler(host string) http.Handler {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hosts[host]
}

// certificate signs for a host when it is first asked for.
func (s *Server) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if made := s.certs[hello.ServerName]; made != nil {
		return made, nil
	}
	pair, err := s.authority.Issue(pki.Identity{User: hello.ServerName, Hosts: []string{hello.ServerName}})
	if err != nil {
		return nil, err
	}
	made, err := tls.X509KeyPair(pair.Cert, pair.Key)
	if err != nil {
		return nil, err
	}
	s.certs[hello.ServerName] = &made
	return &made, nil
}
