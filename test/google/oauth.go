package google

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const cloudPlatform = "https://www.googleapis.com/auth/cloud-platform"

// oauth gives access tokens for what a user or a service account holds.
func (s *Server) oauth() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		form, ok := s.form(w, r, "grant_type", "client_id", "client_secret", "refresh_token", "assertion", "scope")
		if !ok {
			return
		}
		var account, why string
		switch form.Get("grant_type") {
		case "refresh_token":
			s.mu.Lock()
			account = s.refresh[form.Get("refresh_token")]
			s.mu.Unlock()
			why = "Token has been expired or revoked."
		case "urn:ietf:params:oauth:grant-type:jwt-bearer":
			account, why = s.signer(form.Get("assertion"))
		default:
			oauthError(w, "unsupported_grant_type", "Invalid grant_type: "+form.Get("grant_type"))
			return
		}
		if account == "" {
			oauthError(w, "invalid_grant", why)
			return
		}
		answer(w, map[string]any{"access_token": s.Token(account), "expires_in": 3599, "token_type": "Bearer", "scope": cloudPlatform})
	})
	mux.HandleFunc("/", s.unknown)
	return mux
}

// securityTokens exchanges the tokens of others
// (cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token).
func (s *Server) securityTokens() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/token", func(w http.ResponseWriter, r *http.Request) {
		form, ok := s.form(w, r, "grant_type", "audience", "scope", "requested_token_type", "subject_token", "subject_token_type", "options")
		if !ok {
			return
		}
		s.mu.Lock()
		account := s.subjects[form.Get("subject_token")]
		s.mu.Unlock()
		if account == "" || form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:token-exchange" {
			oauthError(w, "invalid_grant", "The subject token is not one that the provider accepts.")
			return
		}
		answer(w, map[string]any{
			"access_token": s.Token(account), "expires_in": 3599, "token_type": "Bearer",
			"issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
		})
	})
	mux.HandleFunc("/", s.unknown)
	return mux
}

// form reads a form and refuses what is no field of it.
func (s *Server) form(w http.ResponseWriter, r *http.Request, known ...string) (url.Values, bool) {
	if err := r.ParseForm(); err != nil {
		oauthError(w, "invalid_request", err.Error())
		return nil, false
	}
	for name := range r.PostForm {
		if !strings.Contains(" "+strings.Join(known, " ")+" ", " "+name+" ") {
			s.refuse(r.Method + " " + r.Host + r.URL.Path + ": no such field: " + name)
			oauthError(w, "invalid_request", "Parameter not allowed for this message type: "+name)
			return nil, false
		}
	}
	return r.PostForm, true
}

// oauthError is RFC 6749, 5.2.
func oauthError(w http.ResponseWriter, code, description string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": description})
}

// signer finds the service account that has signed an assertion (RFC 7523), or
// says why it counts for nothing.
func (s *Server) signer(assertion string) (account, why string) {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return "", "Invalid JWT: it has not three parts."
	}
	payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
	signature, _ := base64.RawURLEncoding.DecodeString(parts[2])
	var claims struct {
		Issuer   string `json:"iss"`
		Audience string `json:"aud"`
		Scope    string `json:"scope"`
		Expires  int64  `json:"exp"`
		Issued   int64  `json:"iat"`
	}
	if err := json.Unmarshal(payload, &claims); err != nil {
		return "", "Invalid JWT: " + err.Error()
	}
	s.mu.Lock()
	key := s.keys[claims.Issuer]
	s.mu.Unlock()
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	now := time.Now().Unix()
	switch {
	case key == nil:
		return "", "Invalid grant: account not found"
	case rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) != nil:
		return "", "Invalid JWT Signature."
	case claims.Audience != "https://oauth2.googleapis.com/token":
		return "", "Invalid JWT: the audience is " + claims.Audience
	case claims.Expires < now || claims.Issued > now+300 || claims.Expires-claims.Issued > 3600:
		return "", "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
	}
	return claims.Issuer, ""
}
