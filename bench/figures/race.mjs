import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { linesOf, startProgram } from "../support/processes.mjs";
import { bounded, shown, skipped } from "../support/rows.mjs";

export const title = "race: the parent is killed 0 to 50 ms after it called spawn";

const window = 50;
const atOnce = 2;
/** The default grace period, the second that the guarantee adds, and as much again for a busy machine. */
const deadline = 12_000;
/** The kernel's signal comes with the parent's death or not at all. */
const controlDeadline = 3_000;

export async function measure({ quick }) {
  const rounds = quick ? 200 : 2000;
  // Children that know nothing of lifelines, and every fourth a bound one.
  const leaks = await race(rounds, (round) => (round % 4 === 3 ? "bound" : "foreign"), deadline);
  const rows = [
    bounded(`leaks of Lifeline in ${rounds} rounds`, leaks.length, "processes", 0),
    ...leaks.map(({ kind, after }) => shown(`leaked: a ${kind} child, parent killed after`, after, "ms")),
  ];
  if (spawnSync("setpriv", ["--version"]).error)
    return [...rows, skipped("the control", "there is no setpriv")];
  const lost = await race(rounds / 4, () => "pdeathsig", controlDeadline);
  return [...rows, shown(`leaks of setpriv --pdeathsig in ${rounds / 4} rounds`, lost.length, "processes")];
}

/** The rounds after which somebody still held the parent's output. */
async function race(rounds, kindOf, limit) {
  const leaks = [];
  const ending = new Set();
  let next = 0;
  async function runner() {
    while (next < rounds) {
      const kind = kindOf(next++);
      const after = Math.random() * window;
      const lines = await kill(kind, after);
      // The next round need not wait for the end of this one.
      const end = lines.end(limit).catch(() => leaks.push({ kind, after }));
      ending.add(end);
      end.finally(() => ending.delete(end));
    }
  }
  await Promise.all(Array.from({ length: atOnce }, runner));
  await Promise.all(ending);
  return leaks;
}

async function kill(kind, after) {
  const parent = startProgram("race-parent.mjs", [kind]);
  const lines = linesOf(parent);
  await lines.next("calls");
  if (after > 1) await sleep(after);
  parent.kill("SIGKILL");
  return lines;
}
