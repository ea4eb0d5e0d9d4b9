import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Command, type Started, type StartOptions, start } from "../support/index.js";

const manifest = createRequire(import.meta.url).resolve("lifeline-parent/package.json");

/** The command line as the package says where it is. */
export const lifelineBin = join(
  dirname(manifest),
  (JSON.parse(readFileSync(manifest, "utf8")) as { bin: { lifeline: string } }).bin.lifeline,
);

export function lifeline(words: readonly string[], options?: StartOptions): Started {
  return start(process.execPath, [lifelineBin, ...words], options);
}

/** The words that run this command: itself in a control, `lifeline run -- …` otherwise. */
export function runWords(
  { command, args }: Command,
  { plain = false, options = [] }: { plain?: boolean; options?: readonly string[] } = {},
): string[] {
  const own = plain ? [] : [process.execPath, lifelineBin, "run", ...options, "--"];
  return [...own, command, ...args];
}

/** A launcher that is not Node: it runs the words in the foreground. What follows keeps dash from an exec. */
export function startLauncher(words: readonly string[], options?: StartOptions): Started {
  return start("sh", ["-c", '"$@"; exit "$?"', "launcher", ...words], options);
}

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for the end of a program and of what it says. */
export async function outcomeOf(program: Started): Promise<Outcome> {
  const { process: child } = program;
  const closed = new Promise((resolve) => child.once("close", resolve));
  const { code, signal } = await program.exit;
  if (child.stdio.some((stream) => stream && !stream.destroyed)) await closed;
  return { code, signal, stdout: program.output, stderr: program.stderr };
}
