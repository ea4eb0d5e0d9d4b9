import type { Evidence } from "./shutdown-event.ts";

/** What a binding watches in its mode. */
export interface Watch {
  /** Proof of the parent's death that can be had right now. */
  probe?: (() => Evidence | undefined) | undefined;
  /** A line to the parent, if it can be told. Never blocks. */
  send?(line: string): void;
  close(): void;
}
