// A parent that is killed while it spawns: its one argument is { means, command, args, count, first, delay, isWarm }. The
// SIGKILL comes so many microseconds after the call for child number `first`, from a thread of its own, so that it also
// comes in the middle of a call. Warm: there is a guard already.
import { spawn } from "node:child_process";
import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";

const { means, command, args, count, first, delay, isWarm } = JSON.parse(process.argv[2]);
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
  const { parentPort, workerData: { flag, first, delay } } = require("node:worker_threads");
  parentPort.postMessage("ready");
  for (let calls = 0; calls < first; calls = Atomics.load(flag, 0)) Atomics.wait(flag, 0, calls);
  for (const end = performance.now() + delay / 1_000; performance.now() < end; );
  process.kill(process.pid, "SIGKILL");
`;
const flag = new Int32Array(new SharedArrayBuffer(4));
new Worker(killer, { eval: true, workerData: { flag, first, delay } }).once("message", () => {
  for (let index = 0; index < count; index++) {
    Atomics.add(flag, 0, 1);
    Atomics.notify(flag, 0);
    start(command, args).once("error", () => {});
    writeSync(1, ".");
  }
});
