import { nodeFixture } from "./fixtures.js";
import { type Started, type StartOptions, start } from "./start.js";

/** What test/fixtures/measured-host.mjs is told to do. */
export interface MeasuredSpec {
  /** The negative control: it beats without looking and reads without a limit. */
  plain?: boolean;
  heartbeatInterval?: number;
  children: { command?: string; args?: string[]; channel?: "fd" | "stdin" }[];
}

/** What a parent has cost since it was last asked; times in ms, sizes in bytes, lists by child. */
export interface Measurement {
  elapsed: number;
  cpu: number;
  /** For a processor. */
  waited: number;
  /** How long a timer of 5 ms took, as a median and at the worst. */
  late: number;
  latest: number;
  heap: number;
  rss: number;
  queued: number[];
  written: number[];
  /** How often each event of a lifeline has been emitted, from the start. */
  events: Partial<Record<"bound" | "ready" | "status" | "stopping" | "protocol-error", number>>;
}

interface MeasuredMessages {
  measured: Measurement;
  /** The first of its kind; the events of a lifeline come with the index of their child. */
  "protocol-error": { index: number; code: string; message: string };
  rejected: { index: number; promise: "bound" | "ready"; code: string };
  exit: { index: number; code: number | null; signal: NodeJS.Signals | null };
}

export interface MeasuredHost extends Started<MeasuredMessages> {
  measure(): Promise<Measurement>;
}

export function startMeasured(spec: MeasuredSpec, options: StartOptions = {}): MeasuredHost {
  const { command, args } = nodeFixture("measured-host.mjs", spec);
  const host = start<MeasuredMessages>(command, args, options);
  return Object.assign(host, {
    async measure() {
      const count = host.of("measured").length + 1;
      host.send("measure");
      return host.message("measured", { count });
    },
  });
}
