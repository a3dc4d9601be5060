package assess_test

import (
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

var (
	started = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	event   = started.Add(72 * time.Hour)
	bashSum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)

// reverseShell is a finding of a server that was made to start bash -i.
func reverseShell(change ...func(*threat.Finding)) threat.Finding {
	f := threat.Finding{
		EventTime: event,
		Processes: []threat.ClaimedProcess{
			{PID: 17, Binary: threat.File{Path: text("/srv/server")}, Args: texts("/srv/server")},
			{PID: 30, ParentPID: 17, Binary: threat.File{Path: text("/bin/bash"), SHA256: text(bashSum)}, Args: texts("bash", "-i")},
		},
		Connections: []threat.Connection{{DestinationIP: text("203.0.113.77"), DestinationPort: 4444}},
	}
	for _, c := range change {
		c(&f)
	}
	return f
}

// container is the look at the finding's container with more processes beside the server.
func container(more ...threat.Process) threat.Evidence {
	server := threat.Process{PID: 1, Executable: text("/srv/server"), Args: texts("/srv/server"), Started: started}
	look := threat.Look{Rung: threat.Exec, Trust: threat.TrustContainer, Processes: append([]threat.Process{server}, more...)}
	return threat.Evidence{Pod: podAt(started, started, 0), Look: threat.Answer(look)}
}

func podAt(created, running time.Time, restarts int) threat.Found[threat.PodState] {
	return threat.Answer(threat.PodState{
		Phase: text("Running"), Created: created,
		Container: threat.ContainerState{Name: text("basket"), State: threat.Running, Started: running, Restarts: restarts},
	})
}

func shell(change ...func(*threat.Process)) threat.Process {
	p := threat.Process{PID: 44, ParentPID: 1, Executable: text("/usr/bin/bash"), Args: texts("bash", "-i"), Started: event}
	for _, c := range change {
		c(&p)
	}
	return p
}

func text(s string) untrusted.Text { return untrusted.From(s) }

func texts(list ...string) []untrusted.Text { return untrusted.All(list) }

func held(state string, inode uint64) threat.Socket {
	return threat.Socket{
		Protocol: "tcp", State: state, Inode: inode, SourceIP: "10.88.0.9", SourcePort: 51866,
		DestinationIP: "203.0.113.77", DestinationPort: 4444,
	}
}
