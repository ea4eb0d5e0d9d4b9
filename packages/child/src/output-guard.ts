import { attempt } from "@lifeline/system";
import { isBrokenPipe, isPipe, kindOf } from "./descriptor.ts";
import { runtime } from "./runtime.ts";

/**
 * EPIPE and ECONNRESET on stdout and stderr. A parent's death breaks its child's output first and ends its lifeline a
 * moment later; a child that logs would die of that before its hook. So the error is held back until it is clear.
 *
 * @param isParentGone - looks again each time
 * @returns the function that ends the guard
 */
export function guardOutput(isParentGone: () => boolean): () => void {
  const holdBack = (error: Error) => {
    // In 100 ms the parent's death shows, if that broke the output.
    const waits = [10, 30, 60];
    const look = () => {
      if (isParentGone()) return;
      const wait = waits.shift();
      if (!wait) throw error;
      setTimeout(look, wait);
    };
    // setImmediate runs after a poll, which has then read what the lifeline still held.
    setImmediate(look);
  };

  function onError(this: NodeJS.WriteStream, error: Error): void {
    // With a listener of its own the program is told, and nothing would have been thrown.
    if (this.listenerCount("error")) return;
    if (!isBrokenPipe(error)) throw error;
    holdBack(error);
  }

  const names = ["stdout", "stderr"] as const;
  // What is no pipe cannot break, and is left uninitialised.
  const streams = names.filter((_, index) => isPipe(kindOf(index + 1))).map((name) => process[name]);
  for (const stream of streams) {
    // console.log() ignores a broken pipe only while nobody listens for errors: we are not to be counted.
    const { listenerCount } = stream;
    stream.listenerCount = (event, listener) =>
      listenerCount.call(stream, event, listener) - Number(event === "error" && !listener);
    stream.prependListener("error", onError);
    if (runtime.deno) emitWhatIsThrown(stream);
  }
  return () => {
    for (const stream of streams) {
      stream.off("error", onError);
      delete (stream as Partial<typeof stream>).listenerCount;
    }
  };
}

/** Deno emits an EPIPE, as Node does, but throws an ECONNRESET at whoever writes. */
function emitWhatIsThrown(stream: NodeJS.WriteStream): void {
  const { _write } = stream;
  stream._write = (chunk, encoding, done) => attempt(() => _write.call(stream, chunk, encoding, done), done);
}
