// Command app is the one program of the distroless image: a small web server,
// as an image without a shell would have.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	server := &http.Server{
		Addr:              net.JoinHostPort("", "8080"),
		ReadHeaderTimeout: 5 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprintln(w, "ok")
		}),
	}
	if err := server.ListenAndServe(); err != nil {
		fmt.Fprintln(os.Stderr, "app:", err)
		os.Exit(1) //nolint:forbidigo // a program of an image, with nobody above it to return an error to
	}
}
