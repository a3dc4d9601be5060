// Package deps holds the requirements until the code that needs them is there.
package deps

import (
	_ "github.com/charmbracelet/lipgloss"
	_ "github.com/charmbracelet/x/ansi"
	_ "github.com/charmbracelet/x/cellbuf"
	_ "github.com/charmbracelet/x/exp/golden"
	_ "github.com/google/go-cmp/cmp"
	_ "github.com/mattn/go-runewidth"
	_ "github.com/muesli/termenv"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/spf13/cobra"
	_ "golang.org/x/sync/errgroup"
	_ "k8s.io/api/core/v1"
	_ "k8s.io/apimachinery/pkg/util/httpstream"
	_ "k8s.io/cli-runtime/pkg/genericclioptions"
	_ "k8s.io/cli-runtime/pkg/genericiooptions"
	_ "k8s.io/cli-runtime/pkg/printers"
	_ "k8s.io/client-go/kubernetes"
	_ "k8s.io/client-go/kubernetes/fake"
	_ "k8s.io/client-go/tools/clientcmd"
	_ "k8s.io/client-go/tools/remotecommand"
	_ "k8s.io/client-go/util/jsonpath"
	_ "k8s.io/cri-streaming/pkg/streaming/remotecommand"
	_ "k8s.io/streaming/pkg/httpstream"
	_ "sigs.k8s.io/yaml"
	_ "go.uber.org/goleak"
)
