// Kills its first argument when a byte comes on stdin, and says when each of the others was gone: by pidfd_open(2),
// so without polling. Ends when all are gone, or after the milliseconds in its last argument.
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

int main(int count, char **words) {
  int watched = count - 3;
  struct pollfd *open = calloc((size_t)watched, sizeof *open);
  char go;
  if (count < 4 || !open) return 2;
  for (int i = 0; i < watched; i++) {
    open[i].fd = (int)syscall(SYS_pidfd_open, atoi(words[i + 2]), 0);
    open[i].events = POLLIN;
    if (open[i].fd < 0) return 3;
  }
  printf("watching all\n");
  fflush(stdout);
  if (read(0, &go, 1) != 1) return 4;
  long long began = now();
  long long until = began + atoi(words[count - 1]) * 1000000LL;
  kill(atoi(words[1]), SIGKILL);
  int left = watched;
  while (left > 0 && now() < until) {
    if (poll(open, (nfds_t)watched, (int)((until - now()) / 1000000) + 1) <= 0) continue;
    long long at = now();
    for (int i = 0; i < watched; i++) {
      if (open[i].fd < 0 || !open[i].revents) continue;
      printf("gone %s %lld\n", words[i + 2], at);
      close(open[i].fd);
      open[i].fd = -1;
      left--;
    }
  }
  printf("done %lld\n", began);
  return 0;
}
