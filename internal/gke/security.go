package gke

import (
	"cmp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/kubectl-threat/kubectl-threat/internal/threat"
	"github.com/kubectl-threat/kubectl-threat/internal/untrusted"
)

// tokenFolder is where the service account admission controller mounts a token
// (kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin).
const tokenFolder = "/var/run/secrets/kubernetes.io/serviceaccount" //nolint:gosec // a folder, no credential

// describeSecurity reads what a container may do, from the specification alone.
func describeSecurity(pod *corev1.Pod, container string) threat.Security {
	s := threat.Security{
		HostNetwork: pod.Spec.HostNetwork, HostPID: pod.Spec.HostPID, HostIPC: pod.Spec.HostIPC,
		SharedProcesses: pod.Spec.ShareProcessNamespace != nil && *pod.Spec.ShareProcessNamespace,
	}
	if context := pod.Spec.SecurityContext; context != nil {
		podSettings(&s, context)
	}
	if spec, ok := specOf(pod, container); ok {
		if spec.SecurityContext != nil {
			containerSettings(&s, spec.SecurityContext)
		}
		s.HostPaths = hostPaths(pod, spec)
		s.TokenMounted = slices.ContainsFunc(spec.VolumeMounts, func(m corev1.VolumeMount) bool { return m.MountPath == tokenFolder })
	}
	return s
}

func podSettings(s *threat.Security, context *corev1.PodSecurityContext) {
	set(s, &s.User, context.RunAsUser, "runAsUser", threat.SetByPod)
	set(s, &s.NonRoot, context.RunAsNonRoot, "runAsNonRoot", threat.SetByPod)
	setSeccomp(s, context.SeccompProfile, threat.SetByPod)
}

// containerSettings come second: they win over the pod's.
func containerSettings(s *threat.Security, context *corev1.SecurityContext) {
	set(s, &s.User, context.RunAsUser, "runAsUser", threat.SetByContainer)
	set(s, &s.NonRoot, context.RunAsNonRoot, "runAsNonRoot", threat.SetByContainer)
	set(s, &s.AllowPrivilegeEscalation, context.AllowPrivilegeEscalation, "allowPrivilegeEscalation", threat.SetByContainer)
	setSeccomp(s, context.SeccompProfile, threat.SetByContainer)
	s.Privileged = context.Privileged != nil && *context.Privileged
	s.ReadOnlyRoot = context.ReadOnlyRootFilesystem != nil && *context.ReadOnlyRootFilesystem
	s.UnmaskedProc = context.ProcMount != nil && *context.ProcMount == corev1.UnmaskedProcMount
	if context.Capabilities != nil {
		s.Added, s.Dropped = capabilities(context.Capabilities.Add), capabilities(context.Capabilities.Drop)
	}
}

func set[T any](s *threat.Security, to **T, value *T, name string, level threat.SetByLevel) {
	if value != nil {
		*to = value
		noteLevel(s, name, level)
	}
}

func setSeccomp(s *threat.Security, profile *corev1.SeccompProfile, level threat.SetByLevel) {
	if profile != nil {
		s.Seccomp = untrusted.From(string(profile.Type))
		noteLevel(s, "seccompProfile", level)
	}
}

func noteLevel(s *threat.Security, name string, level threat.SetByLevel) {
	if s.SetBy == nil {
		s.SetBy = map[string]threat.SetByLevel{}
	}
	s.SetBy[name] = level
}

func capabilities(list []corev1.Capability) []untrusted.Text {
	var texts []untrusted.Text
	for _, c := range list {
		texts = append(texts, untrusted.From(string(c)))
	}
	return texts
}

// hostPaths are what the container sees of its node. A mount of a part of the
// volume is shown as that part.
func hostPaths(pod *corev1.Pod, spec corev1.Container) []threat.HostPath {
	var paths []threat.HostPath
	for _, mount := range spec.VolumeMounts {
		at := slices.IndexFunc(pod.Spec.Volumes, func(v corev1.Volume) bool { return v.Name == mount.Name })
		if at < 0 || pod.Spec.Volumes[at].HostPath == nil {
			continue
		}
		path := pod.Spec.Volumes[at].HostPath.Path
		if part := cmp.Or(mount.SubPath, mount.SubPathExpr); part != "" {
			path = strings.TrimSuffix(path, "/") + "/" + part
		}
		paths = append(paths, threat.HostPath{Path: untrusted.From(path), Mount: untrusted.From(mount.MountPath), ReadOnly: mount.ReadOnly})
	}
	return paths
}
