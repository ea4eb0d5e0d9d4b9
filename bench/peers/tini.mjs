import { spawn } from "node:child_process";
import { argvOf, hookOnSignals, inherited } from "../support/job.mjs";

export const title = "tini -p";
export const tool = "tini";

export function start(job) {
  const args = ["-s", "-p", "SIGTERM", "--", ...argvOf(job)];
  return { child: spawn("tini", args, { stdio: inherited(job), uid: job.uid }) };
}

export const bind = hookOnSignals;
