import { setTimeout as sleep } from "node:timers/promises";
import { linesOf, programPath, start } from "./support/processes.mjs";
import { difference, usageOf } from "./support/usage.mjs";

export const title = "curves: from 10 to 2,000 children, and 20 lifelines in a chain";

const counts = [10, 30, 100, 300, 1000, 2000];
const depths = [1, 2, 5, 10, 20];
const deadline = 300_000;
const settle = 1_000;
const window = 5_000;

/** Each point twice: once stopped, once with its parent killed. */
export async function measure({ quick }) {
  const children = [];
  for (const count of quick ? counts.slice(0, 3) : counts) children.push(await many(count));
  const nested = [];
  for (const depth of quick ? depths.slice(0, 3) : depths) nested.push(await chain(depth));
  return { children, nested };
}

async function many(count) {
  const plain = await begin("plain", count);
  await plain.stop();
  const stopped = await begin("lifeline", count);
  const idle = await idlePercent(stopped.parent.pid);
  const stop = await stopped.stop();
  const killed = await begin("lifeline", count);
  const death = await killed.kill();
  return { count, spawn: stopped.started, plainSpawn: plain.started, idle, stop, death };
}

async function begin(kind, count) {
  const parent = start(process.execPath, [programPath("many-children.mjs"), kind, String(count)], {
    stdio: ["pipe", "pipe", "inherit", "pipe"],
  });
  const lines = linesOf(parent, deadline);
  const children = linesOf({ stdout: parent.stdio[3] }, deadline);
  const started = Number(await lines.next("started"));
  await sleep(settle);
  return {
    parent,
    started,
    async stop() {
      parent.stdin.write("stop\n");
      const took = Number(await lines.next("stopped"));
      await lines.end();
      return took;
    },
    async kill() {
      const began = performance.now();
      parent.kill("SIGKILL");
      await children.end();
      return performance.now() - began;
    },
  };
}

async function idlePercent(pid) {
  const before = usageOf(pid);
  await sleep(window);
  return difference(before, usageOf(pid)).percentOfCore;
}

/** Every process of the chain holds our pipe, so its end is the end of the last. */
async function chain(depth) {
  const stopped = await beginChain(depth);
  stopped.parent.stdin.write("stop\n");
  const stop = Number(await stopped.lines.next("stopped"));
  await stopped.lines.end();
  const killed = await beginChain(depth);
  const began = performance.now();
  killed.parent.kill("SIGKILL");
  await killed.lines.end();
  return { depth, spawn: stopped.built, stop, death: performance.now() - began };
}

async function beginChain(depth) {
  const began = performance.now();
  const parent = start(process.execPath, [programPath("nested.mjs"), String(depth + 1)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = linesOf(parent, deadline);
  await lines.next("deepest");
  const built = performance.now() - began;
  await sleep(settle);
  return { parent, lines, built };
}
