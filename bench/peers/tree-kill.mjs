import { spawn } from "node:child_process";
import { argvOf, hookOnSignals, inherited } from "../support/job.mjs";

export const title = "tree-kill (on demand only)";
export const source = "tree-kill";

// There is nothing to set up beforehand: it can only be called, and a parent that was killed calls nothing.
export function start(job) {
  const [command, ...args] = argvOf(job);
  return { child: spawn(command, args, { stdio: inherited(job), uid: job.uid }) };
}

export const bind = hookOnSignals;
