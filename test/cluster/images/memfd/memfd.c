/*
 * memfd PROGRAM [ARG...] copies PROGRAM to a file that exists in memory only and
 * runs it from there, as malware does that wants to leave nothing on disk. Its
 * /proc/PID/exe then reads "/memfd:NAME (deleted)"; see memfd_create(2).
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: memfd PROGRAM [ARG...]\n");
		return 2;
	}
	int from = open(argv[1], O_RDONLY | O_CLOEXEC);
	int into = memfd_create("payload", MFD_CLOEXEC);
	struct stat program;
	if (from < 0 || into < 0 || fstat(from, &program) < 0) {
		perror("memfd");
		return 1;
	}
	for (off_t at = 0; at < program.st_size;) {
		if (sendfile(into, from, &at, program.st_size - at) <= 0) {
			perror("memfd: copying");
			return 1;
		}
	}
	fexecve(into, argv + 1, environ);
	perror("memfd: running");
	return 1;
}
