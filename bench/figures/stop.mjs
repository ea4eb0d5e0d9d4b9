import { once } from "node:events";
import { median } from "../support/numbers.mjs";
import { linesOf, programPath, start } from "../support/processes.mjs";
import { bounded, shown, skipped } from "../support/rows.mjs";

export const title = "stop: a tree of 500 processes, beside tree-kill";

const kinds = ["lifeline", "tree-kill"];
// tree-kill starts one `ps` per process, all of a level at once.
const deadline = 300_000;

export async function measure({ quick }) {
  if (!isInstalled("tree-kill")) return [skipped("stop", "tree-kill could not be installed")];
  const times = Object.fromEntries(kinds.map((kind) => [kind, []]));
  // In turn, so that noise meets both.
  for (let round = 0; round < (quick ? 1 : 5); round++) {
    for (const kind of kinds) times[kind].push(await end(kind));
  }
  const time = (kind, what) => median(times[kind].map((each) => each[what]));
  return [
    bounded(
      "stop() to tree-kill, from the call to the last of 500 gone",
      time("lifeline", "empty") / time("tree-kill", "empty"),
      "times",
      1 / 20,
    ),
    shown("stop(): last process gone", time("lifeline", "empty"), "ms"),
    shown("stop(): resolved, having looked twice more", time("lifeline", "ended"), "ms"),
    shown("tree-kill: last process gone", time("tree-kill", "empty"), "ms"),
    shown("tree-kill: called back", time("tree-kill", "ended"), "ms"),
  ];
}

async function end(kind) {
  const parent = start(process.execPath, [programPath("tree-parent.mjs"), kind], {
    stdio: ["pipe", "pipe", "inherit", "pipe"],
  });
  const lines = linesOf(parent, deadline);
  const tree = linesOf({ stdout: parent.stdio[3] }, deadline);
  for (let i = 0; i < 10; i++) await tree.next("up");
  await lines.next("ready");
  parent.stdin.write("end\n");
  await tree.end();
  const empty = process.hrtime.bigint();
  const [began, ended] = (await lines.next("ended")).split(" ").map(BigInt);
  await once(parent, "exit");
  return { empty: Number(empty - began) / 1e6, ended: Number(ended - began) / 1e6 };
}

function isInstalled(name) {
  try {
    return Boolean(import.meta.resolve(name));
  } catch {
    return false;
  }
}
