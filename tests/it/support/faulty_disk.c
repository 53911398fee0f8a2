/* Stands between a program and its disk (LD_PRELOAD): while the file FAULTS/full exists, nothing can be written to
 * files below FAULTY; while FAULTS/unsynced exists, their syncs fail as those of a failing disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int wanted(const char *fault)
{
    char path[PATH_MAX];
    const char *folder = getenv("FAULTS");
    if (!folder)
        return 0;
    snprintf(path, sizeof path, "%s/%s", folder, fault);
    return access(path, F_OK) == 0;
}

static int faulty(int fd)
{
    char name[64], path[PATH_MAX];
    const char *below = getenv("FAULTY");
    ssize_t length;
    if (!below)
        return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    length = readlink(name, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return strncmp(path, below, strlen(below)) == 0;
}

static int fails(int fd, const char *fault)
{
    int before = errno;
    int result = wanted(fault) && faulty(fd);
    errno = before;
    return result;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRITER(type, name, parameters, arguments)                                                                      \
    type name parameters                                                                                               \
    {                                                                                                                  \
        static __typeof__(&name) real;                                                                                 \
        if (!real)                                                                                                     \
            real = REAL(name);                                                                                         \
        if (fails(fd, "full")) {                                                                                       \
            errno = ENOSPC;                                                                                            \
            return -1;                                                                                                 \
        }                                                                                                              \
        return real arguments;                                                                                         \
    }
#define SYNCER(name)                                                                                                   \
    int name(int fd)                                                                                                   \
    {                                                                                                                  \
        static __typeof__(&name) real;                                                                                 \
        if (!real)                                                                                                     \
            real = REAL(name);                                                                                         \
        if (fails(fd, "unsynced")) {                                                                                   \
            errno = EIO;                                                                                               \
            return -1;                                                                                                 \
        }                                                                                                              \
        return real(fd);                                                                                               \
    }

WRITER(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count))
WRITER(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at))
WRITER(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at))
WRITER(ssize_t, pwritev, (int fd, const struct iovec *parts, int count, off_t at), (fd, parts, count, at))
WRITER(ssize_t, pwritev64, (int fd, const struct iovec *parts, int count, off64_t at), (fd, parts, count, at))
WRITER(ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
SYNCER(fsync)
SYNCER(fdatasync)

int fallocate(int fd, int mode, off_t at, off_t length)
{
    if (fails(fd, "full")) {
        errno = ENOSPC;
        return -1;
    }
    return REAL(fallocate)(fd, mode, at, length);
}

int posix_fallocate(int fd, off_t at, off_t length)
{
    return fails(fd, "full") ? ENOSPC : REAL(posix_fallocate)(fd, at, length);
}

int posix_fallocate64(int fd, off64_t at, off64_t length)
{
    return fails(fd, "full") ? ENOSPC : REAL(posix_fallocate64)(fd, at, length);
}
