import type { ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import type { Writable } from "node:stream";
import { seesOwnPid, trace } from "@lifeline/system";
import { isExhausted } from "../exhausted.ts";
import { SHELL } from "../shell.ts";
import { writeAtOnce } from "../write-at-once.ts";
import { endingOf, GuardedTree, USUAL_ENDING } from "./guarded-tree.ts";
import { expectRoom, startGuard } from "./start-guard.ts";

export type { GuardedTree } from "./guarded-tree.ts";

/** A guard that dies so often is being killed, or cannot live here. */
const MOST_DEATHS = 5;
const DEATHS_WITHIN = 10_000;
/** In ms: how long to wait where there was no room for one. */
const TRY_AGAIN_AFTER = 1000;
/** What the kernel surely takes in one piece. */
const WRITTEN_WHOLE = 4096;

/** Those that another guard must hear of. */
const trees = new Set<GuardedTree>();
/** Those of which this guard has not heard everything. */
const waiting = new Set<GuardedTree>();
let guard: ChildProcess | undefined;
/** What this guard assumes of a tree whose ending it was not told: the ending of the first one that it was told of. */
let usual: string | undefined;
let failure: string | undefined;
let retry: NodeJS.Timeout | undefined;
let deaths: number[] = [];
let hasWarned = false;
let isBlind = false;

/** Why no guard protects now; undefined while one does. */
export function whyUnguarded(): string | undefined {
  return guard === undefined ? (failure ?? whyImpossible()) : undefined;
}

/** A guard proves a process by what Linux `/proc` shows of it, so without that it could signal nobody. */
function whyImpossible(): string | undefined {
  if (process.platform === "win32") return "Windows has no /bin/sh; the kernel's job object does its work";
  if (!existsSync(SHELL)) return `there is no ${SHELL}`;
  if (!seesOwnPid()) return "/proc does not show processes here";
  if (deaths.length >= MOST_DEATHS) return `it died ${MOST_DEATHS} times within ${DEATHS_WITHIN / 1000} s`;
  return undefined;
}

/** Why no process is found by its environment; as far as is known from the guard's own. */
export function whyBlind(): string | undefined {
  return isBlind ? "/proc does not show the environment of processes" : undefined;
}

/** To be called before the spawn: from then on there is no moment at which this tree is unknown. */
export function guardTree(id: string, gracePeriod: number, stopSignal: NodeJS.Signals): GuardedTree {
  ensureGuard();
  return new GuardedTree(id, endingOf(gracePeriod, stopSignal), onNews);
}

function ensureGuard(): void {
  if (guard !== undefined) return;
  try {
    expectRoom(); // without it /proc cannot be read, and what follows would be wrong
    failure = whyImpossible();
    if (failure === undefined) adopt(startGuard());
    else warnOnce(failure);
  } catch (error) {
    onFailure(error as NodeJS.ErrnoException);
  }
}

function adopt(child: ChildProcess): void {
  child.on("error", onFailure);
  if (child.pid === undefined) {
    failure = "it could not be started";
    return;
  }
  failure = undefined;
  usual = undefined;
  guard = child;
  const socket = child.stdio[3] as Writable & { unref(): void };
  socket.on("error", () => {}); // its exit is what tells
  socket.unref();
  child.unref();
  child.once("exit", () => onExit(child));
  isBlind = !showsEnvironment(child.pid);
  if (isBlind) warnOnce(whyBlind() as string);
  trace("guard", { pid: child.pid });
  tellNews();
}

function showsEnvironment(pid: number): boolean {
  try {
    closeSync(openSync(`/proc/${pid}/environ`, "r"));
    return true;
  } catch (error) {
    return !["EACCES", "EPERM", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? ""); // not: it has ended
  }
}

/** No further call may come: so when there may be room for it later, that is tried. */
function onFailure(error: NodeJS.ErrnoException): void {
  failure = `it could not be started: ${error.message}`;
  trace("guard", { failed: error.message });
  warnOnce(failure);
  clearTimeout(retry);
  if (!isExhausted(error)) return;
  retry = setTimeout(() => trees.size > 0 && ensureGuard(), TRY_AGAIN_AFTER);
  retry.unref();
}

function onExit(child: ChildProcess): void {
  child.stdio[3]?.destroy();
  const now = performance.now();
  deaths = [...deaths.filter((at) => now - at < DEATHS_WITHIN), now];
  guard = undefined;
  trace("guard", { died: child.pid, deaths: deaths.length });
  waiting.clear();
  for (const tree of trees) {
    tree.forgetHeard();
    waiting.add(tree);
  }
  ensureGuard();
}

function onNews(tree: GuardedTree): void {
  if (tree.isForgotten) trees.delete(tree);
  else trees.add(tree);
  // Of one that has come and gone it need not hear at all.
  if (tree.isForgotten && !tree.isKnown) waiting.delete(tree);
  else waiting.add(tree);
  // Whatever it is told wakes it, and it would contend with a child that is just starting, and with who waits for an exit.
  if (tree.isForgotten) setImmediate(tellNews);
  else if (tree.hasStarted || tree.ending !== (usual ?? USUAL_ENDING)) tellNews();
}

/** All that waits, in one write; the next when the guard has read this one. */
function tellNews(): void {
  const socket = guard?.stdio[3] as Writable | undefined;
  if (!socket?.writable || socket.writableLength > 0) return;
  let text = "";
  for (const tree of waiting) {
    text += tree.news(usual ?? USUAL_ENDING);
    // The first that it hears of says what is usual.
    if (tree.isKnown) usual ??= tree.ending;
  }
  waiting.clear();
  if (text.length > WRITTEN_WHOLE || (text !== "" && writeAtOnce(socket, text) === "full")) {
    socket.write(text, tellNews);
  }
}

function warnOnce(why: string): void {
  if (hasWarned || process.platform === "win32") return;
  hasWarned = true;
  process.emitWarning(`Children that do not watch their lifeline may outlive this process: ${why}`, {
    code: "LIFELINE_UNGUARDED",
  });
}
