import {
  boolean,
  builtin,
  callback,
  integer,
  invalidArgType,
  invalidArgValue,
  milliseconds,
  type OptionTable,
  oneOf,
} from "@lifeline/system";
import type { ShutdownEvent } from "./shutdown-event.ts";

/** How to bind, and what to do when the parent is gone. All times are ms. */
export interface BindOptions {
  /**
   * Where the lifeline is. `"auto"`: where the parent says, else IPC, else what stdin shows. `"stdin"` or a number:
   * a pipe held by a parent that is not ours; what it writes is thrown away, its EOF is the parent's death.
   * `"ipc"`: the channel of `fork()`. Where that descriptor is no pipe or socket, the binding is `standalone`.
   * Default `"auto"`.
   */
  readonly channel?: "auto" | "stdin" | "ipc" | number;
  /** Also probe this pid, an LSP client's `processId`, say. Not probed where it is not visible at bind time. */
  readonly parentPid?: number;
  /** The longest time between two liveness probes. `0` turns them off. Default 2000. */
  readonly probeInterval?: number;
  /** How long a shutdown may take before the process exits with 1. The parent may shorten it. Default 5000. */
  readonly gracePeriod?: number;
  /** The graceful shutdown. Its end, or that of its promise, ends the process unless `exit` is false. */
  readonly onShutdown?: (event: ShutdownEvent) => void | Promise<void>;
  /**
   * Signals that begin a shutdown. Default `["SIGTERM", "SIGINT"]` where `onShutdown` is given, else none. A second one, at
   * least 500 ms later, exits with 128 + n; the end of the parent begins these anew.
   */
  readonly signals?: readonly NodeJS.Signals[];
  /** Whether a parent whose heartbeats stay away is only reported, or is a reason to shut down. Default `"report"`. */
  readonly onStall?: "report" | "shutdown";
  /**
   * In `pipe` mode, what the EOF that the program itself reads from stdin means. `"recheck"`: nothing, unless the
   * parent is gone too. `"shutdown"`: the host says goodbye (MCP and LSP servers). Default `"recheck"`.
   */
  readonly onStdinEnd?: "recheck" | "shutdown";
  /** Whether to exit when `onShutdown` has finished; without one, as soon as a shutdown has begun. Default true. */
  readonly exit?: boolean;
  /** The exit code of a finished shutdown, unless `process.exitCode` is set. Default 0. */
  readonly exitCode?: number;
  /**
   * What holds the grace period. `"thread"`: a thread of its own, which ends this process, and everything that it
   * started, also while its event loop is blocked: for a parent that is gone, and for a shutdown that does not end. It
   * costs some megabytes, and four wake-ups a second. Default `"timer"`.
   */
  readonly deadline?: "timer" | "thread";
}

export interface ResolvedBindOptions {
  readonly channel: "auto" | "stdin" | "ipc" | number;
  readonly parentPid: number | undefined;
  readonly probeInterval: number;
  readonly gracePeriod: number;
  readonly onShutdown: BindOptions["onShutdown"];
  readonly signals: readonly NodeJS.Signals[] | undefined;
  readonly onStall: "report" | "shutdown";
  readonly onStdinEnd: "recheck" | "shutdown";
  readonly exit: boolean;
  readonly exitCode: number;
  readonly deadline: "timer" | "thread";
}

export const OPTIONS: OptionTable<ResolvedBindOptions> = {
  channel: [
    "auto",
    (name, value) => {
      if (value === 1 || value === 2) throw invalidArgValue(name, "a descriptor to read from", value);
      (typeof value === "string" ? oneOf("auto", "stdin", "ipc") : integer(0, 2 ** 31 - 1))(name, value);
    },
  ],
  parentPid: [
    undefined,
    (name, value) => {
      integer(1, 2 ** 31 - 1)(name, value);
      if (value === process.pid) throw invalidArgValue(name, "the pid of another process", value);
    },
  ],
  probeInterval: [2000, milliseconds],
  gracePeriod: [5000, milliseconds],
  onShutdown: [undefined, callback],
  signals: [
    undefined,
    (name, value) => {
      if (!Array.isArray(value)) throw invalidArgType(name, "an array", value);
      const { SIGKILL, SIGSTOP, ...catchable } = builtin("node:os").constants.signals;
      for (const signal of value) oneOf(...Object.keys(catchable))(name, signal);
    },
  ],
  onStall: ["report", oneOf("report", "shutdown")],
  onStdinEnd: ["recheck", oneOf("recheck", "shutdown")],
  exit: [true, boolean],
  exitCode: [0, integer(0, 255)],
  deadline: ["timer", oneOf("timer", "thread")],
};
