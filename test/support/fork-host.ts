import { type Command, type Interpreter, nodeFixture } from "./fixtures.js";
import { type Exit, type Started, type StartOptions, start } from "./start.js";

/** What test/fixtures/fork-host.mjs is told to do. */
export interface ForkHostSpec {
  /** Its title, as pm2 has one. */
  title?: string;
  /** Added to its own environment, which the child inherits; `$$` stands for its pid. */
  env?: Record<string, string>;
}

/** Starts a parent that forks this fixture; it reports the "exit" of its child. */
export function startForkHost(
  { args: [module, ...args] }: Command,
  spec: ForkHostSpec,
  options: StartOptions,
  /** Arguments of the host, for a command line that looks like another's. */
  more: readonly string[] = [],
  /** Instead of this Node, for both. */
  runtime?: Interpreter,
): Started<{ exit: Exit }> {
  const { command, args: rest } = nodeFixture("fork-host.mjs", { ...spec, module, args }, runtime);
  return start(command, [...rest, ...more], options);
}
