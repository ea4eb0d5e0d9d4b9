import { writeSync } from "node:fs";
import type { Writable } from "node:stream";

/** Its `fs` knows only what it opened itself: a descriptor of a child is EBADF there. */
const IS_DENO = (process.versions as { deno?: string }).deno !== undefined;

/**
 * Past the stream where that is possible: its write() takes some 30 microseconds more, and would destroy a socket on
 * EPIPE, with what the other side said last still unread. The descriptor is non-blocking (libuv), and a line is written
 * whole or not at all (unix(7), pipe(7)).
 *
 * @returns `"full"`: nothing has been written, and the stream may take it
 */
export function writeAtOnce(stream: Writable, text: string): "written" | "full" | "failed" {
  if (!stream.writable) return "failed";
  if (stream.writableLength > 0) return "full";
  const fd = IS_DENO ? -1 : ((stream as { _handle?: { fd?: number } })._handle?.fd ?? -1);
  if (fd < 0) {
    stream.write(text, "latin1");
    return "written";
  }
  try {
    writeSync(fd, text, null, "latin1");
    return "written";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EAGAIN" ? "full" : "failed";
  }
}
