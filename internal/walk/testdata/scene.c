// The processes that the tests look at. "scene run" is the first process of a
// namespace: it prepares /proc and loopback, runs the commands that a lone ";"
// separates one after the other, and ends with the last one. Every other word
// makes one scene in the background and returns when the scene is ready.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void must(int ok, const char *what) {
	if (ok)
		return;
	fprintf(stderr, "scene: %s: %s\n", what, strerror(errno));
	exit(99);
}

static void hold(void) {
	for (;;)
		pause();
}

static int ready[2];
static const char *unlinked; // what begin takes away when the child has begun

// begin forks. The parent waits until the child says done or executes something.
static void begin(void) {
	must(pipe2(ready, O_CLOEXEC) == 0, "pipe");
	pid_t child = fork();
	must(child >= 0, "fork");
	if (child == 0) {
		close(ready[0]);
		return;
	}
	close(ready[1]);
	char c;
	while (read(ready[0], &c, 1) < 0 && errno == EINTR)
		;
	if (unlinked)
		must(unlink(unlinked) == 0, unlinked);
	exit(0);
}

static void done(void) { close(ready[1]); }

static void copy_self(int to) {
	char buffer[65536];
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	must(from >= 0, "opening the scene");
	for (ssize_t n; (n = read(from, buffer, sizeof buffer)) > 0;)
		must(write(to, buffer, n) == n, "copying the scene");
	close(from);
}

// copied executes a copy of the scene at a path, which is then taken away or kept.
static void copied(char **argv, int keep) {
	int to = open(argv[0], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	must(to >= 0, argv[0]);
	copy_self(to);
	close(to);
	unlinked = keep ? NULL : argv[0];
	begin();
	char *args[] = {"copy", "hold", NULL};
	must(execv(argv[0], args) == 0, "executing the copy");
}

static void memory(char **argv) {
	int fd = memfd_create(argv[0], MFD_CLOEXEC);
	must(fd >= 0, "memfd_create");
	copy_self(fd);
	begin();
	char *args[] = {"memory", "hold", NULL}, *env[] = {NULL};
	must(fexecve(fd, args, env) == 0, "fexecve");
}

static void *second(void *unused) {
	(void)unused;
	done();
	hold();
	return NULL;
}

// headless ends its first thread while another one goes on.
static void headless(void) {
	begin();
	pthread_t thread;
	must(pthread_create(&thread, NULL, second, NULL) == 0, "pthread_create");
	pthread_exit(NULL);
}

static void threaded(void) {
	begin();
	prctl(PR_SET_NAME, "threaded");
	pthread_t thread;
	for (int i = 0; i < 3; i++)
		must(pthread_create(&thread, NULL, (void *(*)(void *))hold, NULL) == 0, "pthread_create");
	done();
	hold();
}

static void zombie(void) {
	begin();
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	siginfo_t info;
	waitid(P_PID, child, &info, WEXITED | WNOWAIT);
	done();
	hold();
}

// reverse puts a connection to a listener of its own on descriptors 0 to 2.
static void reverse(char **argv) {
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[0]))};
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	must(bind(listener, (void *)&a, sizeof a) == 0, "bind");
	must(listen(listener, 1) == 0, "listen");
	begin();
	int client = socket(AF_INET, SOCK_STREAM, 0);
	must(connect(client, (void *)&a, sizeof a) == 0, "connect");
	int server = accept(listener, NULL, NULL);
	must(server >= 0, "accept");
	if (fork() == 0) {
		close(client);
		prctl(PR_SET_NAME, "listener");
		done();
		hold();
	}
	close(listener);
	close(server);
	for (int fd = 0; fd < 3; fd++)
		dup2(client, fd);
	close(client);
	prctl(PR_SET_NAME, "scene-reverse");
	done();
	hold();
}

static void many(char **argv) {
	for (int n = atoi(argv[0]); n > 0; n--) {
		pid_t child = fork();
		must(child >= 0, "fork");
		if (child == 0)
			hold();
	}
}

static void number(char **argv) {
	int fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY);
	must(fd >= 0 && write(fd, argv[0], strlen(argv[0])) > 0, "ns_last_pid");
}

static void loopback_up(void) {
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	must(ioctl(fd, SIOCSIFFLAGS, &r) == 0, "loopback");
	close(fd);
}

static void bind_null(const char *root) {
	char path[4096];
	snprintf(path, sizeof path, "%s/dev/null", root);
	int fd = open(path, O_CREAT | O_WRONLY, 0644);
	must(fd >= 0, path);
	close(fd);
	must(mount("/dev/null", path, NULL, MS_BIND, NULL) == 0, "binding /dev/null");
}

// list_cgroup writes what the kernel would say of a cgroup with all processes of
// the namespace, because tests can't make cgroups everywhere.
static void list_cgroup(const char *path) {
	mkdir("/sys", 0755);
	mkdir("/sys/fs", 0755);
	mkdir("/sys/fs/cgroup", 0755);
	mkdir("/sys/fs/cgroup/pids", 0755);
	FILE *to = fopen(path, "w");
	must(to != NULL, path);
	DIR *proc = opendir("/proc");
	must(proc != NULL, "/proc");
	for (struct dirent *e; (e = readdir(proc));)
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9')
			fprintf(to, "%s\n", e->d_name);
	closedir(proc);
	fclose(to);
}

// contain leaves the capabilities that containers have by default.
static void contain(void) {
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2] = {{0xa80425fb, 0xa80425fb, 0}, {0, 0, 0}};
	for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
		if (cap > 31 || !(0xa80425fbu >> cap & 1))
			must(prctl(PR_CAPBSET_DROP, cap) == 0 || errno == EINVAL, "PR_CAPBSET_DROP");
	must(syscall(SYS_capset, &header, data) == 0, "capset");
}

// run takes settings of the form NAME=VALUE before the first command.
static void run(char **argv) {
	const char *root = "", *options = NULL, *cgroup = NULL;
	int uid = -1, contained = 0;
	must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "private mounts");
	loopback_up();
	for (; *argv && strcmp(*argv, ";"); argv++) {
		if (!strncmp(*argv, "root=", 5))
			root = *argv + 5;
		else if (!strncmp(*argv, "uid=", 4))
			uid = atoi(*argv + 4);
		else if (!strncmp(*argv, "proc=", 5))
			options = *argv + 5;
		else if (!strcmp(*argv, "contained"))
			contained = 1;
		else if (!strncmp(*argv, "cgroup=", 7))
			cgroup = *argv + 7;
		else if (!strncmp(*argv, "closed=", 7)) // a folder that none but root may enter
			must(mount("none", *argv + 7, "tmpfs", 0, "mode=700") == 0, *argv);
	}
	must(mount("none", "/sys", "tmpfs", 0, NULL) == 0, "covering /sys");
	char proc[4096];
	snprintf(proc, sizeof proc, "%s/proc", root);
	must(mount("proc", proc, "proc", 0, options) == 0, "mounting /proc");
	if (*root) {
		bind_null(root);
		must(chroot(root) == 0 && chdir("/") == 0, "chroot");
	}
	if (contained)
		contain();
	int status = 0;
	while (*argv) {
		char **command = ++argv;
		while (*argv && strcmp(*argv, ";"))
			argv++;
		int last = *argv == NULL;
		char **separator = argv;
		pid_t child = fork();
		if (child == 0) {
			*separator = NULL;
			if (last && cgroup)
				list_cgroup(cgroup);
			if (last && uid >= 0)
				must(setgroups(0, NULL) == 0 && setgid(uid) == 0 && setuid(uid) == 0, "setuid");
			execv(command[0], command);
			must(0, command[0]);
		}
		while (waitpid(child, &status, 0) != child)
			;
		if (!WIFEXITED(status) || (WEXITSTATUS(status) && !last))
			exit(98);
		if (last)
			break;
	}
	exit(WEXITSTATUS(status));
}

int main(int argc, char **argv) {
	if (argc < 2)
		return 2;
	const char *word = argv[1];
	argv += 2;
	if (!strcmp(word, "run"))
		run(argv);
	if (!strcmp(word, "hold"))
		hold();
	if (!strcmp(word, "deleted"))
		copied(argv, 0);
	if (!strcmp(word, "copied"))
		copied(argv, 1);
	if (!strcmp(word, "memory"))
		memory(argv);
	if (!strcmp(word, "headless"))
		headless();
	if (!strcmp(word, "threaded"))
		threaded();
	if (!strcmp(word, "zombie"))
		zombie();
	if (!strcmp(word, "reverse"))
		reverse(argv);
	if (!strcmp(word, "many"))
		many(argv);
	if (!strcmp(word, "number"))
		number(argv);
	if (!strcmp(word, "background")) { // a process with the words as arguments
		begin();
		execv("/proc/self/exe", argv);
		return 99;
	}
	if (!strcmp(word, "named")) { // NAME: a process of that name
		begin();
		prctl(PR_SET_NAME, argv[0]);
		done();
		hold();
	}
	if (!strcmp(word, "holding")) { // FILE: a process with the file on descriptor 7
		begin();
		int fd = open(argv[0], O_CREAT | O_RDWR, 0600);
		must(fd >= 0, argv[0]);
		dup2(fd, 7);
		done();
		hold();
	}
	if (!strcmp(word, "user")) { // UID WORDS: a scene of that user
		int id = atoi(argv[0]);
		must(setgroups(0, NULL) == 0 && setgid(id) == 0 && setuid(id) == 0, "setuid");
		argv[0] = "scene";
		must(execv("/proc/self/exe", argv) == 0, "executing the scene again");
	}
	if (!strcmp(word, "preload")) { // PATH: what /etc/ld.so.preload shall hold
		int fd = open("/etc/ld.so.preload", O_CREAT | O_WRONLY | O_TRUNC, 0644);
		must(fd >= 0 && dprintf(fd, "%s\n", argv[0]) > 0, "/etc/ld.so.preload");
	}
	if (!strcmp(word, "cover")) { // PID: mounts an empty folder over it
		char path[64];
		snprintf(path, sizeof path, "/proc/%s", argv[0]);
		must(mount("none", path, "tmpfs", 0, NULL) == 0, path);
	}
	return 0;
}
