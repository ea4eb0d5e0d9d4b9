import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync } from "node:fs";
import { treeRoot } from "../environment.ts";
import { SHELL } from "../shell.ts";
import { GUARD_SCRIPT } from "./script.ts";

/** Node marks what it was started with close-on-exec, up to here; what lies above goes to whatever we spawn. */
const HIGHEST_MARKED = 15;
/** Where the script's tools are wherever there is a `/usr/bin`. Only then as our parent looks: any `grep` may be in there. */
const TOOLS = "/usr/bin:/bin";

/** What a guard has been seen to get besides its pipe; the next one is started without. */
let inherited: readonly number[] = [];

/**
 * Starts a guard that reads fd 3 and holds nothing else. Like `spawn` it throws, or returns a process that has no pid and
 * will say `error`.
 */
export function startGuard(): ChildProcess {
  const child = spawnCovered(inherited) ?? spawnShell();
  const found = descriptorsOf(child.pid).filter((fd) => !inherited.includes(fd));
  if (found.length === 0) return child;
  // It would keep open what its parent's death must close: a lock, a port, somebody's pipe.
  child.kill("SIGKILL");
  child.stdio[3]?.destroy();
  child.unref();
  inherited = [...inherited, ...found];
  return spawnCovered(inherited) ?? spawnShell();
}

/** Undefined where that cannot be: one of them may lie above a limit that was lowered since. */
function spawnCovered(descriptors: readonly number[]): ChildProcess | undefined {
  if (descriptors.length === 0) return undefined;
  try {
    const child = spawnShell(descriptors);
    if (child.pid !== undefined) return child;
    child.on("error", () => {});
  } catch {
    // as above
  }
  return undefined;
}

function spawnShell(covered: readonly number[] = []): ChildProcess {
  // Not over stdin: a bash that finds a socket there takes itself for rshd's.
  const stdio: ("ignore" | "pipe" | number)[] = ["ignore", "ignore", "ignore", "pipe"];
  const nothing = covered.length > 0 ? openAboveNext() : undefined;
  for (const fd of covered) {
    while (stdio.length < fd) stdio.push("ignore"); // leaves it as it is
    stdio[fd] = nothing as number;
  }
  try {
    return spawn(SHELL, ["-c", 'eval "$LIFELINE_GUARD"', "lifeline-guard", String(process.pid)], {
      cwd: "/",
      detached: true,
      stdio,
      // Nothing inherited: no cookie, or it would be of a tree itself, and no function that could stand for a command.
      env: {
        PATH: process.env.PATH ? `${TOOLS}:${process.env.PATH}` : TOOLS,
        LC_ALL: "C",
        LIFELINE_GUARD: GUARD_SCRIPT,
        LIFELINE_GUARD_ROOT: treeRoot(true),
      },
    });
  } finally {
    if (nothing !== undefined) closeSync(nothing);
  }
}

/**
 * The next descriptor is left for the pipe. Linux closes what a dead process had open from the highest number down, and the
 * guard, which would contend with bound children for the processor, shall hear of it after them.
 */
function openAboveNext(): number {
  const next = openSync("/dev/null", "r");
  try {
    return openSync("/dev/null", "r");
  } finally {
    closeSync(next);
  }
}

/** The descriptors that a spawn takes, if only for a moment, and some more. */
const ROOM = 8;

/**
 * Throws where they are not there: of a spawn that fails for want of a descriptor, Node keeps others for good.
 */
export function expectRoom(): void {
  const taken: number[] = [];
  try {
    while (taken.length < ROOM) taken.push(openSync("/dev/null", "r"));
  } finally {
    for (const fd of taken) closeSync(fd);
  }
}

/** Those that it did not open itself: a shell, and what loads it, take low ones. */
function descriptorsOf(pid: number | undefined): number[] {
  try {
    return readdirSync(`/proc/${pid}/fd`)
      .map(Number)
      .filter((fd) => fd > HIGHEST_MARKED);
  } catch {
    return [];
  }
}
