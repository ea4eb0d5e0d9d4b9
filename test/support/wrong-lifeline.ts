import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { childFixture } from "./child.js";
import { naiveChild } from "./naive.js";
import { identify } from "./processes.js";
import { createReport } from "./reports.js";
import type { ServiceReports } from "./service.js";
import { type Started, start } from "./start.js";
import { expectAliveFor, expectDead, until } from "./wait.js";

export const TOKEN = "0123456789abcdef0123456789abcdef";

/** As a parent would write it, for a lifeline that is not there. That parent is this test, and lives. */
export function marker(fd: number): string {
  const { pid, start: ticks } = identify(process.pid);
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return `v=1;fd=${fd};token=${TOKEN};parent=${pid};start=${ticks};boot=${boot}`;
}

export interface WrongLifeline {
  naive?: boolean;
  LIFELINE: string;
  /** From fd 3 on. stdin is a pipe that stays open. */
  more?: (number | "pipe" | "ipc")[];
}

/** A program that has inherited a LIFELINE which was not meant for it. */
export function startWrongly({ naive = false, LIFELINE, more = [] }: WrongLifeline) {
  const report = createReport<ServiceReports>();
  const { command, args } = naive ? naiveChild("named fd") : childFixture({ bind: { probeInterval: 50 } });
  const child = start(command, args, {
    stdio: ["pipe", "pipe", "pipe", ...more],
    env: { ...report.env, LIFELINE, NODE_DEBUG: "lifeline" },
  });
  return { child, report };
}

/** It is not bound by what LIFELINE says, says why, runs on, and still obeys a signal. */
export async function expectUnfooled(
  { child, report }: { child: Started; report: ReturnType<typeof createReport<ServiceReports>> },
  { mode = "pipe", why }: { mode?: string; why: string | RegExp },
) {
  const up = await report.message("up");
  await until(`mode "${mode}"`, () => (report.of("mode").at(-1)?.mode ?? up.mode) === mode);
  await until("what NODE_DEBUG says", () =>
    typeof why === "string" ? child.stderr.includes(why) : why.test(child.stderr),
  );
  await expectAliveFor(child.identity, 200);
  expect(report.of("bound")).toEqual([]);
  expect(report.of("shutdown")).toEqual([]);
  expect(child.stderr).not.toContain(TOKEN);

  child.kill("SIGTERM");
  expect(await report.message("hook")).toMatchObject({ reason: "signal", evidence: "SIGTERM" });
  expect(await child.exit).toEqual({ code: 0, signal: null });
  await expectDead(child.identity);
}
