import { spawnSync } from "node:child_process";
import { linesOf, programPath, start } from "../support/processes.mjs";
import { bounded, shown, skipped } from "../support/rows.mjs";

export const title = "reuse: the pids of ended children are given to innocents";

export async function measure({ quick }) {
  const why = whyImpossible();
  if (why) return [skipped("forced pid reuse", why)];
  const rounds = quick ? 200 : 2_000;
  const guard = await pidReuse({ rounds });
  const stop = await pidReuse({ rounds: rounds / 10, way: "stop" });
  const naive = await pidReuse({ rounds: 20, way: "naive" });
  return [
    bounded(`innocents harmed by the guard, in ${guard.rounds} forced reuses`, guard.harmed, "", 0),
    bounded(`innocents harmed or listed by stop(), in ${stop.rounds}`, stop.harmed + stop.listed, "", 0),
    shown(`innocents harmed by a kill of the bare pid, in ${naive.rounds}`, naive.harmed, ""),
    shown("innocents that began in the very tick of the child before them", guard.sameTick, ""),
  ];
}

/** `way`: who acts when the innocents are there: "guard", "stop", or the control, "naive". */
export async function pidReuse({ rounds, way = "guard", batch = 50 }) {
  const world = start("unshare", inWorld({ rounds, way, batch }));
  return JSON.parse(await linesOf(world, 600_000).next("reused"));
}

/** The first process of the world reaps, as Node would not. */
function inWorld(how) {
  const command = `"$0" "$1" "$2" & wait $!`;
  const words = [process.execPath, programPath("reuse-world.mjs"), JSON.stringify(how)];
  return ["--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", command, ...words];
}

function whyImpossible() {
  const { status } = spawnSync("unshare", [
    "--pid",
    "--fork",
    "--mount-proc",
    "test",
    "-w",
    "/proc/sys/kernel/ns_last_pid",
  ]);
  return status === 0 ? undefined : "a pid namespace with a writable ns_last_pid needs root";
}
