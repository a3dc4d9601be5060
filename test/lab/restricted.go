package lab

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// Restricted writes a kubeconfig into a folder whose user may get the pods of the
// namespace and nothing else. Its context has the name of the lab's own.
func (l *Lab) Restricted(ctx context.Context, folder string) (string, error) {
	const name = "analyst"
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: name}}
	if _, err := l.Client.CoreV1().ServiceAccounts(l.Namespace).Create(ctx, account, metav1.CreateOptions{}); err != nil {
		return "", fmt.Errorf("making service account: %w", err)
	}
	role := &rbacv1.Role{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Rules:      []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"get"}}},
	}
	if _, err := l.Client.RbacV1().Roles(l.Namespace).Create(ctx, role, metav1.CreateOptions{}); err != nil {
		return "", fmt.Errorf("making role: %w", err)
	}
	binding := &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: name},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Name: name, Namespace: l.Namespace}},
	}
	if _, err := l.Client.RbacV1().RoleBindings(l.Namespace).Create(ctx, binding, metav1.CreateOptions{}); err != nil {
		return "", fmt.Errorf("making role binding: %w", err)
	}
	token, err := l.Client.CoreV1().ServiceAccounts(l.Namespace).CreateToken(ctx, name, &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		return "", fmt.Errorf("making token: %w", err)
	}
	return l.as(token.Status.Token, filepath.Join(folder, "kubeconfig"))
}

// as writes the lab's kubeconfig with another user.
func (l *Lab) as(token, path string) (string, error) {
	config, err := clientcmd.LoadFromFile(l.Kubeconfig)
	if err != nil {
		return "", fmt.Errorf("reading kubeconfig: %w", err)
	}
	user := &clientcmdapi.AuthInfo{Token: token}
	config.AuthInfos[config.Contexts[config.CurrentContext].AuthInfo] = user
	body, err := clientcmd.Write(*config)
	if err != nil {
		return "", fmt.Errorf("writing kubeconfig: %w", err)
	}
	return path, os.WriteFile(path, body, 0o600)
}
