import { readlinkSync } from "node:fs";
import { MARKER_VARIABLE, parseMarker } from "@lifeline/protocol";

/** The lifeline itself needs one, and must be below 16. */
const HIGHEST = 14;

/**
 * The descriptors above stderr that we were given, make's jobserver, say: Node closes them at an exec. Its own begin with
 * its epoll; where one stands, nothing was inherited. The lifeline of whoever started us is not for the command.
 */
export function inheritedDescriptors(): (number | "ignore")[] {
  const lifeline = parseMarker(process.env[MARKER_VARIABLE] ?? "")?.fd;
  const found: (number | "ignore")[] = [];
  for (let fd = 3; fd <= HIGHEST && isInherited(fd); fd++) found.push(fd === lifeline ? "ignore" : fd);
  return found;
}

function isInherited(fd: number): boolean {
  try {
    return !readlinkSync(`/proc/self/fd/${fd}`).startsWith("anon_inode:");
  } catch {
    return false;
  }
}
