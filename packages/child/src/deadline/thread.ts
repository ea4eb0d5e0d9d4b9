import { LifelineError } from "@lifeline/protocol";
import { attempt, builtin } from "@lifeline/system";
import { PROGRAM } from "./program.ts";
import type { Order, Vigil } from "./vigil.ts";

/** The thread that holds the deadline while the event loop is blocked. It never keeps the process alive. */
export interface DeadlineThread {
  watch(vigil: Vigil): void;
  /** A shutdown has begun, or has got less time. In ms from now. */
  shutdownIn(gracePeriod: number): void;
  /** Whether the parent has released us: what it said so with, the thread has read. */
  readonly isReleased: boolean;
  close(): void;
}

/**
 * @param suspected - the thread has found the parent gone, and the event loop is free after all
 * @param ended - there is no such thread any more
 * @throws {LifelineError} `ERR_LIFELINE_UNSUPPORTED` where there can be none
 */
export function startDeadlineThread(suspected: () => void, ended: (error: Error) => void): DeadlineThread {
  const released = new Int32Array(new SharedArrayBuffer(4));
  const { Worker } = builtin("node:worker_threads");
  const start = () =>
    new Worker(PROGRAM, {
      eval: true,
      workerData: released,
      // Nothing of the program's: a module that it preloads would be loaded, and bind, once more.
      execArgv: [],
      env: {},
      // What V8 sets aside at once. The rest grows with the process table, so it has no limit.
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
  const thread = attempt(start, (cause) => {
    throw new LifelineError("ERR_LIFELINE_UNSUPPORTED", 'Use deadline "timer": no thread can be started', {
      cause,
    });
  });
  const order = (order: Order) => thread.postMessage(order);
  thread.on("error", ended);
  thread.on("message", () => {
    order({ isAwake: true });
    suspected();
  });
  thread.unref();
  return {
    watch: (vigil) => order({ vigil }),
    shutdownIn: (gracePeriod) => order({ shutdownIn: gracePeriod }),
    get isReleased() {
      return Atomics.load(released, 0) === 1;
    },
    close: () => void thread.terminate(),
  };
}
