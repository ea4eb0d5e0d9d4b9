import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../support/numbers.mjs";
import { linesOf, marked, startProgram } from "../support/processes.mjs";
import { quietRounds } from "../support/quiet.mjs";
import { boundedWhenQuiet, shown } from "../support/rows.mjs";

export const title =
  "death: from the parent's SIGKILL to the last process gone, foreign children that obey SIGTERM";

const sizes = [
  { groups: 1, size: 1, atMost: 30, rounds: 20, quickRounds: 5 },
  { groups: 100, size: 3, atMost: 150, rounds: 7, quickRounds: 2 },
  { groups: 1000, size: 3, atMost: 1500, rounds: 3, quickRounds: 1 },
];
const idle = 300;
/** Until none is young to the guard any more. */
const settled = 1_000;

export async function measure({ quick }) {
  const rows = [];
  for (const { groups, size, atMost, rounds, quickRounds } of sizes) {
    const told = await quietRounds(quick ? quickRounds : rounds, () => kill("lifeline", groups, size));
    const what = groups === 1 ? "1 child" : `${groups} groups of ${size} processes`;
    rows.push(boundedWhenQuiet(what, median(told.values), "ms", atMost, told));
    rows.push(shown(`${what}: slowest`, Math.max(...told.values), "ms"));
  }
  const told = await quietRounds(quick ? 2 : 7, () => kill("lifeline", 100, 3, settled));
  rows.push(shown("100 groups of 3 processes, a second old", median(told.values), "ms"));
  const left = await kill("plain", 100, 3);
  return [...rows, shown("plain spawn, 100 groups of 3: alive after 1 s", left, "processes")];
}

/** With plain spawn: how many are alive a second later. */
async function kill(kind, groups, size, age = idle) {
  const parent = startProgram("foreign-parent.mjs", [kind, String(groups), String(size)]);
  const lines = linesOf(parent, 120_000);
  for (let i = 0; i < groups; i++) await lines.next("up");
  await sleep(age);
  const killed = performance.now();
  process.kill(parent.pid, "SIGKILL");
  if (kind === "lifeline") {
    await lines.end();
    return performance.now() - killed;
  }
  await sleep(1_000);
  return marked().length;
}
