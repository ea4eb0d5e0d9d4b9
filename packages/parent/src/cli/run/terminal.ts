import { closeSync, openSync } from "node:fs";
import { isatty } from "node:tty";

export function isTerminal(fd: number): boolean {
  return isatty(fd);
}

/** Whether we have a controlling terminal, whatever stdin, stdout and stderr are: see tty(4). */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
