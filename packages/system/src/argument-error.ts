import { builtin } from "./builtin";

type Argument = [name: string, expected: string, value: unknown];

/** Node's own convention for a value of the wrong type. */
export function invalidArgType(...argument: Argument): TypeError {
  return argumentError(TypeError, "ERR_INVALID_ARG_TYPE", argument);
}

/** Node's own convention for a value of the right type that means nothing here. */
export function invalidArgValue(...argument: Argument): TypeError {
  return argumentError(TypeError, "ERR_INVALID_ARG_VALUE", argument);
}

/** Node's own convention for a number outside its range. */
export function outOfRange(...argument: Argument): RangeError {
  return argumentError(RangeError, "ERR_OUT_OF_RANGE", argument);
}

function argumentError(
  Class: TypeErrorConstructor | RangeErrorConstructor,
  code: string,
  [name, expected, value]: Argument,
): Error {
  const what = name.includes(".") ? "option" : "argument";
  const received = builtin("node:util").inspect(value, { depth: -1 }).slice(0, 60);
  return Object.assign(new Class(`The "${name}" ${what} must be ${expected}. Received ${received}`), {
    code,
  });
}
