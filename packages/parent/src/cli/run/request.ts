import { readDuration, readOptions, readPid, readSignal } from "../options.ts";
import { UsageError } from "../usage.ts";

/** What `lifeline run` was asked to do. */
export interface RunRequest {
  readonly gracePeriod: number | undefined;
  readonly stopSignal: NodeJS.Signals | undefined;
  /** Also ends when stdin does. */
  readonly onEof: boolean;
  /** Tied to this process, instead of to whoever started us. */
  readonly parent: number | undefined;
  readonly command: string;
  readonly args: readonly string[];
}

const OPTIONS = {
  grace: { type: "string" },
  "stop-signal": { type: "string" },
  "on-eof": { type: "boolean" },
  parent: { type: "string" },
} as const;

/** @throws {UsageError} */
export function readRunRequest(words: readonly string[]): RunRequest {
  const border = words.indexOf("--");
  const own = border < 0 ? words : words.slice(0, border);
  const given = readOptions("run", own, OPTIONS, ": put -- before the command");
  const [command, ...args] = border < 0 ? [] : words.slice(border + 1);
  if (command === undefined) throw new UsageError("run: a command is missing: lifeline run -- command …");
  if (command === "") throw new UsageError("run: the command is empty");
  const { grace, "stop-signal": signal, "on-eof": onEof = false, parent } = given;
  return {
    gracePeriod: grace === undefined ? undefined : readDuration("--grace", grace),
    stopSignal: signal === undefined ? undefined : readSignal("--stop-signal", signal),
    onEof,
    parent: parent === undefined ? undefined : readPid("--parent", parent),
    command,
    args,
  };
}
