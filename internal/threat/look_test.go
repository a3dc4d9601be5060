package threat_test

import (
	"encoding/json"
	"testing"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func TestBytesThatAreNoTextHaveASibling(t *testing.T) {
	p := threat.Process{PID: 7, Executable: untrusted.From("/tmp/\xff"), Args: untrusted.All([]string{"ls", "\xfe"})}
	got, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"pid":7,"parentPid":0,"pgid":0,"sid":0,"executable":"/tmp/\ufffd","args":["ls","\ufffd"],` +
		`"executableBase64":"L3RtcC//","argsBase64":["bHM=","/g=="]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	p.Executable, p.Args = untrusted.From("/tmp/x"), untrusted.All([]string{"ls"})
	if got, _ := json.Marshal(p); string(got) != `{"pid":7,"parentPid":0,"pgid":0,"sid":0,"executable":"/tmp/x","args":["ls"]}` {
		t.Errorf("a sibling where none is needed: %s", got)
	}
}
