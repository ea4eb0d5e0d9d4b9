import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type ProcessIdentity, readProcess } from "./processes.js";
import { requirement } from "./requirements.js";
import { until } from "./wait.js";

/** cgroup v1: what is frozen there is in uninterruptible sleep. The freezer of v2 lets SIGKILL through. */
const root = /^\S+ (\S+) cgroup \S*\bfreezer\b/m.exec(readFileSync("/proc/mounts", "latin1"))?.[1] ?? "";

export const hasFreezer = requirement(
  root !== "" && existsSync(join(root, "cgroup.procs")) && process.getuid?.() === 0,
  "needs root and the freezer of cgroup v1, which stands in for a device that hangs",
);

/** Puts a process into uninterruptible sleep (D), out of the reach of SIGKILL, until the test is over or it is let go. */
export async function freeze({ pid }: ProcessIdentity): Promise<{ thaw(): Promise<void> }> {
  const group = join(root, `lifeline-test-${pid}`);
  const set = (state: string) => writeFileSync(join(group, "freezer.state"), state);
  mkdirSync(group);
  onTestFinished(async () => {
    if (!existsSync(group)) return;
    set("THAWED");
    // Moved, where it lives on: a group with processes in it cannot be removed.
    for (const each of readFileSync(join(group, "cgroup.procs"), "latin1").split("\n").filter(Boolean))
      writeFileSync(join(root, "cgroup.procs"), each);
    await until("the freezer to be empty", () => removed(group));
  });
  writeFileSync(join(group, "cgroup.procs"), String(pid));
  set("FROZEN");
  await until("the process to be frozen", () => readProcess(pid)?.state === "D");
  return {
    async thaw() {
      set("THAWED");
      await until("the freezer to be empty", () => removed(group));
    },
  };
}

function removed(group: string): boolean {
  try {
    rmdirSync(group);
    return true;
  } catch {
    return false;
  }
}
