import { type ChildProcess, spawn } from "node:child_process";
import { spawnWithLifeline } from "lifeline-parent";
import { identify, registerForKilling } from "../support/index.js";
import type { AnySpawn } from "./observed-spawn.js";

const kinds = [
  ["spawn", spawn as unknown as AnySpawn],
  ["spawnWithLifeline", spawnWithLifeline as unknown as AnySpawn],
] as const;

/** All events of one child until it has closed. */
export async function eventsOf(child: ChildProcess): Promise<unknown[]> {
  if (child.pid !== undefined) registerForKilling(identify(child.pid));
  const events: unknown[] = [];
  child.on("error", ({ name, message, code, cause }: NodeJS.ErrnoException) =>
    events.push(["error", { name, message, code, cause }]),
  );
  for (const name of ["spawn", "exit"] as const) child.on(name, (...facts) => events.push([name, ...facts]));
  await new Promise((resolve) => child.once("close", resolve));
  return events;
}

/** What both of them do, in their own way. */
export async function both(
  run: (call: AnySpawn) => Promise<unknown>,
): Promise<[plain: unknown, tied: unknown]> {
  return [await run(kinds[0][1]), await run(kinds[1][1])];
}
