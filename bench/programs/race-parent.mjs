// Says that it calls, and starts one child that holds our stdout. The killer decides how far we get.
import { spawn } from "node:child_process";
import { writeSync } from "node:fs";
import { spawnWithLifeline } from "lifeline-parent";
import { programPath } from "../support/processes.mjs";

const [kind] = process.argv.slice(2);
const stdio = ["ignore", "inherit", "inherit"];

const starters = {
  foreign: () => spawnWithLifeline("sleep", ["3600"], { stdio }),
  bound: () => spawnWithLifeline(process.execPath, [programPath("idle-child.mjs"), "lifeline"], { stdio }),
  pdeathsig: () => spawn("setpriv", ["--pdeathsig", "KILL", "sleep", "3600"], { stdio }),
};

writeSync(1, "calls now\n");
starters[kind]();
setInterval(() => {}, 3_600_000);
