//go:build e2e

package e2e_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// withoutWebSocket leads to the cluster past a proxy that knows no WebSocket.
func withoutWebSocket(t *testing.T) string {
	return through(t, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
			http.Error(w, "what is a WebSocket?", http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// through leads to the cluster past a proxy.
func through(t *testing.T, handle func(http.ResponseWriter, *http.Request, http.Handler)) (kubeconfig string) {
	t.Helper()
	config, err := clientcmd.LoadFromFile(shared.kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	direct, err := clientcmd.NewDefaultClientConfig(*config, nil).ClientConfig()
	if err != nil {
		t.Fatal(err)
	}
	direct.NextProtos = []string{"http/1.1"} // only that knows upgrades
	transport := must[http.RoundTripper](t)(rest.TransportFor(direct))
	upstream := must[*url.URL](t)(url.Parse(direct.Host))
	proxy := &httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(upstream) }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(w, r, proxy) }))
	t.Cleanup(server.Close)
	cluster := config.Clusters[config.Contexts[config.CurrentContext].Cluster]
	cluster.Server, cluster.CertificateAuthorityData, cluster.CertificateAuthority = server.URL, nil, ""
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*config, path); err != nil {
		t.Fatal(err)
	}
	return path
}
