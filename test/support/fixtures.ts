import { fileURLToPath } from "node:url";

export interface Command {
  readonly command: string;
  readonly args: string[];
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

/** How to run a .mjs fixture with this Node; the specification is its one argument, as JSON. */
export function nodeFixture(name: string, specification?: object): Command {
  const args = specification === undefined ? [] : [JSON.stringify(specification)];
  return { command: process.execPath, args: [fixture(name), ...args] };
}
