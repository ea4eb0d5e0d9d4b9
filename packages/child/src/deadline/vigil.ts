import type { Target } from "../liveness.ts";

export interface HeldPipe {
  /** The pipe or socket whose other end is the parent's. */
  readonly fd: number | undefined;
  /** What is in it: lines of the protocol, bytes to be thrown away, or what the program wants to read. */
  readonly content: "lines" | "noise" | "input";
  /** It proves nothing, and is not touched, while this parent lives. */
  readonly holder: number | undefined;
  /** Where the parent's end of it is seen: when nobody has one any more, that is enough. None: it is not seen. */
  readonly hosts: readonly string[];
}

export const NO_PIPE: HeldPipe = { fd: undefined, content: "input", holder: undefined, hosts: [] };

/** What the deadline thread asks by itself, with nothing but what can be asked beside a blocked event loop. */
export interface Vigil extends HeldPipe {
  /** From the parent's death, or what seems to be it. */
  readonly gracePeriod: number;
  /** Whose death is the parent's. */
  readonly targets: readonly Target[];
  /** The parent that we began with, where another one means that it is gone. */
  readonly directParent: number | undefined;
}

/** To the thread: what to ask; how long a shutdown that has begun may take; that the event loop is not blocked. */
export type Order = { vigil: Vigil } | { shutdownIn: number } | { isAwake: true };
