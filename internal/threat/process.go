package threat

import (
	"encoding/json"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// ClaimedProcess is a process as the finding describes it. Its pid may count in
// the node's or in the container's namespace: no page of SCC says which.
type ClaimedProcess struct {
	PID           int              `json:"pid,omitzero"`
	ParentPID     int              `json:"parentPid,omitzero"`
	User          *int64           `json:"user,omitempty"` // uid; nil where the finding says none, since 0 is root
	Name          untrusted.Text   `json:"name,omitzero"`
	Binary        File             `json:"binary,omitzero"`
	Script        File             `json:"script,omitzero"` // the file that Binary, an interpreter, runs
	Libraries     []File           `json:"libraries,omitempty"`
	Args          []untrusted.Text `json:"args,omitempty"` // empty where SCC's REPORT_CLI_ARGUMENTS is off, too
	ArgsTruncated bool             `json:"argsTruncated,omitzero"`
	Env           []EnvVariable    `json:"env,omitempty"`
	EnvTruncated  bool             `json:"envTruncated,omitzero"`
}

// EnvVariable is one environment variable. Where Redacted is set, Value is empty.
type EnvVariable struct {
	Name     untrusted.Text
	Value    untrusted.Text
	Redacted *Redacted
}

// Redacted stands for a hidden value: equal values of one case have equal hashes.
type Redacted struct {
	Length int    `json:"length"` // bytes
	Hash   string `json:"hash"`   // four hex digits, salted per case
}

// MarshalJSON writes {"name","value"}, the value {"redacted":…} where it is hidden.
func (v EnvVariable) MarshalJSON() ([]byte, error) {
	var value any = v.Value
	if v.Redacted != nil {
		value = map[string]*Redacted{"redacted": v.Redacted}
	}
	return json.Marshal(struct {
		Name  untrusted.Text `json:"name"`
		Value any            `json:"value"`
	}{v.Name, value})
}
