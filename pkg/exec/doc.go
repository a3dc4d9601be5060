// Package exec runs commands in the containers of running pods and reports
// what came of them.
//
// Its one job is to turn "run this argv there" into a [Result] that can be
// trusted as far as the Kubernetes API allows. It knows the API server's exec
// subresource and nothing about why a command is run. [Runner] is the seam;
// [Pod] is the Runner over the API server; package exectest holds a fake.
//
// A command that a person or a pipe speaks with is an [Interaction]: it has the
// caller's streams and terminal instead of limits, and otherwise the same
// promises. [Interactor] is its seam, and Pod serves that too.
//
// # What it promises
//
//   - An argv stays an argv. Nothing is joined into a shell line, and the names
//     of namespace, pod and container are checked by Kubernetes' own rules
//     before a request is made.
//   - An exit code is a Result, not an error. An error means that nobody knows
//     how the command ended; the ExitCode beside it is -1, never 0.
//   - A connection that closes before the server has said how the command ended
//     is [ErrTruncated]. Package remotecommand of client-go takes that for
//     success: its error stream decodes "no bytes at all" to a nil error.
//   - Memory is bounded by [Limits]; what is cut is said to be cut. Output past
//     a limit is read and dropped, so that the command can still end and be
//     asked for its exit code.
//   - Every command has a deadline, and Run returns by then even where the
//     server does not answer. Nothing is written to Command.Stdout afterwards.
//   - Errors can be acted on: see [ErrNoExecutable], [ErrNotStarted],
//     [ErrNotRunning], [ErrNoContainer], [ErrPodGone] and [ErrTruncated]. What
//     the API server refused keeps its status, so that IsForbidden and its
//     siblings of k8s.io/apimachinery/pkg/api/errors work on it.
//
// # What it can not promise
//
// The kubelet may lose the last output of a command and still report exit code
// 0 (kubernetes#124571). Worse, the API server itself reports exit code 0 over
// WebSocket when its own connection to the kubelet breaks, for it runs the same
// client-go. No client can see either. Callers that must know that output is
// complete let the command print a line of its own before and after the
// payload, and take output without the last one as cut.
//
// The API server has no way to end a command. When the deadline strikes or the
// connection breaks, the process may live on in the container until it writes
// to its closed output. The other way round, a container that ends takes its
// commands with it, which looks like any other exit code 137.
//
// All output was written by programs of the container, so whoever owns the
// container owns it, and error texts quote the runtime. Both must be escaped
// before they reach a terminal.
package exec
