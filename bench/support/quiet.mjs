import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Of all cores, what others may use while something is measured that is to be measured on an idle machine. */
const MOST = 0.1;
const WINDOW = 200;

/**
 * Runs `body` once per round, each when the machine is quiet. When all waiting together has used up `patience` (ms),
 * the rest runs as it is. What happened is told by `isQuiet`: whether at least half of the rounds were quiet ones; then
 * `values` are theirs, and otherwise those of all rounds.
 */
export async function quietRounds(rounds, body, patience = 60_000) {
  const waitUntil = performance.now() + patience;
  const results = [];
  for (let round = 0; round < rounds; round++) {
    const isQuiet = await becomesQuiet(waitUntil);
    results.push({ isQuiet, value: await body(round) });
  }
  const quiet = results.filter((each) => each.isQuiet);
  const isQuiet = quiet.length * 2 >= rounds;
  return {
    isQuiet,
    quietRounds: quiet.length,
    rounds,
    values: (isQuiet ? quiet : results).map(({ value }) => value),
  };
}

/** True as soon as the machine has been quiet for a moment; false when that did not come in time. */
export async function becomesQuiet(waitUntil) {
  do {
    if ((await busyShare()) <= MOST) return true;
  } while (performance.now() < waitUntil);
  return false;
}

async function busyShare() {
  const before = cpuTimes();
  await sleep(WINDOW);
  const after = cpuTimes();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

// proc_stat(5): user nice system idle iowait irq softirq steal, all cores together. Stolen time is not ours either.
function cpuTimes() {
  const times = readFileSync("/proc/stat", "utf8").split("\n")[0].trim().split(/\s+/).slice(1, 9).map(Number);
  return { all: times.reduce((sum, one) => sum + one, 0), idle: times[3] + times[4] };
}
