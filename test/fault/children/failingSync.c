/* A disk that fails to sync a ledger's write-ahead log, as the program sees it: the bytes were written, the sync reports
   EIO. Preloaded (LD_PRELOAD) into a child; SYNC_FAILS_AT=n counts from 1, SYNC_FAILS_FOR=k says how often. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int number(const char *name) {
  const char *text = getenv(name);
  return text ? atoi(text) : 0;
}

static int is_ledger_wal(int file) {
  static const char ending[] = "ledger.sqlite-wal";
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path);
  size_t want = sizeof ending - 1;
  return length >= (ssize_t)want && memcmp(path + length - want, ending, want) == 0;
}

static int fails(int file) {
  static int syncs = 0;
  if (!is_ledger_wal(file)) return 0;
  int from = number("SYNC_FAILS_AT");
  syncs++;
  return from > 0 && syncs >= from && syncs < from + number("SYNC_FAILS_FOR");
}

static int sync_by(const char *name, int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  if (!fails(file)) return real(file);
  errno = EIO;
  return -1;
}

int fsync(int file) { return sync_by("fsync", file); }
int fdatasync(int file) { return sync_by("fdatasync", file); }
