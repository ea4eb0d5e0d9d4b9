import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Seen } from "./processes.ts";

/** USER_HZ, in which start times are counted: see time(7). */
const TICKS = 100;
const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
] as const;

/** The command line as people say it: without folders, and ourselves by our name. */
export function commandOf({ args, name }: Seen): string {
  const [command, script = "", ...rest] = args;
  if (command === undefined || command === "") return `[${name}]`;
  if (/(^|\/)(lifeline|lifeline-parent\/dist\/cli\.js|parent\/dist\/cli\.js)$/.test(script)) {
    return ["lifeline", ...rest].join(" ");
  }
  // Some set a title of their own, and it is all one word.
  const first = command.includes(" ") ? command : basename(command);
  return [first, ...args.slice(1)].join(" ");
}

/** How long ago it began, in one unit. */
export function ageOf({ start }: Seen): string {
  const seconds = Math.max(0, uptime() - Number(start) / TICKS);
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? ["s", 1];
  return `${Math.floor(seconds / size)}${unit}`;
}

let up: number | undefined;

function uptime(): number {
  up ??= Number.parseFloat(readFileSync("/proc/uptime", "latin1"));
  return up;
}
