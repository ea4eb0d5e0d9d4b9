import { readFileSync } from "node:fs";
import { clock } from "./clock.js";
import { allPids, commandLine, isDead, isEnded, type ProcessIdentity, readProcess } from "./processes.js";
import { expectDead, until } from "./wait.js";

/** Each look of a guard goes through the whole process table, and that takes its time on a loaded machine. */
const PATIENCE = 30_000;

/** The living guard of this parent, which may be dead itself. It carries no mark, but it shows whose it is. */
export function guardOf(parent: number): ProcessIdentity | undefined {
  const title = new RegExp(`lifeline-guard ${parent}$`);
  // One that has ended has no command line.
  const pid = allPids().find((each) => title.test(commandLine(each)));
  const found = pid === undefined ? undefined : readProcess(pid);
  return found && !isEnded(found) ? found : undefined;
}

/** After the death of its parent a guard ends when it has found nobody three times in a row. */
export async function expectGuardGone(parent: number): Promise<void> {
  let guard = guardOf(parent);
  const isGone = () => {
    if (guard === undefined || isDead(guard)) guard = guardOf(parent);
    return guard === undefined;
  };
  await until(`the end of the guard of ${parent}`, isGone, { timeout: PATIENCE, interval: 20 });
}

export function expectEndedByGuard(identities: ProcessIdentity | readonly ProcessIdentity[]): Promise<void> {
  return expectDead(identities, PATIENCE);
}

/** What was said to it and not read dies with its parent; so this waits until it has read nothing for a while. */
export async function heardAll({ pid }: ProcessIdentity): Promise<void> {
  const read = () => /^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, "latin1"))?.[1];
  let last = { read: read(), at: clock() };
  await until("it to have read all", () => {
    if (read() !== last.read) last = { read: read(), at: clock() };
    return clock() - last.at > 500;
  });
}
