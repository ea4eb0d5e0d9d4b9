import { kindOf } from "./descriptor.ts";

/** Each look again, in ms after the one before: in 100 ms the parent's death shows, if that broke the output. */
const LOOKS_AGAIN_AFTER = [0, 10, 30, 60];

/**
 * EPIPE and ECONNRESET on stdout and stderr. A parent's death breaks its child's output first and ends its lifeline a
 * moment later; a child that logs would die of that before its hook. So the error is held back until it is clear.
 *
 * @param isParentGone - looks again each time
 * @returns the function that ends the guard
 */
export function guardOutput(isParentGone: () => boolean): () => void {
  const releases = [guard(1, () => process.stdout), guard(2, () => process.stderr)];
  return () => {
    for (const release of releases) release?.();
  };

  // What is no pipe cannot break, and is left uninitialised.
  function guard(fd: number, open: () => NodeJS.WriteStream): (() => void) | undefined {
    const kind = kindOf(fd);
    if (kind !== "pipe" && kind !== "socket") return undefined;
    const stream = open();
    const onError = (error: NodeJS.ErrnoException) => {
      // With a listener of its own the program is told, and nothing would have been thrown.
      if (stream.listenerCount("error") > 0) return;
      if (error.code !== "EPIPE" && error.code !== "ECONNRESET") throw error;
      holdBack(error, 0);
    };
    // console.log() ignores a broken pipe only while nobody listens for errors: we are not to be counted.
    const { listenerCount } = stream;
    stream.listenerCount = (event, listener) =>
      listenerCount.call(stream, event, listener) -
      (event === "error" && (listener ?? onError) === onError ? 1 : 0);
    stream.prependListener("error", onError);
    return () => {
      stream.off("error", onError);
      Reflect.deleteProperty(stream, "listenerCount");
    };
  }

  function holdBack(error: Error, looks: number): void {
    const look = () => {
      if (isParentGone()) return;
      if (looks === LOOKS_AGAIN_AFTER.length - 1) throw error;
      holdBack(error, looks + 1);
    };
    // setImmediate runs after a poll, which has then read what the lifeline still held.
    if (looks === 0) setImmediate(look);
    else setTimeout(look, LOOKS_AGAIN_AFTER[looks]);
  }
}
