// Command startup holds what a run of the plugin costs before it does anything:
//
//	startup PLUGIN PEER FINDING
//
// It compares processor time, user and system, of whole processes, in rounds of
// one run each so that what else the machine does meets all of them, and takes
// medians. Absolute times differ between machines; what is held is a ratio, and
// the difference between two runs of the same binary.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"
)

const (
	rounds = 40
	// attempts is how often the whole is measured until it is within the limits:
	// a busy machine makes a start look dearer, and never cheaper than it is.
	attempts = 3
	// maxRatio is how much more than the peer, which links what every program
	// needs that runs a command in a container, the plugin may take to start.
	maxRatio = 1.5
	// maxReport is what a report on a finding in a file may take beyond the start.
	maxReport = 10 * time.Millisecond
)

var errOver = errors.New("over the limit")

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: startup PLUGIN PEER FINDING")
		os.Exit(2)
	}
	var err error
	for range attempts {
		if err = hold(context.Background(), os.Stdout, os.Args[1], os.Args[2], os.Args[3]); !errors.Is(err, errOver) {
			break
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func hold(ctx context.Context, out io.Writer, plugin, peer, finding string) error {
	taken, err := measure(ctx, [][]string{
		{peer},
		{plugin, "version"},
		{plugin, "inspect", "--offline", "-o", "json", finding},
	})
	if err != nil {
		return err
	}
	start, version, inspect := median(taken[0]), median(taken[1]), median(taken[2])
	ratio := float64(version) / float64(start)
	fmt.Fprintf(out, "processor time, medians of %d: peer %v, version %v, inspect --offline -o json %v\n", rounds, start, version, inspect)
	fmt.Fprintf(out, "version is %.2f times the peer (limit %.2f)\n", ratio, maxRatio)
	fmt.Fprintf(out, "inspect is %v above version (limit %v)\n", inspect-version, maxReport)
	if ratio > maxRatio || inspect-version > maxReport {
		return errOver
	}
	return nil
}

// measure runs the commands in turn and returns the times of each.
func measure(ctx context.Context, commands [][]string) ([][]time.Duration, error) {
	taken := make([][]time.Duration, len(commands))
	for round := range rounds + 1 {
		for i, command := range commands {
			cmd := exec.CommandContext(ctx, command[0], command[1:]...)
			if err := cmd.Run(); err != nil {
				return nil, fmt.Errorf("running %s: %w", command[0], err)
			}
			if round > 0 { // the first one fills the caches
				taken[i] = append(taken[i], cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
			}
		}
	}
	return taken, nil
}

func median(times []time.Duration) time.Duration {
	slices.SortFunc(times, cmp.Compare[time.Duration])
	return times[len(times)/2].Round(10 * time.Microsecond)
}
