import { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import { LifelineError } from "@lifeline/protocol";
import { invalidArgType, invalidArgValue, type OptionTable, oneOf, resolveOptions } from "@lifeline/system";
import { ChildLifeline } from "./child-lifeline.ts";
import { createId, treeRoot } from "./environment.ts";
import { type GuardedTree, guardTree } from "./guard/guard.ts";
import type { Lifeline } from "./lifeline.ts";
import { type LifelineOptions, type ResolvedLifelineOptions, resolveLifelineOptions } from "./options.ts";
import { addLifeline, type LifelineSlot, type Spawner } from "./spawn-options.ts";

/** A lifeline that waits for its child: for `fork`, execa, cross-spawn and others. It serves one child. */
export interface PendingLifeline {
  /**
   * The options to spawn with: yours, with the lifeline's stdio entry, its environment, and a group of the child's own.
   *
   * @param base - what you would pass without a lifeline; it is not changed
   * @param how - `for`: who spawns. `"fork"` adds `"ipc"` to a default stdio; `"execa"` merges its `stdin`, `stdout` and
   *   `stderr`, and does not buffer the lifeline. Default `"spawn"`
   * @throws {TypeError | RangeError} `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`, or `ERR_OUT_OF_RANGE` if the
   *   lifeline's descriptor would be above 15
   * @throws {LifelineError} `ERR_LIFELINE_ALREADY_BOUND` on a second call
   */
  spawnOptions<T extends object>(base?: T, how?: { for?: Spawner }): T;
  /**
   * Ties the child. Call it in the tick in which the child was spawned with {@link PendingLifeline.spawnOptions}.
   *
   * @throws {TypeError} `ERR_INVALID_ARG_TYPE` for what is no `ChildProcess`; `ERR_INVALID_ARG_VALUE` for a child that
   *   was spawned without these options
   * @throws {LifelineError} `ERR_LIFELINE_ALREADY_BOUND` on a second call
   */
  attach(child: ChildProcess): Lifeline;
}

/**
 * A lifeline for a child that somebody else spawns. `signal` and `timeout` stay the spawner's.
 *
 * @param options - see {@link LifelineOptions}; all times are ms
 * @throws {TypeError | RangeError} `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` or `ERR_OUT_OF_RANGE` for a bad
 *   option, naming it
 *
 * @example
 * ```ts
 * const pending = createLifeline();
 * const worker = fork("worker.js", pending.spawnOptions({}, { for: "fork" }));
 * const lifeline = pending.attach(worker);
 * ```
 */
export function createLifeline(options?: LifelineOptions): PendingLifeline {
  return new Pending(resolveLifelineOptions("options", options));
}

const SPAWNERS: OptionTable<{ for: Spawner }> = { for: ["spawn", oneOf("spawn", "fork", "execa")] };
const BY_SPAWN: { for: Spawner } = { for: "spawn" };

export class Pending implements PendingLifeline {
  readonly #options: ResolvedLifelineOptions;
  readonly #slot: LifelineSlot;
  #fd: number | undefined;
  #guarded: GuardedTree | undefined;
  #isAttached = false;

  constructor(options: ResolvedLifelineOptions) {
    this.#options = options;
    const id = createId();
    const cookie = `${treeRoot(options.tree && options.guard)}/${id}`;
    this.#slot = { id, cookie, token: createId(), channel: options.channel };
  }

  spawnOptions<T extends object>(base?: T, how?: { for?: Spawner }): T {
    const { for: spawner } = how === undefined ? BY_SPAWN : resolveOptions("how", how, SPAWNERS);
    if (base !== undefined && (typeof base !== "object" || base === null || Array.isArray(base))) {
      throw invalidArgType("base", "of type object", base);
    }
    if (this.#fd !== undefined) throw usedAlready("has given its options already");
    const { options, fd } = addLifeline(base ?? {}, this.#slot, spawner);
    this.#fd = fd;
    // Before the spawn, so that there is no moment at which a child is there and nobody would end it.
    const { guard, gracePeriod, stopSignal } = this.#options;
    if (guard) this.#guarded = guardTree(this.#slot.id, gracePeriod, stopSignal);
    return options as T;
  }

  /** A spawn that throws leaves nothing behind but an idle guard, which the next child will need. */
  guarding<R>(spawn: () => R): R {
    try {
      return spawn();
    } catch (error) {
      this.#guarded?.hasClosed();
      throw error;
    }
  }

  attach(child: ChildProcess): Lifeline {
    if (!(child instanceof ChildProcess)) throw invalidArgType("child", "an instance of ChildProcess", child);
    if (this.#isAttached) throw usedAlready("is attached to a child already");
    const socket = this.#takeSocket(child);
    this.#isAttached = true;
    return new ChildLifeline(child, socket, this.#slot, this.#options, this.#guarded);
  }

  #takeSocket(child: ChildProcess): Socket | undefined {
    const fd = this.#fd ?? -1;
    const socket = child.stdio?.[fd as 3] as Socket | null | undefined;
    if (child.pid === undefined && fd >= 0) return undefined;
    if (!socket) {
      throw invalidArgValue("child", "spawned with the options that spawnOptions() returned", child);
    }
    if (fd === 0) Object.assign(child, { stdin: null, stdio: [null, ...child.stdio.slice(1)] });
    return socket;
  }
}

function usedAlready(what: string): LifelineError {
  return new LifelineError(
    "ERR_LIFELINE_ALREADY_BOUND",
    `This lifeline ${what}. Call createLifeline() once per child`,
  );
}
