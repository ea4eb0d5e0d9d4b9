import { setTimeout as sleep } from "node:timers/promises";
import { linesOf, startProgram } from "../support/processes.mjs";
import { bounded, shown, skipped } from "../support/rows.mjs";
import { difference, usageOf } from "../support/usage.mjs";

export const title = "scale: many children under one parent, default options";

const interval = 2;
const readers = 200;
// A parent that beats collects its start-up garbage for up to 15 s: some 30 ms, as much as 3,000 heartbeats.
const settle = 15_000;

export async function measure({ quick, native }) {
  const sleepers = quick ? 200 : 1000;
  // The readers start first, so that they settle while the sleepers start; then all go through the same window.
  const beating = native.missing ? {} : await startReaders(native.paths["light-child"]);
  const { parents, heap } = await startSleepers(sleepers);
  await sleep(settle);
  const used = await usedBy({ ...beating, ...parents }, quick ? 10 : 30);
  return [
    bounded(`${sleepers} × sleep: CPU of the idle parent`, used.lifeline.percentOfCore, "% of a core", 1),
    shown("the same with plain spawn", used.plain.percentOfCore, "% of a core"),
    bounded(`${sleepers} × sleep: heap per child above plain spawn`, heap.lifeline - heap.plain, "kB", 8),
    shown("the same above plain spawn with an extra pipe", heap.lifeline - heap.pipe, "kB"),
    shown("heap per child of plain spawn", heap.plain, "kB"),
    ...(native.missing ? [skipped("heartbeats", native.missing)] : beatRows(used)),
  ];
}

async function startReaders(program) {
  const parents = {};
  for (const [name, kind] of [
    ["beats", "lifeline"],
    ["writes", "plain"],
  ]) {
    parents[name] = startProgram("many-readers.mjs", [kind, String(readers), program]);
    await linesOf(parents[name]).next("bound");
  }
  return parents;
}

// One parent after the other, so that none waits for a core.
async function startSleepers(count) {
  const parents = {};
  const heap = {};
  for (const kind of ["lifeline", "plain", "pipe"]) {
    parents[kind] = startProgram("many-sleepers.mjs", [kind, String(count)], ["--expose-gc"]);
    heap[kind] = Number(await linesOf(parents[kind]).next("heap")) / 1024;
  }
  return { parents, heap };
}

/** What each of the parents uses in the same `seconds`. */
async function usedBy(parents, seconds) {
  const read = () => Object.entries(parents).map(([kind, { pid }]) => [kind, usageOf(pid)]);
  const before = read();
  await sleep(seconds * 1000);
  const after = Object.fromEntries(read());
  return Object.fromEntries(before.map(([kind, usage]) => [kind, difference(usage, after[kind])]));
}

function beatRows({ beats, writes }) {
  const each = ({ nanoseconds, seconds }) => nanoseconds / 1000 / (readers * (seconds / interval));
  return [
    bounded(`${readers} bound readers: CPU of the parent`, beats.percentOfCore, "% of a core", 0.2),
    shown("the same lines by plain socket.write", writes.percentOfCore, "% of a core"),
    shown("per heartbeat", each(beats), "µs"),
    shown("per plain socket.write", each(writes), "µs"),
  ];
}
