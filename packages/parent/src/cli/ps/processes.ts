import { readdirSync, readFileSync } from "node:fs";
import { isCookie, MARKER_VARIABLE, type Marker, parseMarker, TREE_VARIABLE } from "@lifeline/protocol";
import { type ProcessStat, readStat } from "@lifeline/system";
import { isDead } from "../../tree/process-table.ts";

/** What this system shows of one living process. */
export interface Seen extends ProcessStat {
  readonly args: readonly string[];
  /** Its tree cookie; undefined where it carries none, or where it is not for us to see. */
  readonly cookie: string | undefined;
  /** What the parent said of itself to the leader of the tree, and whoever inherited it. */
  readonly marker: Marker | undefined;
  /** A guard: the trees that begin like this are the ones it ends. */
  readonly guardRoot: string | undefined;
}

/** All living processes but this one. */
export function readProcesses(): Map<number, Seen> {
  const seen = new Map<number, Seen>();
  const early: number[] = [];
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    if (!add(pid)) early.push(pid);
  }
  // Once more: in the middle of execve(2) a process shows no environment.
  for (const pid of early) add(pid);
  return seen;

  /** False: it has shown no environment, as kernel threads never do. */
  function add(pid: number): boolean {
    const stat = readStat(pid);
    if (stat === undefined || isDead(stat)) return true;
    const environment = readList(pid, "environ");
    seen.set(pid, { ...stat, args: readList(pid, "cmdline"), ...readEntries(environment) });
    return environment.length > 0;
  }
}

function readEntries(environment: readonly string[]): Pick<Seen, "cookie" | "marker" | "guardRoot"> {
  const value = (name: string) =>
    environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
  const cookie = value(TREE_VARIABLE);
  return {
    cookie: cookie && isCookie(cookie) ? cookie : undefined,
    marker: parseMarker(value(MARKER_VARIABLE) ?? ""),
    guardRoot: value("LIFELINE_GUARD_ROOT"),
  };
}

function readList(pid: number, file: "environ" | "cmdline"): string[] {
  try {
    const list = readFileSync(`/proc/${pid}/${file}`, "utf8").split("\0");
    if (list.at(-1) === "") list.pop();
    return list;
  } catch {
    return []; // it has ended, or is another user's
  }
}
