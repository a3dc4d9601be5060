package plugin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// serve is an API server for a folder: GET /api/v1/nodes/n answers with the file
// api/v1/nodes/n.json; a path in the file "denied" is forbidden; what is not there
// is not found, and a list that is not there is empty. A pod's log is the file log
// or previous in its folder. It writes down each request as "VERB PATH?SELECTORS" in
// the file requests.
func serve(folder string) *httptest.Server {
	var mu sync.Mutex
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		note(filepath.Join(folder, "requests"), r.Method+" "+r.URL.Path+asked(r.URL.Query()))
		denied, _ := os.ReadFile(filepath.Join(folder, "denied"))
		body, err := os.ReadFile(filepath.Join(folder, file(r)))
		switch {
		case strings.Contains("\n"+string(denied), "\n"+r.URL.Path+"\n"):
			status(w, r, http.StatusForbidden, "Forbidden")
		case r.Method != http.MethodGet:
			status(w, r, http.StatusMethodNotAllowed, "MethodNotAllowed")
		case err != nil && strings.HasSuffix(r.URL.Path, "/log"):
			w.WriteHeader(http.StatusOK) // a container that wrote nothing
		case err != nil && isList(r.URL.Path):
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"kind": "List", "apiVersion": "v1", "items": []}`))
		case err != nil:
			status(w, r, http.StatusNotFound, "NotFound")
		default:
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(body)
		}
	}))
}

// file is where the answer to a request lies.
func file(r *http.Request) string {
	path := filepath.FromSlash(r.URL.Path)
	if strings.HasSuffix(path, "/log") {
		return strings.TrimSuffix(path, "log") + map[bool]string{true: "previous", false: "log"}[r.URL.Query().Get("previous") == "true"]
	}
	return path + ".json"
}

// isList tells a collection from an object: below the version or the namespace.
func isList(path string) bool {
	parts := strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, "/api/"), "/apis/"), "/")
	if strings.HasPrefix(path, "/apis/") {
		parts = parts[1:]
	}
	return len(parts) == 2 || len(parts) == 4 && parts[1] == "namespaces"
}

// asked keeps what narrows a request; the deadline is no part of it.
func asked(query url.Values) string {
	query.Del("timeout")
	if len(query) == 0 {
		return ""
	}
	line, _ := url.QueryUnescape(query.Encode())
	return "?" + line
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
