//go:build linux

// Command server is a web service with a hole in it: whoever reaches it can have
// it run a shell command. The tests use it for an attack as it happens for real,
// a shell whose parent is a server process.
//
//	POST /run    runs `sh -c BODY` and answers with its output
//	POST /start  starts `sh -c BODY` and answers with its pid at once
//	GET /        answers "ok"
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"time"
)

func main() {
	os.Exit(serve(os.Stderr)) //nolint:forbidigo // main of a program
}

func serve(stderr io.Writer) int {
	server := &http.Server{Addr: ":8080", Handler: handler(), ReadHeaderTimeout: 5 * time.Second}
	_, _ = fmt.Fprintln(stderr, "server:", server.ListenAndServe())
	return 1
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /run", run)
	mux.HandleFunc("POST /start", start)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	return mux
}

func run(w http.ResponseWriter, r *http.Request) {
	cmd, err := shell(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	out, err := cmd.CombinedOutput()
	_, _ = w.Write(out)
	if err != nil {
		_, _ = fmt.Fprintln(w, "server:", err)
	}
}

func start(w http.ResponseWriter, r *http.Request) {
	cmd, err := shell(r)
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = fmt.Fprintln(w, cmd.Process.Pid)
	go func() { _ = cmd.Wait() }()
}

// shell does not tie the command to the request: a shell outlives the request
// that smuggled it in.
func shell(r *http.Request) (*exec.Cmd, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		return nil, fmt.Errorf("reading command: %w", err)
	}
	return exec.Command("sh", "-c", string(body)), nil //nolint:gosec,noctx // running what a stranger sends is what this program is for
}
