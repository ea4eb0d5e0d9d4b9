import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import {
  expectDead,
  identify,
  type ProcessIdentity,
  portIsFree,
  type Started,
  start,
  until,
  type WaitOptions,
} from "../support/index.js";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Example {
  readonly parent: Started;
  readonly child: ProcessIdentity;
  readonly port: number;
}

/** Runs an example as its comment says, from the root, and waits until the line of output that says it works. */
export async function runExample(command: string, args: string[], works: RegExp): Promise<Example> {
  const parent = start(command, args, { cwd: root });
  await output(parent, works);
  const [, pid, port] = await output(parent, /^child: pid (\d+), port (\d+)/m);
  return { parent, child: identify(Number(pid)), port: Number(port) };
}

export async function output(
  example: Started,
  pattern: RegExp,
  options?: WaitOptions,
): Promise<RegExpExecArray> {
  const found = () => pattern.exec(example.output);
  return until(`${pattern} in the output`, found, options).catch((error: Error) => {
    throw new Error(`${error.message}; it wrote:\n${example.output}${example.stderr}`);
  });
}

/** The promise of every example: the parent is killed, and its child is gone, after it has cleaned up. */
export async function expectEndWithParent({ parent, child, port }: Example): Promise<void> {
  expect(await portIsFree(port)).toBe(false);
  expect(parent.kill("SIGKILL")).toBe(true);
  expect(await parent.exit).toEqual({ code: null, signal: "SIGKILL" });
  await expectDead(child);
  await until("the port to be free", () => portIsFree(port));
  await output(parent, /^child: closed, because of parent-exited/m);
}
