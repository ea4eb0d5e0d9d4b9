import { attempt, builtin } from "@lifeline/system";

export type DescriptorKind = "pipe" | "socket" | "tty" | "null" | "file" | "closed" | "other";

/** What an open file descriptor is, without touching it. */
export function kindOf(fd: number): DescriptorKind {
  const { fstatSync, statSync } = builtin("node:fs");
  // Deno's fstat knows only the descriptors that it opened itself.
  const stats = attempt(() => fstatSync(fd)) ?? attempt(() => statSync(`/proc/self/fd/${fd}`));
  if (!stats) return "closed";
  // Not isFIFO(): on Windows Node says no, whatever the mode (S_IFIFO of inode(7)) says.
  if ((stats.mode & 0o170000) === 0o010000) return "pipe";
  if (stats.isSocket()) return "socket";
  if (stats.isFile()) return "file";
  if (builtin("node:tty").isatty(fd)) return "tty";
  return stats.rdev === attempt(() => statSync("/dev/null").rdev) ? "null" : "other";
}

export function isPipe(kind: DescriptorKind | "lifeline"): boolean {
  return kind === "pipe" || kind === "socket";
}

/** Which pipe, socket or file that is; undefined where the kernel does not show it. */
export function targetOf(fd: number | string): string | undefined {
  return attempt(() => builtin("node:fs").readlinkSync(`/proc/self/fd/${fd}`));
}

/**
 * Whether both ends of this pipe are our own. A wrapper may have closed the descriptor that was meant for us, and
 * then the runtime opens its own under that number: libuv's signal pipe, say, which nobody else may read.
 */
export function isOwnPipe(fd: number): boolean {
  const fds = attempt(() => builtin("node:fs").readdirSync("/proc/self/fd")) ?? [];
  const target = targetOf(fd);
  return !!target && fds.filter((other) => targetOf(other) === target).length > 1;
}

export function isBrokenPipe({ code }: NodeJS.ErrnoException): boolean {
  return code === "EPIPE" || code === "ECONNRESET";
}
