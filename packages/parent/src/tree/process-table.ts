import { readdirSync, readFileSync } from "node:fs";
import { TREE_VARIABLE } from "@lifeline/protocol";
import { ownIdentity, type ProcessStat, readStat } from "@lifeline/system";
import { pidPosition } from "./pid-circle.ts";

/** How old the shared table may be, in ms, within one turn of the event loop. */
const FRESH_FOR = 50;

/** A process that carries a tree cookie. */
export interface Carrier {
  readonly stat: ProcessStat;
  readonly cookie: string;
}

/**
 * All living processes that are younger than this one, as Linux `/proc` shows them: nobody else can be of a tree of ours.
 * Zombies have died; pid 1 and this process belong to nobody's tree.
 */
export class ProcessTable {
  /** Those that show no environment at all: kernel threads, and processes in the middle of execve(2). */
  readonly bare: ProcessStat[] = [];
  readonly readAt: number;
  /** How far the kernel had come with its pids before anything was read. */
  readonly pidPosition = pidPosition();
  readonly #byPid = new Map<number, ProcessStat>();
  readonly #byGroup = new Map<number, ProcessStat[]>();
  readonly #byTree = new Map<string, Carrier[]>();

  constructor() {
    for (const stat of livingProcesses()) this.#add(stat);
    this.readAt = performance.now();
  }

  find(pid: number): ProcessStat | undefined {
    return this.#byPid.get(pid);
  }

  group(pgid: number): readonly ProcessStat[] {
    return this.#byGroup.get(pgid) ?? [];
  }

  /** Those of the tree with this cookie, and of all trees within it. */
  carriers(cookie: string): readonly Carrier[] {
    return this.#byTree.get(cookie) ?? [];
  }

  #add(stat: ProcessStat): void {
    this.#byPid.set(stat.pid, stat);
    append(this.#byGroup, stat.pgid, stat);
    const cookie = cookieOf(stat.pid);
    if (cookie === undefined) this.bare.push(stat);
    // What is not well-formed to its end does not make a cookie of ours.
    else if (COOKIE.test(cookie)) {
      for (let end = ID_LENGTH; end <= cookie.length; end += ID_LENGTH) {
        append(this.#byTree, cookie.slice(0, end), { stat, cookie });
      }
    }
  }
}

function* livingProcesses(): Generator<ProcessStat> {
  const since = Number(ownIdentity().start ?? 0);
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid) continue;
    const stat = readStat(pid);
    if (stat && !isDead(stat) && Number(stat.start) >= since) yield stat;
  }
}

/** Only these are read, without their environments. */
export function livingGroup(pgid: number): ProcessStat[] {
  return [...livingProcesses()].filter((stat) => stat.pgid === pgid);
}

const COOKIE = /^(\/[0-9a-f]{32})+$/;
const ID_LENGTH = 33;

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

let latest: ProcessTable | undefined;

/**
 * One table for all who look in this turn: a thousand trees that stop at once would otherwise read a thousand processes
 * a thousand times. Two looks of one tree are never in one turn.
 */
export function processTable(): ProcessTable {
  if (latest === undefined || performance.now() - latest.readAt > FRESH_FOR) {
    latest = new ProcessTable();
    setImmediate(forgetTable).unref();
  }
  return latest;
}

/** To be called when there is a process that the table cannot know. */
export function forgetTable(): void {
  latest = undefined;
}

export function isDead({ state }: ProcessStat): boolean {
  return state === "Z" || state === "X";
}

/** As it is right now: whether this very process, by pid and start time, is no more. */
export function hasEnded({ pid, start }: Pick<ProcessStat, "pid" | "start">): boolean {
  const stat = readStat(pid);
  return stat?.start !== start || isDead(stat);
}

/**
 * The tree cookie that a process was started with; `""` when it has none that we may see. `undefined` when it shows no
 * environment at all, as in the middle of execve(2): then it is too early to say.
 */
export function cookieOf(pid: number): string | undefined {
  let environment: string;
  try {
    environment = readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "";
  }
  if (environment === "") return undefined;
  const entry = `${TREE_VARIABLE}=`;
  const at = environment.startsWith(entry) ? 0 : environment.indexOf(`\0${entry}`) + 1;
  if (at === 0 && !environment.startsWith(entry)) return "";
  const end = environment.indexOf("\0", at);
  return environment.slice(at + entry.length, end < 0 ? undefined : end);
}
