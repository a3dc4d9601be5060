package google

import (
	"io"
	"net/http"
)

// Machine makes the metadata server give out tokens of an account, as on a VM and
// in Cloud Shell.
func (s *Server) Machine(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.machine = account
}

// MetadataHost is for GCE_METADATA_HOST.
func (s *Server) MetadataHost() string { return s.metadataAddress }

// serveMetadata is the metadata server (cloud.google.com/compute/docs/metadata).
func (s *Server) serveMetadata(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Metadata-Flavor", "Google")
	if r.Header.Get("Metadata-Flavor") != "Google" && r.URL.Path != "/" {
		http.Error(w, "Missing Metadata-Flavor:Google header.", http.StatusForbidden)
		return
	}
	s.mu.Lock()
	account := s.machine
	project := Project{}
	if len(s.projects) > 0 {
		project = s.projects[0]
	}
	s.mu.Unlock()
	if account == "" {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	const accounts = "/computeMetadata/v1/instance/service-accounts/"
	text := map[string]string{
		"/":                                      "computeMetadata/\n",
		"/computeMetadata/v1/project/project-id": project.ID,
		"/computeMetadata/v1/project/numeric-project-id": project.Number,
		accounts:                      account + "/\ndefault/\n",
		accounts + "default/email":    account,
		accounts + account + "/email": account,
	}
	plain, known := text[r.URL.Path]
	switch {
	case r.URL.Path == accounts+"default/token", r.URL.Path == accounts+account+"/token":
		answer(w, map[string]any{"access_token": s.Token(account), "expires_in": 3599, "token_type": "Bearer"})
	case r.URL.Path == accounts+account+"/" && r.URL.Query().Get("recursive") != "":
		answer(w, map[string]any{"aliases": []string{"default"}, "email": account, "scopes": []string{cloudPlatform}})
	case known:
		w.Header().Set("Content-Type", "application/text")
		_, _ = io.WriteString(w, plain)
	default:
		http.Error(w, "not found", http.StatusNotFound)
	}
}
