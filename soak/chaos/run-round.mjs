import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { PERIOD } from "../support/census.mjs";
import { descriptors } from "../support/processes.mjs";
import { end } from "./endings.mjs";
import { Round } from "./round.mjs";
import { take } from "./steps.mjs";

/** A guard gives up ten seconds after it last found somebody new. */
const GUARD_PATIENCE = 12_000;
/** A child that ends itself at EOF may do so a little after the guard has looked. */
const UNGUARDED_FOR = 2_000;

/** One round from its plan to its verdict; what is wrong goes to the findings. */
export async function runRound(context, plan) {
  const round = new Round(context, plan);
  context.monitor.add(round);
  try {
    if (!(await round.start())) return;
    round.socketsAtStart = descriptors(round.parent.pid).filter((what) => what === "socket").length;
    const units = round.spawnUnits(plan.children);
    if (plan.hasty === undefined) await round.untilUp(units);
    else await sleep(plan.hasty);
    for (const step of plan.steps) if (!round.isEnding && !context.isCancelled) await take(round, step);
    if (context.isCancelled) return;
    await end(round, plan.ending);
    await settle(round);
  } finally {
    context.monitor.remove(round);
    await round.cleanUp();
  }
}

async function settle(round) {
  const { context, plan } = round;
  const units = [...round.units.values()];
  for (const unit of units) unit.condemn(context.patience);
  const tied = units.filter(({ isReleased }) => !isReleased);
  await untilGone(round, tied);
  if (context.isCancelled) return;
  await round.until(
    "the guards to end",
    () => !hasGuards(round),
    GUARD_PATIENCE + context.patience,
    "guards",
  );
  checkHooks(round, tied);
  await checkHeld(round, units);
  const files = readdirSync(`${round.directory}/work`);
  if (files.length > 0) round.fail("files", `${files}`);
  if (/Error|Warning/.test(round.stderr) && plan.ending.how !== "throw")
    round.fail("crashes", round.stderr.slice(-500));
}

/**
 * How long that takes is the machine's affair, so the verdict does not hang on it: what lives on when the guard has
 * ended has leaked. Only where the guard does not end, patience decides.
 */
async function untilGone(round, units) {
  const { context } = round;
  const end = performance.now() + context.patience;
  let seen = context.looks;
  for (let calm = 0, unguarded = 0; calm < 3 && !context.isCancelled; await sleep(10)) {
    if (seen === context.looks) continue;
    seen = context.looks;
    const isEmpty = units.every((unit) => round.processesOf(unit).length === 0);
    calm = isEmpty ? calm + 1 : 0;
    unguarded = hasGuards(round) ? 0 : unguarded + 1;
    const isLeak = unguarded * PERIOD > UNGUARDED_FOR || performance.now() > end;
    if (isLeak && !isEmpty) {
      for (const unit of units) context.monitor.findSurvivors(round, unit, "the guard has ended without it");
      return;
    }
  }
}

function hasGuards(round) {
  const leaders = [...round.units.values()].flatMap(({ members }) =>
    members.filter(({ isLeader }) => isLeader),
  );
  const guards = [round.parent, ...leaders].flatMap(({ pid }) => round.census.guardsOf(pid));
  return guards.some((guard) => isTied(round, guard));
}

/** A released child that is a parent itself keeps its guard. */
function isTied(round, guard) {
  return ![...round.units.values()].some(
    ({ isReleased, leader }) => isReleased && leader?.pid === guard.parent,
  );
}

/** The fault of fault 1: a child that was up when its parent went has run its `onShutdown`. */
function checkHooks(round, units) {
  for (const unit of units) {
    if (!unit.kind.hook || unit.isDisturbed || unit.plan.timeout || !round.said("up", unit.name)) continue;
    // Before the parent has read that it is bound, the guard asks it by a signal.
    if (!round.said("bound", unit.name)) continue;
    const done = unit.kind.spec.hook === "throw" ? "hook" : "hook-done";
    if (!round.said(done, unit.name))
      round.fail("hooks", `${unit.plan.kind} ${unit.name} after ${round.plan.ending.how}`);
  }
}

async function checkHeld(round, units) {
  for (const { kind, name, isReleased } of units) {
    if (!kind.lock || isReleased || !round.said("up", name)) continue;
    if (!(await isLockFree(`${round.directory}/lock-${name}`)))
      round.fail("held", `the lock of ${kind.name} ${name}`);
  }
  if (units.some(({ isReleased }) => isReleased)) return;
  for (const port of round.ports) {
    if (round.context.portOwners.get(port) !== round.number) continue;
    if (!(await isPortFree(port)) && !(await isPortFree(port))) round.fail("held", `port ${port}`);
  }
}

function isLockFree(path) {
  const child = spawn("flock", ["-n", path, "true"], { stdio: "ignore" });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code === 0)));
}

function isPortFree(port) {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => setTimeout(resolve, 500, false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
