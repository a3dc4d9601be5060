package plugin

import (
	"errors"

	"github.com/kubectl-threat/kubectl-threat/internal/investigate"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// The exit statuses of every command. inspect --exit-code adds the last three.
const (
	exitDone         = 0
	exitFailed       = 1
	exitMisuse       = 2 // or the input is not a finding
	exitGone         = 3 // the target is gone or was replaced
	exitDenied       = 4 // not signed in, or not allowed
	exitNoTarget     = 5 // no such finding, or no target for this command
	exitOtherCluster = 6
	exitImpossible   = 7 // on this platform
	exitThreat       = 10
	exitCantTell     = 11
	exitChanged      = 12
	exitInterrupted  = 130
)

// statusError is an error with its exit status.
type statusError struct {
	error
	status int
}

func (e *statusError) Unwrap() error { return e.error }

// silentError ends with a status after everything was said in the report.
type silentError struct{ status int }

func (e *silentError) Error() string { return "" }

func withStatus(status int, err error) error { return &statusError{err, status} }

func misuse(err error) error { return withStatus(exitMisuse, err) }

// exitStatus finds the status of an error; one that names none has failed.
func exitStatus(err error) int {
	var known *statusError
	var silent *silentError
	switch {
	case errors.As(err, &silent):
		return silent.status
	case errors.As(err, &known):
		return known.status
	}
	return exitFailed
}

// statusOf makes the exit status of a report that was printed.
func statusOf(a threat.Assessment) error {
	switch a.Target {
	case threat.TargetGone, threat.Replaced:
		return &silentError{exitGone}
	case threat.Same, threat.Restarted, threat.TargetUnknown:
	}
	return nil
}

// verdictStatus is what inspect --exit-code answers to a script. Of a finding that
// names several pods one was looked at, which clears none of the others.
func verdictStatus(o investigate.Outcome) error {
	a := o.Assessment
	pod, _ := o.Target.(threat.Pod)
	switch {
	case a.Verdict == threat.Active || a.Verdict == threat.TracesLeft:
		return &silentError{exitThreat}
	case a.Target == threat.TargetGone || a.Target == threat.Replaced || a.Target == threat.Restarted:
		return &silentError{exitChanged}
	case a.Verdict == threat.NotObserved && a.Target == threat.Same && len(pod.Others) == 0:
		return nil
	}
	return &silentError{exitCantTell}
}
