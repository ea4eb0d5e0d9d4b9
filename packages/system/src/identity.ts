import { attempt } from "./attempt";
import { builtin } from "./builtin";

/** One line of the process table. `start` is in raw ticks since boot, as text: it is compared, never computed with. */
export interface ProcessStat {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly ppid: number;
  readonly pgid: number;
  readonly start: string;
}

/** What makes a pid mean one process. */
export interface Identity {
  readonly pid: number;
  readonly start: string | undefined;
  readonly boot: string | undefined;
}

/**
 * proc_pid_stat(5). The name is not escaped: it may hold spaces, parentheses and line feeds, so the last ")" ends it.
 * The 20th field is the number of threads, the 22nd the start time.
 */
const STAT = /^(\d+) \((.*)\) (\S) (\d+) (-?\d+) (?:\S+ ){14}(\d+) \S+ (\d+)/s;

/** What the kernel tells in a file of this name; undefined where it does not. */
export const readText = (path: string): string | undefined =>
  attempt(() => builtin("node:fs").readFileSync(path, "utf8"));

/** Undefined when there is no such process, or no Linux `/proc` that shows it. */
export function readStat(pid: number | "self"): ProcessStat | undefined {
  const [, self, name = "", letter = "", ppid, pgid, threads, start = ""] =
    STAT.exec(readText(`/proc/${pid}/stat`) ?? "") ?? [];
  // One whose first thread has ended looks like a zombie, and lives while it has others: pthread_exit(3).
  const state = Number(threads) > 1 ? letter.replace("Z", "S") : letter;
  return self ? { pid: Number(self), name, state, ppid: Number(ppid), pgid: Number(pgid), start } : undefined;
}

/** The command line as one string; a kernel thread or a zombie has none. */
export const commandLine = (pid: number): string | undefined =>
  readText(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ").trimEnd() || undefined;

/** False in a pid namespace whose `/proc` belongs to another one: the numbers there are not the ones we use. */
export const seesOwnPid = (): boolean => readStat("self")?.pid === process.pid;

/** The random id of this boot: start times count from it, so they mean nothing without it. See random(4). */
export const bootId = (): string | undefined => readText("/proc/sys/kernel/random/boot_id")?.trim();

let own: Identity | undefined;

/** Our own identity; start and boot are undefined where they cannot be known. */
export function ownIdentity(): Identity {
  // Unknown is not for ever: there may just have been no descriptor left to read it with.
  if (own?.pid !== process.pid || own.start === undefined || own.boot === undefined) {
    const stat = readStat("self");
    const sure = stat?.pid === process.pid;
    own = { pid: process.pid, start: sure ? stat.start : undefined, boot: sure ? bootId() : undefined };
  }
  return own;
}
