package walk

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// tick is the unit of times in /proc, which is 1/100 s to every program on all
// architectures that Kubernetes runs on (USER_HZ).
const tick = 10 * time.Millisecond

// kernelThread is PF_KTHREAD of the kernel's include/linux/sched.h.
const kernelThread = 0x00200000

// stat is a record of /proc/PID/stat, by the order of proc_pid_stat(5).
type stat struct {
	process threat.Process
	ticks   int64 // start, since boot
	threads int64
	flags   int64
	code    uint64 // where the program text begins; 0 or 1 if it may not be told
}

// gone reports whether nothing of the process runs any more. The first thread
// may end before the others: such a process looks like a zombie and is none.
func (s *stat) gone() bool {
	state := s.process.State
	return (state == "Z" || state == "X" || state == "x") && s.threads <= 1
}

// stats reads records that follow one another without separators. A name may
// hold anything, newlines and parentheses too, but at most 15 bytes (63 for
// threads of the kernel), so it can't hold what must follow it: 50 numbers.
func stats(data []byte, boot int64) map[int]*stat {
	found := map[int]*stat{}
	for len(data) > 0 {
		s, rest, ok := oneStat(data, boot)
		if !ok {
			break
		}
		if _, twice := found[s.process.PID]; !twice {
			found[s.process.PID] = s
		}
		data = rest
	}
	return found
}

func oneStat(data []byte, boot int64) (s *stat, rest []byte, ok bool) {
	head, tail, ok := bytes.Cut(data, []byte(" ("))
	number, isPID := pid(string(head))
	if !ok || !isPID {
		return nil, nil, false
	}
	for at := 0; at <= 64 && at < len(tail); at++ {
		if !bytes.HasPrefix(tail[at:], []byte(") ")) {
			continue
		}
		line, rest, whole := bytes.Cut(tail[at+2:], []byte{'\n'})
		fields := strings.Split(string(line), " ")
		if s, ok := fromFields(fields, boot); ok && whole {
			s.process.PID = number
			s.process.Command = untrusted.From(string(tail[:at]))
			return s, rest, true
		}
	}
	return nil, nil, false
}

// fromFields reads what follows the name: the state, then numbers. Kernels since
// 3.5 print 50 of them; a sandbox that imitates one may print fewer.
func fromFields(fields []string, boot int64) (*stat, bool) {
	if len(fields) < 22 || len(fields[0]) != 1 {
		return nil, false
	}
	values := make([]int64, 4, 64) // by the numbers of the manual page, from 1; the first three are no numbers
	for _, field := range fields[1:] {
		// Addresses and limits have 64 bits without a sign.
		value, err := strconv.ParseInt(field, 10, 64)
		if errors.Is(err, strconv.ErrRange) {
			var unsigned uint64
			unsigned, err = strconv.ParseUint(field, 10, 64)
			value = int64(unsigned)
		}
		if err != nil {
			return nil, false
		}
		values = append(values, value)
	}
	values = append(values, make([]int64, 8)...) // for a sandbox that prints fewer
	return &stat{
		process: threat.Process{
			State:     fields[0],
			ParentPID: int(values[4]), PGID: int(values[5]), SID: int(values[6]),
			TTY:     terminal(values[7]),
			CPU:     time.Duration(values[14]+values[15]) * tick,
			Started: started(boot, values[22]),
			Trust:   threat.TrustContainer,
		},
		flags: values[9], threads: values[20], ticks: values[22], code: uint64(values[26]),
	}, true
}

// started is the time of a start given in ticks since boot, which was at a
// second of Unix time; zero if that is not known.
func started(boot, ticks int64) time.Time {
	if boot <= 0 || ticks < 0 || ticks > 1<<40 {
		return time.Time{}
	}
	return time.Unix(boot, 0).Add(time.Duration(ticks) * tick).UTC()
}

// terminal names a controlling terminal by its device number, as ps does.
func terminal(device int64) string {
	major := device >> 8 & 0xfff
	minor := device&0xff | device>>12&0xfff00
	switch {
	case device == 0:
		return ""
	case major >= 136 && major <= 143:
		return "pts/" + strconv.FormatInt(minor+(major-136)*256, 10)
	case major == 4 && minor < 64:
		return "tty" + strconv.FormatInt(minor, 10)
	case major == 4:
		return "ttyS" + strconv.FormatInt(minor-64, 10)
	case major == 5 && minor == 1:
		return "console"
	}
	return strconv.FormatInt(major, 10) + ":" + strconv.FormatInt(minor, 10)
}

// bootTime finds the second of Unix time at which the kernel started, in /proc/stat.
func bootTime(data []byte) int64 {
	for line := range bytes.Lines(data) {
		if value, ok := bytes.CutPrefix(line, []byte("btime ")); ok {
			second, _ := strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
			return second
		}
	}
	return 0
}
