import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Interpreter, type Requirement, requirement } from "../support/index.js";

export interface Runtime {
  readonly name: string;
  /** What stands in front of a JavaScript file. */
  readonly command: Interpreter;
  /** That it could be installed. */
  readonly here: Requirement;
  /** A listener for "disconnect" keeps the process alive, and nothing can be done about it. */
  readonly holdsIpc: boolean;
}

/** What a pair is run under, as parent and as child: the Node that runs the tests, and what runtimes/ pins. */
export const runtimes: readonly Runtime[] = [
  {
    name: `Node ${process.versions.node}`,
    command: [process.execPath],
    here: requirement(true, ""),
    holdsIpc: false,
  },
  installed("Node 22", "node-22/bin/node"),
  installed("Node 24", "node-24/bin/node"),
  installed("Node 26", "node-26/bin/node"),
  installed("Bun 1.4", "@oven/bun-linux-x64/bin/bun"),
  // Without --no-lock it writes a deno.lock beside every package.json.
  installed("Deno 2.9", "@deno/linux-x64-glibc/deno", "run", "--allow-all", "--no-lock"),
];

function installed(name: string, program: string, ...options: string[]): Runtime {
  const path = fileURLToPath(new URL(`../../runtimes/node_modules/${program}`, import.meta.url));
  const here = requirement(existsSync(path), `${name} is not installed (npm ci in runtimes/)`);
  return { name, command: [path, ...options], here, holdsIpc: name.startsWith("Bun") };
}
