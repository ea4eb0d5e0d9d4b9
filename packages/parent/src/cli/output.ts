import { writeSync } from "node:fs";

/**
 * Writes to stdout as a whole, past `process.stdout`, which would change the terminal or pipe that others share. A reader
 * that has gone, as `head` does, is no error.
 */
export function say(text: string): void {
  try {
    writeAll(1, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EPIPE") return;
    throw new Error(`stdout cannot be written: ${message}`);
  }
}

/** One line on stderr. Nobody may be listening any more; then there is nobody to tell. */
export function complain(text: string): void {
  try {
    writeAll(2, `lifeline: ${text.replaceAll(/[\r\n]+/g, " ")}\n`);
  } catch {}
}

function writeAll(fd: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      // Somebody has made it non-blocking, and its reader is slow.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
