package google

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
)

// UserFile writes what `gcloud auth application-default login` does.
func (s *Server) UserFile(account string) (string, error) {
	token := "1//" + random()
	s.mu.Lock()
	s.refresh[token] = account
	s.mu.Unlock()
	return s.write("user", map[string]string{
		"type": "authorized_user", "client_id": "sdk.apps.googleusercontent.com", "client_secret": "known-to-all",
		"refresh_token": token, "universe_domain": "googleapis.com",
	})
}

// Revoke takes back all that an account has signed in with.
func (s *Server) Revoke(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token, whose := range s.refresh {
		if whose == account {
			delete(s.refresh, token)
		}
	}
	for token, whose := range s.tokens {
		if whose == account {
			delete(s.tokens, token)
		}
	}
	delete(s.keys, account)
}

// ServiceAccountFile writes a key of a service account.
func (s *Server) ServiceAccountFile(account string) (string, error) {
	const bits = 2048
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	s.keys[account] = &key.PublicKey
	s.mu.Unlock()
	return s.write("service-account", map[string]string{
		"type": "service_account", "project_id": "retail-live-4471", "private_key_id": random(), "client_id": "1",
		"private_key":  string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"client_email": account, "token_uri": "https://oauth2.googleapis.com/token", "universe_domain": "googleapis.com",
	})
}

// ExternalFile writes a configuration of workload identity federation whose
// subject token is in a file.
func (s *Server) ExternalFile(account string) (string, error) {
	subject := random()
	s.mu.Lock()
	s.subjects[subject] = account
	s.mu.Unlock()
	path := filepath.Join(s.folder, "subject-"+random())
	if err := os.WriteFile(path, []byte(subject), 0o600); err != nil {
		return "", err
	}
	return s.write("external", map[string]any{
		"type":               "external_account",
		"audience":           "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/ci/providers/ci",
		"subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",
		"credential_source": map[string]string{"file": path}, "universe_domain": "googleapis.com",
	})
}

func (s *Server) write(name string, content any) (string, error) {
	encoded, err := json.Marshal(content)
	if err != nil {
		return "", err
	}
	path := filepath.Join(s.folder, fmt.Sprintf("%s-%s.json", name, random()))
	return path, os.WriteFile(path, encoded, 0o600)
}

// Env is the environment that leads programs here and nowhere else: gcloud, its
// auth plugin and programs in Go. It holds no credentials; home is the folder
// where they look for some.
func (s *Server) Env(home string) []string {
	return []string{
		"HOME=" + home,
		"PATH=" + os.Getenv("PATH"), //nolint:forbidigo // the programs have to be found
		"CLOUDSDK_CONFIG=" + filepath.Join(home, ".config", "gcloud"),
		"https_proxy=http://" + s.proxyAddress, "HTTPS_PROXY=http://" + s.proxyAddress,
		"http_proxy=", "no_proxy=127.0.0.1,localhost", "NO_PROXY=127.0.0.1,localhost",
		"SSL_CERT_FILE=" + s.CAFile(), "SSL_CERT_DIR=" + filepath.Join(s.folder, "none"),
		"CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE=" + s.CAFile(),
		"CLOUDSDK_CORE_DISABLE_USAGE_REPORTING=1", "CLOUDSDK_CORE_DISABLE_PROMPTS=1", "CLOUDSDK_CORE_DISABLE_FILE_LOGGING=1",
		"CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK=1", "CLOUDSDK_SURVEY_DISABLE_PROMPTS=1",
		"CLOUDSDK_CORE_CHECK_GCE_METADATA=false", "NO_GCE_CHECK=true",
	}
}
