import type { Evidence } from "./shutdown-event.ts";

/** What a binding watches in its mode. */
export interface Watch {
  /** Proof of the parent's death that can be had right now. */
  probe?: (() => Evidence | undefined) | undefined;
  close(): void;
}
