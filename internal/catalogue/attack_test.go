package catalogue

import (
	"strings"
	"testing"
)

// TestAttackTable holds the table against what SCC's proto counts: 14 tactics
// and 137 techniques.
func TestAttackTable(t *testing.T) {
	table := loadAttack()
	tactics, techniques := 0, 0
	for enum, r := range table.byEnum {
		if strings.HasPrefix(r.ID, "TA") {
			tactics++
		} else {
			techniques++
		}
		if !isID(r.ID) || enum != strings.ToUpper(enum) {
			t.Errorf("%s stands for %+v", enum, r)
		}
	}
	if tactics != 14 || techniques != 137 {
		t.Errorf("%d tactics and %d techniques, want 14 and 137", tactics, techniques)
	}
	if lines := strings.Count(attackTSV, "\n"); lines != len(table.byID)+1 {
		t.Errorf("%d of %d lines were read", len(table.byID), lines-1)
	}
	for id, r := range table.byID {
		if name := r.Name.Raw(); name == "" || strings.HasPrefix(name, ":") || strings.Contains(id, ".") != strings.Contains(name, ": ") {
			t.Errorf("%s is called %q", id, name)
		}
	}
}

func TestFindingsTableIsReadWhole(t *testing.T) {
	if lines := strings.Count(findingsTable, "\n"); lines != len(All())+1 {
		t.Errorf("%d of %d lines were read", len(All()), lines-1)
	}
}
