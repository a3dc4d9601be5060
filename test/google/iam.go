package google

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// iamCredentials lets accounts speak for service accounts
// (cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken).
func (s *Server) iamCredentials() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/projects/-/serviceAccounts/{call}", func(w http.ResponseWriter, r *http.Request) {
		target, verb, _ := strings.Cut(r.PathValue("call"), ":")
		if verb != "generateAccessToken" {
			s.unknown(w, r)
			return
		}
		caller, ok := s.caller(w, r)
		if !ok || !s.params(w, r) {
			return
		}
		var body struct {
			Scope     []string `json:"scope"`
			Lifetime  string   `json:"lifetime"`
			Delegates []string `json:"delegates"`
		}
		if !s.body(w, r, &body) {
			return
		}
		if len(body.Scope) == 0 {
			fail(w, http.StatusBadRequest, "INVALID_ARGUMENT", "The scope is missing.")
			return
		}
		for _, next := range append(body.Delegates, "projects/-/serviceAccounts/"+target) {
			account := strings.TrimPrefix(next, "projects/-/serviceAccounts/")
			if !s.speaksFor(caller, account) {
				fail(w, http.StatusForbidden, "PERMISSION_DENIED",
					"Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
					detail{
						"type.googleapis.com/google.rpc.ErrorInfo", "IAM_PERMISSION_DENIED", "iam.googleapis.com",
						map[string]string{"permission": "iam.serviceAccounts.getAccessToken"},
					})
				return
			}
			caller = account
		}
		answer(w, map[string]string{
			"accessToken": s.Token(target), "expireTime": time.Now().Add(time.Hour).UTC().Format(time.RFC3339),
		})
	})
	mux.HandleFunc("/", s.unknown)
	return mux
}

func (s *Server) speaksFor(caller, account string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.impersonate[caller], account)
}
