import { percentile } from "../support/numbers.mjs";
import { killRound, startRound, untilUp } from "../support/rounds.mjs";

export const title = "The parent is killed";

export const limit = 8_000;
/** A cell that leaked so often needs no more rounds. */
const enough = 3;

const behaviours = [
  { name: "idle", rounds: 100 },
  { name: "cleanup", rounds: 10 },
  { name: "blocked", rounds: 5 },
  { name: "foreign", rounds: 20 },
  { name: "shell", rounds: 20 },
  { name: "detached", rounds: 20 },
];

/** Per peer and behaviour: what came of each round. All peers take turns, so that noise meets them all. */
export async function measure({ peers, share, native, cache }) {
  const cells = {};
  const failures = {};
  for (const { name, rounds } of behaviours) {
    const able = peers.filter((peer) => !peer.missing && isAble(peer, name));
    const waiting = [];
    for (const peer of able) cells[peer.id] = { ...cells[peer.id], [name]: [] };
    for (let round = 0; round < Math.ceil(rounds * share); round++) {
      for (const peer of rotate(able, round)) {
        const outcomes = cells[peer.id][name];
        if (outcomes.filter((each) => each.gone === undefined).length >= enough) continue;
        try {
          const run = await startRound(peer, name, { native, cache });
          const pids = await untilUp(run, peer, name);
          const { outcome } = await killRound(run, pids, { native, limit });
          waiting.push(outcome.then((each) => outcomes.push(each)));
        } catch (error) {
          // One that does not come up must not cost the others their figures.
          failures[`${peer.id}, ${name}`] = error.message;
          able.splice(able.indexOf(peer), 1);
        }
      }
    }
    await Promise.all(waiting);
  }
  const summaries = Object.entries(cells).map(([id, each]) => [id, summarize(each)]);
  const told = behaviours.map(({ name, rounds }) => [name, Math.ceil(rounds * share)]);
  return { peers: Object.fromEntries(summaries), failures, rounds: Object.fromEntries(told) };
}

/** A peer that only works with a cooperating program cannot be asked for another. */
function isAble({ onlyNode, onlyOwn }, behaviour) {
  if (onlyOwn) return behaviour === "idle";
  return !(onlyNode && behaviour === "foreign");
}

function rotate(list, by) {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

function summarize(behaviours) {
  return Object.fromEntries(Object.entries(behaviours).map(([name, rounds]) => [name, summary(rounds)]));
}

function summary(rounds) {
  const told = rounds.flatMap(({ hook }) => (hook === undefined ? [] : [hook]));
  const gone = rounds.flatMap((each) => (each.gone === undefined ? [] : [each.gone]));
  return {
    rounds: rounds.length,
    hook: quantiles(told),
    gone: quantiles(gone),
    leaked: rounds.length - gone.length,
    cleaned: rounds.filter(({ cleaned }) => cleaned).length,
  };
}

function quantiles(values) {
  if (values.length === 0) return undefined;
  return { count: values.length, p50: percentile(values, 50), p99: percentile(values, 99) };
}
