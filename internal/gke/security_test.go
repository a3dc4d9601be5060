package gke_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

func TestSecurity(t *testing.T) {
	yes, no, root, nobody := true, false, int64(0), int64(65534)
	unmasked := corev1.UnmaskedProcMount
	app := func(p *corev1.Pod) *corev1.Container { return &p.Spec.Containers[0] }
	tests := map[string]struct {
		change func(*corev1.Pod)
		want   threat.Security
	}{
		"nothing set": {func(*corev1.Pod) {}, threat.Security{}},
		"the host's namespaces": {func(p *corev1.Pod) {
			p.Spec.HostNetwork, p.Spec.HostPID, p.Spec.HostIPC, p.Spec.ShareProcessNamespace = true, true, true, &yes
		}, threat.Security{HostNetwork: true, HostPID: true, HostIPC: true, SharedProcesses: true}},
		"the container's own settings": {func(p *corev1.Pod) {
			app(p).SecurityContext = &corev1.SecurityContext{
				Privileged: &yes, ReadOnlyRootFilesystem: &yes, AllowPrivilegeEscalation: &no, RunAsUser: &root, ProcMount: &unmasked,
				Capabilities: &corev1.Capabilities{Add: []corev1.Capability{"NET_ADMIN"}, Drop: []corev1.Capability{"ALL"}},
			}
		}, threat.Security{
			Privileged: true, ReadOnlyRoot: true, AllowPrivilegeEscalation: &no, User: &root, UnmaskedProc: true,
			Added: untrusted.All([]string{"NET_ADMIN"}), Dropped: untrusted.All([]string{"ALL"}),
			SetBy: map[string]threat.SetByLevel{"allowPrivilegeEscalation": threat.SetByContainer, "runAsUser": threat.SetByContainer},
		}},
		"the container's win over the pod's": {func(p *corev1.Pod) {
			p.Spec.SecurityContext = &corev1.PodSecurityContext{
				RunAsUser: &root, RunAsNonRoot: &no, SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeUnconfined},
			}
			app(p).SecurityContext = &corev1.SecurityContext{RunAsUser: &nobody}
		}, threat.Security{
			User: &nobody, NonRoot: &no, Seccomp: untrusted.From("Unconfined"),
			SetBy: map[string]threat.SetByLevel{"runAsUser": threat.SetByContainer, "runAsNonRoot": threat.SetByPod, "seccompProfile": threat.SetByPod},
		}},
		"folders of the node and the token": {func(p *corev1.Pod) {
			p.Spec.Volumes = []corev1.Volume{
				{Name: "root", VolumeSource: corev1.VolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: "/"}}},
				{Name: "unused", VolumeSource: corev1.VolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: "/boot"}}},
				{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}},
			}
			app(p).VolumeMounts = []corev1.VolumeMount{
				{Name: "root", MountPath: "/host"},
				{Name: "root", MountPath: "/logs", SubPath: "var/log", ReadOnly: true},
				{Name: "tmp", MountPath: "/tmp"},
				{Name: "kube-api-access-x", MountPath: "/var/run/secrets/kubernetes.io/serviceaccount", ReadOnly: true},
			}
		}, threat.Security{
			TokenMounted: true,
			HostPaths: []threat.HostPath{
				{Path: untrusted.From("/"), Mount: untrusted.From("/host")},
				{Path: untrusted.From("/var/log"), Mount: untrusted.From("/logs"), ReadOnly: true},
			},
		}},
		"another container's settings": {func(p *corev1.Pod) {
			p.Spec.Containers = append(p.Spec.Containers, corev1.Container{Name: "agent", SecurityContext: &corev1.SecurityContext{Privileged: &yes}})
		}, threat.Security{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			target := cart()
			target.Container = "app"
			s := serve(map[string]any{podPath: cartPod(tt.change), "/api/v1/nodes/" + nodeName: tillsNode()})
			got := answer(t, gatherAll(t, s.scene(t, target, 0), threat.Finding{}).Pod).Security
			if diff := cmp.Diff(tt.want, got, texts()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
