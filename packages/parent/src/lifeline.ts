import type { EventEmitter } from "node:events";
import type { LifelineError, ShutdownReason } from "@lifeline/protocol";
import type { StopOptions } from "./options.ts";
import type { Protection } from "./protection.ts";

/** A process as the system shows it. `state` is the letter of proc_pid_stat(5), `"?"` where there is none. */
export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly command: string;
  readonly state: string;
}

/** What it took to stop a child. */
export interface StopReport {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** SIGKILL was needed. */
  readonly forced: boolean;
  /** What it took SIGKILL to end. */
  readonly killed: ProcessInfo[];
  /** What even that did not end, and why. */
  readonly survivors: (ProcessInfo & { reason: "uninterruptible" | "not-permitted" })[];
  /** In ms, from the call of `stop()`. */
  readonly duration: number;
}

export interface LifelineEvents {
  /** The child has proved, by the token, that it watches its lifeline. */
  bound: [];
  /** The child's own start-up is done. */
  ready: [];
  /** One line of human text from the child. At most 100 a second; the rest is dropped. */
  status: [text: string];
  /** The child's graceful shutdown has begun. */
  stopping: [reason: ShutdownReason];
  /**
   * Once: the child wrote what is not the protocol's, or closed its end and has lived on for a second. Nothing that it says
   * is believed from here on; the parent's own end stays open.
   */
  "protocol-error": [error: LifelineError];
  /** The direct child has ended. */
  closed: [{ exitCode: number | null; signal: NodeJS.Signals | null }];
}

/** The parent's side of one lifeline. */
export interface Lifeline extends EventEmitter<LifelineEvents>, AsyncDisposable {
  /** The child id: the last id of the child's `LIFELINE_TREE`. */
  readonly id: string;
  readonly state: "open" | "bound" | "stopping" | "closed" | "released";
  /** What holds for this child here and now, per mechanism, with the reason where one does not. */
  readonly protection: Protection;
  /**
   * Resolves when the child has proved that it watches.
   * Rejects with a {@link LifelineError}: `ERR_LIFELINE_CHILD_EXITED` if it ends first (`cause`: the spawn's error),
   * `ERR_LIFELINE_PROTOCOL` on a protocol error, `ERR_LIFELINE_UNSUPPORTED` with `channel: "stdin"`.
   */
  bound(): Promise<void>;
  /** Resolves when the child has called `ready()`. Rejects as {@link Lifeline.bound} does. */
  ready(): Promise<void>;
  /**
   * Ends the child and everything it started: asks the child politely (STOP if it is bound, else `stopSignal` and SIGCONT), waits for the grace period,
   * then sends SIGKILL; to a bound child 500 ms later, so that its own deadline is first. Always resolves, at the
   * latest 2000 ms after the SIGKILL. A further call has the same report; it can only bring the SIGKILL forward.
   *
   * @throws {TypeError | RangeError} `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` or `ERR_OUT_OF_RANGE` for a bad option
   */
  stop(options?: StopOptions): Promise<StopReport>;
  /**
   * The living processes of the tree, however they detached: those of which it is proved by identity, tree cookie or
   * the child's own process group. Also after the direct child has ended.
   */
  members(): Promise<ProcessInfo[]>;
  /** Lets the child live on without this parent: the EOF that follows is not a death. */
  release(): void;
}
