package report

import (
	"github.com/kubectl-threat/kubectl-threat/internal/catalogue"
	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// attack places the finding in MITRE ATT&CK and says on whose word.
func attack(f threat.Finding) Attack {
	placed := catalogue.Attack(f)
	a := Attack{Source: placed.Source, Reason: placed.Reason, Version: f.Attack.Version}
	for i, tactic := range placed.Tactics {
		if i == 0 {
			a.Tactic = Entry(tactic)
			continue
		}
		a.OtherTactics = append(a.OtherTactics, Entry(tactic))
	}
	for _, technique := range placed.Techniques {
		a.Techniques = append(a.Techniques, Entry(technique))
	}
	return a
}
