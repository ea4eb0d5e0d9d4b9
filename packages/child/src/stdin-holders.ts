import { builtin } from "@lifeline/system";

/**
 * Whether anybody still holds the other end of our stdin, found out without reading a byte of it or changing its
 * flags. `"unknown"` where the kernel does not show it.
 */
export function stdinHolders(): "some" | "none" | "unknown" {
  const fs = builtin("node:fs");
  let target: string;
  try {
    target = fs.readlinkSync("/proc/self/fd/0");
  } catch {
    return "unknown";
  }
  return target.startsWith("socket:") ? peerOfSocket() : writersOfPipe(target);
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

/** Looks for a process that has the pipe open for writing, as proc_pid_fd(5) and proc_pid_fdinfo(5) show it. */
function writersOfPipe(pipe: string): "some" | "none" | "unknown" {
  const fs = builtin("node:fs");
  let hidden = false;
  for (const pid of fs.readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue;
    try {
      for (const fd of fs.readdirSync(`/proc/${pid}/fd`)) {
        if (linkAt(`/proc/${pid}/fd/${fd}`) === pipe && isWritable(`/proc/${pid}/fdinfo/${fd}`))
          return "some";
      }
    } catch (error) {
      hidden ||= (error as NodeJS.ErrnoException).code === "EACCES";
    }
  }
  return hidden ? "unknown" : "none";
}

function linkAt(path: string): string | undefined {
  try {
    return builtin("node:fs").readlinkSync(path);
  } catch {
    return undefined;
  }
}

function isWritable(fdinfo: string): boolean {
  return (openFlags(fdinfo) & 0o3) !== 0;
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
