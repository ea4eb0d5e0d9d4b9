import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { MARK, PERIOD } from "../support/census.mjs";
import { describe, isAlive, kill } from "../support/processes.mjs";
import { createRandom } from "../support/random.mjs";

const program = fileURLToPath(new URL("racer.mjs", import.meta.url));
/** A control has had its chance after this. */
const CONTROL_PATIENCE = 500;
const UNGUARDED_FOR = 2_000;

/** One race: how many children its parent had started, and who is left when everybody has had time to end. */
export async function race(context, kind, seed, number) {
  const random = createRandom(`${seed}/${kind.name}/${number}`);
  const delay = random.integer(0, random.chance(0.5) ? kind.within / 10 : kind.within);
  const { means, command, args, count } = kind;
  const order = { means, command, args, count, delay, isWarm: random.chance(0.5) };
  const name = `${kind.name}-${number}`;
  const parent = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
    env: { ...process.env, ...context.env, [MARK]: `${context.run}/${name}/race` },
  });
  let started = 0;
  parent.stdout.on("data", ({ length }) => {
    started += length;
  });
  await new Promise((resolve) => parent.once("exit", resolve));
  const left = await outcome(context, kind, name, parent.pid);
  await cleanUp(context, name);
  return { started, left };
}

/** What lives on when the guard has ended, or never was, has leaked. */
async function outcome(context, kind, name, parent) {
  const end = performance.now() + (kind.isControl ? CONTROL_PATIENCE : context.patience);
  const living = () => context.census.of(name).filter(isAlive);
  let calm = 0;
  for (let unguarded = 0; calm < 2 && !context.isCancelled; ) {
    await sleep(PERIOD);
    await context.census.fresh();
    calm = living().length === 0 ? calm + 1 : 0;
    unguarded = context.census.guardsOf(parent).length === 0 ? unguarded + 1 : 0;
    const isLeak = !kind.isControl && unguarded * PERIOD > UNGUARDED_FOR;
    if (calm === 0 && (isLeak || performance.now() > end)) return living().map(describe);
  }
  return [];
}

async function cleanUp(context, name) {
  for (let calm = 0; calm < 2; await sleep(10)) {
    await context.census.fresh();
    const left = context.census.of(name);
    for (const each of left) kill(each);
    calm = left.length === 0 ? calm + 1 : 0;
  }
}
