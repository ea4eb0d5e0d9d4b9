import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { constants } from "node:os";
import { invalidArgType, invalidArgValue, outOfRange } from "@lifeline/system";
import { Pending } from "./create-lifeline.ts";
import type { Lifeline } from "./lifeline.ts";
import { resolveLifelineOptions } from "./options.ts";
import type { LifelineProcess, SpawnWithLifeline, SpawnWithLifelineOptions } from "./types.ts";

/**
 * `spawn` of `node:child_process`, with the child tied to this process: when this process is gone, for whatever reason,
 * the kernel closes the lifeline (unix(7)), and a child that called `bindToParent()` shuts down gracefully.
 *
 * Arguments, overloads and result are `spawn`'s; what differs: the result has a `lifeline`; `stdio` gets one more entry;
 * `detached` is true by default on POSIX, unless the child gets a terminal; an aborted `signal` and a `timeout` end the
 * child by `lifeline.stop()`, with its grace period; `killSignal` is another name for `lifeline.stopSignal`; and `close`
 * also waits for every process that has inherited the lifeline.
 *
 * @param command - as for `spawn`
 * @param args - as for `spawn`
 * @param options - as for `spawn`, and `lifeline`: see {@link LifelineOptions}; all times are ms
 * @throws {TypeError | RangeError} what `spawn` throws, and `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` or
 *   `ERR_OUT_OF_RANGE` for a bad `lifeline` option, naming it, before anything is spawned
 *
 * @example
 * ```ts
 * await using server = spawnWithLifeline(process.execPath, ["server.js"], { stdio: "inherit" });
 * await server.lifeline.ready();
 * ```
 */
export const spawnWithLifeline: SpawnWithLifeline = ((
  command: string,
  args?: readonly string[] | SpawnWithLifelineOptions,
  options?: SpawnWithLifelineOptions,
): LifelineProcess => {
  const [list, given] = Array.isArray(args) ? [args, options] : [[], (args ?? options) as typeof options];
  if (given !== undefined && (typeof given !== "object" || given === null || Array.isArray(given))) {
    throw invalidArgType("options", "of type object", given);
  }
  const { lifeline: lifelineOptions, signal, timeout, killSignal, ...base } = given ?? {};
  const pending = new Pending(
    resolveLifelineOptions("options.lifeline", withKillSignal(lifelineOptions, killSignal)),
  );
  checkEnding(signal, timeout);
  const child = pending.guarding(() => spawn(command, list, pending.spawnOptions<SpawnOptions>(base)));
  const lifeline = pending.attach(child);
  if (signal !== undefined && child.pid !== undefined) stopOnAbort(child, lifeline, signal);
  if (timeout) stopAfter(child, lifeline, timeout);
  return Object.assign(child, { lifeline, [Symbol.asyncDispose]: () => lifeline[Symbol.asyncDispose]() });
}) as SpawnWithLifeline;

function withKillSignal(given: unknown, killSignal: unknown): unknown {
  if (killSignal === undefined || killSignal === null) return given;
  if (typeof given === "object" && (given as { stopSignal?: unknown } | null)?.stopSignal !== undefined) {
    throw invalidArgValue("options.killSignal", "left out where lifeline.stopSignal is given", killSignal);
  }
  const stopSignal = asSpawnReadsIt(killSignal);
  return given === undefined || (typeof given === "object" && given !== null)
    ? { ...given, stopSignal }
    : given;
}

function asSpawnReadsIt(killSignal: unknown): string {
  if (typeof killSignal !== "number" && typeof killSignal !== "string") {
    throw invalidArgType("options.killSignal", "of type string or number", killSignal);
  }
  const wanted = typeof killSignal === "string" ? killSignal.toUpperCase() : killSignal;
  const found = Object.entries(constants.signals).find((each) => each.includes(wanted as never));
  if (found) return found[0];
  const error = new TypeError(`Unknown signal for "options.killSignal": ${killSignal}`);
  throw Object.assign(error, { code: "ERR_UNKNOWN_SIGNAL" });
}

function checkEnding(signal: unknown, timeout: unknown): void {
  if (signal !== undefined && !(typeof signal === "object" && signal !== null && "aborted" in signal)) {
    throw invalidArgType("options.signal", "an instance of AbortSignal", signal);
  }
  if (timeout === undefined || timeout === null || (Number.isInteger(timeout) && (timeout as number) >= 0))
    return;
  throw outOfRange("options.timeout", "an unsigned integer", timeout);
}

function stopOnAbort(child: ChildProcess, lifeline: Lifeline, signal: AbortSignal): void {
  const onAbort = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    try {
      child.emit("error", abortError(signal.reason));
    } finally {
      void lifeline.stop();
    }
  };
  if (signal.aborted) process.nextTick(onAbort);
  else {
    signal.addEventListener("abort", onAbort, { once: true });
    child.once("exit", () => signal.removeEventListener("abort", onAbort));
  }
}

/** What `spawn` emits: Node does not export the class. */
function abortError(cause: unknown): Error {
  const error = new Error("The operation was aborted", { cause });
  return Object.assign(Object.defineProperty(error, "name", { value: "AbortError" }), { code: "ABORT_ERR" });
}

function stopAfter(child: ChildProcess, lifeline: Lifeline, timeout: number): void {
  const timer = setTimeout(() => void lifeline.stop(), Math.min(timeout, 2 ** 31 - 1));
  child.once("exit", () => clearTimeout(timer));
}
