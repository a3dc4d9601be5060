package exec

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRun(t *testing.T) {
	tests := map[string]struct {
		run     program
		command Command
		input   string
		want    Result
	}{
		"nothing to say": {
			run: func(process) error { return nil },
		},
		"standard error stays apart": {
			run: func(p process) error {
				fmt.Fprint(p.stdout, "out")
				fmt.Fprint(p.stderr, "err")
				return exited(3)
			},
			want: Result{ExitCode: 3, Stdout: []byte("out"), Stderr: []byte("err")},
		},
		"killed": {
			run:  func(process) error { return exited(137) },
			want: Result{ExitCode: 137},
		},
		"argv as it was given": {
			run: func(p process) error {
				fmt.Fprintf(p.stdout, "%q", p.argv)
				return nil
			},
			command: Command{Argv: []string{"ls", "--", "", "a b", "$(id)", "x;y\n", "ä&stdin=true"}},
			want:    Result{Stdout: []byte(`["ls" "--" "" "a b" "$(id)" "x;y\n" "ä&stdin=true"]`)},
		},
		"standard input": {
			run: func(p process) error {
				_, err := io.Copy(p.stdout, p.stdin)
				return err
			},
			input: strings.Repeat("0123456789", 10_000),
			want:  Result{Stdout: bytes.Repeat([]byte("0123456789"), 10_000)},
		},
		"standard input that nobody reads": {
			run:   func(process) error { return exited(1) },
			input: strings.Repeat("x", 1<<20),
			want:  Result{ExitCode: 1},
		},
		"just within the limits": {
			run: func(p process) error {
				fmt.Fprint(p.stdout, "12345")
				fmt.Fprint(p.stderr, "123")
				return nil
			},
			command: Command{Limits: Limits{Stdout: 5, Stderr: 3}},
			want:    Result{Stdout: []byte("12345"), Stderr: []byte("123")},
		},
		"beyond the limits": {
			run: func(p process) error {
				fmt.Fprint(p.stdout, "1234")
				fmt.Fprint(p.stdout, "56")
				fmt.Fprint(p.stderr, "1234")
				return exited(2)
			},
			command: Command{Limits: Limits{Stdout: 5, Stderr: 3}},
			want:    Result{ExitCode: 2, Stdout: []byte("12345"), StdoutCut: true, Stderr: []byte("123"), StderrCut: true},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			overBoth(t, test.run, func(t *testing.T, server *apiServer, pod *Pod) {
				command := test.command
				if command.Argv == nil {
					command.Argv = []string{"true"}
				}
				if test.input != "" {
					command.Stdin = strings.NewReader(test.input)
				}
				got, err := pod.Run(t.Context(), web(), command)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, got, cmpEmpty()); diff != "" {
					t.Errorf("result (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// cmpEmpty makes no difference between no output and empty output.
func cmpEmpty() cmp.Option {
	return cmp.Comparer(bytes.Equal)
}

func TestRunAsksForTheContainer(t *testing.T) {
	const path = " /api/v1/namespaces/shop/pods/cart-0/exec web"
	overBoth(t, func(process) error { return nil }, func(t *testing.T, server *apiServer, pod *Pod) {
		if _, err := pod.Run(t.Context(), web(), Command{Argv: []string{"true"}}); err != nil {
			t.Fatal(err)
		}
		want := []string{"GET" + path}
		if server.noWebSocket {
			want = append(want, "POST"+path)
		}
		if diff := cmp.Diff(want, server.requests()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	})
}

// Input and output must stream: each line is answered before the next is sent.
func TestRunStreams(t *testing.T) {
	echo := func(p process) error {
		lines := bufio.NewScanner(p.stdin)
		for lines.Scan() {
			fmt.Fprintln(p.stdout, "got", lines.Text())
		}
		return lines.Err()
	}
	overBoth(t, echo, func(t *testing.T, server *apiServer, pod *Pod) {
		stdin, input := io.Pipe()
		output, stdout := io.Pipe()
		done := make(chan error, 1)
		go func() {
			_, err := pod.Run(t.Context(), web(), Command{Argv: []string{"cat"}, Stdin: stdin, Stdout: stdout})
			stdout.CloseWithError(io.EOF)
			done <- err
		}()
		answers := bufio.NewReader(output)
		for _, line := range []string{"one", "two", "three"} {
			fmt.Fprintln(input, line)
			got, err := answers.ReadString('\n')
			if want := "got " + line + "\n"; got != want || err != nil {
				t.Fatalf("answer %q, %v; want %q", got, err, want)
			}
		}
		input.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestRunConcurrently(t *testing.T) {
	cat := func(p process) error {
		fmt.Fprint(p.stderr, p.argv[1])
		if _, err := io.Copy(p.stdout, p.stdin); err != nil {
			return err
		}
		return exited(len(p.argv[1]))
	}
	overBoth(t, cat, func(t *testing.T, server *apiServer, pod *Pod) {
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				arg := strings.Repeat("x", i+1)
				input := strings.Repeat(fmt.Sprint(i), 100_000)
				got, err := pod.Run(t.Context(), web(), Command{Argv: []string{"cat", arg}, Stdin: strings.NewReader(input)})
				want := Result{ExitCode: i + 1, Stdout: []byte(input), Stderr: []byte(arg)}
				if err != nil || !cmp.Equal(want, got, cmpEmpty()) {
					t.Errorf("command %d: exit code %d, %d bytes, stderr %q, error %v",
						i, got.ExitCode, len(got.Stdout), got.Stderr, err)
				}
			})
		}
		all.Wait()
	})
}

// The caller's own streams may fail, and then nothing is taken for the end.
func TestRunWithBrokenStreams(t *testing.T) {
	errDisk := errors.New("no space left")
	endless := func(p process) error {
		for {
			if _, err := fmt.Fprintln(p.stdout, "y"); err != nil {
				return err
			}
		}
	}
	read := func(p process) error {
		io.Copy(io.Discard, p.stdin)
		return nil
	}
	tests := map[string]struct {
		run    program
		stdin  io.Reader
		stdout io.Writer
		want   string
	}{
		"output": {
			run: endless, stdout: failing{errDisk},
			want: "running x in container shop/cart-0/web: writing standard output: no space left",
		},
		"short output": {
			run: endless, stdout: failing{},
			want: "running x in container shop/cart-0/web: writing standard output: short write",
		},
		"input": {
			run: read, stdin: failing{errDisk},
			want: "running x in container shop/cart-0/web: reading standard input: no space left",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			overBoth(t, test.run, func(t *testing.T, server *apiServer, pod *Pod) {
				got, err := pod.Run(t.Context(), web(), Command{Argv: []string{"x"}, Stdin: test.stdin, Stdout: test.stdout})
				if err == nil || err.Error() != test.want {
					t.Errorf("error %v, want %s", err, test.want)
				}
				if got.ExitCode != Unknown {
					t.Errorf("exit code %d of a command that was given up", got.ExitCode)
				}
			})
		})
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Read([]byte) (int, error)  { return 0, f.err }

func TestRunEndsInTime(t *testing.T) {
	wait := func(p process) error {
		fmt.Fprint(p.stdout, "begin")
		io.Copy(io.Discard, p.stdin) // until the connection is gone
		return nil
	}
	const soon = 300 * time.Millisecond
	tests := map[string]struct {
		limit time.Duration
		of    func(context.Context) (context.Context, context.CancelFunc)
		want  error
	}{
		"limit": {limit: soon, want: context.DeadlineExceeded, of: context.WithCancel},
		"deadline of the caller": {want: context.DeadlineExceeded, of: func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, soon)
		}},
		"cancelled": {want: context.Canceled, of: func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(soon, cancel)
			return ctx, cancel
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			overBoth(t, wait, func(t *testing.T, server *apiServer, pod *Pod) {
				ctx, cancel := test.of(t.Context())
				defer cancel()
				stdin, input := io.Pipe() // nobody ever writes
				defer input.Close()
				began := time.Now()
				got, err := pod.Run(ctx, web(), Command{Argv: []string{"sleep"}, Stdin: stdin, Limits: Limits{Timeout: test.limit}})
				if took := time.Since(began); took > soon+2*time.Second {
					t.Errorf("came back after %s", took)
				}
				if !errors.Is(err, test.want) || errors.Is(err, ErrTruncated) {
					t.Errorf("error %v, want %v", err, test.want)
				}
				if got.ExitCode != Unknown || string(got.Stdout) != "begin" {
					t.Errorf("exit code %d and output %q of a command that was given up", got.ExitCode, got.Stdout)
				}
			})
		})
	}
}
