package gke

import (
	"context"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
)

// parent is what matters of an owner: that it is the one that was meant, who
// owns it in turn, and which pods it selects.
type parent struct {
	uid      types.UID
	created  time.Time
	owner    *metav1.OwnerReference
	selector *metav1.LabelSelector // nil where the kind has none
}

// readOwner reads an owner that was referred to. One that has the name by now and
// is another object does not count.
func (s *Scene) readOwner(ctx context.Context, namespace string, owner metav1.OwnerReference) (parent, error) {
	asked, read := s.reader(namespace, owner)
	if read == nil {
		return parent{}, &gap{reason: threat.NotBuilt, detail: "owners of kind " + oneLine(owner.Kind) + " are not read"}
	}
	found, err := named(ctx, asked, read)
	if err == nil && found.uid != owner.UID {
		return parent{}, &gap{reason: threat.Gone, detail: asked.String() + ": another object has the name now"}
	}
	return found, err
}

func named(ctx context.Context, asked question, read read) (parent, error) {
	if len(validation.IsDNS1123Subdomain(asked.name)) > 0 {
		return parent{}, asked.explain(errBadName)
	}
	found, err := read(ctx, asked.name)
	if err != nil {
		return parent{}, asked.explain(err)
	}
	return found, nil
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
		return parent{
			uid: found.GetUID(), created: found.GetCreationTimestamp().Time,
			owner: metav1.GetControllerOf(found), selector: selectorOf(found),
		}, nil
	}
}

func selectorOf(owner any) *metav1.LabelSelector {
	switch owner := owner.(type) {
	case *appsv1.ReplicaSet:
		return owner.Spec.Selector
	case *appsv1.Deployment:
		return owner.Spec.Selector
	case *appsv1.StatefulSet:
		return owner.Spec.Selector
	case *appsv1.DaemonSet:
		return owner.Spec.Selector
	case *batchv1.Job:
		return owner.Spec.Selector
	}
	return nil
}
