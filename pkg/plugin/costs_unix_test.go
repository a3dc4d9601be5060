//go:build unix

package plugin_test

import (
	"os"
	"runtime"
	"syscall"
)

// residentBytes is the most memory that a process held.
func residentBytes(ended *os.ProcessState) int64 {
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	held := int64(usage.Maxrss) //nolint:unconvert // it has 32 bits on some systems
	if runtime.GOOS != "darwin" {
		held <<= 10 // the others count in kilobytes
	}
	return held
}
