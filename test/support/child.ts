import type { BindOptions, LaunchMode, ParentBinding, ShutdownEvent } from "lifeline-child";
import { type Command, type Interpreter, nodeFixture } from "./fixtures.js";
import type { Stamp } from "./reports.js";

/** What test/fixtures/child.mjs is told to do. */
export interface ChildSpec {
  /** The options of bindToParent; false does not bind at all. Default: bind with no options. */
  bind?: Omit<BindOptions, "onShutdown"> | false;
  /** What onShutdown does after it has reported; null passes none. Default: "report", and no more. */
  onShutdown?: "report" | "never" | "block" | "throw" | { delay: number } | null;
  /** Writes to stdout in every turn of the event loop. */
  chatty?: boolean;
  /** Listens on a port of 127.0.0.1, reported by "up". */
  port?: boolean;
  /** Default true: an interval keeps the process alive. */
  keepAlive?: boolean;
  /** Calls ready(). */
  ready?: boolean;
  /** Signals that are taken, reported and otherwise ignored. */
  ignore?: NodeJS.Signals[];
  /** Blocks the event loop for so many milliseconds once it is up and, if it has a lifeline of ours, bound. */
  block?: number;
  /** Kills its parent as soon as that beats again: on a busy machine it could stall once more before the test does. */
  killsRecovered?: boolean;
  /** Grandchildren, started with plain spawn; each is reported as "grandchild". */
  spawns?: { command?: string; args?: string[]; options?: object }[];
}

type ShutdownFacts = Pick<ShutdownEvent, "reason" | "evidence" | "gracePeriod">;

/** What it reports, by type. */
export interface ChildReports {
  up: Stamp & { ppid: number; port?: number; mode?: ParentBinding["mode"]; launch?: LaunchMode };
  bound: Stamp;
  mode: Stamp & { mode: ParentBinding["mode"] };
  stall: Stamp & { missed: number };
  recover: Stamp & { stalledFor: number };
  "protocol-error": Stamp & { code: string; message: string };
  shutdown: Stamp & ShutdownFacts;
  hook: Stamp & ShutdownFacts;
  "hook-done": Stamp;
  signal: Stamp & { signal: NodeJS.Signals };
  grandchild: Stamp & { child: number };
  blocking: Stamp;
  unblocked: Stamp;
}

export function childFixture(spec: ChildSpec = {}, runtime?: Interpreter): Command {
  return nodeFixture("child.mjs", spec, runtime);
}
