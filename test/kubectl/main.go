// Command kubectl is the newest kubectl that this project knows of, for the tests
// that measure against it. It has a module of its own, since the plugin itself
// does without most of what this links.
package main

import (
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() {
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
}
