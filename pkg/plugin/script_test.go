package plugin_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"k8s.io/cli-runtime/pkg/genericiooptions"

	"github.com/kubectl-threat/kubectl-threat/pkg/plugin"
)

// TestMain lets the test binary be the plugin, so that scripts run the whole
// command line in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kubectl-threat": func() {
			os.Exit(plugin.Run(context.Background(), plugin.Process{
				Name: os.Args[0], Args: os.Args[1:], Getenv: os.Getenv,
				IOStreams: genericiooptions.IOStreams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr},
			}))
		},
	})
}

// TestScript plays the incidents of testdata/script: one file each.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE") == "1",
		Setup: func(env *testscript.Env) error {
			env.Setenv("KUBECONFIG", env.WorkDir+"/kubeconfig")
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("COLUMNS", "200")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"cheap":   cheap,
			"repeat":  repeat,
			"cluster": cluster,
		},
	})
}

// exits runs a command and pins its exit status: exits 6 kubectl-threat ps f.json.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND [ARG ...]")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("%q is no exit status", args[0])
	}
	err = ts.Exec(args[1], args[2:]...)
	var ended *exec.ExitError
	got := 0
	switch {
	case errors.As(err, &ended):
		got = ended.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// cluster serves the objects of a folder as an API server and writes a kubeconfig
// for it with one context: cluster FOLDER CONTEXT.
func cluster(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cluster FOLDER CONTEXT")
	}
	server := serve(ts.MkAbs(args[0]))
	ts.Defer(server.Close)
	config := fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: %[1]s
contexts: [{name: %[1]s, context: {cluster: %[1]s, user: %[1]s}}]
clusters: [{name: %[1]s, cluster: {server: %[2]s}}]
users: [{name: %[1]s, user: {token: t}}]
`, args[1], server.URL)
	ts.Check(os.WriteFile(ts.Getenv("KUBECONFIG"), []byte(config), 0o600))
}
