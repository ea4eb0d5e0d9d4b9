import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { descriptors } from "../support/processes.mjs";
import { end } from "./endings.mjs";
import { Round } from "./round.mjs";
import { take } from "./steps.mjs";
import { setTimeout as sleep } from "node:timers/promises";

/** A guard gives up ten seconds after it last found somebody new. */
const GUARD_PATIENCE = 12_000;

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
  let calm = 0;
  for (let looks = -1; calm < 3 && !context.isCancelled; await sleep(20)) {
    if (looks === context.looks) continue;
    looks = context.looks;
    calm = tied.every((unit) => round.processesOf(unit).length === 0) ? calm + 1 : 0;
    if (tied.every(({ deadline }) => deadline === Number.POSITIVE_INFINITY || performance.now() > deadline)) break;
  }
  const parents = [round.parent, ...units.flatMap(({ members }) => members.filter(({ isLeader }) => isLeader))];
  const guards = () => parents.flatMap(({ pid }) => context.census.guardsOf(pid)).filter((each) => isTied(round, each));
  await round.until("the guards to end", () => guards().length === 0, GUARD_PATIENCE + context.patience, "guards");
  checkHooks(round, tied);
  await checkHeld(round, units);
  const files = readdirSync(`${round.directory}/work`);
  if (files.length > 0) round.fail("files", `${files}`);
  if (/Error|Warning/.test(round.stderr) && plan.ending.how !== "throw") round.fail("crashes", round.stderr.slice(-500));
}

/** A released child that is a parent itself keeps its guard. */
function isTied(round, guard) {
  return ![...round.units.values()].some(({ isReleased, leader }) => isReleased && leader?.pid === guard.parent);
}

/** The fault of fault 1: a child that was up when its parent went has run its `onShutdown`. */
function checkHooks(round, units) {
  for (const unit of units) {
    if (!unit.kind.hook || unit.isDisturbed || unit.plan.timeout || !round.said("up", unit.name)) continue;
    const done = unit.kind.spec.hook === "throw" ? "hook" : "hook-done";
    if (!round.said(done, unit.name)) round.fail("hooks", `${unit.plan.kind} ${unit.name} after ${round.plan.ending.how}`);
  }
}

async function checkHeld(round, units) {
  for (const { kind, name, isReleased } of units) {
    if (!kind.lock || isReleased || !round.said("up", name)) continue;
    if (!(await isLockFree(`${round.directory}/lock-${name}`))) round.fail("held", `the lock of ${kind.name} ${name}`);
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
