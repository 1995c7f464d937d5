/* A disk that can lose its power. Preloaded into a process, it writes down what that does to the files under DISK_ROOT, in
   order, into DISK_LOG; whoever reads that knows what was synced at any moment. While the file DISK_BROKEN is there,
   writes and syncs fail. Nothing is really synced: that would only take time. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define DESCRIPTORS 65536

struct header { uint64_t op, file, offset, length; };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static const char *root, *broken;
static int journal = -1;
static uint64_t files[DESCRIPTORS]; /* 0: not one of ours */

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static void note(char op, uint64_t file, uint64_t offset, const void *data, uint64_t length) {
    struct header header = { (uint64_t)op, file, offset, length };
    struct iovec parts[2] = { { &header, sizeof header }, { (void *)data, length } };
    if (writev(journal, parts, 2) != (ssize_t)(sizeof header + length)) abort();
}

static void begin(void) {
    static int begun;
    if (begun) return;
    begun = 1;
    root = getenv("DISK_ROOT");
    broken = getenv("DISK_BROKEN");
    REAL(open);
    if (root) journal = real(getenv("DISK_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* What follows the root in a path, or null where it is elsewhere. */
static const char *ours(const char *path) {
    begin();
    if (!root || !path) return NULL;
    size_t length = strlen(root);
    return strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0) ? path + length : NULL;
}

static int fails(void) { return broken && access(broken, F_OK) == 0; }

static int is_ours(int descriptor) { return descriptor >= 0 && descriptor < DESCRIPTORS && files[descriptor]; }

static int opened(const char *path, int flags, mode_t mode, int (*real)(const char *, int, ...)) {
    const char *name = ours(path);
    if (!name) return real(path, flags, mode);
    pthread_mutex_lock(&gate);
    int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
    int descriptor = real(path, flags, mode);
    struct stat status;
    if (descriptor >= 0 && descriptor < DESCRIPTORS && fstat(descriptor, &status) == 0) {
        files[descriptor] = status.st_ino;
        if (is_new) note('C', status.st_ino, 0, name, strlen(name));
        else if (flags & O_TRUNC) note('T', status.st_ino, 0, NULL, 0);
    }
    pthread_mutex_unlock(&gate);
    return descriptor;
}

int open(const char *path, int flags, ...) {
    va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest);
    REAL(open);
    return opened(path, flags, mode, real);
}

int open64(const char *path, int flags, ...) {
    va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest);
    REAL(open64);
    return opened(path, flags, mode, real);
}

int close(int descriptor) {
    REAL(close);
    if (!is_ours(descriptor)) return real(descriptor);
    pthread_mutex_lock(&gate);
    files[descriptor] = 0;
    int result = real(descriptor);
    pthread_mutex_unlock(&gate);
    return result;
}

static ssize_t written(int descriptor, const void *data, size_t length, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    if (!is_ours(descriptor)) return real(descriptor, data, length, offset);
    if (fails()) { errno = EIO; return -1; }
    pthread_mutex_lock(&gate);
    ssize_t result = real(descriptor, data, length, offset);
    if (result > 0) note('W', files[descriptor], (uint64_t)offset, data, (uint64_t)result);
    pthread_mutex_unlock(&gate);
    return result;
}

ssize_t pwrite(int descriptor, const void *data, size_t length, off_t offset) { return written(descriptor, data, length, offset); }

ssize_t pwrite64(int descriptor, const void *data, size_t length, off64_t offset) { return written(descriptor, data, length, offset); }

ssize_t write(int descriptor, const void *data, size_t length) {
    REAL(write);
    if (!is_ours(descriptor)) return real(descriptor, data, length);
    if (fails()) { errno = EIO; return -1; }
    pthread_mutex_lock(&gate);
    off_t offset = lseek(descriptor, 0, SEEK_CUR);
    ssize_t result = real(descriptor, data, length);
    if (result > 0) note('W', files[descriptor], (uint64_t)offset, data, (uint64_t)result);
    pthread_mutex_unlock(&gate);
    return result;
}

static int cut(int descriptor, off64_t length) {
    static int (*real)(int, off64_t);
    if (!real) real = (int (*)(int, off64_t))dlsym(RTLD_NEXT, "ftruncate64");
    if (!is_ours(descriptor)) return real(descriptor, length);
    pthread_mutex_lock(&gate);
    int result = real(descriptor, length);
    if (result == 0) note('T', files[descriptor], (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&gate);
    return result;
}

int ftruncate(int descriptor, off_t length) { return cut(descriptor, length); }

int ftruncate64(int descriptor, off64_t length) { return cut(descriptor, length); }

/* .NET calls open by address, so that its descriptors of folders are not known here. */
static const char *folder_of(int descriptor, char *path, size_t size) {
    char link[64];
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISDIR(status.st_mode)) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0) return NULL;
    path[length] = 0;
    return ours(path);
}

static int synced(int descriptor, int (*real)(int)) {
    char path[4096];
    const char *folder = folder_of(descriptor, path, sizeof path);
    if (!folder && !is_ours(descriptor)) return real(descriptor);
    if (fails()) { errno = EIO; return -1; }
    pthread_mutex_lock(&gate);
    if (folder) note('D', 0, 0, folder, strlen(folder));
    else note('S', files[descriptor], 0, NULL, 0);
    pthread_mutex_unlock(&gate);
    return 0;
}

int fsync(int descriptor) {
    REAL(fsync);
    return synced(descriptor, real);
}

int fdatasync(int descriptor) {
    REAL(fdatasync);
    return synced(descriptor, real);
}

/* Names that came to be or went away: two paths have a zero between them. */
static void named(char op, const char *from, const char *to) {
    char both[8192];
    int length = to ? snprintf(both, sizeof both, "%s%c%s", from, 0, to) : snprintf(both, sizeof both, "%s", from);
    note(op, 0, 0, both, (uint64_t)length);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (!ours(from)) return real(from, to);
    pthread_mutex_lock(&gate);
    int result = real(from, to);
    if (result == 0) named('R', ours(from), ours(to));
    pthread_mutex_unlock(&gate);
    return result;
}

int link(const char *from, const char *to) {
    REAL(link);
    if (!ours(from)) return real(from, to);
    pthread_mutex_lock(&gate);
    int result = real(from, to);
    if (result == 0) named('L', ours(from), ours(to));
    pthread_mutex_unlock(&gate);
    return result;
}

int unlink(const char *path) {
    REAL(unlink);
    if (!ours(path)) return real(path);
    pthread_mutex_lock(&gate);
    int result = real(path);
    if (result == 0) named('U', ours(path), NULL);
    pthread_mutex_unlock(&gate);
    return result;
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    if (!ours(path)) return real(path, mode);
    pthread_mutex_lock(&gate);
    int result = real(path, mode);
    if (result == 0) named('M', ours(path), NULL);
    pthread_mutex_unlock(&gate);
    return result;
}
