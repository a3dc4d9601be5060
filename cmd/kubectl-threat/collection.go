package main

import (
	"runtime"
	"runtime/debug"
)

// putOffCollection lets the heap grow to 16 MB before it is collected for the
// first time, instead of the 4 MB that decoding one finding just passes: most
// runs end before that, and save a sixth of their CPU time. From then on the usual
// pace holds, so that a large input takes no more memory than it would have.
func putOffCollection() {
	usual := debug.SetGCPercent(4 * 100)
	// What nobody holds is found by the first collection, and the heap's next
	// goal is set after it.
	type unheld struct{ _ *byte }
	runtime.AddCleanup(&unheld{}, func(percent int) { debug.SetGCPercent(percent) }, usual)
}
