//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// dress makes the node look like one of GKE, lets it be scheduled on, and
// returns when pods can be made.
func (c *cluster) dress(ctx context.Context) error {
	config, err := clientcmd.BuildConfigFromFlags("", c.kubeconfig("admin"))
	if err != nil {
		return fmt.Errorf("reading kubeconfig: %w", err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("reading kubeconfig: %w", err)
	}
	if err := allowRestricted(ctx, client); err != nil {
		return fmt.Errorf("granting rights to user %s: %w", restrictedUser, err)
	}
	if err := dressNode(ctx, client); err != nil {
		return fmt.Errorf("dressing node %s: %w", nodeName, err)
	}
	err = poll(ctx, "node "+nodeName, func() error { return nodeReady(ctx, client) })
	if err != nil {
		return err
	}
	return poll(ctx, "what every pod mounts", func() error {
		_, account := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
		_, authority := client.CoreV1().ConfigMaps("default").Get(ctx, "kube-root-ca.crt", metav1.GetOptions{})
		return errors.Join(account, authority)
	})
}

// dressNode does what Google's cloud controller does on GKE: it sets the node's
// address, notes the instance, and takes away the taint that keeps pods off
// until then. The address must be loopback, where the kubelet listens.
func dressNode(ctx context.Context, client kubernetes.Interface) error {
	metadata, err := toJSON(map[string]any{
		"metadata": map[string]any{"annotations": map[string]string{
			"container.googleapis.com/instance_id": instanceID,
		}},
		"spec": map[string]any{"taints": nil},
	})
	if err != nil {
		return err
	}
	status, err := toJSON(map[string]any{
		"status": map[string]any{"addresses": []corev1.NodeAddress{
			{Type: corev1.NodeInternalIP, Address: loopback},
			{Type: corev1.NodeHostName, Address: nodeName},
		}},
	})
	if err != nil {
		return err
	}
	nodes := client.CoreV1().Nodes()
	return poll(ctx, "the kubelet to announce the node", func() error {
		_, err := nodes.Patch(ctx, nodeName, types.MergePatchType, status, metav1.PatchOptions{}, "status")
		if err != nil {
			return err
		}
		_, err = nodes.Patch(ctx, nodeName, types.MergePatchType, metadata, metav1.PatchOptions{})
		return err
	})
}

func nodeReady(ctx context.Context, client kubernetes.Interface) error {
	node, err := client.CoreV1().Nodes().Get(ctx, nodeName, metav1.GetOptions{})
	if err != nil {
		return err
	}
	if len(node.Spec.Taints) > 0 {
		return fmt.Errorf("tainted: %s", node.Spec.Taints[0].Key)
	}
	for _, condition := range node.Status.Conditions {
		if condition.Type == corev1.NodeReady && condition.Status == corev1.ConditionTrue {
			return nil
		}
	}
	return errors.New("not ready")
}

// allowRestricted lets the restricted user read pods, and nothing else.
func allowRestricted(ctx context.Context, client kubernetes.Interface) error {
	name := metav1.ObjectMeta{Name: "pod-reader"}
	_, err := client.RbacV1().ClusterRoles().Create(ctx, &rbacv1.ClusterRole{
		ObjectMeta: name,
		Rules: []rbacv1.PolicyRule{{
			APIGroups: []string{""},
			Resources: []string{"pods"},
			Verbs:     []string{"get", "list", "watch"},
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	_, err = client.RbacV1().ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: name,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: name.Name},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: restrictedUser}},
	}, metav1.CreateOptions{})
	return err
}
