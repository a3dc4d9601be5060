//go:build linux

package walk

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

// BenchmarkWalk times the walk of 10, 200 and 2000 processes beside ps axjf.
// Making the namespaces and the processes is part of both; "nothing" shows it.
func BenchmarkWalk(b *testing.B) {
	commands := map[string][]string{
		"nothing": {"/bin/true"},
		"ps":      {"/bin/ps", "axjf"},
		"dash":    append([]string{"/usr/bin/dash"}, Command(testNonce)[1:]...),
		"bash":    append([]string{"/bin/bash", "--posix"}, Command(testNonce)[1:]...),
		"busybox": append([]string{"/bin/busybox", "sh"}, Command(testNonce)[1:]...),
	}
	for _, count := range []int{10, 200, 2000} {
		for _, name := range slices.Sorted(maps.Keys(commands)) {
			b.Run(fmt.Sprintf("%s/%d", name, count), func(b *testing.B) {
				st := stage{scenes: [][]string{{"many", fmt.Sprint(count)}}}
				size := 0
				for b.Loop() {
					size = len(st.run(b, commands[name]...))
				}
				b.ReportMetric(float64(size), "bytes")
			})
		}
	}
}

// BenchmarkParse reads an answer about 2000 processes.
func BenchmarkParse(b *testing.B) {
	out := testShells()[0].answer(b, nil, []string{"many", "2000"})
	b.SetBytes(int64(len(out)))
	for b.Loop() {
		if look := Parse(out, testNonce, false); len(look.Processes) < 2000 {
			b.Fatalf("%d processes", len(look.Processes))
		}
	}
}
