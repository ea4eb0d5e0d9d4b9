// What spawns in a parent: its main thread, or its worker.
import { isMainThread, parentPort } from "node:worker_threads";
import { startOf, tell } from "./tell.mjs";

const { spawnWithLifeline } = await import(process.env.SOAK_LIFELINE_PARENT ?? "lifeline-parent");
const children = new Map();
const released = new Set();
if (!isMainThread) parentPort.on("message", obey);

export function obey({ do: order, unit, ...rest }) {
  const child = children.get(unit);
  if (unit !== undefined && child === undefined) tell("no-such-child", { unit });
  else if (order === "spawn") for (const each of rest.children) start(each);
  else if (order === "stop") void stop(unit, child, rest.options);
  else if (order === "stop-all") void stopAll();
  else if (order === "abort") child.abort();
  else if (order === "release") release(unit, child);
  else if (order === "members") void members(unit, child);
  else if (order === "measure") measure();
  else if (order === "return") letGo();
}

function start({ unit, command, args, output, abortable, timeout, env, lifeline }) {
  const stdio = [lifeline.channel === "stdin" ? "pipe" : "ignore", output ? "pipe" : "ignore", "ignore"];
  const controller = abortable ? new AbortController() : undefined;
  const child = spawnWithLifeline(command, args, {
    stdio,
    ...(timeout && { timeout }),
    ...(controller && { signal: controller.signal }),
    env: { ...process.env, ...env },
    lifeline,
  });
  children.set(unit, Object.assign(child, { abort: () => controller?.abort() }));
  child.on("error", ({ code }) => tell("error", { unit, code }));
  child.on("exit", (code, signal) => tell("exit", { unit, code, signal }));
  child.lifeline.on("bound", () => tell("bound", { unit }));
  child.lifeline.on("closed", () => tell("closed", { unit }));
  if (output === "read") child.stdout?.resume();
  if (child.pid !== undefined) tell("spawned", { unit, pid: child.pid, start: startOf(child.pid) });
}

async function stop(unit, child, options) {
  const report = await child.lifeline.stop(options);
  children.delete(unit);
  tell("stopped", { unit, report });
}

/** Only those that are tied still; the state of one that has been released, and has ended, is "closed". */
async function stopAll() {
  const tied = [...children].filter(([unit]) => !released.has(unit));
  await Promise.all(tied.map(([unit, child]) => stop(unit, child)));
  tell("all-stopped");
}

function release(unit, child) {
  const { state } = child.lifeline;
  child.lifeline.release();
  if (child.lifeline.state === "released") released.add(unit);
  tell("released", { unit, was: state });
}

async function members(unit, child) {
  const found = await child.lifeline.members();
  tell("members", { unit, pids: found.map(({ pid }) => pid) });
}

/** Needs --expose-gc. */
function measure() {
  globalThis.gc();
  tell("measured", { heap: process.memoryUsage().heapUsed });
}

function letGo() {
  for (const child of children.values()) {
    child.unref();
    for (const stream of child.stdio) stream?.unref?.();
  }
  parentPort?.unref();
}
