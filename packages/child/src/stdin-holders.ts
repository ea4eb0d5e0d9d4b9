import { attempt, builtin } from "@lifeline/system";
import { targetOf } from "./descriptor.ts";

type Holders = "some" | "none" | "unknown";

/**
 * Whether anybody still holds the other end of our stdin, or has left something in it, found out without taking a byte
 * of it or changing its flags. `"unknown"` where the kernel does not show it.
 */
export function stdinHolders(): Holders {
  const target = targetOf(0);
  if (!target) return "unknown";
  return target.startsWith("socket:") ? peerOfSocket() : writersOfPipe();
}

/** An empty send reaches nobody, but fails with EPIPE once every copy of the peer is closed: unix(7), send(2). */
function peerOfSocket(): Holders {
  return attempt(
    () => (builtin("node:fs").writeSync(0, new Uint8Array(0)) ? "unknown" : "some"),
    ({ code }) => (code === "EPIPE" ? "none" : "unknown"),
  );
}

/**
 * What is in the pipe is taken and put back at once. For that it is opened for writing too (fifo(7)), so that another
 * reader waits meanwhile instead of seeing the end; and anew, so that nobody else's description is made non-blocking.
 * Once it is empty, a read tells: 0 where nobody holds the other end, EAGAIN where somebody does (pipe(7)).
 */
function writersOfPipe(): Holders {
  const { closeSync, constants, openSync, readSync, writeSync } = builtin("node:fs");
  const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;
  const open = (access: number) => openSync("/proc/self/fd/0", access | O_NONBLOCK);
  const content = Buffer.alloc(2 ** 20); // the most that a pipe holds, unless root has said otherwise: pipe(7)
  const look = (access: number) => {
    const pipe = open(access);
    const length = attempt(
      () => readSync(pipe, content),
      () => -1,
    );
    if (length > 0) {
      const back = open(O_WRONLY);
      for (let at = 0; at < length; ) at += writeSync(back, content, at, length - at);
      closeSync(back);
    }
    closeSync(pipe);
    return length;
  };
  return attempt(() => (look(O_RDWR) > 0 || look(O_RDONLY) ? "some" : "none")) ?? "unknown";
}

/** Whether somebody made our stdin non-blocking (04000), as `process.stdin` does when it is first touched. */
export function isStdinNonBlocking(): boolean {
  return attempt(
    () => /^flags:.*[4-7]\d{3}$/m.test(builtin("node:fs").readFileSync("/proc/self/fdinfo/0", "latin1")),
    () => true, // no /proc: nothing is known to be spared
  );
}
