import { readdirSync, readFileSync } from "node:fs";
import { median } from "../support/numbers.mjs";
import { endAll, linesOf, startProgram } from "../support/processes.mjs";
import { startRound, untilUp } from "../support/rounds.mjs";

export const title = "What it costs";

export async function measure({ peers, share, native, cache }) {
  const present = peers.filter(({ missing, onlyOwn }) => !missing && !onlyOwn);
  const cells = {};
  for (const peer of present) cells[peer.id] = await extraProcesses(peer, { native, cache });
  for (const { id } of present.filter(({ onlyNode }) => !onlyNode)) {
    cells[id] = { ...cells[id], spawn: await spawnRatio(id, Math.ceil(200 * share)) };
  }
  return { peers: cells };
}

/** What runs below the parent beside the child, and what memory it has: resident, and its share of that. */
async function extraProcesses(peer, context) {
  const run = await startRound(peer, "idle", context);
  try {
    const pids = await untilUp(run, { settle: 1_500 }, "idle");
    const extra = descendants(String(run.parent)).filter((pid) => !pids.includes(pid));
    return { extra: extra.length, resident: total(extra, "Rss"), share: total(extra, "Pss") };
  } catch (error) {
    return { failure: error.message };
  } finally {
    process.kill(run.parent, "SIGKILL");
    await endAll(run.round);
  }
}

function descendants(root) {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [pid, parentOf(pid)]),
  );
  const below = (pid) =>
    [...parents].flatMap(([child, parent]) => (parent === pid ? [child, ...below(child)] : []));
  return below(root);
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
  } catch {
    return undefined;
  }
}

function total(pids, field) {
  const sizes = pids.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return sizes.reduce(
    (sum, text) => sum + Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)[1]) / 1024,
    0,
  );
}

// Each beside plain spawn in a process of its own: foreground-child leaves its parent with SIGPIPE no longer ignored.
async function spawnRatio(id, rounds) {
  const timed = startProgram("peer-spawn-times.mjs", [String(rounds), id]);
  const times = JSON.parse(await linesOf(timed, 300_000).next("times"));
  return median(times.peer) / median(times.plain);
}
