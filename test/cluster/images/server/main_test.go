//go:build linux

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestHandler(t *testing.T) {
	server := httptest.NewServer(handler())
	defer server.Close()
	tests := map[string]struct {
		method, path, body string
		wantStatus         int
		want               string
	}{
		"run answers with both outputs": {http.MethodPost, "/run", "echo $((6*7)); echo no >&2", 200, "42\nno\n"},
		"run tells how it ended":        {http.MethodPost, "/run", "exit 3", 200, "server: exit status 3\n"},
		"it is a web service otherwise": {http.MethodGet, "/", "", 200, "ok\n"},
		"nothing runs by GET":           {http.MethodGet, "/run", "", 405, "Method Not Allowed\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status, got := ask(t, tt.method, server.URL+tt.path, tt.body)
			if status != tt.wantStatus || got != tt.want {
				t.Errorf("got %d %q, want %d %q", status, got, tt.wantStatus, tt.want)
			}
		})
	}
}

func TestStartedShellIsAChildThatOutlivesItsRequest(t *testing.T) {
	server := httptest.NewServer(handler())
	defer server.Close()
	done := filepath.Join(t.TempDir(), "done")
	_, answer := ask(t, http.MethodPost, server.URL+"/start", "sleep 0.3; echo $PPID > "+done+".new; mv "+done+".new "+done)
	if pid, err := strconv.Atoi(strings.TrimSpace(answer)); err != nil || pid <= 1 {
		t.Fatalf("got answer %q, want a pid", answer)
	}
	if _, err := os.Stat(done); err == nil {
		t.Fatal("the request waited for the shell")
	}
	for range 100 {
		if parent, err := os.ReadFile(done); err == nil {
			if want := strconv.Itoa(os.Getpid()) + "\n"; string(parent) != want {
				t.Errorf("got parent %q, want %q", parent, want)
			}
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the shell ended with its request")
}

func ask(t *testing.T, method, url, body string) (status int, answer string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}
