import type { ShutdownReason } from "@lifeline/protocol";
import { attempt, builtin } from "@lifeline/system";
import type { ResolvedBindOptions } from "./options.ts";
import type { Evidence, ShutdownEvent } from "./shutdown-event.ts";

export interface Shutdown {
  /** Resolves when it begins. */
  readonly begun: Promise<ShutdownEvent>;
  /** Aborts when it begins; its reason is the event. */
  readonly signal: AbortSignal;
  /** The effective one, in ms. */
  readonly gracePeriod: number;
  begin(reason: ShutdownReason, evidence: Evidence): void;
  /** The parent's own grace period. It can only shorten ours, also while the shutdown runs. */
  limit(gracePeriod: number | undefined): void;
}

/** Test runners replace `process.exit` by a function that throws; that must keep nobody alive. */
function exit(code: number): void {
  try {
    process.exit(code);
  } catch {
    (process as { reallyExit?(code: number): void }).reallyExit?.(code);
    process.kill(process.pid, "SIGKILL");
  }
}

/** What waits for an event, and is called long before: V8 compiles a function when it is first called. */
export type Prepared<Event> = Generator<undefined, void, Event>;

/** The one graceful shutdown of this process: it begins once, and it ends the process in any case. */
export function createShutdown(
  options: ResolvedBindOptions,
  announce: () => Prepared<ShutdownEvent>,
): Shutdown {
  const overtime = new AbortController();
  // Made now: the first one of a process takes longer than all else between EOF and hook.
  const { signal } = overtime;
  let { gracePeriod } = options;
  let event: ShutdownEvent | undefined;
  let beginning: AbortController | undefined;
  let deadline: NodeJS.Timeout | undefined;
  let deadlineAt = 0;
  let isHookDone = false;
  let resolve: (event: ShutdownEvent) => void;

  // The timer keeps the process alive: a hook that waits for something unref'ed is still to be waited for.
  const setDeadline = () => {
    clearTimeout(deadline);
    const onDeadline = () => {
      overtime.abort();
      exit(1);
    };
    deadline = setTimeout(onDeadline, Math.max(0, deadlineAt - performance.now()));
    if (isHookDone) deadline.unref();
  };

  const fail = (error: unknown) => {
    // Directly to the descriptor: `process.stderr` may be a pipe to a dead parent, and we are about to exit.
    attempt(() => builtin("node:fs").writeSync(2, `${builtin("node:util").inspect(error)}\n`));
    exit(1);
  };

  const finish = async (hook: unknown) => {
    setDeadline();
    await hook;
    isHookDone = true;
    if (!options.exit) deadline?.unref();
    // One turn later, so that whoever awaits `shutdown` or listens to `signal` has had theirs.
    else setImmediate(() => exit(Number(process.exitCode ?? options.exitCode)));
  };

  // All up to the hook. Between EOF and hook every moment counts.
  function* begin(): Prepared<Pick<ShutdownEvent, "reason" | "evidence">> {
    const announcement = announce();
    announcement.next();
    const { reason, evidence } = yield;
    event = Object.freeze({ reason, evidence, gracePeriod, signal });
    deadlineAt = performance.now() + gracePeriod;
    try {
      beginning?.abort(event);
      resolve(event);
      announcement.next(event);
      // Only then the deadline: a hook that blocks could not be interrupted anyhow.
      finish(options.onShutdown?.(event)).catch(fail);
    } catch (error) {
      fail(error);
    }
  }
  const begins = begin();
  begins.next();

  return {
    begun: new Promise((resolveBegun) => {
      resolve = resolveBegun;
    }),

    // Made when it is asked for: the first abort() of a process takes long, too.
    get signal() {
      beginning ??= new AbortController();
      if (event) beginning.abort(event);
      return beginning.signal;
    },

    get gracePeriod() {
      return gracePeriod;
    },

    begin(reason, evidence) {
      if (!event) begins.next({ reason, evidence });
    },

    limit(limit = gracePeriod) {
      gracePeriod = Math.min(gracePeriod, limit);
      if (!event) return;
      deadlineAt = Math.min(deadlineAt, performance.now() + limit);
      setDeadline();
    },
  };
}
