import { median } from "../support/numbers.mjs";
import { linesOf, startProgram } from "../support/processes.mjs";
import { shown } from "../support/rows.mjs";

export const title = 'deadline: what deadline "thread" costs a child, over "timer"';

const kinds = ["timer", "thread"];
const parts = [
  { part: "bindTime", what: "bindToParent()", unit: "ms" },
  { part: "cpuTime", what: "processor time in the first second, start of Node included", unit: "ms" },
  { part: "memory", what: "private memory", unit: "MB" },
];

export async function measure({ quick }) {
  const costs = { timer: [], thread: [] };
  for (let round = 0; round < (quick ? 5 : 20); round++) {
    for (const kind of kinds) costs[kind].push(await costOf(kind));
  }
  return parts.flatMap(({ part, what, unit }) =>
    kinds.map((kind) => shown(`${what}, "${kind}"`, median(costs[kind].map((cost) => cost[part])), unit)),
  );
}

async function costOf(kind) {
  const child = startProgram("deadline-child.mjs", [kind], [], { stdio: ["pipe", "pipe", "inherit"] });
  const cost = JSON.parse(await linesOf(child).next("cost"));
  child.stdin.destroy();
  return cost;
}
