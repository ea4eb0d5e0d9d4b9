import { invalidArgType, invalidArgValue, outOfRange } from "./argument-error";

/** Throws Node's own kind of argument error when the value is not what the option of that name takes. */
export type Check = (name: string, value: unknown) => void;

/** Each option with its default, and the check of what is given instead. */
export type OptionTable<Resolved> = {
  readonly [Name in keyof Resolved]: readonly [byDefault: Resolved[Name], check: Check];
};

const ofType =
  (type: string): Check =>
  (name, value) => {
    if (typeof value !== type) throw invalidArgType(name, `of type ${type}`, value);
  };

export const boolean = ofType("boolean");
export const callback = ofType("function");
export const string = ofType("string");
const number = ofType("number");

export const integer =
  (minimum: number, maximum: number): Check =>
  (name, value) => {
    number(name, value);
    const isGood = Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
    if (!isGood) throw outOfRange(name, `an integer from ${minimum} to ${maximum}`, value);
  };

/** A duration: what a timer can hold (a longer one would fire at once: Node docs, `setTimeout`). */
export const milliseconds = integer(0, 2 ** 31 - 1);

export const oneOf =
  (...values: readonly unknown[]): Check =>
  (name, value) => {
    string(name, value);
    if (!values.includes(value)) throw invalidArgValue(name, `one of: ${values.join(", ")}`, value);
  };

/**
 * Copies and checks options once, at the door: the result is complete and ours.
 * An option that is `undefined` counts as not given; one that does not exist is refused by name.
 */
export function resolveOptions<Resolved extends object>(
  name: string,
  given: unknown = {},
  table: OptionTable<Resolved>,
): Readonly<Resolved> {
  const options = given as Readonly<Record<string, unknown>>;
  if (typeof options !== "object" || Array.isArray(options ?? []))
    throw invalidArgType(name, "of type object", options);
  for (const key of Object.keys(options)) oneOf(...Object.keys(table))(`${name}.${key}`, key);
  const resolved: Record<string, unknown> = {};
  for (const [key, [byDefault, check]] of Object.entries<readonly [unknown, Check]>(table)) {
    const value = options[key];
    if (value !== undefined) check(`${name}.${key}`, value);
    resolved[key] = value ?? byDefault;
  }
  return resolved as Resolved;
}
