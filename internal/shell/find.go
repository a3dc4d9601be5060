package shell

// shells are what to run, one after another until one is there. The first is there
// in nearly every image that has a shell at all, so that one request is enough.
func shells(mark string) [][]string {
	all := [][]string{
		{"/bin/sh", "-c", enter("/bin/sh")},
		{"bash", "--norc", "-c", enter("bash --norc")},
		{"sh", "-c", enter("sh")}, // where PATH leads elsewhere, as to /busybox
		{"ash", "-c", enter("ash")},
		{"busybox", "sh", "-c", enter("busybox sh")},
	}
	for i := range all {
		all[i] = append(all[i], "kubectl-threat", mark)
	}
	return all
}

// markVariable is in the environment of all that a session starts.
const markVariable = "KUBECTL_THREAT_SHELL"

// enter becomes the shell that is pleasant to use: bash where it is, which edits
// lines and completes names. The container is evidence, so that no history is
// written over the one that is there, and bash runs nothing from a file that the
// attacker could have put into the home directory.
func enter(shell string) string {
	return markVariable + "=$1; HISTFILE=; export " + markVariable + " HISTFILE; " +
		"command -v bash >/dev/null 2>&1 && exec bash --norc; exec " + shell
}
