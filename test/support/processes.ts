import { readdirSync, readFileSync } from "node:fs";

/** A pid alone may be reused; a pid with its start time means one process. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
}

export interface ProcessStat extends ProcessIdentity {
  readonly ppid: number;
  readonly pgid: number;
  readonly session: number;
  readonly flags: number;
  readonly state: string;
  readonly threads: number;
  readonly command: string;
}

export function readProcess(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}

/** The command may hold spaces, parentheses and line ends, so only what follows the last ")" can be split. */
export function parseStat(text: string): ProcessStat {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  const fields = text.slice(close + 2).split(" ");
  return {
    pid: Number(text.slice(0, open)),
    command: text.slice(open + 1, close),
    state: fields[0] ?? "",
    ppid: Number(fields[1]),
    pgid: Number(fields[2]),
    session: Number(fields[3]),
    flags: Number(fields[6]),
    threads: Number(fields[17]),
    start: fields[19] ?? "",
  };
}

/** The identity of a process that must exist, as a zombie at least. */
export function identify(pid: number): ProcessIdentity {
  const found = readProcess(pid);
  if (!found) throw new Error(`Expected process ${pid} to exist, but it has no entry in /proc`);
  return { pid, start: found.start };
}

/** A zombie still answers signal 0, so death is read from the state and never asked for with a signal. */
export function isDead(identity: ProcessIdentity): boolean {
  const found = readProcess(identity.pid);
  return !found || isEnded(found) || found.start !== identity.start;
}

/** One whose first thread has ended looks like a zombie, and lives while it has others: pthread_exit(3). */
export function isEnded({ state, threads }: ProcessStat): boolean {
  return state === "X" || (state === "Z" && threads <= 1);
}

/** On its way out (PF_EXITING), and not a zombie yet: it has said how it ends, and closes its files. */
export function isExiting(pid: number): boolean {
  const found = readProcess(pid);
  return found !== undefined && !isEnded(found) && (found.flags & 4) !== 0;
}

export function allPids(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

export function allProcesses(): ProcessStat[] {
  return allPids()
    .map(readProcess)
    .filter((stat) => stat !== undefined);
}

/**
 * Every process below these by parentage; those that were reparented are no longer among them. Without the guard, which
 * belongs to the library and sees to itself.
 */
export function descendants(...pids: number[]): ProcessStat[] {
  const all = pids.length === 0 ? [] : allProcesses();
  const below = new Set(pids);
  const found: ProcessStat[] = [];
  for (let before = -1; before !== found.length; ) {
    before = found.length;
    for (const stat of all) {
      if (!below.has(stat.ppid) || below.has(stat.pid)) continue;
      if (commandLine(stat.pid).includes("lifeline-guard")) continue;
      below.add(stat.pid);
      found.push(stat);
    }
  }
  return found;
}

export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

/** "4711 S node host.mjs", or what became of it: what an error message says about a process. */
export function describeProcess(identity: ProcessIdentity): string {
  const found = readProcess(identity.pid);
  if (found?.start !== identity.start) return `${identity.pid} (gone)`;
  const command = commandLine(identity.pid) || `[${found.command}]`;
  return `${identity.pid} ${found.state} ${command.slice(0, 200)}`;
}
