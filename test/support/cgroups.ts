import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Command } from "./fixtures.js";
import { killByIdentity } from "./kill.js";
import { readProcess } from "./processes.js";
import { type Requirement, requirement } from "./requirements.js";
import { asShell } from "./shell.js";
import { until } from "./wait.js";

/** "kill" is no controller: every cgroup of version 2 can be killed as a whole. */
type Controller = "pids" | "memory" | "kill";

/** A control group of the test's own, of version 1 or 2, whichever this machine has for the controller. */
export interface Cgroup {
  readonly version: 1 | 2;
  write(file: string, value: string | number): void;
  read(file: string): string;
  /** The processes inside, zombies not among them. */
  pids(): number[];
  /** Kills what is inside, by id. Under a limit of no process more, nothing can come after it. */
  end(): Promise<unknown>;
  /** Moves a process out, to where the group itself is. */
  letOut(pid: number): void;
  /** The command, started inside: whatever it starts stays inside. */
  holding(command: Command): Command;
}

export function canLimit(controller: Controller): Requirement {
  const parent = parentOf(controller);
  let works = false;
  try {
    const probe =
      parent &&
      mkdirSync(join(parent.path, `lifeline-probe-${process.pid}-${controller}`), { recursive: true });
    works =
      probe !== undefined && existsSync(join(probe, controller === "kill" ? "cgroup.kill" : "cgroup.procs"));
    if (probe) rmdirSync(probe);
  } catch {
    // Read-only, or not ours.
  }
  return requirement(works, `cannot make a cgroup with the ${controller} controller here`);
}

/** To be called before anything is started in it: hooks run in reverse, so it is removed when all that has been killed. */
export function createCgroup(controller: Controller): Cgroup {
  const parent = parentOf(controller);
  if (parent === undefined) throw new Error(`No cgroup has the ${controller} controller`);
  const path = join(parent.path, `lifeline-test-${process.pid}-${created++}`);
  const pids = () =>
    readFileSync(join(path, "cgroup.procs"), "latin1").split("\n").filter(Boolean).map(Number);
  mkdirSync(path);
  onTestFinished(() => until(`cgroup ${path} to be empty`, () => remove(path)).then(() => {}));
  return {
    version: parent.version,
    write: (file, value) => writeFileSync(join(path, file), `${value}`),
    read: (file) => readFileSync(join(path, file), "latin1").trim(),
    pids,
    end() {
      if (controller === "pids") writeFileSync(join(path, "pids.max"), "0");
      return until(`cgroup ${path} to be empty`, () => {
        for (const pid of pids()) killIfThere(pid);
        return pids().length === 0;
      });
    },
    letOut: (pid) => writeFileSync(join(parent.path, "cgroup.procs"), `${pid}`),
    holding: (command) => ({
      command: "sh",
      args: ["-c", `echo $$ > '${path}/cgroup.procs' && exec ${asShell(command)}`],
    }),
  };
}

let created = 0;

/** What is in a cgroup of ours is ours. */
function killIfThere(pid: number): void {
  const stat = readProcess(pid);
  if (stat) killByIdentity(stat);
}

function remove(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

function parentOf(controller: Controller): { path: string; version: 1 | 2 } | undefined {
  for (const line of readFileSync("/proc/mounts", "latin1").split("\n")) {
    const [, path = "", type, options = ""] = line.split(" ");
    if (type === "cgroup" && options.split(",").includes(controller)) return { path, version: 1 };
    if (type !== "cgroup2") continue;
    const enabled = join(path, "cgroup.subtree_control");
    const has = controller === "kill" || readFileSync(enabled, "latin1").includes(controller);
    if (has) return { path, version: 2 };
  }
  return undefined;
}
