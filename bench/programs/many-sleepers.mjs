// A parent of many children that never look at their lifeline; says how much heap each one keeps.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { spawnWithLifeline } from "lifeline-parent";

const [kind, count] = process.argv.slice(2);

const starters = {
  lifeline: () => spawnWithLifeline("sleep", ["3600"], { stdio: "ignore" }),
  plain: () => spawn("sleep", ["3600"], { stdio: "ignore" }),
  pipe: () => spawn("sleep", ["3600"], { stdio: ["ignore", "ignore", "ignore", "pipe"] }),
};

// The first ones pay for code that is compiled once.
const children = await startMany(20);
const before = await heap();
children.push(...(await startMany(Number(count))));
const after = await heap();

console.log(`heap ${(after - before) / Number(count)}`);
setInterval(() => children.length, 3_600_000);

async function startMany(amount) {
  const started = [];
  while (started.length < amount) {
    const child = starters[kind]();
    await once(child, "spawn");
    started.push(child);
  }
  return started;
}

async function heap() {
  await sleep(500);
  global.gc();
  global.gc();
  return process.memoryUsage().heapUsed;
}
