//go:build linux

package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// poll asks again and again until done says yes, or ctx ends. The last answer
// of done tells what was missing.
func poll(ctx context.Context, what string, done func() error) error {
	for {
		last := done()
		if last == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", what, errors.Join(context.Cause(ctx), last))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// waitPortsFree waits for a server that is just ending. One that stays is not ours.
func waitPortsFree(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return poll(ctx, "free ports", func() error {
		if busy := busyPorts(ctx); len(busy) > 0 {
			return fmt.Errorf("in use: %s", strings.Join(busy, ", "))
		}
		return nil
	})
}

// busyPorts returns those of the cluster's addresses that can't be listened on.
func busyPorts(ctx context.Context) []string {
	var busy []string
	for _, port := range ports() {
		address := net.JoinHostPort(loopback, strconv.Itoa(port))
		var config net.ListenConfig
		listener, err := config.Listen(ctx, "tcp", address)
		if err != nil {
			busy = append(busy, address)
			continue
		}
		_ = listener.Close()
	}
	return busy
}

func ports() []int {
	return []int{etcdPort, etcdPeerPort, apiserverPort, controllerPort, schedulerPort, kubeletPort, healthzPort}
}

func (c *cluster) waitContainerd(ctx context.Context) error {
	return poll(ctx, "containerd", func() error {
		return shell(ctx, "ctr", "--address", c.containerdSock(), "version")
	})
}

func (c *cluster) waitAPI(ctx context.Context) error {
	client, err := c.apiClient()
	if err != nil {
		return err
	}
	return poll(ctx, "the API server", func() error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, apiserverURL()+"/readyz", http.NoBody)
		if err != nil {
			return err
		}
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("it says %s", response.Status)
		}
		return nil
	})
}

// apiClient trusts the cluster's own authority and asks as nobody, which is
// enough for /readyz.
func (c *cluster) apiClient() (*http.Client, error) {
	authority, err := os.ReadFile(c.cert("ca"))
	if err != nil {
		return nil, fmt.Errorf("waiting for the API server: %w", err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	return &http.Client{
		Timeout:   5 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}},
	}, nil
}
