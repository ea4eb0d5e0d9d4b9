import type { Lifeline, LifelineOptions, ProcessInfo, StopReport } from "lifeline-parent";
import { type Interpreter, nodeFixture } from "./fixtures.js";
import { type Started, type StartOptions, start } from "./start.js";

/** What test/fixtures/host.mjs is told to do. */
export interface HostSpec {
  children: HostChild[];
  /** The negative control: plain `spawn`, without the library. */
  plain?: boolean;
}

export interface HostChild {
  /** Default: this Node. */
  command?: string;
  args?: string[];
  /** Spawn options that JSON can carry; `env` is added to the environment of the host. */
  options?: {
    stdio?: string | (string | number | null)[];
    detached?: boolean;
    cwd?: string;
    env?: object;
  } & object;
  lifeline?: LifelineOptions;
}

/** What it can be told while it runs, with host.send(). */
export type HostOrder =
  | { do: "exit"; code?: number }
  | { do: "throw" | "abort" | "return" | "grow" }
  | { do: "block"; for: number }
  | { do: "trap"; signal: NodeJS.Signals }
  | { do: "spawn"; children: HostChild[] }
  | { do: "stop"; index?: number; options?: { gracePeriod?: number; signal?: NodeJS.Signals } }
  | { do: "members" | "release" | "inspect" | "leak"; index?: number };

/** What it says, by type; the events of a lifeline come with the index of their child. */
export interface HostMessages {
  spawned: { pids: number[] };
  bound: { index: number };
  ready: { index: number };
  status: { index: number; text: string };
  stopping: { index: number; reason: string };
  "protocol-error": { index: number; code: string; message: string };
  closed: { index: number; exitCode: number | null; signal: NodeJS.Signals | null };
  exit: { index: number; code: number | null; signal: NodeJS.Signals | null };
  error: { index: number; message: string; code?: string };
  stopped: { index: number; report: StopReport };
  members: { index: number; members: ProcessInfo[] };
  released: { index: number };
  leaked: { index: number; pid: number };
  inspected: Pick<Lifeline, "id" | "state"> & { index: number; protection: Record<string, Mechanism> };
  trapping: { signal: NodeJS.Signals };
  trapped: { signal: NodeJS.Signals };
}

interface Mechanism {
  active: boolean;
  why: string;
}

export interface Host extends Started<HostMessages> {
  send(order: HostOrder): void;
}

/**
 * `prefix`: a command that execs what follows it, so that the pid is that of the host. `runtime`: instead of this Node.
 */
export function startHost(
  spec: HostSpec,
  options: StartOptions = {},
  prefix: readonly [] | readonly [string, ...string[]] = [],
  runtime?: Interpreter,
): Host {
  const host = nodeFixture("host.mjs", spec, runtime);
  const [command, ...args] = [...prefix, host.command, ...host.args] as [string, ...string[]];
  return start<HostMessages>(command, args, options);
}
