import { spawn } from "node:child_process";
import { argvOf, hookOnSignals, inherited } from "../support/job.mjs";

export const title = "setpriv --pdeathsig KILL";
export const tool = "setpriv";

export function start(job) {
  const args = ["--pdeathsig", "KILL", ...argvOf(job)];
  return { child: spawn("setpriv", args, { stdio: inherited(job), uid: job.uid }) };
}

export const bind = hookOnSignals;
