/* A disk that fails one operation, as the program sees it. Preloaded (LD_PRELOAD) into a child, it counts the operations
   that change files whose path holds FAULT_PATH, and makes the FAULT_AT-th one of the kind FAULT_CALL (from 1, FAULT_FOR
   times) report the error number FAULT_ERRNO. FAULT_HOW=after: the operation is carried out all the same, so that what is
   reported to have failed is stored. FAULT_LOG=file: every operation is written there as "call path". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int number(const char *name, int otherwise) {
  const char *text = getenv(name);
  return text ? atoi(text) : otherwise;
}

static void note(const char *call, const char *path) {
  const char *log = getenv("FAULT_LOG");
  char line[4400];
  if (!log) return;
  int file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  int length = snprintf(line, sizeof line, "%s %s\n", call, path);
  if (file < 0 || syscall(SYS_write, file, line, length) != length) abort();
  syscall(SYS_close, file);
}

/* Whether this operation is the one that fails. */
static int fails(const char *call, const char *path) {
  static int count = 0;
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  const char *wanted = getenv("FAULT_PATH");
  if (!wanted || !strstr(path, wanted)) return 0;
  note(call, path);
  const char *kind = getenv("FAULT_CALL");
  if (!kind || strcmp(kind, call) != 0) return 0;
  pthread_mutex_lock(&lock);
  int nth = ++count;
  pthread_mutex_unlock(&lock);
  int from = number("FAULT_AT", 0);
  int is_due = from > 0 && nth >= from && nth < from + number("FAULT_FOR", 1);
  if (is_due) note("FAILED", path);
  return is_due;
}

static int fails_on(const char *call, int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(call, path);
}

static int happens_anyway(void) {
  const char *how = getenv("FAULT_HOW");
  return how && strcmp(how, "after") == 0;
}

static int failure(void) {
  errno = number("FAULT_ERRNO", EIO);
  return -1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
/* Carries an operation out, or not, and answers a failure where one is due. */
#define FAULTY(check, operation)                    \
  do {                                              \
    if (!(check)) return operation;                 \
    if (happens_anyway() && (operation) < 0) abort(); \
    return failure();                               \
  } while (0)

ssize_t write(int file, const void *bytes, size_t count) {
  FAULTY(fails_on("write", file), REAL(write)(file, bytes, count));
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  FAULTY(fails_on("pwrite", file), REAL(pwrite)(file, bytes, count, at));
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  FAULTY(fails_on("pwrite", file), REAL(pwrite64)(file, bytes, count, at));
}
int fsync(int file) { FAULTY(fails_on("fsync", file), REAL(fsync)(file)); }
int fdatasync(int file) { FAULTY(fails_on("fsync", file), REAL(fdatasync)(file)); }
int ftruncate(int file, off_t size) { FAULTY(fails_on("ftruncate", file), REAL(ftruncate)(file, size)); }
int ftruncate64(int file, off64_t size) { FAULTY(fails_on("ftruncate", file), REAL(ftruncate64)(file, size)); }
int fchmod(int file, mode_t mode) { FAULTY(fails_on("fchmod", file), REAL(fchmod)(file, mode)); }
int rename(const char *from, const char *to) { FAULTY(fails("rename", to), REAL(rename)(from, to)); }
int unlink(const char *path) { FAULTY(fails("unlink", path), REAL(unlink)(path)); }
int mkdir(const char *path, mode_t mode) {
  if (!fails("mkdir", path)) return REAL(mkdir)(path, mode);
  if (happens_anyway()) REAL(mkdir)(path, mode);
  return failure();
}

/* An open that reports a failure leaves the file that it made, and no descriptor. */
static int open_faulty(const char *path, int flags, mode_t mode) {
  int is_due = fails("open", path);
  if (is_due && !happens_anyway()) return failure();
  int file = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  if (file < 0 || !is_due) return file;
  syscall(SYS_close, file);
  return failure();
}

#define MODE_OF(flags)                        \
  mode_t mode = 0;                            \
  if ((flags) & (O_CREAT | O_TMPFILE)) {      \
    va_list rest;                             \
    va_start(rest, flags);                    \
    mode = va_arg(rest, mode_t);              \
    va_end(rest);                             \
  }
int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_faulty(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_faulty(path, flags, mode);
}
