// A parent that is killed while it spawns: its one argument is { means, command, args, count, delay, isWarm }, the
// delay in microseconds. Warm: it has a guard already. A thread of its own sends the SIGKILL, so that it also comes in the middle of the call.
import { spawn } from "node:child_process";
import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";

const { means, command, args, count, delay, isWarm } = JSON.parse(process.argv[2]);
const { spawnWithLifeline } =
  means === "lifeline" ? await import(process.env.SOAK_LIFELINE_PARENT ?? "lifeline-parent") : {};
const starts = {
  lifeline: (...what) => spawnWithLifeline(...what, { stdio: "ignore", lifeline: { gracePeriod: 1_000 } }),
  plain: (...what) => spawn(...what, { stdio: "ignore", detached: true }),
  pdeathsig: (file, list) =>
    spawn("setpriv", ["--pdeathsig", "KILL", file, ...list], { stdio: "ignore", detached: true }),
};
const start = starts[means];

if (isWarm) await new Promise((resolve) => start("true", []).once("exit", resolve));

const killer = `
  const { parentPort, workerData: { flag, delay } } = require("node:worker_threads");
  parentPort.postMessage("ready");
  Atomics.wait(flag, 0, 0);
  for (const end = performance.now() + delay / 1_000; performance.now() < end; );
  process.kill(process.pid, "SIGKILL");
`;
const flag = new Int32Array(new SharedArrayBuffer(4));
new Worker(killer, { eval: true, workerData: { flag, delay } }).once("message", () => {
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
  for (let index = 0; index < count; index++) {
    start(command, args).once("error", () => {});
    writeSync(1, ".");
  }
});
