import { invalidArgType, invalidArgValue, outOfRange } from "./errors";

/** Throws Node's own kind of argument error when the value is not what the option of that name takes. */
export type Check = (name: string, value: unknown) => void;

export function integer(minimum: number, maximum: number): Check {
  return (name, value) => {
    if (typeof value !== "number") throw invalidArgType(name, "of type number", value);
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw outOfRange(name, `an integer from ${minimum} to ${maximum}`, value);
    }
  };
}

/** A duration: what a timer can hold (a longer one would fire at once: Node docs, `setTimeout`). */
export const milliseconds: Check = integer(0, 2 ** 31 - 1);

export function oneOf(...values: readonly string[]): Check {
  return (name, value) => {
    if (typeof value !== "string") throw invalidArgType(name, "of type string", value);
    if (!values.includes(value)) throw invalidArgValue(name, `one of: ${values.join(", ")}`, value);
  };
}

export const boolean: Check = (name, value) => {
  if (typeof value !== "boolean") throw invalidArgType(name, "of type boolean", value);
};

export const callback: Check = (name, value) => {
  if (typeof value !== "function") throw invalidArgType(name, "of type function", value);
};

/**
 * Copies and checks options once, at the door: the result is frozen, complete and ours.
 * An option that is `undefined` counts as not given; one that does not exist is refused by name.
 */
export function resolveOptions<Resolved extends object>(
  name: string,
  given: unknown,
  checks: Readonly<Record<keyof Resolved, Check>>,
  defaults: Readonly<Resolved>,
): Readonly<Resolved> {
  if (given === undefined) return defaults;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw invalidArgType(name, "of type object", given);
  }
  const resolved: Resolved = { ...defaults };
  for (const key of Object.keys(given)) {
    const option = `${name}.${key}`;
    if (!Object.hasOwn(checks, key)) {
      throw invalidArgValue(
        option,
        `left out: there is no such option. The options are ${Object.keys(checks).join(", ")}`,
        (given as Record<string, unknown>)[key],
      );
    }
  }
  for (const key of Object.keys(checks) as (keyof Resolved)[]) {
    const value = (given as Partial<Resolved>)[key];
    if (value === undefined) continue;
    checks[key](`${name}.${String(key)}`, value);
    resolved[key] = value as Resolved[typeof key];
  }
  return Object.freeze(resolved);
}
