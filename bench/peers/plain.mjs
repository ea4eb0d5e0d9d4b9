import { spawn } from "node:child_process";
import { argvOf, hookOnSignals, inherited } from "../support/job.mjs";

export const title = "plain spawn";

export function start(job) {
  const [command, ...args] = argvOf(job);
  return { child: spawn(command, args, { stdio: inherited(job), uid: job.uid }) };
}

export const bind = hookOnSignals;
