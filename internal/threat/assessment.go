package threat

import "github.com/kubectl-threat/kubectl-threat/internal/untrusted"

// Assessment answers two questions, each with its evidence: is the thing that
// the finding named still that thing, and is the threat there now?
type Assessment struct {
	Target        TargetState
	TargetReasons []Reason
	Verdict       Verdict
	Reasons       []Reason
	// Matches says which live processes are the finding's, by pid.
	Matches map[int]Match
}

// TargetState says what became of the thing that the finding named.
type TargetState string

// The states of a pod's container.
const (
	Same          TargetState = "same"
	Restarted     TargetState = "restarted"
	Replaced      TargetState = "replaced"
	TargetGone    TargetState = "gone"
	TargetUnknown TargetState = "unknown"
)

// Verdict says whether the threat is there now.
type Verdict string

// The verdicts.
const (
	Active         Verdict = "active"       // a process of the finding, or a descendant, is alive
	TracesLeft     Verdict = "traces"       // no such process, but what it left
	NotObserved    Verdict = "not-observed" // a complete look found neither
	NotChecked     Verdict = "not-checked"  // nobody looked inside
	VerdictUnknown Verdict = "unknown"      // a look that can't tell
)

// Match ties a live process to a process of the finding.
type Match struct {
	Finding int         `json:"finding"` // index into the finding's processes; -1 for a connection of the finding
	Reason  MatchReason `json:"reason"`
}

// MatchReason says what made the match. A pid never does.
type MatchReason string

// The reasons for a match, in the order in which they are tried.
const (
	MatchHash       MatchReason = "hash"
	MatchArguments  MatchReason = "executable-and-arguments"
	MatchExecutable MatchReason = "executable" // that did not come with the image
	MatchSocket     MatchReason = "socket"
	MatchDescendant MatchReason = "descendant"
)

// Reason is one line of evidence: a code with arguments, for the renderers to
// put into words.
type Reason struct {
	Code ReasonCode
	Args []untrusted.Text
}

// ReasonCode names a line of evidence.
type ReasonCode string

// About the target.
const (
	PodOlder         ReasonCode = "pod-older-than-event"         // pod created
	PodYounger       ReasonCode = "pod-younger-than-event"       // pod created
	PodNotFound      ReasonCode = "pod-not-found"                //
	PodEnded         ReasonCode = "pod-ended"                    // phase
	PodDeleting      ReasonCode = "pod-deleting"                 // since
	ContainerOlder   ReasonCode = "container-older-than-event"   // started, restarts
	ContainerYounger ReasonCode = "container-younger-than-event" // started, restarts
	ContainerEnded   ReasonCode = "container-ended"              // state, reason
	ContainerAbsent  ReasonCode = "container-absent"             // name
	ImageSame        ReasonCode = "image-same"                   // digest
	ImageOther       ReasonCode = "image-other"                  // digest now, digest of the finding
	ImageNameSame    ReasonCode = "image-name-same"              // image
	ImageNameOther   ReasonCode = "image-name-other"             // image now, image of the finding
	ClocksTooClose   ReasonCode = "clocks-too-close"             // started
	NoEventTime      ReasonCode = "no-event-time"                //
	PodUnread        ReasonCode = "pod-unread"                   // gap reason, detail
)

// About the owner of a pod that is gone.
const (
	OwnerByName   ReasonCode = "owner-by-name"   // kind, name, pod's name
	OwnerExists   ReasonCode = "owner-exists"    // kind, name, created
	OwnerYounger  ReasonCode = "owner-younger"   // kind, name, created
	OwnerAbsent   ReasonCode = "owner-absent"    // kind, name
	OwnerByEvent  ReasonCode = "owner-by-event"  // kind, name, message
	OwnerByObject ReasonCode = "owner-by-object" // kind, name
	OwnerByLabels ReasonCode = "owner-by-labels" // kind, name, pod with the labels
)

// About the verdict.
const (
	ProcessAlive     ReasonCode = "process-alive"        // pid, executable, match reason
	ConnectionHeld   ReasonCode = "connection-held"      // pid, destination, state
	DescendantAlive  ReasonCode = "descendant-alive"     // pid, executable, pid of the ancestor
	ConnectionSeen   ReasonCode = "connection-unowned"   // destination, state
	FileSeen         ReasonCode = "file-present"         // path, changed
	PossibleProcess  ReasonCode = "possible-process"     // pid, executable
	AncestorAlive    ReasonCode = "ancestor-alive"       // pid, executable
	OddProcess       ReasonCode = "odd-process"          // pid, executable
	OrphanAlive      ReasonCode = "orphan-alive"         // pid, executable
	FileUnclear      ReasonCode = "file-unclear"         // path
	ClaimUnclear     ReasonCode = "claim-unclear"        // how many processes of the finding
	ContainerSwapped ReasonCode = "container-swapped"    // start of PID 1, start of the container
	LookComplete     ReasonCode = "look-complete"        // processes seen
	LookFlawed       ReasonCode = "look-flawed"          // flaw code, arguments
	NothingToMatch   ReasonCode = "nothing-to-match"     // the finding describes no process, hash or connection
	NotLooked        ReasonCode = "not-looked"           //
	LookFailed       ReasonCode = "look-failed"          // gap reason, detail
	HashesUnread     ReasonCode = "hashes-unread"        // gap reason, detail
	HashesPartly     ReasonCode = "hashes-partly-unread" // how many executables
	OwnToolsOnly     ReasonCode = "container-tools-only" //
)
