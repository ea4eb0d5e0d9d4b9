import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { endAll, marked } from "../support/processes.mjs";
import { reported } from "../support/report.mjs";
import { startRound, untilUp } from "../support/rounds.mjs";

export const title = "The parent is healthy";

/** Long enough for every probe and heartbeat that a peer has, short enough to be continued within the minute. */
const stopped = 25_000;
const conditions = ["stdin-null", "other-user", "hidden-pid", "stopped"];

/** Every peer under every condition, all in the same minute: was there a false alarm, was a hang noticed? */
export async function measure({ peers, quick, native, cache }) {
  const runs = [];
  for (const peer of peers.filter(({ missing, onlyOwn }) => !missing && !onlyOwn)) {
    for (const condition of conditions) runs.push(await begin(peer, condition, { native, cache }));
  }
  const hung = runs.filter(({ condition, failure }) => condition === "stopped" && !failure);
  for (const run of hung) run.stoppedAt = signal(run, "SIGSTOP");
  await sleep(quick ? 15_000 : stopped);
  for (const run of hung) signal(run, "SIGCONT");
  await sleep(quick ? 1_000 : 60_000 - stopped);
  const cells = {};
  for (const run of runs) cells[run.peer.id] = { ...cells[run.peer.id], [run.condition]: outcome(run) };
  for (const { round } of runs) await endAll(round);
  return { peers: cells };
}

async function begin(peer, condition, context) {
  const run = await startRound(peer, "idle", { ...context, condition });
  try {
    await untilUp(run, peer, "idle");
    return { ...run, peer, condition };
  } catch (error) {
    return { ...run, peer, condition, failure: error.message };
  }
}

function signal({ parent }, name) {
  const at = process.hrtime.bigint();
  process.kill(parent, name);
  return at;
}

function outcome({ path, round, failure, stoppedAt }) {
  if (failure) return { failure };
  const [stall] = reported(path, "stall");
  return {
    falseAlarm: !isAlive(round) || reported(path, "hook").length > 0,
    noticedAfter: stall && stoppedAt ? Number(BigInt(stall) - stoppedAt) / 1e6 : undefined,
  };
}

function isAlive(round) {
  return marked(round).some((pid) => commandLine(pid).includes("peer-child.mjs"));
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}
