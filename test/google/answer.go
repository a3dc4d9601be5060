package google

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// detail is google.rpc.ErrorInfo.
type detail struct {
	Type     string            `json:"@type"`
	Reason   string            `json:"reason"`
	Domain   string            `json:"domain"`
	Metadata map[string]string `json:"metadata,omitempty"`
}

// fail answers as every API does (cloud.google.com/apis/design/errors#http_mapping).
func fail(w http.ResponseWriter, code int, status, message string, details ...detail) {
	type inner struct {
		Code    int      `json:"code"`
		Message string   `json:"message"`
		Status  string   `json:"status"`
		Details []detail `json:"details,omitempty"`
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]inner{"error": {code, message, status, details}})
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	_ = json.NewEncoder(w).Encode(value)
}

// unknown is what a path that no API has leads to.
func (s *Server) unknown(w http.ResponseWriter, r *http.Request) {
	s.refuse(r.Method + " " + r.Host + r.URL.Path + ": no such path")
	fail(w, http.StatusNotFound, "NOT_FOUND", "Method not found.")
}

// params refuses what is no parameter of a method.
func (s *Server) params(w http.ResponseWriter, r *http.Request, known ...string) bool {
	known = append(known, "alt", "$alt", "prettyPrint")
	for name := range r.URL.Query() {
		if !slices.Contains(known, name) {
			s.refuse(r.Method + " " + r.Host + r.URL.Path + ": no such parameter: " + name)
			fail(w, http.StatusBadRequest, "INVALID_ARGUMENT", fmt.Sprintf(
				"Invalid JSON payload received. Unknown name %q: Cannot bind query parameter. Field '%s' could not be found in request message.", name, name))
			return false
		}
	}
	return true
}

// body reads a request's JSON and refuses what is no field of it.
func (s *Server) body(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		s.refuse(r.Method + " " + r.Host + r.URL.Path + ": " + err.Error())
		fail(w, http.StatusBadRequest, "INVALID_ARGUMENT", "Invalid JSON payload received. "+err.Error())
		return false
	}
	return true
}

// caller finds out who asks, and answers those whom nobody knows.
func (s *Server) caller(w http.ResponseWriter, r *http.Request) (string, bool) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	account := s.tokens[token]
	s.mu.Unlock()
	if account == "" {
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://accounts.google.com/"`)
		fail(w, http.StatusUnauthorized, "UNAUTHENTICATED", "Request had invalid authentication credentials. "+
			"Expected OAuth 2 access token, login cookie or other valid authentication credential. "+
			"See https://developers.google.com/identity/sign-in/web/devconsole-project.",
			detail{"type.googleapis.com/google.rpc.ErrorInfo", "ACCESS_TOKEN_TYPE_UNSUPPORTED", "googleapis.com", nil})
	}
	return account, account != ""
}
