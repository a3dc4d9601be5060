//go:build !race

package plugin_test

// slower is how many times what a run may cost without the race detector.
const slower = 1
