//go:build e2e && unix

package e2e_test

import "syscall"

// atTerminal makes the terminal on standard input the command's own.
func atTerminal() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Setctty: true}
}
