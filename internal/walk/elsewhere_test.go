//go:build !linux

package walk

import "testing"

func TestScriptsOnRealProcesses(t *testing.T) { notHere(t, "Linux") }
