package gke

import (
	"regexp"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// guesses are the workloads that name a pod as this one is named, the nearest to
// the pod first. Controllers put a hyphen and five random letters behind their own
// name (k8s.io/apiserver/pkg/storage/names), a Deployment's ReplicaSet bears the
// hash of its template, a CronJob's Job the minute of its run, and a StatefulSet
// counts. The letters are those of k8s.io/apimachinery/pkg/util/rand, which leave
// vowels out.
func guesses(pod string) []metav1.OwnerReference {
	const letters = `[bcdfghjklmnpqrstvwxz2456789]`
	if counted := regexp.MustCompile(`^(.+)-\d+$`).FindStringSubmatch(pod); counted != nil {
		return []metav1.OwnerReference{reference("StatefulSet", counted[1])}
	}
	random := regexp.MustCompile(`^(.+)-` + letters + `{5}$`).FindStringSubmatch(pod)
	if random == nil {
		return nil
	}
	base := random[1]
	list := []metav1.OwnerReference{reference("ReplicaSet", base)}
	if hashed := regexp.MustCompile(`^(.+)-` + letters + `{6,10}$`).FindStringSubmatch(base); hashed != nil {
		list = append(list, reference("Deployment", hashed[1]))
	}
	list = append(list, reference("DaemonSet", base), reference("Job", base))
	if timed := regexp.MustCompile(`^(.+)-(\d+)$`).FindStringSubmatch(base); timed != nil {
		if len(timed[2]) >= 8 { // minutes since 1970
			return append(list, reference("CronJob", timed[1]))
		}
		return append(list, reference("Job", timed[1])) // an indexed one
	}
	return list
}

// reference names a workload of Kubernetes' own groups.
func reference(kind, name string) metav1.OwnerReference {
	version := "apps/v1"
	if kind == "Job" || kind == "CronJob" {
		version = "batch/v1"
	}
	return metav1.OwnerReference{APIVersion: version, Kind: kind, Name: name}
}

// guessesFrom are the workloads among the finding's own objects, written as
// KIND.GROUP NAMESPACE/NAME, that the pod's name may come from.
func guessesFrom(f threat.Finding, target threat.Pod) []metav1.OwnerReference {
	kinds := []string{"ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"}
	var list []metav1.OwnerReference
	for _, object := range f.Kubernetes.Objects {
		kind, path, _ := strings.Cut(object.Raw(), " ")
		kind, group, _ := strings.Cut(kind, ".")
		namespace, name, _ := strings.Cut(path, "/")
		at := slices.IndexFunc(kinds, func(known string) bool { return strings.EqualFold(known, kind) })
		if at >= 0 && slices.Contains([]string{"", "apps", "batch"}, group) && namespace == target.Namespace && strings.HasPrefix(target.Name, name+"-") {
			list = append(list, reference(kinds[at], name))
		}
	}
	return list
}
