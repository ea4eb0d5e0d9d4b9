import { expect } from "vitest";
import { type ChildReports, type ChildSpec, childFixture } from "./child.js";
import type { Command } from "./fixtures.js";
import { killByIdentity } from "./kill.js";
import { naiveChild } from "./naive.js";
import { type ProcessIdentity, readProcess } from "./processes.js";
import type { Report } from "./reports.js";
import { expectAliveFor, expectDead } from "./wait.js";

/** What a bound child reports, or its naive control. */
export type ServiceReports = ChildReports & { mistaken: { takes: string } };

/** The program of a test of "keeps running": ours, or the control, which takes one hint for its parent's death. */
export function serviceProgram({
  naive,
  takes = "stdin-end",
  ...bind
}: {
  naive: boolean;
  takes?: Parameters<typeof naiveChild>[0];
} & ChildSpec["bind"]): Command {
  // With a liveness probe each 50 ms, half a second of life means ten chances for a mistake.
  return naive ? naiveChild(takes) : childFixture({ bind: { probeInterval: 50, ...bind } });
}

/** Waits for it to be up. The control may have died since: that too is an identity. */
export async function upService(report: Report<ServiceReports>) {
  const up = await report.message("up");
  const service: ProcessIdentity = { pid: up.pid, start: readProcess(up.pid)?.start ?? "gone" };
  return { up, service };
}

export async function expectMistaken(service: ProcessIdentity, report: Report<ServiceReports>) {
  await report.message("mistaken");
  await expectDead(service);
}

/** It lives on, does not even think of a shutdown, and is still told to stop by a signal. */
export async function expectKeepsRunning(service: ProcessIdentity, report: Report<ServiceReports>) {
  await expectAliveFor(service, 500);
  expect(report.of("shutdown")).toEqual([]);
  killByIdentity(service, "SIGTERM");
  expect(await report.message("hook")).toMatchObject({ reason: "signal", evidence: "SIGTERM" });
  await expectDead(service);
}
