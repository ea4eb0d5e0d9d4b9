import type { Stats } from "node:fs";
import { builtin } from "@lifeline/system";

export type DescriptorKind = "pipe" | "socket" | "tty" | "null" | "file" | "closed" | "other";

/** What an open file descriptor is, without touching it. */
export function kindOf(fd: number): DescriptorKind {
  const stats = statusOf(fd);
  if (stats === undefined) return "closed";
  if (stats.isFIFO()) return "pipe";
  if (stats.isSocket()) return "socket";
  if (stats.isFile()) return "file";
  if (!stats.isCharacterDevice()) return "other";
  if (builtin("node:tty").isatty(fd)) return "tty";
  return stats.rdev === nullDevice() ? "null" : "other";
}

/**
 * Whether both ends of this pipe are our own. A wrapper may have closed the descriptor that was meant for us, and
 * then the runtime opens its own under that number: libuv's signal pipe, say, which nobody else may read.
 */
export function isOwnPipe(fd: number): boolean {
  const fs = builtin("node:fs");
  try {
    const target = fs.readlinkSync(`/proc/self/fd/${fd}`);
    return fs.readdirSync("/proc/self/fd").some((other) => Number(other) !== fd && linkOf(other) === target);
  } catch {
    return false;
  }

  function linkOf(other: string): string | undefined {
    try {
      return fs.readlinkSync(`/proc/self/fd/${other}`);
    } catch {
      return undefined; // the descriptor of the directory that is being read
    }
  }
}

function statusOf(fd: number): Stats | undefined {
  const fs = builtin("node:fs");
  try {
    return fs.fstatSync(fd);
  } catch {
    try {
      return fs.statSync(`/proc/self/fd/${fd}`); // Deno's fstat knows only the descriptors that it opened itself
    } catch {
      return undefined;
    }
  }
}

function nullDevice(): number | undefined {
  try {
    return builtin("node:fs").statSync("/dev/null").rdev;
  } catch {
    return undefined;
  }
}
