package lab

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
)

// Through writes the lab's kubeconfig with another address of the API server, such
// as that of a proxy. The server still has to show its own name.
func (l *Lab) Through(address, folder string) (string, error) {
	config, err := clientcmd.LoadFromFile(l.Kubeconfig)
	if err != nil {
		return "", fmt.Errorf("reading kubeconfig: %w", err)
	}
	entry := config.Clusters[config.Contexts[config.CurrentContext].Cluster]
	server, err := url.Parse(entry.Server)
	if err != nil {
		return "", fmt.Errorf("reading kubeconfig: %w", err)
	}
	if entry.TLSServerName == "" {
		entry.TLSServerName = server.Hostname()
	}
	server.Host = address
	entry.Server = server.String()
	body, err := clientcmd.Write(*config)
	if err != nil {
		return "", fmt.Errorf("writing kubeconfig: %w", err)
	}
	path := filepath.Join(folder, "kubeconfig")
	return path, os.WriteFile(path, body, 0o600)
}

// Address is the host and port of the API server.
func (l *Lab) Address() (string, error) {
	config, err := clientcmd.LoadFromFile(l.Kubeconfig)
	if err != nil {
		return "", fmt.Errorf("reading kubeconfig: %w", err)
	}
	server, err := url.Parse(config.Clusters[config.Contexts[config.CurrentContext].Cluster].Server)
	if err != nil {
		return "", fmt.Errorf("reading kubeconfig: %w", err)
	}
	if server.Port() == "" {
		return net.JoinHostPort(server.Hostname(), "443"), nil
	}
	return server.Host, nil
}
