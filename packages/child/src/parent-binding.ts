import type { EventEmitter } from "node:events";
import type { LifelineError } from "@lifeline/protocol";
import type { LaunchMode } from "./launch-mode.ts";
import type { ShutdownEvent } from "./shutdown-event.ts";

export type Mode = "lifeline" | "ipc" | "pipe" | "standalone";

export interface ParentBindingEvents {
  /** The parent has proved itself by the token. */
  bound: [];
  /** What is watched has changed: the descriptor was not ours after all, or the parent released us. */
  mode: [mode: Mode];
  /** Heartbeats stay away: `missed` so many. A suspicion, not a proof. */
  stall: [{ missed: number }];
  /** Heartbeats are back, after `stalledFor` ms without. */
  recover: [{ stalledFor: number }];
  /** The shutdown begins. */
  shutdown: [ShutdownEvent];
  /** The parent wrote something that is not the protocol's. It was ignored; the lifeline goes on. */
  "protocol-error": [LifelineError];
}

/** What `bindToParent` returns. It never keeps an otherwise finished process alive. */
export interface ParentBinding extends EventEmitter<ParentBindingEvents> {
  /** What is watched. Known at once; if it changes, a `"mode"` event says so. */
  readonly mode: Mode;
  /** How this process was started, with evidence. */
  readonly launch: LaunchMode;
  /** The parent that is watched, if there is one. It is only ever probed. */
  readonly parentPid: number | undefined;
  /** Aborts when the shutdown begins; its reason is the {@link ShutdownEvent}. */
  readonly signal: AbortSignal;
  /** Resolves when the shutdown begins. */
  readonly shutdown: Promise<ShutdownEvent>;
  /** Tells the parent that this process has started up; resolves its `ready()`. Only once; without a lifeline nothing. */
  ready(): void;
  /**
   * Tells the parent one line of human text, cut at 500 bytes. Without a lifeline nothing happens.
   * @throws {TypeError} `ERR_INVALID_ARG_TYPE` if `text` is no string
   */
  status(text: string): void;
  /** Stops watching and tells the parent so. The process lives on; signals do again what they did before. */
  unbind(): void;
}
