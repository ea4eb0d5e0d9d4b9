import { spawn } from "node:child_process";
import { argvOf, hookOnSignals, inherited } from "../support/job.mjs";

export const title = "nozombie";
export const source = "nozombie";
/** It learns of a child at its next look: until then is the start race, another figure. */
export const settle = 1_500;

let watcher;

export async function start(job) {
  const { default: nozombie } = await import("nozombie");
  watcher ??= nozombie();
  const [command, ...args] = argvOf(job);
  const child = spawn(command, args, { stdio: inherited(job), uid: job.uid });
  watcher.add(child.pid);
  return { child };
}

export const bind = hookOnSignals;
