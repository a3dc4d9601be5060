package catalogue

import (
	"cmp"
	"slices"
	"strings"
)

// Closest returns up to n categories that are spelled most like a name, best
// first; none where nothing is at all like it.
func Closest(name string, n int) []string {
	wanted := normal(name)
	if wanted == "" || len(wanted) > maxNameLength {
		return nil
	}
	type near struct {
		category string
		distance int
	}
	var found []near
	all := All()
	for i := range all {
		e := &all[i]
		d := min(distance(wanted, normal(e.Category)), distance(wanted, normal(withoutTactic(e.Category))))
		if strings.Contains(normal(e.Category), wanted) {
			d = 0
		}
		same := slices.ContainsFunc(found, func(f near) bool { return f.category == e.Category })
		if !same && d <= len(wanted)/2 {
			found = append(found, near{e.Category, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	names := make([]string, 0, min(n, len(found)))
	for _, f := range found[:min(n, len(found))] {
		names = append(names, f.category)
	}
	return names
}

// maxNameLength bounds the work for a name that is no category at all, in bytes.
const maxNameLength = 200

// distance is the number of bytes to insert, delete or change to get from a to
// b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
