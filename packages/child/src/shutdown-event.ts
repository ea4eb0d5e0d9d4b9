import type { ShutdownReason } from "@lifeline/protocol";

/** The fact by which a child knows; a signal's name where a signal began the shutdown. */
export type Evidence =
  | "eof"
  | "reset"
  | "reparented"
  | "parent-gone"
  | "parent-zombie"
  | "pid-reused"
  | "disconnect"
  | "stdin-end"
  | "stop-message"
  | "heartbeats-missed"
  | NodeJS.Signals;

/** Why the shutdown runs, how that is known, and how long it may take. */
export interface ShutdownEvent {
  readonly reason: ShutdownReason;
  readonly evidence: Evidence;
  /** Aborts when the grace period is over, right before the process exits with 1. */
  readonly signal: AbortSignal;
  /** The effective grace period in ms: the smallest of the child's own, the parent's, and that of a stop request. */
  readonly gracePeriod: number;
}
