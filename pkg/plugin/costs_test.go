package plugin_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// What a bad input may cost at most. The processor's time is counted and not the
// clock's, which runs on while the machine is busy with something else; and it is
// several times what is promised, since the test binary is slower than what ships.
const (
	mostTime   = 4 * time.Second
	mostMemory = 250 << 20 // bytes
)

// cheap runs a command and pins its exit status like exits, and what it may cost:
// cheap 2 kubectl-threat inspect f.json.
func cheap(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: cheap STATUS COMMAND [ARG ...]")
	}
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), ts.Stdout(), ts.Stderr()
	for _, name := range []string{"PATH", "HOME", "KUBECONFIG", "COLUMNS", "TMPDIR"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	var ended *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &ended) {
		ts.Fatalf("%v", err)
	}
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
	took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if took > mostTime*slower {
		ts.Fatalf("it took %s of the processor's time, want at most %s", took, mostTime*slower)
	}
	if held := residentBytes(cmd.ProcessState); held > mostMemory*slower {
		ts.Fatalf("it held %d MB, want at most %d", held>>20, mostMemory*slower>>20)
	}
}

// repeat writes a large file: repeat FILE COUNT HEAD BODY TAIL. In the body, %d
// stands for the number of the copy.
func repeat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 5 {
		ts.Fatalf("usage: repeat FILE COUNT HEAD BODY TAIL")
	}
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	unescape := strings.NewReplacer(`\n`, "\n").Replace
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	// Piece by piece: on Linux a process counts what its parent held, too.
	out := bufio.NewWriter(file)
	_, _ = out.WriteString(unescape(args[2]))
	body := unescape(args[3])
	if !strings.Contains(body, "%d") {
		const many = 1000
		for block := strings.Repeat(body, many); count >= many; count -= many {
			_, _ = out.WriteString(block)
		}
	}
	for i := range count {
		_, _ = out.WriteString(strings.ReplaceAll(body, "%d", strconv.Itoa(i)))
	}
	_, _ = out.WriteString(unescape(args[4]))
	ts.Check(errors.Join(out.Flush(), file.Close()))
}
