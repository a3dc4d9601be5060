package shell

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/pkg/exec"
)

// hangUpWithin is how long the end of a session may take that was given up.
const hangUpWithin = 3 * time.Second

// hangUp ends what a session has left running, as the end of a connection does
// for ssh: the API server closes the streams of a command, and the container's
// terminal stays open with the shell on it. It returns how many processes were
// told to end.
//
// They are known by a variable in their environment, which a script finds that
// is constant but for the mark.
func (h *held) hangUp(ctx context.Context) int {
	// The session may have ended because its context did.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), hangUpWithin)
	defer cancel()
	result, err := h.Door.Run(ctx, h.In, exec.Command{
		Argv: []string{"/bin/sh", "-c", sweep, "kubectl-threat", markVariable + "=" + h.mark},
	})
	if err != nil {
		return 0
	}
	told, err := strconv.Atoi(strings.TrimSpace(string(result.Stdout)))
	if err != nil {
		return 0
	}
	return told
}

const sweep = `n=0
for p in /proc/[0-9]*; do
	grep -q "$1" "$p/environ" 2>/dev/null && kill -HUP "${p#/proc/}" && n=$((n + 1))
done
echo $n`

// abandoned tells whether a session has ended on this side, and maybe not on the
// other.
func abandoned(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, exec.ErrTruncated))
}
