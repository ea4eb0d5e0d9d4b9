import { createRandom } from "../support/random.mjs";
import { cooperative } from "./cooperative.mjs";
import { foreign } from "./foreign.mjs";

/** Faults while the parent lives. `heavy`: only where there is a parent in a process of its own thread to do it. */
const steps = [
  { do: "pause-parent", weight: 3, pause: [50, 800] },
  { do: "pause-child", weight: 4, pause: [50, 800] },
  { do: "freeze-child", weight: 2 },
  { do: "block-parent", weight: 2, pause: [50, 800] },
  { do: "pause-both", weight: 1, pause: [50, 500] },
  { do: "kill-guard", weight: 3, times: [1, 2] },
  { do: "annoy-guard", weight: 1 },
  { do: "stop", weight: 4 },
  { do: "abort", weight: 2 },
  { do: "release", weight: 2 },
  { do: "kill-leader", weight: 3 },
  { do: "members", weight: 2 },
  { do: "spawn", weight: 2 },
];

/** How the parent goes. */
const endings = [
  { how: "kill", weight: 6 },
  { how: "kill-group", weight: 2 },
  { how: "kill-paused", weight: 2 },
  { how: "kill-blocked", weight: 1 },
  { how: "kill-with-child", weight: 2 },
  { how: "kill-while-stopping", weight: 3 },
  { how: "kill-while-spawning", weight: 3 },
  { how: "kill-after-guard", weight: 3 },
  { how: "SIGTERM", weight: 2 },
  { how: "SIGHUP", weight: 1 },
  { how: "SIGINT", weight: 1 },
  { how: "SIGSEGV", weight: 1 },
  { how: "abort", weight: 1 },
  { how: "exit", weight: 2 },
  { how: "throw", weight: 2 },
  { how: "return", weight: 2 },
  { how: "stop-all", weight: 5 },
];

/** All of a round: a pure function of the seed and the number of the round. */
export function planOf(seed, round) {
  const random = createRandom(`${seed}/${round}`);
  const worker = random.chance(0.1);
  const isHasty = random.chance(0.2);
  const children = childrenOf(random, random.integer(1, 4), "", isHasty);
  const stepCount = isHasty ? 0 : random.integer(0, 4);
  return {
    seed,
    round,
    worker,
    children,
    /** The parent goes so many ms after the call, whoever is up by then; undefined: when all are. */
    hasty: isHasty ? random.integer(0, 120) : undefined,
    steps: sparingGuards(Array.from({ length: stepCount }, (_, index) => stepOf(random, children, index))),
    ending: endingOf(random, worker, isHasty),
  };
}

/** A parent whose guard dies five times within ten seconds gives up, as it says; and an ending may kill one more. */
function sparingGuards(steps) {
  let rest = 3;
  return steps.map((step) => {
    if (step.do !== "kill-guard") return step;
    const times = Math.min(step.times, rest);
    rest -= times;
    return times > 0 ? { ...step, times } : { ...step, do: "annoy-guard" };
  });
}

/**
 * Units are named by their place: "2", "s1c0". Where the parent may go before it has told the guard of them, nothing would
 * prove one that scrubs its environment.
 */
export function childrenOf(random, count, prefix, isRushed = false) {
  const provable = isRushed ? foreign.filter(({ needsLeader }) => !needsLeader) : foreign;
  return Array.from({ length: count }, (_, index) => childOf(random, `${prefix}${index}`, provable));
}

function childOf(random, unit, foreign) {
  const kind = random.weighted(random.chance(0.5) ? foreign : cooperative);
  const isOverStdin = !kind.fd && !kind.hook && random.chance(0.15);
  const needsTime = kind.hook || !kind.deaf;
  const limit = (timeout) => (kind.needsLeader ? undefined : timeout);
  return {
    unit,
    kind: kind.name,
    isNode: kind.spec !== undefined,
    lifeline: {
      channel: isOverStdin ? "stdin" : "fd",
      gracePeriod: needsTime ? random.pick([2_000, 3_000, 5_000]) : random.pick([100, 300, 700]),
      heartbeatInterval: random.pick([0, 20, 50, 200, 2_000]),
      ...(random.chance(0.1) && { stopSignal: random.pick(["SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1"]) }),
    },
    abortable: random.chance(0.5),
    timeout: limit(random.chance(0.08) ? random.integer(50, 600) : undefined),
  };
}

function stepOf(random, children, index) {
  const { weight: _, pause, times, ...step } = random.weighted(steps);
  const common = { ...step, after: random.pick([0, 0, 5, 30, 100]), unit: random.pick(children).unit };
  if (pause) return { ...common, for: random.integer(...pause) };
  if (times) return { ...common, times: random.integer(...times) };
  if (step.do === "spawn")
    return { ...common, children: childrenOf(random, random.integer(1, 3), `s${index}c`) };
  if (step.do === "stop") {
    return { ...common, wait: random.chance(0.5), gracePeriod: random.pick([undefined, 0, 100, 300]) };
  }
  return common;
}

function endingOf(random, worker, isHasty) {
  const { how } = random.weighted(endings.filter((each) => !isHasty || each.how.startsWith("kill")));
  const children =
    how === "kill-while-spawning" ? childrenOf(random, random.integer(1, 8), "e", true) : undefined;
  return {
    how: worker && random.chance(0.5) ? "terminate-worker" : how,
    after: random.pick([0, 0, 10, 100]),
    delay: random.integer(0, 50),
    children,
  };
}
