import { attempt, builtin, readText } from "@lifeline/system";
import { targetOf } from "./descriptor.ts";
import { runtime } from "./runtime.ts";

/**
 * Whether anybody still holds the other end of this pipe or socket, or has left something in it, found out without
 * taking a byte of it or changing its flags. Undefined where the kernel does not show it.
 *
 * @param isNoise - what is in it is thrown away
 */
export function isHeld(fd: number, isNoise?: boolean): boolean | undefined {
  const target = targetOf(fd);
  if (!target) return undefined;
  return target.startsWith("socket:") ? hasPeer(fd) : hasWriters(fd, isNoise);
}

/**
 * An empty send reaches nobody, but fails with EPIPE once every copy of the peer is closed: unix(7), send(2). Deno
 * never makes that call.
 */
const hasPeer = (fd: number) =>
  runtime.deno
    ? undefined
    : attempt(
        () => !builtin("node:fs").writeSync(fd, Buffer.alloc(0)),
        ({ code }) => (code === "EPIPE" ? false : undefined),
      );

/** Once a pipe is empty, a read tells: 0 where nobody holds the other end, EAGAIN where somebody does (pipe(7)). */
function hasWriters(fd: number, isNoise: boolean | undefined) {
  const { O_RDWR, O_RDONLY } = builtin("node:fs").constants;
  return attempt(() => (look(fd, O_RDWR, isNoise) > 0 && !isNoise) || look(fd, O_RDONLY, isNoise) !== 0);
}

/** How many bytes lie in this pipe. Nobody may be writing to it: what is put back would come behind that. */
export function unreadIn(fd: number): number {
  return Math.max(look(fd, builtin("node:fs").constants.O_RDWR), 0);
}

/**
 * What is in the pipe is taken and put back at once. For that it is opened for writing too (fifo(7)), so that another
 * reader waits meanwhile instead of seeing the end; and anew, so that nobody else's description is made non-blocking.
 */
function look(fd: number, access: number, isNoise?: boolean): number {
  const { closeSync, constants, openSync, readSync, writeSync } = builtin("node:fs");
  const open = (mode: number) => openSync(`/proc/self/fd/${fd}`, mode | constants.O_NONBLOCK);
  const content = Buffer.alloc(2 ** 20); // the most that a pipe holds, unless root has said otherwise: pipe(7)
  const pipe = open(access);
  const length = attempt(
    () => readSync(pipe, content),
    () => -1,
  );
  if (length > 0 && !isNoise) {
    const back = open(constants.O_WRONLY);
    for (let at = 0; at < length; ) at += writeSync(back, content, at, length - at);
    closeSync(back);
  }
  closeSync(pipe);
  return length;
}

/**
 * Whether `process.stdin` can be touched at no cost: somebody made our stdin non-blocking (04000) already, as Node does
 * when it is first touched. Bun and Deno leave the descriptor as it is.
 */
export function isStdinFree(): boolean {
  if (runtime.bun || runtime.deno) return true;
  const info = readText("/proc/self/fdinfo/0");
  return !info || /^flags:.*[4-7]\d{3}$/m.test(info); // no /proc: nothing is known to be spared
}
