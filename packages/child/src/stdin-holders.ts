import { builtin } from "@lifeline/system";

/**
 * Whether anybody still holds the other end of our stdin, or has left something in it, found out without taking a byte
 * of it or changing its flags. `"unknown"` where the kernel does not show it.
 */
export function stdinHolders(): "some" | "none" | "unknown" {
  const fs = builtin("node:fs");
  let target: string;
  try {
    target = fs.readlinkSync("/proc/self/fd/0");
  } catch {
    return "unknown";
  }
  return target.startsWith("socket:") ? peerOfSocket() : writersOfPipe();
}

/** An empty send reaches nobody, but fails with EPIPE once every copy of the peer is closed: unix(7), send(2). */
function peerOfSocket(): "some" | "none" | "unknown" {
  try {
    builtin("node:fs").writeSync(0, new Uint8Array(0));
    return "some";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPIPE" ? "none" : "unknown";
  }
}

/**
 * What is in the pipe is taken and put back at once. For that it is opened for writing too (fifo(7)), so that another
 * reader waits meanwhile instead of seeing the end; and anew, so that nobody else's description is made non-blocking.
 * Once it is empty, a read tells: 0 where nobody holds the other end, EAGAIN where somebody does (pipe(7)).
 */
function writersOfPipe(): "some" | "none" | "unknown" {
  const fs = builtin("node:fs");
  const { O_RDONLY, O_RDWR, O_NONBLOCK } = fs.constants;
  const content = Buffer.alloc(2 ** 20); // the most that a pipe holds, unless root has said otherwise: pipe(7)
  for (const access of [O_RDWR, O_RDONLY]) {
    let pipe: number | undefined;
    try {
      pipe = fs.openSync("/proc/self/fd/0", access | O_NONBLOCK);
      const length = fs.readSync(pipe, content);
      if (length === 0) return "none";
      putBack(content.subarray(0, length));
      return "some";
    } catch (error) {
      const isEmpty = (error as NodeJS.ErrnoException).code === "EAGAIN";
      if (!isEmpty || access === O_RDONLY) return isEmpty ? "some" : "unknown";
    } finally {
      if (pipe !== undefined) fs.closeSync(pipe);
    }
  }
  return "unknown";
}

function putBack(content: Uint8Array): void {
  const fs = builtin("node:fs");
  const pipe = fs.openSync("/proc/self/fd/0", fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  for (let at = 0; at < content.length; ) at += fs.writeSync(pipe, content, at);
  fs.closeSync(pipe);
}

/** Whether somebody made our stdin non-blocking, as `process.stdin` does when it is first touched. */
export function isStdinNonBlocking(): boolean {
  try {
    return (openFlags("/proc/self/fdinfo/0") & 0o4000) !== 0;
  } catch {
    return true; // no /proc: nothing is known to be spared
  }
}

function openFlags(fdinfo: string): number {
  return Number.parseInt(
    /^flags:\s*(\d+)/m.exec(builtin("node:fs").readFileSync(fdinfo, "latin1"))?.[1] ?? "0",
    8,
  );
}
