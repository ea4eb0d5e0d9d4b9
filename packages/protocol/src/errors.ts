/** The stable codes of {@link LifelineError}; test `error.code`, not `instanceof`. */
export type LifelineErrorCode =
  | "ERR_LIFELINE_ALREADY_BOUND"
  | "ERR_LIFELINE_PROTOCOL"
  | "ERR_LIFELINE_CHILD_EXITED"
  | "ERR_LIFELINE_UNSUPPORTED";

/** Every failure that is not a bad argument: `code` is stable, `cause` is kept, the message says what to do. */
export class LifelineError extends Error {
  declare readonly code: LifelineErrorCode;

  constructor(code: LifelineErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options as ErrorOptions);
    this.code = code;
  }
}
// Inherited, so that it does not repeat in JSON.
LifelineError.prototype.name = "LifelineError";
