/** The stable codes of {@link LifelineError}; test `error.code`, not `instanceof`. */
export type LifelineErrorCode =
  | "ERR_LIFELINE_ALREADY_BOUND"
  | "ERR_LIFELINE_PROTOCOL"
  | "ERR_LIFELINE_CHILD_EXITED"
  | "ERR_LIFELINE_UNSUPPORTED";

/** Every failure that is not a bad argument: `code` is stable, `cause` is kept, the message says what to do. */
export class LifelineError extends Error {
  readonly code: LifelineErrorCode;

  constructor(code: LifelineErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options as ErrorOptions);
    this.code = code;
  }
}
// Inherited and not enumerable, so that it neither repeats in JSON nor shows as a property of every error.
Object.defineProperty(LifelineError.prototype, "name", { value: "LifelineError", configurable: true });

/** Node's own convention for a value of the wrong type. */
export function invalidArgType(name: string, expected: string, value: unknown): TypeError {
  return coded(new TypeError(sentence(name, expected, value)), "ERR_INVALID_ARG_TYPE");
}

/** Node's own convention for a value of the right type that means nothing here. */
export function invalidArgValue(name: string, expected: string, value: unknown): TypeError {
  return coded(new TypeError(sentence(name, expected, value)), "ERR_INVALID_ARG_VALUE");
}

/** Node's own convention for a number outside its range. */
export function outOfRange(name: string, expected: string, value: unknown): RangeError {
  return coded(new RangeError(sentence(name, expected, value)), "ERR_OUT_OF_RANGE");
}

function coded<E extends Error>(error: E, code: string): E {
  return Object.assign(error, { code });
}

function sentence(name: string, expected: string, value: unknown): string {
  return `The "${name}" ${name.includes(".") ? "option" : "argument"} must be ${expected}. Received ${describe(value)}`;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value === "object") return `an instance of ${value.constructor?.name ?? "Object"}`;
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return `type ${typeof value} (${text.length > 60 ? `${text.slice(0, 60)}…` : text})`;
}
