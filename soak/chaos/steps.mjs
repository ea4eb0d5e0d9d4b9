import { setTimeout as sleep } from "node:timers/promises";
import { ignores, isAlive, kill } from "../support/processes.mjs";

/** One fault while the parent lives. Whoever may end by it is marked so before it happens. */
export async function take(round, step) {
  if (step.after > 0) await sleep(step.after);
  const unit = round.units.get(step.unit);
  await (doers[step.do] ?? unknown)(round, unit, step);
}

const doers = {
  async "pause-parent"(round, _unit, step) {
    await pause([round.parent], step.for);
  },

  async "pause-child"(_round, unit, step) {
    await pause([unit.leader], step.for);
  },

  async "pause-both"(round, unit, step) {
    await pause([unit.leader, round.parent], step.for);
  },

  /** Stopped for good: only SIGKILL ends it, or the SIGCONT behind a polite request. */
  async "freeze-child"(_round, unit) {
    if (unit.leader && kill(unit.leader, "SIGSTOP")) unit.isDisturbed = true;
  },

  async "block-parent"(round, _unit, step) {
    round.order({ do: "block", for: step.for });
    await sleep(step.for);
  },

  async "kill-guard"(round, _unit, { times }) {
    for (let time = 0; time < times; time++) await killGuard(round);
  },

  async "annoy-guard"(round) {
    const guard = await findGuard(round);
    if (!guard) return;
    const signals = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"];
    // A shell that has only just been started has not come to its first line.
    const isDeaf = () => !isAlive(guard) || signals.every((signal) => ignores(guard, signal));
    await round.until("the guard to be deaf", isDeaf, 20_000, "guards");
    for (const signal of signals) kill(guard, signal);
    await sleep(20);
    if (!isAlive(guard)) round.fail("guards", "the guard died of a signal that it should be deaf to");
  },

  async stop(round, unit, { wait, gracePeriod }) {
    if (unit.isReleased) return;
    unit.condemn(round.context.patience);
    unit.isDisturbed = true;
    round.order({ do: "stop", unit: unit.name, options: { gracePeriod } });
    const isDone = () => round.said("stopped", unit.name) || round.said("no-such-child", unit.name);
    if (wait) await round.until(`stop() of ${unit.name} (${unit.plan.kind})`, isDone, 20_000, "survivors");
  },

  async abort(round, unit) {
    if (!unit.plan.abortable || unit.isReleased || unit.isLeaderKilled || unit.kind.mortal) return;
    unit.condemn(round.context.patience);
    unit.isDisturbed = true;
    round.order({ do: "abort", unit: unit.name });
  },

  async release(round, unit) {
    // Of one that is being stopped, or has a time limit, it is not to be said who wins.
    if (unit.fate === "condemned" || unit.isLeaderKilled) return;
    unit.fate = "any";
    unit.isDisturbed = true;
    round.order({ do: "release", unit: unit.name });
    await round.until(`the release of ${unit.name}`, () => round.said("released", unit.name));
  },

  /** What it has started lives on, with the lifeline; what hangs on a lifeline of its own does not. */
  async "kill-leader"(_round, unit) {
    if (!unit.leader || unit.kind.needsLeader) return;
    unit.isLeaderKilled = true;
    unit.isDisturbed = true;
    kill(unit.leader);
  },

  async members(round, unit) {
    if (unit.kind.mortal || unit.kind.name === "forks" || unit.fate !== "live") return;
    const before = await look(round, unit);
    round.order({ do: "members", unit: unit.name });
    if (!(await round.until("members()", () => round.said("members", unit.name)))) return;
    const told = round.ledger.lines.findLast(
      (line) => line.type === "members" && line.unit === unit.name,
    ).pids;
    const after = await look(round, unit);
    const missed = before.filter((pid) => after.includes(pid) && !told.includes(pid));
    const strangers = told.filter((pid) =>
      round.census.of(round.number).some((each) => each.pid === pid && !unit.has(each.unit)),
    );
    if (missed.length + strangers.length === 0) return;
    round.fail("members", `of ${unit.plan.kind}: missed ${missed.length}, strangers ${strangers.length}`);
  },

  async spawn(round, _unit, { children }) {
    await round.untilUp(round.spawnUnits(children));
  },
};

function unknown(_round, _unit, step) {
  throw new Error(`No such step: ${step.do}`);
}

/** A process that has ended meanwhile is not missed. */
async function pause(identities, milliseconds) {
  const paused = identities.filter((each) => each && kill(each, "SIGSTOP"));
  await sleep(milliseconds);
  for (const each of paused) kill(each, "SIGCONT");
}

async function look(round, unit) {
  await round.census.fresh();
  return round.processesOf(unit).map(({ pid }) => pid);
}

async function findGuard(round) {
  await round.until("the guard", () => round.guard(), 20_000, "guards");
  return round.guard();
}

/** Parent and guard killed in the same instant is not covered; so another must have taken over. */
export async function killGuard(round) {
  const guard = await findGuard(round);
  if (!guard || !kill(guard)) return;
  const isAnother = () => round.guard() !== undefined && round.guard().pid !== guard.pid;
  await round.until("another guard to take over", isAnother, 20_000, "guards");
  await round.census.fresh();
}
