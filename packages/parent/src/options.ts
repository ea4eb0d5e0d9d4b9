import { constants } from "node:os";
import {
  boolean,
  type Check,
  invalidArgType,
  invalidArgValue,
  milliseconds,
  type OptionTable,
  oneOf,
  resolveOptions,
} from "@lifeline/system";

/** How a child hangs on its parent. All times are ms. */
export interface LifelineOptions {
  /**
   * `"fd"`: an extra descriptor; stdin stays the user's. `"stdin"`: the child's stdin, for children that know no other;
   * it is one way, so `bound()` and `ready()` reject. Default `"fd"`.
   */
  readonly channel?: "fd" | "stdin";
  /** Time between two heartbeats. `0` turns them off. Default 2000. */
  readonly heartbeatInterval?: number;
  /** How long the child has, from the first polite request, before SIGKILL. Default 5000. */
  readonly gracePeriod?: number;
  /** The polite request to a child that is not bound. Default `"SIGTERM"`. */
  readonly stopSignal?: NodeJS.Signals;
  /**
   * Whether `stop()` and `members()` cover everything that the child started, or the direct child only. Needs `/proc`;
   * elsewhere it is the direct child. Default true.
   */
  readonly tree?: boolean;
  /**
   * Whether the guard, one small `/bin/sh` for all children, ends what is left of the tree when this process is gone.
   * Default true; where it cannot work, one warning is emitted (code `LIFELINE_UNGUARDED`).
   */
  readonly guard?: boolean;
}

export type ResolvedLifelineOptions = Readonly<Required<LifelineOptions>>;

export const signalName: Check = (name, value) => {
  if (typeof value !== "string") throw invalidArgType(name, "a signal's name", value);
  if (!Object.hasOwn(constants.signals, value))
    throw invalidArgValue(name, "a signal of this platform", value);
};

export const OPTIONS: OptionTable<ResolvedLifelineOptions> = {
  channel: ["fd", oneOf("fd", "stdin")],
  heartbeatInterval: [2000, milliseconds],
  gracePeriod: [5000, milliseconds],
  stopSignal: ["SIGTERM", signalName],
  tree: [true, boolean],
  guard: [true, boolean],
};

let defaults: ResolvedLifelineOptions | undefined;

/** @throws as `node:child_process` does for a bad argument, naming the option */
export function resolveLifelineOptions(name: string, given: unknown): ResolvedLifelineOptions {
  if (given !== undefined) return resolveOptions(name, given, OPTIONS);
  defaults ??= resolveOptions(name, {}, OPTIONS);
  return defaults;
}

export interface StopOptions {
  /** Instead of the lifeline's own, in ms. */
  readonly gracePeriod?: number;
  /** Instead of the lifeline's `stopSignal`. */
  readonly signal?: NodeJS.Signals;
}

/** @throws as `node:child_process` does for a bad argument, naming the option */
export function resolveStopOptions(given: unknown, defaults: ResolvedLifelineOptions): Required<StopOptions> {
  return resolveOptions<Required<StopOptions>>("options", given, {
    gracePeriod: [defaults.gracePeriod, milliseconds],
    signal: [defaults.stopSignal, signalName],
  });
}
