// The floor of the latency figure: blocked in read() on fd 3, says when its end came.
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(void) {
  char buffer[512];
  struct timespec now;
  printf("ready native\n");
  fflush(stdout);
  while (read(3, buffer, sizeof buffer) > 0) continue;
  clock_gettime(CLOCK_MONOTONIC, &now);
  printf("told native %lld%09ld\n", (long long)now.tv_sec, now.tv_nsec);
  return 0;
}
