import { median } from "../support/numbers.mjs";
import { linesOf, startProgram } from "../support/processes.mjs";
import { quietRounds } from "../support/quiet.mjs";
import { boundedWhenQuiet, shown } from "../support/rows.mjs";

export const title = "spawn: from the call to `exit` of /bin/true, guard warm";

export async function measure({ quick }) {
  const rows = [];
  for (const stdio of ["ignore", "pipe"]) rows.push(...(await measureWith(stdio, quick)));
  return rows;
}

// Several short runs: the median of their ratios survives a minute of noise, and each run has a fresh heap.
async function measureWith(stdio, quick) {
  const told = await quietRounds(quick ? 2 : 5, () => run(stdio, quick ? 40 : 100));
  const ratio = (kind) => median(told.values.map((times) => median(times[kind]) / median(times.plain)));
  const time = (kind) => median(told.values.map((times) => median(times[kind])));
  return [
    boundedWhenQuiet(`stdio "${stdio}": to plain spawn`, ratio("lifeline"), "times", 1.2, told),
    shown("plain spawn with one more pipe, detached, to plain spawn", ratio("kernel"), "times"),
    shown("plain spawn", time("plain"), "ms"),
    shown("spawnWithLifeline", time("lifeline"), "ms"),
  ];
}

async function run(stdio, rounds) {
  const timed = startProgram("spawn-times.mjs", [String(rounds), stdio]);
  return JSON.parse(await linesOf(timed).next("times"));
}
