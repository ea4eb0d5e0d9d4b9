// The child of a peer: watches by the peer's means, and reports when its hook ran. Its timer is what real programs have.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { REPORT_VARIABLE, report } from "../support/report.mjs";

const [id, behaviour] = process.argv.slice(2);
const peer = await import(`../peers/${id}.mjs`);
const up = (pid) => `echo "up ${pid}" >> "$${REPORT_VARIABLE}"`;

const behaviours = {
  idle() {},
  cleanup() {},
  // Without burning a core, so that it does not disturb what is measured.
  blocked: () => setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50),
  shell: () => spawn("/bin/sh", ["-c", `${up("$$")}; sleep 3600 & ${up("$!")}; wait`], { stdio: "ignore" }),
  detached: () =>
    spawn("/bin/sh", ["-c", `${up("$$")}; exec sleep 3600`], { stdio: "ignore", detached: true }),
};

let hasRun = false;

async function hook() {
  const now = process.hrtime.bigint();
  if (hasRun) return;
  hasRun = true;
  report(`hook ${now}`);
  if (behaviour === "cleanup") {
    await sleep(300);
    report("cleaned up");
  }
  process.exit();
}

setInterval(() => {}, 3_600_000);
await peer.bind?.(hook, () => report(`stall ${process.hrtime.bigint()}`));
behaviours[behaviour]();
report(`up ${process.pid}`);
