import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { ownIdentity, readStat } from "@lifeline/system";

/** Before anything else: a parent that dies while we start has been replaced later. */
const baselineParent = process.ppid;

/** The shells that put the path of each command that they start into its environment as `_`: see bash(1). */
const SETS_UNDERSCORE = ["bash", "zsh", "mksh"];

/** Whoever must live for the command to live. */
export interface Watched {
  /** There is no parent to end with. */
  readonly isService: boolean;
  isGone(): boolean;
}

/**
 * The process with that pid, or whoever started us. Reparenting is the proof that cannot be wrong; for a process that is
 * not our parent it is the identity.
 *
 * @throws when there is no such process: it may have died before we looked
 */
export function watchedParent(pid: number | undefined): Watched {
  if (pid !== undefined && pid !== baselineParent) return byIdentity(pid);
  const isService = pid === undefined && isNohup();
  return { isService, isGone: () => process.ppid !== baselineParent };
}

function byIdentity(pid: number): Watched {
  const start = readStat(pid)?.start;
  const own = ownIdentity().start;
  // Without /proc a pid is all that there is.
  if (own === undefined && exists(pid)) return { isService: false, isGone: () => !exists(pid) };
  // One that began after us has the pid of the one that was meant.
  if (start === undefined || own === undefined || Number(start) > Number(own)) {
    throw new Error(`run: --parent ${pid}: there is no such process any more, so nothing was started`);
  }
  return {
    isService: false,
    isGone() {
      const stat = readStat(pid);
      return stat?.start !== start || stat.state === "Z" || stat.state === "X";
    },
  };
}

/**
 * That we were started to outlive our parent. Node has reset the SIGHUP that nohup(1) ignores, so its other traces must
 * tell: a stdin that can only be written, and the command's name, which bash leaves in `_` for whom it starts.
 */
function isNohup(): boolean {
  try {
    const { _: started = "" } = process.env;
    if (basename(started) === "nohup" && !isInherited(`_=${started}`)) return true;
    const flags = /^flags:\s+0?(\d+)$/m.exec(readFileSync("/proc/self/fdinfo/0", "utf8"))?.[1] ?? "";
    return readlinkSync("/proc/self/fd/0") === "/dev/null" && (Number.parseInt(flags, 8) & 3) === 1;
  } catch {
    return false;
  }
}

/** Whether our parent has it only from those before it; a shell that sets `_` may itself have been started by nohup. */
function isInherited(entry: string): boolean {
  if (SETS_UNDERSCORE.includes(readStat(baselineParent)?.name ?? "")) return false;
  return readFileSync(`/proc/${baselineParent}/environ`, "utf8").split("\0").includes(entry);
}

/** kill(2) with signal 0: EPERM is another user's. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
