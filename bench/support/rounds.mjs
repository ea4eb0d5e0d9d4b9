import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { endAll, linesOf, start, startProgram } from "./processes.mjs";
import { REPORT_VARIABLE, reported, untilReported } from "./report.mjs";

/** How many processes report that they are up. */
const expected = { shell: 3, detached: 2 };
const idle = 100;
/** How long a round has the machine to itself after the kill; who is not gone by then waits beside the next rounds. */
const alone = 400;
let rounds = 0;

/** One parent and what it started by a peer's means, up and watching. */
export async function startRound({ id }, behaviour, { native, cache, condition = "" }) {
  // What an earlier run has left.
  if (rounds === 0) rmSync(`${cache}/rounds`, { recursive: true, force: true });
  const round = String(++rounds);
  const path = `${cache}/rounds/${round}`;
  mkdirSync(`${cache}/rounds/`, { recursive: true });
  writeFileSync(path, "");
  // Also for a child of another user.
  chmodSync(path, 0o666);
  const env = { [REPORT_VARIABLE]: path, LIFELINE_BENCH_READER: native.paths?.["blocked-reader"] };
  const args = [id, behaviour, condition];
  const parent = startProgram("peer-parent.mjs", args, [], {
    round,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return { round, path, parent: parent.pid };
}

export async function untilUp({ path }, { settle = idle }, behaviour) {
  const pids = await untilReported(path, "up", expected[behaviour] ?? 1);
  await sleep(settle);
  return pids;
}

/**
 * Kills the parent and watches the others go, for `limit` ms at most. `outcome` is a promise: what takes long is awaited
 * beside the next rounds.
 */
export async function killRound(run, pids, { native, limit }) {
  const watcher = start(native.paths.watch, [String(run.parent), ...pids, String(limit)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = linesOf(watcher);
  await lines.next("watching");
  watcher.stdin.write("k");
  const outcome = watch(run, pids, lines);
  await Promise.race([outcome, sleep(alone)]);
  return { outcome };
}

async function watch(run, pids, lines) {
  const killed = BigInt(await lines.next("done"));
  const since = (at) => Number(BigInt(at) - killed) / 1e6;
  const gone = [];
  // All of them are there already.
  for (const _ of pids) gone.push(await lines.next("gone").catch(() => undefined));
  const result = {
    hook: [...reported(run.path, "hook"), ...reported(run.path, "told native")].map(since)[0],
    cleaned: reported(run.path, "cleaned").length > 0,
    gone: gone.includes(undefined) ? undefined : Math.max(...gone.map((line) => since(line.split(" ")[1]))),
  };
  await endAll(run.round);
  return result;
}
