/* Makes a listener of a program not answer, and its database slow, while a test says so: to be preloaded.
 *
 * DEAF_FILE   a file with the ports, one a line, whose listeners accept nothing while it is there
 * SLOW_FILE   a file with the milliseconds by which each lock of a file below SLOW_BELOW is delayed while it is there
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Whether a number is in a file. */
static int has(const char *path, int wanted) {
    FILE *file = path ? fopen(path, "r") : NULL;
    int number, found = 0;
    if (!file) return 0;
    while (!found && fscanf(file, "%d", &number) == 1) found = number == wanted;
    fclose(file);
    return found;
}

static int is_deaf(int fd) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return 0;
    return has(getenv("DEAF_FILE"), ntohs(address.sin_port));
}

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) {
    static int (*real)(int, struct sockaddr *, socklen_t *, int);
    if (!real) real = (int (*)(int, struct sockaddr *, socklen_t *, int))dlsym(RTLD_NEXT, "accept4");
    if (is_deaf(fd)) {
        errno = EAGAIN;
        return -1;
    }
    return real(fd, address, length, flags);
}

static void delay(int fd) {
    const char *path = getenv("SLOW_FILE"), *below = getenv("SLOW_BELOW");
    FILE *file = path && below ? fopen(path, "r") : NULL;
    if (!file) return;
    char link[64], target[PATH_MAX];
    int millis = 0;
    if (fscanf(file, "%d", &millis) != 1) millis = 0;
    fclose(file);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, target, sizeof target - 1);
    if (length < 0) return;
    target[length] = 0;
    if (strncmp(target, below, strlen(below)) == 0) usleep(1000 * millis);
}

#define LOCK(name) \
    int name(int fd, int command, ...) { \
        static int (*real)(int, int, ...); \
        va_list more; \
        va_start(more, command); \
        void *argument = va_arg(more, void *); \
        va_end(more); \
        if (!real) real = (int (*)(int, int, ...))dlsym(RTLD_NEXT, #name); \
        if (command == F_SETLK || command == F_SETLKW) delay(fd); \
        return real(fd, command, argument); \
    }

LOCK(fcntl)
LOCK(fcntl64)
