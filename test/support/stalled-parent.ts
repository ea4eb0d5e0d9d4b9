import { expect } from "vitest";
import { runBeatingPair } from "./beating.js";
import { clock } from "./clock.js";
import type { Host } from "./host.js";
import { portIsFree } from "./ports.js";
import { isDead } from "./processes.js";
import { scaled } from "./scale.js";
import type { StartOptions } from "./start.js";
import { expectDead, until } from "./wait.js";

/** Milliseconds between two heartbeats of a parent that will stall. */
export const beat = scaled(100);
/** For how long it stalls, at the least. */
export const stall = 15 * beat;

/** Resolves when the parent beats no more, with what makes it beat again. */
export type Pause = (host: Host) => Promise<() => unknown>;

interface Stall {
  pause: Pause;
  host?: StartOptions;
}

interface Watcher {
  impatient?: boolean;
  onStall?: "report" | "shutdown";
  killsRecovered?: boolean;
}

async function pauseParent({ pause, host }: Stall, { impatient = false, ...child }: Watcher = {}) {
  const pair = await runBeatingPair({ beat, impatient: impatient && { timeout: 5 * beat }, ...child, host });
  const resume = await pause(pair.host);
  const pausedAt = clock();
  const resumeAfterStall = async () => {
    await until("15 beats to be missed", () => clock() - pausedAt > stall);
    await resume();
  };
  return { ...pair, resume: resumeAfterStall };
}

/** The negative control: a child with a plain timer ends, though its parent is only slow. */
export async function expectPlainTimerToFire(fault: Stall): Promise<void> {
  const { host, child, report, resume } = await pauseParent(fault, { impatient: true });
  await report.message("mistaken");
  await expectDead(child);
  expect(isDead(host.identity)).toBe(false);
  await resume();
}

/** `stall` once, `recover` once, no shutdown; and the parent's real death is noticed as ever. */
export async function expectStallAndRecovery(fault: Stall): Promise<void> {
  const { host, child, report, port, bystander, resume } = await pauseParent(fault, { killsRecovered: true });
  expect((await report.message("stall")).missed).toBeGreaterThanOrEqual(5);
  await resume();
  // Less than the stall, because a busy machine may have read the last beat late.
  expect((await report.message("recover")).stalledFor).toBeGreaterThan(stall / 2);
  expect(await host.exit).toMatchObject({ signal: "SIGKILL" });
  expect(await report.message("hook")).toMatchObject({ reason: "parent-exited" });
  await expectDead(child);
  await until("the port to be free", () => portIsFree(port));
  expect(report.messages.map(({ type }) => type)).toEqual(story);
  bystander.expectAlive();
}

const story = ["up", "bound", "stall", "recover", "shutdown", "hook", "hook-done"];

/** One shutdown, while the parent is still there and says nothing. */
export async function expectOneShutdown(fault: Stall): Promise<void> {
  const { host, child, report, port, bystander, resume } = await pauseParent(fault, { onStall: "shutdown" });
  const why = { reason: "parent-stalled", evidence: "heartbeats-missed" };
  expect(await report.message("hook")).toMatchObject(why);
  await expectDead(child);
  await until("the port to be free", () => portIsFree(port));
  expect(report.of("shutdown")).toMatchObject([why]);
  expect(report.of("hook")).toHaveLength(1);
  expect(isDead(host.identity)).toBe(false);
  await resume();
  await host.message("closed");
  bystander.expectAlive();
}
