package gke

import "github.com/kubectl-threat/kubectl-threat/pkg/exec"

// ExplainExec says why a command could not be run in a container: which rule is
// missing, or that the container is gone. The error knows its kind of gap.
func ExplainExec(in exec.Container, err error) error { return execGap(in, err) }
