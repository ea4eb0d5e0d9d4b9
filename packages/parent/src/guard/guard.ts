import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Writable } from "node:stream";
import { type ProcessStat, readStat, trace } from "@lifeline/system";
import { treeRoot } from "../environment.ts";
import { GUARD_SCRIPT } from "./script.ts";

/** In ms: the unit in which Linux counts start times (USER_HZ is 100, see time(7)), and the guard everything. */
const TICK = 10;
const SHELL = "/bin/sh";
/** A guard that dies so often is being killed, or cannot live here. */
const MOST_DEATHS = 5;
const DEATHS_WITHIN = 10_000;

/** What the guard is told of one tree, kept so that another can be told it again. */
export class GuardedTree {
  readonly id: string;
  readonly #request: string;
  #leader = "";
  #isBound = false;

  constructor(id: string, gracePeriod: number, stopSignal: NodeJS.Signals) {
    this.id = id;
    this.#request = `tree ${id} ${Math.ceil(gracePeriod / TICK)} ${stopSignal.slice("SIG".length)}`;
  }

  /** Everything that is known of it. */
  introduce(): void {
    tell(this.#request);
    if (this.#leader) tell(this.#leader);
    if (this.#isBound) tell(`bound ${this.id} 1`);
  }

  hasLeader({ pid, pgid, start }: ProcessStat, isWhole: boolean): void {
    this.#leader = `leader ${this.id} ${pid} ${start} ${Number(isWhole && pgid === pid)}`;
    tell(this.#leader);
  }

  isBound(isBound: boolean): void {
    this.#isBound = isBound;
    tell(`bound ${this.id} ${Number(isBound)}`);
  }

  /** The leader has ended; what it left behind is found by its cookie. */
  hasClosed(): void {
    if (trees.delete(this)) tell(`closed ${this.id}`);
  }

  isReleased(): void {
    trees.delete(this);
    released.add(this.id);
    tell(`release ${this.id}`);
  }
}

const trees = new Set<GuardedTree>();
const released = new Set<string>();
let guard: ChildProcess | undefined;
let deaths: number[] = [];
let hasWarned = false;

/**
 * Why no guard can protect here; undefined when one can. It proves a process by what Linux `/proc` shows of it, so
 * without that it could signal nobody.
 */
export function whyUnguarded(): string | undefined {
  if (process.platform === "win32") return "Windows has no /bin/sh; the kernel's job object does its work";
  if (!existsSync(SHELL)) return `there is no ${SHELL}`;
  if (readStat("self")?.pid !== process.pid || !existsSync("/proc/self/environ"))
    return "/proc does not show processes here";
  if (deaths.length >= MOST_DEATHS) return `it died ${MOST_DEATHS} times within ${DEATHS_WITHIN / 1000} s`;
  return undefined;
}

/** To be called before the spawn: from then on there is no moment at which this tree is unknown. */
export function guardTree(id: string, gracePeriod: number, stopSignal: NodeJS.Signals): GuardedTree {
  ensureGuard();
  const tree = new GuardedTree(id, gracePeriod, stopSignal);
  trees.add(tree);
  tree.introduce();
  return tree;
}

function ensureGuard(): void {
  const obstacle = whyUnguarded();
  if (obstacle !== undefined) warnOnce(obstacle);
  else guard ??= startGuard();
}

function startGuard(): ChildProcess | undefined {
  const child = spawn(SHELL, ["-c", 'eval "$LIFELINE_GUARD"', "lifeline-guard", String(process.pid)], {
    cwd: "/",
    detached: true,
    // Not over stdin: a bash that finds a socket there takes itself for rshd's.
    stdio: ["ignore", "ignore", "ignore", "pipe"],
    // Nothing inherited: no cookie, or it would be of a tree itself, and no function that could stand for a command.
    env: {
      PATH: process.env.PATH || "/usr/bin:/bin",
      LC_ALL: "C",
      LIFELINE_GUARD: GUARD_SCRIPT,
      LIFELINE_GUARD_ROOT: treeRoot(true),
    },
  });
  child.on("error", (error) => warnOnce(error.message));
  if (child.pid === undefined) return undefined;
  const socket = child.stdio[3] as Writable & { unref(): void };
  socket.on("error", () => {}); // its exit is what tells
  socket.unref();
  child.unref();
  child.once("exit", () => onExit(child));
  trace("guard", { pid: child.pid });
  return child;
}

function onExit(child: ChildProcess): void {
  child.stdio[3]?.destroy();
  const now = performance.now();
  deaths = [...deaths.filter((at) => now - at < DEATHS_WITHIN), now];
  guard = undefined;
  trace("guard", { died: child.pid, deaths: deaths.length });
  ensureGuard();
  for (const tree of trees) tree.introduce();
  for (const id of released) tell(`release ${id}`);
}

function tell(line: string): void {
  const socket = guard?.stdio[3] as Writable | undefined;
  if (socket?.writable) socket.write(`${line}\n`);
}

function warnOnce(why: string): void {
  if (hasWarned || process.platform === "win32") return;
  hasWarned = true;
  process.emitWarning(`Children that do not watch their lifeline may outlive this process: ${why}`, {
    code: "LIFELINE_UNGUARDED",
  });
}
