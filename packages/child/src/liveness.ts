import type { Marker } from "@lifeline/protocol";
import { attempt, bootId, readStat, seesOwnPid } from "@lifeline/system";
import { baselineParent } from "./baseline.ts";
import type { Evidence } from "./shutdown-event.ts";

/** A process that must live. `start` is undefined where the system shows no start times. */
export interface Target {
  readonly pid: number;
  readonly start: string | undefined;
}

/** Whoever has this pid now. */
export function targetByPid(pid: number): Target | undefined {
  return exists(pid) ? { pid, start: seesOwnPid() ? readStat(pid)?.start : undefined } : undefined;
}

/**
 * The very parent that LIFELINE names, if it can be proved to be visible here: in another pid namespace its number may
 * belong to somebody else, or to nobody.
 */
export function targetByIdentity({ parent, start, boot }: Marker): Target | undefined {
  const target = targetByPid(parent);
  return start && target?.start === start && boot === bootId() ? target : undefined;
}

/** The proof that it lives no more, if there is one. */
export function evidenceOfDeath(target: Target | undefined): Evidence | undefined {
  if (!target) return undefined;
  const { pid, start } = target;
  const stat = start ? readStat(pid) : undefined;
  if (!stat) return exists(pid) ? undefined : "parent-gone";
  if (stat.start !== start) return "pid-reused";
  return /[XZ]/.test(stat.state) ? "parent-zombie" : undefined;
}

/**
 * The same for the parent we started with. Reparenting cannot be wrong: nothing else changes a parent pid. Windows
 * has none; there a dead parent's number stays, and answers no more.
 */
export function evidenceOfReparenting(): Evidence | undefined {
  if (!isReparentedFrom(baselineParent)) return undefined;
  return process.platform === "win32" ? "parent-gone" : "reparented";
}

export function isReparentedFrom(parent: number): boolean {
  return process.platform === "win32" ? !exists(parent) : process.ppid !== parent;
}

/** kill(2) with signal 0: only ESRCH says that there is no such process; EPERM is another user's. */
function exists(pid: number): boolean {
  return attempt(
    () => process.kill(pid, 0),
    ({ code }) => code !== "ESRCH",
  );
}
