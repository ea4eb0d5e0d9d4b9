import type { LifelineOptions, SpawnWithLifelineOptions } from "lifeline-parent";
import {
  type ChildReports,
  type ChildSpec,
  childFixture,
  createReport,
  identify,
  tie,
} from "../support/index.js";

/** What a report says of a child that it took no force to end. */
export const unforced = { exitCode: null, forced: false, killed: [], survivors: [] };

/** A child that neither binds nor ends by a polite signal. */
export const deaf = { bind: false, ignore: ["SIGTERM", "SIGINT"] } satisfies ChildSpec;

/** A child whose shutdown only its own deadline ends. */
export const endless = (gracePeriod: number) =>
  ({ bind: { gracePeriod }, onShutdown: "never" }) satisfies ChildSpec;

/** A child of ours in the process of the test, up and, unless it does not bind, bound. */
export function startChild(spec: ChildSpec = {}, lifeline: LifelineOptions = {}) {
  return startTied({ lifeline }, spec);
}

export async function startTied(options: SpawnWithLifelineOptions, spec: ChildSpec = {}) {
  const { command, args } = childFixture(spec);
  const report = createReport<ChildReports>();
  const env = { ...process.env, ...report.env };
  const child = tie(command, args, { stdio: "ignore", env, ...options });
  const identity = identify(child.pid as number);
  await report.message("up");
  if (spec.bind !== false) await child.lifeline.bound();
  return { child, lifeline: child.lifeline, report, identity };
}
