package gke

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// maxReads bounds the owners that are read one after another. The longest chain
// that Kubernetes itself makes has two; an operator may stand above them.
const maxReads = 3

// parent is what matters of an owner: that it is the one that was meant, and who
// owns it in turn.
type parent struct {
	uid   types.UID
	owner *metav1.OwnerReference
}

// owners follows the controllers from the pod up to the workload, each by its
// name. What can't be read ends the chain, and the last link says why.
func (s *Scene) owners(ctx context.Context) ([]threat.Owner, error) {
	pod, err := s.pod.get(ctx)
	if err != nil {
		return nil, err
	}
	chain := []threat.Owner{} // a pod without an owner is an answer, too
	for next := metav1.GetControllerOf(pod); next != nil; {
		link := threat.Owner{Kind: untrusted.From(next.Kind), Name: untrusted.From(next.Name)}
		above, err := s.ownerOf(ctx, pod.Namespace, *next, len(chain))
		if err != nil {
			link.Above = gapOf(err)
		}
		chain, next = append(chain, link), above
	}
	return chain, nil
}

// ownerOf reads an owner and returns who owns it. Below says how many were read.
func (s *Scene) ownerOf(ctx context.Context, namespace string, owner metav1.OwnerReference, below int) (*metav1.OwnerReference, error) {
	if below == maxReads {
		return nil, &gap{reason: threat.NotBuilt, detail: "the chain of owners is not followed any further"}
	}
	asked, read := s.reader(namespace, owner)
	if read == nil {
		return nil, &gap{reason: threat.NotBuilt, detail: "owners of kind " + oneLine(owner.Kind) + " are not read"}
	}
	if len(validation.IsDNS1123Subdomain(owner.Name)) > 0 {
		return nil, asked.explain(errBadName)
	}
	found, err := read(ctx, owner.Name)
	if err != nil {
		return nil, asked.explain(err)
	}
	if found.uid != owner.UID {
		return nil, &gap{reason: threat.Gone, detail: asked.String() + ": another object has the name now"}
	}
	return found.owner, nil
}

type read func(ctx context.Context, name string) (parent, error)

// reader returns what reads an owner, and nil for a kind that it does not know.
// The group counts: anybody may define a ReplicaSet in a group of their own.
func (s *Scene) reader(namespace string, owner metav1.OwnerReference) (question, read) {
	asked := question{verb: "get", namespace: namespace, name: owner.Name}
	apps, batch := s.client.AppsV1(), s.client.BatchV1()
	switch owner.APIVersion + " " + owner.Kind {
	case "apps/v1 ReplicaSet":
		return asked.of("apps", "replicasets"), reading(apps.ReplicaSets(namespace).Get)
	case "apps/v1 Deployment":
		return asked.of("apps", "deployments"), reading(apps.Deployments(namespace).Get)
	case "apps/v1 StatefulSet":
		return asked.of("apps", "statefulsets"), reading(apps.StatefulSets(namespace).Get)
	case "apps/v1 DaemonSet":
		return asked.of("apps", "daemonsets"), reading(apps.DaemonSets(namespace).Get)
	case "batch/v1 Job":
		return asked.of("batch", "jobs"), reading(batch.Jobs(namespace).Get)
	case "batch/v1 CronJob":
		return asked.of("batch", "cronjobs"), reading(batch.CronJobs(namespace).Get)
	}
	return asked, nil
}

// reading makes a reader of a typed client's Get.
func reading[T metav1.Object](get func(context.Context, string, metav1.GetOptions) (T, error)) read {
	return func(ctx context.Context, name string) (parent, error) {
		found, err := get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return parent{}, err
		}
		return parent{uid: found.GetUID(), owner: metav1.GetControllerOf(found)}, nil
	}
}
