package lab

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// nodePID finds the pid that the node gives to a process of a pod. Where the node
// is another machine, its pids can't be seen; then 0 stands for "not reported".
func (l *Lab) nodePID(ctx context.Context, name string, pid int) (int, error) {
	pod, err := l.Client.CoreV1().Pods(l.Namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return 0, err
	}
	_, id, _ := strings.Cut(pod.Status.ContainerStatuses[0].ContainerID, "://")
	groups, err := filepath.Glob("/proc/[0-9]*/cgroup")
	if err != nil {
		return 0, err
	}
	for _, group := range groups {
		folder := filepath.Dir(group)
		if inGroup(group, id) && innermostPID(filepath.Join(folder, "status")) == pid {
			return strconv.Atoi(filepath.Base(folder))
		}
	}
	return 0, nil
}

func inGroup(file, containerID string) bool {
	body, err := os.ReadFile(file)
	return err == nil && containerID != "" && strings.Contains(string(body), containerID)
}

// innermostPID is the last number of NSpid, the pid in the process's own
// namespace (proc_pid_status(5)).
func innermostPID(status string) int {
	body, err := os.ReadFile(status)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(body)) {
		if rest, ok := strings.CutPrefix(line, "NSpid:"); ok {
			pids := strings.Fields(rest)
			pid, _ := strconv.Atoi(pids[len(pids)-1])
			return pid
		}
	}
	return 0
}
