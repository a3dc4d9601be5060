package google

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/hex"
	"net/http"
	"slices"
)

// state is what the APIs know.
type state struct {
	tokens      map[string]string // account by access token
	refresh     map[string]string // account by refresh token
	keys        map[string]*rsa.PublicKey
	subjects    map[string]string   // account by subject token, of workload identity
	impersonate map[string][]string // service accounts by who may speak for them
	denied      map[string][]string // permissions by who lacks them
	projects    []Project
	clusters    []Cluster
	machine     string // account of the metadata server
}

func newState() state {
	return state{
		tokens: map[string]string{}, refresh: map[string]string{}, keys: map[string]*rsa.PublicKey{},
		subjects: map[string]string{}, impersonate: map[string][]string{}, denied: map[string][]string{},
	}
}

// Project is one whose id and number are known.
type Project struct{ ID, Number string }

// AddProject makes a project.
func (s *Server) AddProject(p Project) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.projects = append(s.projects, p)
}

// Token makes an access token for an account.
func (s *Server) Token(account string) string {
	token := "ya29." + random()
	s.Accept(token, account)
	return token
}

// Accept takes a token that somebody else has made.
func (s *Server) Accept(token, account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[token] = account
}

// LetImpersonate lets an account speak for a service account.
func (s *Server) LetImpersonate(account, serviceAccount string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.impersonate[account] = append(s.impersonate[account], serviceAccount)
}

// Deny takes a permission from an account.
func (s *Server) Deny(account, permission string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.denied[account] = append(s.denied[account], permission)
}

func (s *Server) may(account, permission string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !slices.Contains(s.denied[account], permission)
}

// project finds a project by its id or number.
func (s *Server) project(name string) (Project, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.projects {
		if p.ID == name || p.Number == name {
			return p, true
		}
	}
	return Project{}, false
}

func random() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // documented never to fail
	return hex.EncodeToString(raw[:])
}

// services are the hosts that there are.
func (s *Server) services() map[string]http.Handler {
	return map[string]http.Handler{
		"container.googleapis.com":            s.container(),
		"iamcredentials.googleapis.com":       s.iamCredentials(),
		"oauth2.googleapis.com":               s.oauth(),
		"sts.googleapis.com":                  s.securityTokens(),
		"cloudresourcemanager.googleapis.com": s.resourceManager(),
	}
}
