import { builtin } from "./builtin";

const argumentError =
  (Class: TypeErrorConstructor | RangeErrorConstructor, code: string) =>
  (name: string, expected: string, value: unknown): Error => {
    const received = builtin("node:util").inspect(value, { depth: -1 }).slice(0, 60);
    return Object.assign(new Class(`"${name}" must be ${expected}. Received ${received}`), { code });
  };

/** Node's own convention for a value of the wrong type. */
export const invalidArgType = argumentError(TypeError, "ERR_INVALID_ARG_TYPE");
/** Node's own convention for a value of the right type that means nothing here. */
export const invalidArgValue = argumentError(TypeError, "ERR_INVALID_ARG_VALUE");
/** Node's own convention for a number outside its range. */
export const outOfRange = argumentError(RangeError, "ERR_OUT_OF_RANGE");
