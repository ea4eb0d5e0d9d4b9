/** What the call returns; where it throws, what `otherwise` makes of the error: nothing, unless it is given. */
export function attempt<Result, Otherwise = undefined>(
  call: () => Result,
  otherwise?: (error: NodeJS.ErrnoException) => Otherwise,
): Result | Otherwise {
  try {
    return call();
  } catch (error) {
    return otherwise?.(error as NodeJS.ErrnoException) as Otherwise;
  }
}
