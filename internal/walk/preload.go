package walk

import (
	"path"
	"slices"
	"strings"
)

// preloaded looks for libraries in the walking shell that no shell asks for.
// Such a library can hide processes and files from every program that loads it,
// and its own entry in /etc/ld.so.preload too; in the list of the shell's
// mappings it still shows, unless it forges that as well. The result is what
// was found, as it stands; whole says that the list is not cut.
func preloaded(environment, file, ownMaps string, whole bool) []string {
	var found []string
	for _, text := range []string{environment, file} {
		if text = strings.TrimSpace(text); text != "" {
			found = append(found, text)
		}
	}
	files, code := executableFiles(ownMaps)
	for _, name := range files {
		if !ordinary(name) && !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	if !code && whole {
		found = append(found, "/proc/self/maps") // A program without code does not exist: the list was forged.
	}
	return found
}

// executableFiles returns the files of which code is mapped, and whether any
// code is.
func executableFiles(list string) (files []string, code bool) {
	for line := range strings.Lines(list) {
		_, _, name, ok := mapping(line)
		if !ok || !strings.Contains(strings.Fields(line)[1], "x") {
			continue
		}
		code = true
		if name != "" {
			files = append(files, name)
		}
	}
	return files, code
}

// ordinary reports whether a shell maps the file in the normal course: itself,
// the loader and the libraries that shells are linked with, from where a system
// keeps them.
func ordinary(name string) bool {
	dir, base := path.Split(name)
	if !slices.ContainsFunc(folders(), func(folder string) bool { return strings.HasPrefix(dir, folder) }) {
		return false
	}
	if slices.Contains(shells(), base) {
		return true
	}
	stem, _, isLibrary := strings.Cut(base, ".so")
	if !isLibrary {
		return false
	}
	if old, version, ok := strings.Cut(stem, "-2."); ok && version != "" {
		stem = old // libc-2.31.so
	}
	return strings.HasPrefix(stem, "ld-") || stem == "ld" || slices.Contains(libraries(), stem)
}

func folders() []string {
	return []string{"/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "/bin/", "/usr/bin/", "/busybox/"}
}

func shells() []string {
	return []string{"sh", "dash", "bash", "ash", "busybox", "busybox.static", "ksh", "mksh", "ksh93"}
}

func libraries() []string {
	return []string{
		"libc", "libm", "libdl", "libpthread", "librt", "libresolv", "libtinfo", "libtinfow",
		"libncurses", "libncursesw", "libreadline", "libhistory", "libcrypt",
	}
}
