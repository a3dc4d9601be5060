//go:build linux

// Command app is the one program of the distroless image: a small web server,
// as an image without a shell would have.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

func main() {
	os.Exit(run(os.Stderr)) //nolint:forbidigo // main of a program
}

func run(stderr io.Writer) int {
	server := &http.Server{
		Addr:              ":8080",
		ReadHeaderTimeout: 5 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprintln(w, "ok")
		}),
	}
	_, _ = fmt.Fprintln(stderr, "app:", server.ListenAndServe())
	return 1
}
