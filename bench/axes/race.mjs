import { setTimeout as sleep } from "node:timers/promises";
import { endAll, marked } from "../support/processes.mjs";
import { untilReported } from "../support/report.mjs";
import { startRound } from "../support/rounds.mjs";

export const title = "The parent is killed 0 to 50 ms after the call";

const window = 50;
const limit = 8_000;
const atOnce = 2;

/** Only peers that end an idle child at all: the others leak always. */
export async function measure({ peers, share, native, cache, results }) {
  const able = peers.filter(({ id, onlyOwn }) => results.death?.peers[id]?.idle?.leaked === 0 && !onlyOwn);
  const counts = Object.fromEntries(able.map(({ id }) => [id, { rounds: 0, leaked: 0 }]));
  const queue = [];
  for (let round = 0; round < Math.ceil(60 * share); round++) queue.push(...able);
  const waiting = [];
  async function runner() {
    for (let peer = queue.shift(); peer; peer = queue.shift()) {
      const run = await killSoon(peer, { native, cache });
      waiting.push(
        leaks(run).then((hasLeaked) => {
          counts[peer.id].rounds++;
          counts[peer.id].leaked += Number(hasLeaked);
        }),
      );
    }
  }
  await Promise.all(Array.from({ length: atOnce }, runner));
  await Promise.all(waiting);
  return { peers: counts };
}

async function killSoon(peer, context) {
  const run = await startRound(peer, peer.onlyNode ? "idle" : "foreign", context);
  await untilReported(run.path, "calls", 1);
  await sleep(Math.random() * window);
  process.kill(run.parent, "SIGKILL");
  return run;
}

async function leaks({ round }) {
  for (const until = performance.now() + limit; performance.now() < until; await sleep(250)) {
    if (marked(round).length === 0) return false;
  }
  await endAll(round);
  return true;
}
