import { complain } from "./output.ts";

/** What `lifeline` itself ends with. Those of the command under `lifeline run` are passed through. */
export const STATUS = Object.freeze({
  ok: 0,
  /** `doctor`: something is missing. */
  unwell: 1,
  usage: 2,
  /** `lifeline` could not do its own work. */
  failed: 125,
  /** The command exists, but could not be executed. */
  notExecutable: 126,
  notFound: 127,
});

/** What the user got wrong, in words that follow "lifeline: ". */
export class UsageError extends Error {}

/** One line that says what was wrong, and the exit status that goes with it. */
export function fail(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  const isUsage = error instanceof UsageError;
  complain(isUsage ? `${text} (see lifeline --help)` : text);
  process.exit(isUsage ? STATUS.usage : STATUS.failed);
}
