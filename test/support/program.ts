import { fileURLToPath } from "node:url";
import { type Started, type StartOptions, start } from "./start.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface ProgramOptions extends StartOptions {
  args?: readonly string[];
  /** A command that runs what follows it. */
  prefix?: readonly string[];
}

/** A small ES module run by this Node; its text stands in the test that it belongs to. */
export function runProgram<Known = Record<string, Record<string, unknown>>>(
  source: string,
  { args = [], prefix = [], ...options }: ProgramOptions = {},
): Started<Known> {
  const node = [process.execPath, "--input-type=module", "-e", source, "--"];
  const [command, ...rest] = [...prefix, ...node, ...args] as [string, ...string[]];
  // From the root, so that the packages are found by name.
  return start<Known>(command, rest, { cwd: root, ...options });
}

/** One line that makes a parent of a program: its `spawn` is Node's own in a control, ours otherwise. */
export function importSpawn({ plain }: { plain: boolean }): string {
  return plain
    ? 'import { spawn } from "node:child_process";\n'
    : 'import { spawnWithLifeline as spawn } from "lifeline-parent";\n';
}
