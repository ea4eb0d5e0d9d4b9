import type { Command } from "./fixtures.js";

/** A command as text for sh, for a crontab, for supervisord: all of them know single quotes. */
export function asShell({ command, args }: Command): string {
  return [command, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
}
