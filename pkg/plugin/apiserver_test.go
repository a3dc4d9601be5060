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
			status(w, http.StatusForbidden, "Forbidden", r.URL.Path+" is forbidden: User \"analyst\" cannot get it")
		case r.Method != http.MethodGet:
			status(w, http.StatusMethodNotAllowed, "MethodNotAllowed", "this server only reads")
		case err != nil:
			status(w, http.StatusNotFound, "NotFound", r.URL.Path+" not found")
		default:
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(body)
		}
	}))
}

func status(w http.ResponseWriter, code int, reason, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code, "message": message,
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
