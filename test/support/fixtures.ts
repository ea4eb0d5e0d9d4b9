import { fileURLToPath } from "node:url";

export interface Command {
  readonly command: string;
  readonly args: string[];
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

/** A program, and its arguments in front of those of a JavaScript file. */
export type Interpreter = readonly [command: string, ...args: string[]];

/** How to run a .mjs fixture, with this Node unless told otherwise; the specification is its one argument, as JSON. */
export function nodeFixture(
  name: string,
  specification?: object,
  [command, ...options]: Interpreter = [process.execPath],
): Command {
  const args = specification === undefined ? [] : [JSON.stringify(specification)];
  return { command, args: [...options, fixture(name), ...args] };
}
