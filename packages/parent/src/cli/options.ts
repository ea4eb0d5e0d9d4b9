import { constants } from "node:os";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** `parseArgs`, with errors of one line. No command takes words that are not options. */
export function readOptions<T extends Options>(
  command: string,
  words: readonly string[],
  options: T,
  hint = "",
) {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (!/^ERR_PARSE_ARGS_/.test(code)) throw error;
    const [first = message] = message.split(/\. |\n/);
    const isWord = /_UNEXPECTED_POSITIONAL$/.test(code);
    throw new UsageError(
      `${command}: ${first.charAt(0).toLowerCase()}${first.slice(1)}${isWord ? hint : ""}`,
    );
  }
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** What a timer can hold. */
const LONGEST = 2 ** 31 - 1;

/** In ms. A number without a unit is refused: some would mean seconds by it, and we milliseconds. */
export function readDuration(option: string, text: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)$/.exec(text) ?? [];
  const milliseconds = text === "0" ? 0 : Math.round(Number(number) * (UNITS[unit] ?? Number.NaN));
  if (text !== "0" && number === "") {
    throw new UsageError(`${option} ${JSON.stringify(text)} is no duration: say 500ms, 5s, 2m or 1h`);
  }
  if (milliseconds > LONGEST)
    throw new UsageError(`${option} ${text} is longer than a timer can wait (24 days)`);
  return milliseconds;
}

/** `SIGTERM`, `TERM` or `term`. */
export function readSignal(option: string, text: string): NodeJS.Signals {
  const upper = text.toUpperCase();
  const name = upper.startsWith("SIG") ? upper : `SIG${upper}`;
  if (Object.hasOwn(constants.signals, name)) return name as NodeJS.Signals;
  throw new UsageError(`${option} ${JSON.stringify(text)} is no signal of this system`);
}

export function readPid(option: string, text: string): number {
  const pid = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (pid >= 1 && pid <= LONGEST) return pid;
  throw new UsageError(`${option} ${JSON.stringify(text)} is no process id`);
}
