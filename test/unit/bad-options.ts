import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect } from "vitest";
import { identify, registerForKilling } from "../support/index.js";

type Code =
  | "ERR_INVALID_ARG_TYPE"
  | "ERR_INVALID_ARG_VALUE"
  | "ERR_OUT_OF_RANGE"
  | "ERR_LIFELINE_UNSUPPORTED"
  | "ERR_UNKNOWN_SIGNAL";

/** An option, a value that it does not take, and the code of what is thrown. */
export type BadOption = [option: string, value: unknown, code: Code];

const classes = {
  ERR_INVALID_ARG_TYPE: TypeError,
  ERR_INVALID_ARG_VALUE: TypeError,
  ERR_OUT_OF_RANGE: RangeError,
  ERR_LIFELINE_UNSUPPORTED: Error,
  ERR_UNKNOWN_SIGNAL: TypeError,
};

export function badMilliseconds(option: string): BadOption[] {
  return badIntegers(option, [-1, 1e12, 2 ** 31]);
}

export function badIntegers(option: string, outside: number[]): BadOption[] {
  const numbers = [...outside, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.5];
  const others = ["1000", null, true, 1_000n, {}, [1_000], () => 1_000, Symbol("1000"), new Date(0)];
  return [
    ...numbers.map((value): BadOption => [option, value, "ERR_OUT_OF_RANGE"]),
    ...others.map((value): BadOption => [option, value, "ERR_INVALID_ARG_TYPE"]),
  ];
}

export function badChoice(option: string, values: string[]): BadOption[] {
  const others = [1, null, true, {}, [values[0]], () => values[0], Symbol(values[0]), new String(values[0])];
  const texts = ["", "nonsense", `${values[0]} `, values[0]?.toUpperCase(), "__proto__", "toString"];
  return [
    ...others.map((value): BadOption => [option, value, "ERR_INVALID_ARG_TYPE"]),
    ...texts.map((value): BadOption => [option, value, "ERR_INVALID_ARG_VALUE"]),
  ];
}

export function badBoolean(option: string): BadOption[] {
  const values = [0, 1, "true", "", null, {}, [true], () => true, new Boolean(true)];
  return values.map((value) => [option, value, "ERR_INVALID_ARG_TYPE"]);
}

export function badFunction(option: string): BadOption[] {
  return [null, true, "exit", 1, {}, [() => {}], Promise.resolve()].map((value) => [
    option,
    value,
    "ERR_INVALID_ARG_TYPE",
  ]);
}

export function badSignal(option: string): BadOption[] {
  const texts = ["", "TERM", "SIGNONSENSE", "sigterm", "toString", "SIGTERM "];
  return [
    ...[15, null, true, {}, ["SIGTERM"], Symbol("SIGTERM")].map(
      (value): BadOption => [option, value, "ERR_INVALID_ARG_TYPE"],
    ),
    ...texts.map((value): BadOption => [option, value, "ERR_INVALID_ARG_VALUE"]),
  ];
}

/** No option of any of ours, or nearly one. */
export function unknownOptions(...near: string[]): BadOption[] {
  return ["nonsense", "", "constructor", "timeout", ...near].map((option) => [
    option,
    1,
    "ERR_INVALID_ARG_VALUE",
  ]);
}

/** What is no object of options. */
export const noObjects = [null, 1, "options", true, [], [{}], () => {}, Symbol("options"), 1n];

/** One row of `it.each` per option, with all its bad values. */
export function byOption(bad: BadOption[]): [option: string, bad: BadOption[]][] {
  const options = [...new Set(bad.map(([option]) => option))];
  return options.map((option) => [option, bad.filter(([name]) => name === option)]);
}

/** Throws at once, of Node's own class and code, naming the option and what came; nothing is begun. */
export function expectToThrow(call: () => unknown, name: string, code: Code, value?: unknown): void {
  const before = begun();
  let created = 0;
  const count = () => created++;
  subscribe("child_process", count);
  let error: (Error & { code?: string }) | undefined;
  try {
    const { pid } = (call() ?? {}) as { pid?: number };
    if (pid) registerForKilling(identify(pid));
  } catch (thrown) {
    error = thrown as Error;
  } finally {
    unsubscribe("child_process", count);
  }
  const what = `for ${name}: ${show(value)}`;
  expect(error, what).toBeInstanceOf(classes[code]);
  expect(error?.code, what).toBe(code);
  expect(error?.message, what).toContain(`"${name}"`);
  if (code !== "ERR_LIFELINE_UNSUPPORTED" && code !== "ERR_UNKNOWN_SIGNAL")
    expect(error?.message, what).toMatch(/ must be .*Received /);
  expect(created, `children created ${what}`).toBe(0);
  expect(begun(), what).toEqual(before);
}

/** Timers, handles and listeners that this process has. */
function begun() {
  const listeners = process.eventNames().map((name) => `${String(name)}: ${process.listenerCount(name)}`);
  return { resources: process.getActiveResourcesInfo().sort(), listeners: listeners.sort() };
}

function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null)
    return `${value.constructor.name} ${JSON.stringify(value)}`;
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}
