// A child of the demo: it takes jobs from a queue, and holds a lock that keeps every other worker out.
import { pbkdf2 } from "node:crypto";
import { readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { bindToParent } from "lifeline-child";
import { directory, isBound, tell } from "./tell.mjs";

const compute = promisify(pbkdf2);
const lock = `${directory}/worker.lock`;
let inProgress;
let isEnding = false;

if (isBound) bindToParent({ onShutdown: cleanUp });

writeFileSync(lock, String(process.pid), { flag: "wx" });
await work();

async function work() {
  while (!isEnding) {
    const job = readdirSync(`${directory}/queue`)[0];
    if (job === undefined) await sleep(100);
    else await perform(job);
  }
}

async function perform(job) {
  inProgress = job;
  renameSync(`${directory}/queue/${job}`, `${directory}/taken/${job}`);
  tell("up");
  for (let round = 0; round < 10 && !isEnding; round++) {
    await compute(job, "salt", 5_000, 32, "sha256");
    await sleep(20);
  }
  if (isEnding) return;
  renameSync(`${directory}/taken/${job}`, `${directory}/done/${job}`);
  inProgress = undefined;
}

function cleanUp({ reason, evidence }) {
  tell("hook", { reason, evidence });
  isEnding = true;
  // What was not finished is for the next worker.
  if (inProgress) renameSync(`${directory}/taken/${inProgress}`, `${directory}/queue/${inProgress}`);
  rmSync(lock);
}
