import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { hookOnSignals, inherited } from "../support/job.mjs";

export const title = "Bun --no-orphans";
export const source = "@oven/bun-linux-x64";

// The child runs in Bun itself; another command is started by its shell.
export function start(job) {
  const bun = createRequire(import.meta.url).resolve("@oven/bun-linux-x64/bin/bun");
  const quoted = [job.command, ...job.args].map((word) => `'${word}'`).join(" ");
  const what = job.program ? [job.program, ...job.args] : ["exec", quoted];
  const [command, ...args] = [...job.via, bun, "--no-orphans", ...what];
  return spawn(command, args, { stdio: inherited(job), uid: job.uid });
}

export const bind = hookOnSignals;
