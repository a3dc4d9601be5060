//go:build linux

package walk

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func namespaces() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET,
		Pdeathsig:  syscall.SIGKILL,
	}
	if os.Geteuid() != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Geteuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getegid(), Size: 1}}
	}
	return attr
}

// mustRunHere ends the test where the machine gives no namespaces, or only some
// with one user for a stage with several.
func (s stage) mustRunHere(t testing.TB) {
	t.Helper()
	probe := exec.Command("true")
	probe.SysProcAttr = namespaces()
	if err := probe.Run(); err != nil {
		notHere(t, "root, or user namespaces")
	}
	several := slices.ContainsFunc(s.settings, func(setting string) bool { return strings.HasPrefix(setting, "uid=") }) ||
		slices.ContainsFunc(s.scenes, func(words []string) bool { return words[0] == "user" })
	if several && os.Geteuid() != 0 {
		notHere(t, "root")
	}
}
