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
const exit = (code: number): void => {
  try {
    process.exit(code);
  } catch {
    (process as { reallyExit?(code: number): void }).reallyExit?.(code);
    process.kill(process.pid, "SIGKILL");
  }
};

/** The one graceful shutdown of this process: it begins once, and it ends the process in any case. */
export const createShutdown = (
  options: ResolvedBindOptions,
  announce: (event: ShutdownEvent) => void,
): Shutdown => {
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

  const run = async (event: ShutdownEvent) => {
    try {
      beginning?.abort(event);
      resolve(event);
      announce(event);
      const hook = options.onShutdown?.(event);
      // Only now: a hook that blocks could not be interrupted anyhow, and for one that does not every moment counts.
      setDeadline();
      await hook;
    } catch (error) {
      // Directly to the descriptor: `process.stderr` may be a pipe to a dead parent, and we are about to exit.
      attempt(() => builtin("node:fs").writeSync(2, `${builtin("node:util").inspect(error)}\n`));
      exit(1);
    }
    isHookDone = true;
    if (!options.exit) deadline?.unref();
    // One turn later, so that whoever awaits `shutdown` or listens to `signal` has had theirs.
    else setImmediate(() => exit(Number(process.exitCode ?? options.exitCode)));
  };

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
      if (event) return;
      event = Object.freeze({ reason, evidence, gracePeriod, signal });
      deadlineAt = performance.now() + gracePeriod;
      void run(event);
    },

    limit(limit = gracePeriod) {
      gracePeriod = Math.min(gracePeriod, limit);
      if (!event) return;
      deadlineAt = Math.min(deadlineAt, performance.now() + limit);
      setDeadline();
    },
  };
};
