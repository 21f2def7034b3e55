/* Makes one system call of a program fail, or kills the program at it: to be preloaded.
 *
 * FAULT_PATH    calls on files whose path has this in it count; without it, all files below FAULT_BELOW
 * FAULT_BELOW   calls on files outside of this folder do not count
 * FAULT_CALL    calls of this name count (open, read, write, sync, rename, link, unlink, mkdir, truncate); without it all
 * FAULT_AT      the number of the call, from 1
 * FAULT_TIMES   how many calls fail from there on; 1 without it
 * FAULT_ERROR   the error's number; 0 kills the program, before the call
 * FAULT_HANG    set, the call does not come back, as from a mount that does not answer
 * FAULT_SEEN    a file to which how many calls counted is written when the program ends
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *path_part, *below, *call_name, *seen_path, *hangs;
static long at = -1, times = 1, error_number = -1;
static atomic_long seen;

__attribute__((constructor)) static void begin(void) {
    path_part = getenv("FAULT_PATH");
    below = getenv("FAULT_BELOW");
    call_name = getenv("FAULT_CALL");
    seen_path = getenv("FAULT_SEEN");
    hangs = getenv("FAULT_HANG");
    const char *number = getenv("FAULT_AT");
    if (number) at = atol(number);
    if ((number = getenv("FAULT_TIMES"))) times = atol(number);
    if ((number = getenv("FAULT_ERROR"))) error_number = atol(number);
}

__attribute__((destructor)) static void end(void) {
    if (!seen_path) return;
    FILE *file = fopen(seen_path, "w");
    if (!file) return;
    fprintf(file, "%ld\n", atomic_load(&seen));
    fclose(file);
}

/* Whether the call must fail; errno is set then. */
static int must_fail(const char *call, const char *path) {
    if (!below || !path || strncmp(path, below, strlen(below)) != 0) return 0;
    if (path_part && !strstr(path, path_part)) return 0;
    if (call_name && strcmp(call_name, call) != 0) return 0;
    long number = atomic_fetch_add(&seen, 1) + 1;
    if (at < 0 || number < at || number >= at + times) return 0;
    while (hangs) pause();
    if (error_number == 0) kill(getpid(), SIGKILL);
    errno = (int)error_number;
    return 1;
}

static int fd_must_fail(const char *call, int fd) {
    if (!below) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return must_fail(call, path);
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, #name, const char *, int, ...); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        if (must_fail("open", path)) return -1; \
        return real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OF_FD(result, name, call, declared, ...) \
    result name declared { \
        REAL(result, #name, OF_##name); \
        if (fd_must_fail(call, fd)) return -1; \
        return real(__VA_ARGS__); \
    }
#define OF_read int, void *, size_t
#define OF_pread int, void *, size_t, off_t
#define OF_pread64 int, void *, size_t, off64_t
#define OF_write int, const void *, size_t
#define OF_pwrite int, const void *, size_t, off_t
#define OF_pwrite64 int, const void *, size_t, off64_t
#define OF_writev int, const struct iovec *, int
#define OF_fsync int
#define OF_fdatasync int
#define OF_ftruncate int, off_t
#define OF_ftruncate64 int, off64_t
OF_FD(ssize_t, read, "read", (int fd, void *buffer, size_t size), fd, buffer, size)
OF_FD(ssize_t, pread, "read", (int fd, void *buffer, size_t size, off_t offset), fd, buffer, size, offset)
OF_FD(ssize_t, pread64, "read", (int fd, void *buffer, size_t size, off64_t offset), fd, buffer, size, offset)
OF_FD(ssize_t, write, "write", (int fd, const void *buffer, size_t size), fd, buffer, size)
OF_FD(ssize_t, pwrite, "write", (int fd, const void *buffer, size_t size, off_t offset), fd, buffer, size, offset)
OF_FD(ssize_t, pwrite64, "write", (int fd, const void *buffer, size_t size, off64_t offset), fd, buffer, size, offset)
OF_FD(ssize_t, writev, "write", (int fd, const struct iovec *parts, int count), fd, parts, count)
OF_FD(int, fsync, "sync", (int fd), fd)
OF_FD(int, fdatasync, "sync", (int fd), fd)
OF_FD(int, ftruncate, "truncate", (int fd, off_t size), fd, size)
OF_FD(int, ftruncate64, "truncate", (int fd, off64_t size), fd, size)

#define OF_PATH(name, call, declared, types, ...) \
    int name declared { \
        REAL(int, #name, types); \
        if (must_fail(call, path)) return -1; \
        return real(__VA_ARGS__); \
    }
#define TWO const char *, const char *
OF_PATH(rename, "rename", (const char *path, const char *to), TWO, path, to)
OF_PATH(link, "link", (const char *path, const char *to), TWO, path, to)
#define TWO_AT int, const char *, int, const char *, int
OF_PATH(linkat, "link", (int at_fd, const char *path, int to_fd, const char *to, int flags), TWO_AT, at_fd, path, to_fd, to, flags)
OF_PATH(unlink, "unlink", (const char *path), const char *, path)
#define PATH_AND_MODE const char *, mode_t
OF_PATH(mkdir, "mkdir", (const char *path, mode_t mode), PATH_AND_MODE, path, mode)
