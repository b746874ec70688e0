/* A disk that fails: loaded before the C library, it lets the write number N under one folder fail, and those after it
   if it stays broken. Every call that changes a file counts: write, pwrite, fsync, fdatasync, ftruncate, rename. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[4096];
static long left, counted;
static int number, remains, shortened;

/* at 0 = nothing fails, calls are only counted; halves: a write that fails writes half of what it should first */
void disk_arm(const char *under, long at, int error, int stays, int halves) {
    pthread_mutex_lock(&lock);
    strncpy(folder, under, sizeof folder - 1);
    left = at, counted = 0, number = error, remains = stays, shortened = halves;
    pthread_mutex_unlock(&lock);
}

long disk_counted(void) { return counted; }

static int fails_at(const char *path) {
    int failing = 0;
    if (!folder[0] || strncmp(path, folder, strlen(folder))) return 0;
    pthread_mutex_lock(&lock);
    counted++;
    if (left > 0) failing = --left == 0, left -= failing; /* -1: it was met */
    else if (left < 0) failing = remains;
    pthread_mutex_unlock(&lock);
    return failing;
}

static int fails(int file) {
    char link[64], path[4096];
    int before = errno;
    ssize_t length;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length <= 0) return 0;
    path[length] = 0;
    return fails_at(path);
}

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *what, size_t size) {
    if (!fails(file)) return REAL(write)(file, what, size);
    if (shortened && size > 1) REAL(write)(file, what, size / 2);
    errno = number;
    return -1;
}
ssize_t pwrite(int file, const void *what, size_t size, off_t at) {
    if (!fails(file)) return REAL(pwrite)(file, what, size, at);
    if (shortened && size > 1) REAL(pwrite)(file, what, size / 2, at);
    errno = number;
    return -1;
}
ssize_t pwrite64(int file, const void *what, size_t size, off64_t at) {
    if (!fails(file)) return REAL(pwrite64)(file, what, size, at);
    if (shortened && size > 1) REAL(pwrite64)(file, what, size / 2, at);
    errno = number;
    return -1;
}
int fsync(int file) { return fails(file) ? (errno = number, -1) : REAL(fsync)(file); }
int fdatasync(int file) { return fails(file) ? (errno = number, -1) : REAL(fdatasync)(file); }
int ftruncate(int file, off_t size) { return fails(file) ? (errno = number, -1) : REAL(ftruncate)(file, size); }
int ftruncate64(int file, off64_t size) { return fails(file) ? (errno = number, -1) : REAL(ftruncate64)(file, size); }
int rename(const char *from, const char *to) { return fails_at(to) ? (errno = number, -1) : REAL(rename)(from, to); }
