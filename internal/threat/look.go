package threat

import (
	"encoding/json"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// Rung is how far a look inside a container goes.
type Rung string

// The rungs.
const (
	Passive Rung = "passive" // API reads only
	Exec    Rung = "exec"    // the container's own tools
	Helper  Rung = "helper"  // an ephemeral container beside it
)

// Trust says who reports a fact.
type Trust string

// Who reports.
const (
	TrustKernel    Trust = "kernel"    // a tool of ours
	TrustContainer Trust = "container" // the container's own tools: forgeable, all of it
)

// Look is what one look inside a container brought back.
type Look struct {
	Rung        Rung
	Trust       Trust
	ContainerID untrusted.Text
	Processes   []Process
	// Sockets are those of the container's network namespace that no listed
	// process holds; other containers of the pod share the namespace.
	Sockets []Socket
	// Flaws are the reasons why this look can't prove absence; none means complete.
	Flaws []Flaw
	// Own is how many processes of the look itself were counted and left out.
	Own int
	// LeftBehind lists what stays in the cluster because of the look.
	LeftBehind []string
}

// Complete reports whether the look saw all it wanted to see.
func (l Look) Complete() bool { return len(l.Flaws) == 0 }

// Flaw is one reason why a look is not complete.
type Flaw struct {
	Code FlawCode
	Args []untrusted.Text
}

// FlawCode is the kind of a flaw.
type FlawCode string

// The flaws.
const (
	FlawCut        FlawCode = "cut"        // the answer ended early or lost a part
	FlawForged     FlawCode = "forged"     // the answer contradicts itself
	FlawHidden     FlawCode = "hidden"     // pids that exist and are not listed
	FlawUncounted  FlawCode = "uncounted"  // the second way of counting could not be used
	FlawPreload    FlawCode = "preload"    // a library is preloaded into the container's tools
	FlawUnreadable FlawCode = "unreadable" // processes whose executable or arguments can't be read
	FlawNoTools    FlawCode = "no-tools"   // a question that needs a program the image lacks
	FlawCap        FlawCode = "cap"        // more processes or bytes than the limit
)

// Process is one live process.
type Process struct {
	PID        int            `json:"pid"`
	ParentPID  int            `json:"parentPid"`
	PGID       int            `json:"pgid"`
	SID        int            `json:"sid"`
	TTY        string         `json:"tty,omitzero"`
	State      string         `json:"state,omitzero"` // one letter, proc_pid_stat(5)
	User       *int64         `json:"user,omitempty"` // uid
	Command    untrusted.Text `json:"command,omitzero"`
	Executable untrusted.Text `json:"executable,omitzero"` // without the kernel's " (deleted)"
	Deleted    bool           `json:"deleted,omitzero"`
	// WorkingDir is where it works.
	WorkingDir untrusted.Text   `json:"cwd,omitzero"`
	Args       []untrusted.Text `json:"args,omitempty"`
	// ArgsJoined says that the boundaries between the arguments were lost.
	ArgsJoined bool             `json:"argsJoined,omitzero"`
	Started    time.Time        `json:"startTime,omitzero"`
	CPU        time.Duration    `json:"-"`
	Stdio      []untrusted.Text `json:"stdio,omitempty"` // where descriptors 0, 1 and 2 lead
	Sockets    []Socket         `json:"sockets,omitempty"`
	Match      *Match           `json:"match,omitempty"`
	Trust      Trust            `json:"trust,omitzero"`
}

// MarshalJSON adds the bytes of what is no UTF-8, which a JSON string can't carry.
func (p Process) MarshalJSON() ([]byte, error) {
	type plain Process
	executable, _ := p.Executable.Base64()
	folder, _ := p.WorkingDir.Base64()
	return json.Marshal(struct {
		plain

		ExecutableBase64 string   `json:"executableBase64,omitempty"`
		WorkingDirBase64 string   `json:"cwdBase64,omitempty"`
		ArgsBase64       []string `json:"argsBase64,omitempty"`
	}{plain(p), executable, folder, untrusted.Base64s(p.Args)})
}

// Socket is one internet socket.
type Socket struct {
	Inode         uint64 `json:"inode,omitzero"`
	Protocol      string `json:"protocol"` // tcp or udp
	State         string `json:"state,omitzero"`
	SourceIP      string `json:"sourceIP"`
	SourcePort    int    `json:"sourcePort"`
	DestinationIP string `json:"destinationIP,omitzero"`
	// DestinationPort is 0 for a listening socket.
	DestinationPort int `json:"destinationPort,omitzero"`
	// FDs are the descriptors that hold it.
	FDs []int `json:"fds,omitempty"`
}

// Traces are what a threat leaves behind in the file system.
type Traces struct {
	Files []TraceFile
	// Hashes are the SHA-256 of live executables by pid.
	Hashes map[int]string
	// Unread are pids whose executable could not be hashed.
	Unread []int
	// Flaws are the reasons why questions about files stayed open.
	Flaws []Flaw
}

// TraceFile is a file of the finding that is in the container.
type TraceFile struct {
	Path    untrusted.Text
	SHA256  string
	Size    int64
	Changed time.Time // inode change time: later than the container's start for a dropped file
}
