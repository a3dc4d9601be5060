package intake

import (
	"strings"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// idOf returns the last part of a finding's name.
func idOf(f threat.Finding) untrusted.Text {
	name := f.Name.Raw()
	return untrusted.From(name[strings.LastIndexByte(name, '/')+1:])
}

func called(f threat.Finding, id string) bool { return f.Name.Raw() == id || idOf(f).Raw() == id }

func ids(findings []threat.Finding) []untrusted.Text {
	list := make([]untrusted.Text, len(findings))
	for i := range findings {
		list[i] = idOf(findings[i])
	}
	return list
}

// latestOfEach keeps the latest event of each name. Findings without a name, such
// as log entries, are each their own.
func latestOfEach(findings []threat.Finding) []threat.Finding {
	var latest []threat.Finding
	at := map[string]int{}
	for n := range findings {
		f := findings[n]
		name := f.Name.Raw()
		i, known := at[name]
		switch {
		case !known || name == "":
			at[name] = len(latest)
			latest = append(latest, f)
		case !f.EventTime.Before(latest[i].EventTime):
			latest[i] = f
		}
	}
	return latest
}
