import { invalidArgType, invalidArgValue, outOfRange } from "./argument-error";

/** Throws Node's own kind of argument error when the value is not what the option of that name takes. */
export type Check = (name: string, value: unknown) => void;

const ofType =
  (type: string): Check =>
  (name, value) => {
    if (typeof value !== type) throw invalidArgType(name, `of type ${type}`, value);
  };

export const boolean = ofType("boolean");
export const callback = ofType("function");
export const string = ofType("string");
const number = ofType("number");

export function integer(minimum: number, maximum: number): Check {
  return (name, value) => {
    number(name, value);
    if (!Number.isInteger(value) || Number(value) < minimum || Number(value) > maximum)
      throw outOfRange(name, `an integer from ${minimum} to ${maximum}`, value);
  };
}

/** A duration: what a timer can hold (a longer one would fire at once: Node docs, `setTimeout`). */
export const milliseconds: Check = integer(0, 2 ** 31 - 1);

export function oneOf(...values: readonly unknown[]): Check {
  return (name, value) => {
    string(name, value);
    if (!values.includes(value)) throw invalidArgValue(name, `one of: ${values.join(", ")}`, value);
  };
}

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
  const options = (given === undefined ? {} : given) as Readonly<Partial<Resolved>>;
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidArgType(name, "of type object", options);
  const known = Object.keys(checks) as (keyof Resolved & string)[];
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(checks, key));
  if (unknown !== undefined) {
    const expected = `left out: there is no such option. The options are ${known.join(", ")}`;
    throw invalidArgValue(`${name}.${unknown}`, expected, options[unknown as keyof Resolved]);
  }
  const resolved: Resolved = { ...defaults };
  for (const key of known) {
    const value = options[key];
    if (value === undefined) continue;
    checks[key](`${name}.${key}`, value);
    resolved[key] = value;
  }
  return Object.freeze(resolved);
}
