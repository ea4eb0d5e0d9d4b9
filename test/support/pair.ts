import type { LifelineOptions } from "lifeline-parent";
import { type ChildReports, type ChildSpec, childFixture } from "./child.js";
import type { Command, Interpreter } from "./fixtures.js";
import { type Host, type HostChild, startHost } from "./host.js";
import { identify, type ProcessIdentity, readProcess } from "./processes.js";
import { createReport, type Report } from "./reports.js";
import type { StartOptions } from "./start.js";

export interface PairOptions {
  /** The negative control: plain `spawn`, and a child that does not bind, whatever `child` says. */
  plain?: boolean;
  child?: ChildSpec;
  /** A control of another kind: this instead of child.mjs; it too reports "up" and "bound". */
  program?: Command;
  lifeline?: LifelineOptions;
  /** Spawn options of the child. */
  spawn?: HostChild["options"];
  /** Spawn options of the host: `detached` gives it a group of its own. */
  host?: StartOptions;
  /** Instead of this Node. */
  runtimes?: { parent: Interpreter; child: Interpreter };
}

export interface Pair {
  readonly host: Host;
  readonly child: ProcessIdentity;
  readonly report: Report<ChildReports>;
  /** 0 unless the child was told to listen. */
  readonly port: number;
}

/** A host with one child, up and, unless it is a control or told not to, bound on both sides. */
export async function runPair({
  plain = false,
  child = {},
  program,
  lifeline,
  spawn,
  host: hostOptions,
  runtimes,
}: PairOptions = {}): Promise<Pair> {
  const report = createReport<ChildReports>();
  const spec = plain ? { ...child, bind: false as const } : child;
  const host = startHost(
    { plain, children: [{ ...(program ?? childFixture(spec, runtimes?.child)), options: spawn, lifeline }] },
    { ...hostOptions, env: { ...hostOptions?.env, ...report.env } },
    [],
    runtimes?.parent,
  );
  // A host that fails says why at once; the report would only stay empty.
  await host.message("spawned");
  const up = await report.message("up");
  if (spec.bind !== false) {
    await report.message("bound");
    // Over stdin the child cannot say so.
    if (lifeline?.channel !== "stdin") await host.message("bound");
  }
  // A control of another kind may have ended by itself meanwhile.
  const start = program ? (readProcess(up.pid)?.start ?? "gone") : identify(up.pid).start;
  return { host, child: { pid: up.pid, start }, report, port: up.port ?? 0 };
}
