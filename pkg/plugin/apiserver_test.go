package plugin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// serve is an API server for a folder: GET /api/v1/nodes/n answers with the file
// api/v1/nodes/n.json; a path in the file "denied" is forbidden; what is not there
// is not found. It writes down each request as "VERB PATH" in the file requests.
func serve(folder string) *httptest.Server {
	var mu sync.Mutex
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		note(filepath.Join(folder, "requests"), r.Method+" "+r.URL.Path)
		denied, _ := os.ReadFile(filepath.Join(folder, "denied"))
		body, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(r.URL.Path)+".json"))
		switch {
		case strings.Contains("\n"+string(denied), "\n"+r.URL.Path+"\n"):
			status(w, r, http.StatusForbidden, "Forbidden")
		case r.Method != http.MethodGet:
			status(w, r, http.StatusMethodNotAllowed, "MethodNotAllowed")
		case err != nil:
			status(w, r, http.StatusNotFound, "NotFound")
		default:
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(body)
		}
	}))
}

// status answers as the real one does, with the object's kind and name.
func status(w http.ResponseWriter, r *http.Request, code int, reason string) {
	parts := strings.Split(r.URL.Path, "/")
	name, kind := parts[len(parts)-1], parts[len(parts)-2]
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code,
		"message": kind + " \"" + name + "\": " + reason, "details": map[string]any{"name": name, "kind": kind},
	})
}

func note(file, line string) {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = f.WriteString(line + "\n")
}
