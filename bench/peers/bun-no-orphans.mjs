import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hookOnSignals, inherited } from "../support/job.mjs";
import { REPORT_VARIABLE } from "../support/report.mjs";

export const title = "Bun --no-orphans";
export const source = "@oven/bun-linux-x64";
/** Time to set itself up: until then is the start race, another figure. */
export const settle = 1_500;

// The child runs in Bun itself; another command is a script of a package.json, which `bun run` is made for.
export function start(job) {
  const bun = createRequire(import.meta.url).resolve("@oven/bun-linux-x64/bin/bun");
  const cwd = `${process.env[REPORT_VARIABLE]}-package`;
  const words = job.program ? [job.program, ...job.args] : ["run", "--silent", "foreign"];
  if (!job.program) {
    mkdirSync(cwd);
    writeFileSync(`${cwd}/package.json`, JSON.stringify({ scripts: { foreign: scriptOf(job) } }));
  }
  const [command, ...args] = [...job.via, bun, "--no-orphans", ...words];
  return {
    child: spawn(command, args, { stdio: inherited(job), uid: job.uid, cwd: job.program ? undefined : cwd }),
  };
}

export const bind = hookOnSignals;

function scriptOf({ command, args }) {
  return [command, ...args].map((word) => `'${word}'`).join(" ");
}
