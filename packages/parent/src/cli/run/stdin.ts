import { fstatSync } from "node:fs";
import { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { LifelineProcess } from "../../types.ts";
import { UsageError } from "../usage.ts";
import { isTerminal } from "./terminal.ts";

/** In bytes: what is held for a command that does not read. The end is seen only behind what has been read. */
const MOST_HELD = 1024 * 1024;
/** In ms: the command gets its own EOF first, and many a command needs no more than that to end. */
const HEAD_START = 200;

/** @throws {UsageError} for a stdin whose end would say nothing about anybody */
export function requireStdinThatEnds(): void {
  if (isTerminal(0)) return;
  const stat = fstatSync(0);
  if (stat.isFIFO() || stat.isSocket()) return;
  throw new UsageError(
    "run: --on-eof needs a pipe, a socket or a terminal as stdin (docker and kubectl: exec -i)",
  );
}

/** Passes stdin on, byte for byte, no faster than the command takes it; when it has ended, calls `onEnd`. */
export function passStdin(child: LifelineProcess, onEnd: () => void): void {
  const source = new Socket({ fd: 0, readable: true, writable: false });
  const target = child.stdin as Writable;
  let isOpen = true;
  // A command that closes its stdin lives on; the rest is read for its end.
  target.on("error", () => {
    isOpen = false;
    source.resume();
  });
  source.on("data", (chunk: Buffer) => {
    if (!isOpen) return;
    target.write(chunk);
    if (target.writableLength < MOST_HELD) return;
    source.pause();
    target.once("drain", () => source.resume());
  });
  const finish = () => {
    target.end();
    setTimeout(onEnd, HEAD_START);
  };
  source.once("end", finish);
  // A reset is an end as well.
  source.once("error", finish);
}
