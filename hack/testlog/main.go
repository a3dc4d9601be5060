// Command testlog shows what go test -json writes, on standard input, as go test
// itself would, and says at the end which tests this machine could not run: go
// test is silent about those.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := show(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "testlog:", err)
		os.Exit(1)
	}
}

// event is a line of go test -json (go doc test2json, go help buildjson).
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

type test struct{ pkg, name string }

// log is what is known until now.
type log struct {
	out     *bufio.Writer
	outputs map[test][]string
	skipped map[string][]test // by what they need
	failed  bool
	passed  int // packages
}

func show(in io.Reader, out io.Writer) error {
	l := &log{out: bufio.NewWriter(out), outputs: map[test][]string{}, skipped: map[string][]test{}}
	decoder := json.NewDecoder(in)
	for {
		var e event
		err := decoder.Decode(&e)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("reading the events of go test: %w", err)
		}
		l.take(e)
		if err := l.out.Flush(); err != nil {
			return err
		}
	}
	l.notRun()
	if err := l.out.Flush(); err != nil {
		return err
	}
	switch {
	case l.failed:
		return errors.New("tests failed")
	case l.passed == 0:
		return errors.New("no package was tested")
	}
	return nil
}

func (l *log) take(e event) {
	of := test{e.Package, e.Test}
	switch e.Action {
	case "output":
		l.outputs[of] = append(l.outputs[of], e.Output)
	case "build-output":
		l.print(e.Output)
	case "build-fail":
		l.failed = true
	case "skip":
		l.skip(of)
	case "fail":
		l.failed = true
		l.print(l.outputs[of]...)
	case "pass":
		if of.name == "" {
			l.passed++
			l.print(l.resultLines(of)...)
		}
		delete(l.outputs, of)
	}
}

// skip keeps the reason why a test was not run. A package without tests is
// skipped as well, and is none.
func (l *log) skip(of test) {
	if of.name == "" {
		return
	}
	reason := "it did not say"
	for _, line := range l.outputs[of] {
		if _, needs, found := strings.Cut(line, "NOT RUN: it needs "); found {
			reason = strings.TrimSpace(needs)
		}
	}
	l.skipped[reason] = append(l.skipped[reason], of)
}

// resultLines are those that go test prints of a package that passed.
func (l *log) resultLines(of test) []string {
	return slices.DeleteFunc(l.outputs[of], func(line string) bool { return !strings.HasPrefix(line, "ok ") })
}

func (l *log) notRun() {
	reasons := make([]string, 0, len(l.skipped))
	for reason := range l.skipped {
		reasons = append(reasons, reason)
	}
	slices.Sort(reasons)
	for _, reason := range reasons {
		tests := l.skipped[reason]
		slices.SortFunc(tests, func(a, b test) int { return cmp.Or(cmp.Compare(a.pkg, b.pkg), cmp.Compare(a.name, b.name)) })
		l.print(fmt.Sprintf("\nNOT RUN on this machine, for want of %s: %d\n", reason, len(tests)))
		for _, one := range tests {
			l.print("  " + one.pkg + " " + one.name + "\n")
		}
	}
}

func (l *log) print(lines ...string) {
	for _, line := range lines {
		_, _ = l.out.WriteString(line) // Flush says what went wrong
	}
}
