//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// kubernetesPrograms are built from the module in the folder kubernetes.
func kubernetesPrograms() []string {
	return []string{"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet"}
}

// build makes the Kubernetes programs in the cache, under their version. They
// appear there all at once, so that a build that was cut off leaves nothing
// that looks finished.
func (c *cluster) build(ctx context.Context) error {
	unlock, err := lockFolder(ctx, c.cache)
	if err != nil {
		return err
	}
	defer unlock()
	version, err := c.kubernetesVersion()
	if err != nil {
		return err
	}
	target := c.kubernetesFolder(version)
	if hasPrograms(target) {
		c.say("Kubernetes %s is built: %s", version, target)
		return nil
	}
	c.say("building Kubernetes %s, which takes about 8 minutes, once", version)
	if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
		return fmt.Errorf("building Kubernetes: %w", err)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(target), "build-")
	if err != nil {
		return fmt.Errorf("building Kubernetes: %w", err)
	}
	defer os.RemoveAll(fresh)
	began := time.Now()
	if err := c.compileKubernetes(ctx, version, fresh); err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(target), os.Rename(fresh, target)); err != nil {
		return fmt.Errorf("keeping Kubernetes %s: %w", version, err)
	}
	c.say("built Kubernetes %s in %s: %s", version, time.Since(began).Round(time.Second), target)
	return nil
}

func (c *cluster) compileKubernetes(ctx context.Context, version, into string) error {
	compile := command{
		dir: filepath.Join(c.source, "kubernetes"),
		env: []string{"CGO_ENABLED=0"},
		arg: []string{"go", "build", "-tags", "tools", "-trimpath", "-ldflags", linkerFlags(version), "-o", into + "/"},
	}
	for _, program := range kubernetesPrograms() {
		compile.arg = append(compile.arg, "k8s.io/kubernetes/cmd/"+program)
	}
	if _, err := compile.run(ctx); err != nil {
		return fmt.Errorf("building Kubernetes %s: %w", version, err)
	}
	return nil
}

// linkerFlags strips the programs and tells them their version, which
// Kubernetes' own build does too: without it the API server says v0.0.0.
func linkerFlags(version string) string {
	const pkg = "k8s.io/component-base/version."
	parts := strings.SplitN(strings.TrimPrefix(version, "v"), ".", 3)
	return strings.Join([]string{
		"-s", "-w",
		"-X", pkg + "gitVersion=" + version,
		"-X", pkg + "gitMajor=" + parts[0],
		"-X", pkg + "gitMinor=" + parts[1],
	}, " ")
}

func (c *cluster) kubernetesVersion() (string, error) {
	file := filepath.Join(c.source, "kubernetes", "go.mod")
	mod, err := os.ReadFile(file) //nolint:gosec // a file of the repository
	if err != nil {
		return "", fmt.Errorf("reading the Kubernetes version: %w", err)
	}
	return requiredVersion(string(mod))
}

// requiredVersion finds the version of k8s.io/kubernetes in the text of a go.mod.
func requiredVersion(mod string) (string, error) {
	line := regexp.MustCompile(`(?m)^\s*(?:require\s+)?k8s\.io/kubernetes\s+(v\d+\.\d+\.\d+)\s*$`)
	found := line.FindStringSubmatch(mod)
	if found == nil {
		return "", errors.New("reading the Kubernetes version: go.mod requires no release of k8s.io/kubernetes")
	}
	return found[1], nil
}

func (c *cluster) kubernetesFolder(version string) string {
	return filepath.Join(c.cache, "kubernetes", version)
}

func hasPrograms(folder string) bool {
	for _, program := range kubernetesPrograms() {
		info, err := os.Stat(filepath.Join(folder, program))
		if err != nil || info.Mode()&0o100 == 0 {
			return false
		}
	}
	return true
}
