import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** Printed by the reporter as `skipped: <test>: <reason>`. */
    skipReason?: string;
  }
}

export interface Requirement {
  readonly available: boolean;
  /** Why not; empty when it is. */
  readonly reason: string;
}

/** Packages of Debian put daemons where the PATH of a plain user does not look. */
const folders = [...(process.env.PATH ?? "").split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin"];

export function requireTool(command: string, { package: name = command } = {}): Requirement {
  const found = folders.some((folder) => folder !== "" && existsSync(join(folder, command)));
  return requirement(found, `${command} is not installed (Debian package ${name})`);
}

export const isRoot = requirement(process.getuid?.() === 0, "needs root");

export const canUnshare = requirement(
  spawnSync("unshare", ["--pid", "--fork", "--mount-proc", "true"]).status === 0,
  "cannot make a pid namespace here (unshare --pid)",
);

export function requirement(available: boolean, reason: string): Requirement {
  return { available, reason: available ? "" : reason };
}

/** `itNeeds(gdb, isRoot)("name", …)`: a test that is skipped, with its reason, where one of them is missing. */
export function itNeeds(...requirements: Requirement[]) {
  const { skip, meta } = judge(requirements);
  return (name: string, body: (context: TestContext) => void | Promise<void>, timeout?: number) =>
    it.skipIf(skip)(name, { meta, timeout }, body);
}

export function describeNeeds(...requirements: Requirement[]) {
  const { skip, meta } = judge(requirements);
  return (name: string, body: () => void) => describe.skipIf(skip)(name, { meta }, body);
}

function judge(requirements: readonly Requirement[]) {
  const missing = requirements.filter(({ available }) => !available).map(({ reason }) => reason);
  const skip = missing.length > 0;
  return { skip, meta: skip ? { skipReason: missing.join("; ") } : {} };
}
